/// The keys that WeChat Pay signs its answers with, by the text of `Wechatpay-Serial`.
struct PlatformKeys: Sendable {
  enum Key: Sendable {
    /// `PUB_KEY_ID_…`; it does not expire.
    case publicKey(PublicKey)
    case certificate(Certificate)
  }

  private let keys: [String: Key]

  init(_ keys: [String: Key]) { self.keys = keys }

  subscript(serial: String) -> Key? { keys[serial] }
}

/// An answer as it came off the wire; nothing in it is trusted yet.
public struct RawAnswer: Sendable, Equatable {
  public let status: Int
  public let headers: [Header]
  public let body: [UInt8]

  public init(status: Int, headers: [Header], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The value of the only header of this name, without regard to case.
  func header(_ name: String) -> String? {
    let values = values(of: name)
    return values.count == 1 ? values[0] : nil
  }

  func values(of name: String) -> [String] {
    let name = name.lowercased()
    return headers.filter { $0.name.lowercased() == name }.map(\.value)
  }
}

/// What the signature of an answer proves.
enum Authenticity: Sendable, Equatable {
  case proved
  /// An error answer (4xx, 5xx) without signature headers, as gateways send them: hearsay.
  case unsignedError
  /// An error answer whose signature does not hold: hearsay.
  case unprovedError(AnswerProblem)
  /// A success that is not proved: treated as forged, its body is not read.
  case unprovedSuccess(AnswerProblem)
}

/// Verifies that an answer comes from WeChat Pay, before anything in it is read.
///
/// Source: pages merchant/4013053420 (platform certificate) and merchant/4013053249 (public key).
struct AnswerVerifier: Sendable {
  /// An answer more than five minutes from the clock is refused, in both directions.
  static let window: Int64 = 300

  let keys: PlatformKeys
  /// Shared by every copy of this verifier.
  let memory = AnswerMemory()

  func authenticity(of answer: RawAnswer, now: Instant) -> Authenticity {
    let isSuccess = (200...299).contains(answer.status)
    let names = ["Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Signature", "Wechatpay-Serial"]
    if !isSuccess, names.allSatisfy({ answer.values(of: $0).isEmpty }) { return .unsignedError }
    do {
      try verify(answer, now: now)
      return .proved
    } catch {
      return isSuccess ? .unprovedSuccess(error) : .unprovedError(error)
    }
  }

  private func verify(_ answer: RawAnswer, now: Instant) throws(AnswerProblem) {
    let timestamp = try only("Wechatpay-Timestamp", in: answer)
    let nonce = try only("Wechatpay-Nonce", in: answer)
    let signature = try only("Wechatpay-Signature", in: answer)
    let serial = try only("Wechatpay-Serial", in: answer)
    let types = answer.values(of: "Wechatpay-Signature-Type")
    if let type = types.first(where: { $0 != "WECHATPAY2-SHA256-RSA2048" }) { throw .unsupportedSignatureType(type) }

    guard (1...15).contains(timestamp.utf8.count), timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let seconds = Int64(timestamp)
    else { throw .malformedHeader("Wechatpay-Timestamp") }
    let age = now.secondsSince1970 - seconds
    if age.magnitude > UInt64(Self.window) { throw .stale(seconds: age) }

    let key: PublicKey
    switch keys[serial] {
    case .publicKey(let publicKey): key = publicKey
    case .certificate(let certificate):
      if certificate.expiresAt < now { throw .expiredCertificate(serial) }
      key = certificate.publicKey
    case nil: throw .unknownSerial(serial)
    }

    // The text of the header is what was signed; a number printed anew could differ from it.
    let message = Array("\(timestamp)\n\(nonce)\n".utf8) + answer.body + [0x0A]
    guard let bytes = Base64.decode(signature), key.verifies(bytes, of: message) else {
      throw signature.hasPrefix("WECHATPAY/SIGNTEST/") ? .signatureProbe : .badSignature
    }
    // Only what is proved is remembered: a forger can neither fill the memory nor use up a nonce.
    guard memory.takes(serial: serial, nonce: nonce, at: now) else { throw .replayed }
    memory.note(timestamp: seconds, at: now)
  }

  private func only(_ name: String, in answer: RawAnswer) throws(AnswerProblem) -> String {
    let values = answer.values(of: name)
    guard let value = values.first else { throw .missingHeader(name) }
    guard values.count == 1, !value.isEmpty else { throw .malformedHeader(name) }
    return value
  }
}
