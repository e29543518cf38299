/// One HTTP request, ready to leave: what was signed is what is sent, byte for byte.
public struct SignedRequest: Sendable, Equatable {
  public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }
  public let method: Method
  /// Path and query exactly as sent; the host is not part of the signature.
  public let target: String
  public let headers: [Header]
  /// Empty for GET.
  public let body: [UInt8]
  /// Unix seconds and nonce of the signature, as the journal keeps them.
  public let timestamp: Int64
  public let nonce: String
}

/// One header line of a request or an answer.
public struct Header: Sendable, Equatable {
  public let name: String
  public let value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// Signs requests for one caller with RSASSA-PKCS1-v1_5 and SHA-256.
///
/// Source: protocol of WeChat Pay API v3, request signature; pages merchant/4012365334 and 4012365336.
struct RequestSigner: Sendable {
  /// Who calls, as the Authorization header spells it.
  enum Caller: Sendable, Equatable {
    /// A service provider: `WECHATPAY2-SHA256-RSA2048 mchid="…"`.
    case partner(merchantID: String)
    /// A brand itself: `WECHATPAY-BRAND-SHA256-RSA2048 brand_id="…"`.
    case brand(BrandID)
  }

  let caller: Caller
  /// Serial of the caller's API certificate, upper-case hex with its leading zeros.
  let serial: String
  let key: PrivateKey

  /// Method, target, timestamp, nonce and body, each followed by a line feed, the last one too.
  static func canonical(
    _ method: String, _ target: String, timestamp: String, nonce: String, body: [UInt8]
  ) -> [UInt8] {
    Array("\(method)\n\(target)\n\(timestamp)\n\(nonce)\n".utf8) + body + [0x0A]
  }

  /// The value of the Authorization header, or `nil` when OpenSSL refuses to sign.
  func authorization(
    _ method: String, _ target: String, timestamp: String, nonce: String, body: [UInt8]
  ) -> String? {
    let message = Self.canonical(method, target, timestamp: timestamp, nonce: nonce, body: body)
    guard let signature = key.sign(message) else { return nil }
    let (scheme, identity) =
      switch caller {
      case .partner(let merchantID): ("WECHATPAY2-SHA256-RSA2048", "mchid=\"\(merchantID)\"")
      case .brand(let brandID): ("WECHATPAY-BRAND-SHA256-RSA2048", "brand_id=\"\(brandID)\"")
      }
    return "\(scheme) \(identity),nonce_str=\"\(nonce)\",signature=\"\(Base64.encode(signature))\","
      + "timestamp=\"\(timestamp)\",serial_no=\"\(serial)\""
  }

  /// 32 characters of `0-9 A-Z a-z` from OpenSSL's generator, new for every request and every re-send.
  static func freshNonce() -> String? {
    let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    var letters: [UInt8] = []
    while letters.count < 32 {
      guard let bytes = RandomBytes.make(48) else { return nil }
      // 248 is the largest multiple of 62 in a byte: beyond it some letters would come up more often.
      letters += bytes.filter { $0 < 248 }.map { alphabet[Int($0) % alphabet.count] }
    }
    return String(decoding: letters.prefix(32), as: UTF8.self)
  }
}
