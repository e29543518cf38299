import Foundation
import Testing

@testable import CouponKit

/// `Vectors/vectors.json`: deterministic cases for the protocol, with keys made for tests from a public seed.
struct Vectors: Decodable {
  struct Merchant: Decodable {
    let mchid: String
    let serial_no: String
    let private_key: String
  }
  struct TrustedKey: Decodable {
    let serial: String
    let certificate: String?
    let public_key: String?
  }
  struct RequestSigning: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let method: String
    let url: String
    let timestamp: String
    let nonce: String
    let body_base64: String
    let canonical_base64: String
    let signature: String
    let authorization: String
    var testDescription: String { id }
  }
  struct Mistakes: Decodable {
    struct Case: Decodable {
      let id: String
      let signature: String
    }
    let right_id: String
    let cases: [Case]
  }
  struct PathCase: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let template: String
    let values: [String: String]
    let path: String?
    let error: Bool?
    var testDescription: String { id }
  }
  struct ChainForm: Decodable {
    let segments: [String]
    let path_template: String
  }
  struct Response: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let trusted_keys: [String]
    let now: Int64
    let status: Int
    let headers: [[String]]
    let body_base64: String
    let expect: String
    let also_acceptable: [String]?
    var testDescription: String { id }
  }
  struct KeyLoading: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let file: String
    let role: String
    let passphrase: String?
    let expect: String
    var testDescription: String { id }
  }

  let clock_now: Int64
  let merchant: Merchant
  let trusted_key_sets: [String: TrustedKey]
  let request_signing: [RequestSigning]
  let request_signing_mistakes: Mistakes
  let path_templates: [PathCase]
  let chain_forms: [ChainForm]
  let response_verification: [Response]
  let key_loading: [KeyLoading]

  static let folder = Bundle.module.resourceURL!.appendingPathComponent("Vectors")
  static let all: Vectors = {
    do {
      let data = try Data(contentsOf: folder.appendingPathComponent("vectors.json"))
      return try JSONDecoder().decode(Vectors.self, from: data)
    } catch { preconditionFailure("vectors.json: \(error)") }
  }()

  static func bytes(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(file)))
  }

  static func base64(_ text: String) -> [UInt8] { Array(Data(base64Encoded: text)!) }
}
