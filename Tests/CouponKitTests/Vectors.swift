import Foundation
import Testing

@testable import CouponKit

/// `Vectors/vectors.json`: deterministic cases for the protocol, with keys made for tests from a public seed.
struct Vectors: Decodable {
  struct Merchant: Decodable {
    let mchid: String
    let serialNo: String
    let privateKey: String
  }
  struct TrustedKey: Decodable {
    let serial: String
    let certificate: String?
    let publicKey: String?
  }
  struct RequestSigning: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let method: String
    let url: String
    let timestamp: String
    let nonce: String
    let bodyBase64: String
    let canonicalBase64: String
    let signature: String
    let authorization: String
    var testDescription: String { id }
  }
  struct Mistakes: Decodable {
    struct Case: Decodable {
      let id: String
      let signature: String
    }
    let rightId: String
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
    let pathTemplate: String
  }
  struct Response: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let trustedKeys: [String]
    let now: Int64
    let status: Int
    let headers: [[String]]
    let bodyBase64: String
    let expect: String
    let alsoAcceptable: [String]?
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

  let clockNow: Int64
  let merchant: Merchant
  let trustedKeySets: [String: TrustedKey]
  let requestSigning: [RequestSigning]
  let requestSigningMistakes: Mistakes
  let pathTemplates: [PathCase]
  let chainForms: [ChainForm]
  let responseVerification: [Response]
  let keyLoading: [KeyLoading]

  static let folder = Bundle.module.resourceURL!.appendingPathComponent("Vectors")
  static let all: Vectors = {
    do {
      let data = try Data(contentsOf: folder.appendingPathComponent("vectors.json"))
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Vectors.self, from: data)
    } catch { preconditionFailure("vectors.json: \(error)") }
  }()

  static func bytes(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(file)))
  }

  static func base64(_ text: String) -> [UInt8] { Array(Data(base64Encoded: text)!) }
}
