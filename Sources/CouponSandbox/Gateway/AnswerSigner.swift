/// What an answer is to say, before it is signed.
struct Draft {
  let status: Int
  var body: [UInt8]
  /// The number at the end of `Request-ID`; 0 is success.
  let subCode: Int
  var allow: String?
  /// Seconds, with 429.
  var retryAfter: Int?
}

/// Proves answers with WeChat Pay's key.
struct AnswerSigner {
  /// The seconds that a connection may be idle, as `Keep-Alive` says.
  static let keepAliveSeconds = 8

  let keyID: String
  let key: PrivateKey

  static func freshNonce() -> String { hexadecimal((0..<16).map { _ in UInt8.random(in: 0...255) }) }

  /// The answer with the five headers that prove it.
  func signed(
    _ draft: Draft, language: AnswerLanguage, at now: UnixSeconds, timestamp: UnixSeconds? = nil,
    nonce: String = freshNonce()
  ) throws -> Answer {
    let timestamp = timestamp ?? now
    let message = Array("\(timestamp)\n\(nonce)\n".utf8) + draft.body + [UInt8(ascii: "\n")]
    let signature = base64(try key.signature(of: message))
    var answer = unsigned(draft, language: language, at: now)
    answer.headers += [
      ("Wechatpay-Timestamp", String(timestamp)),
      ("Wechatpay-Nonce", nonce),
      ("Wechatpay-Signature", signature),
      ("Wechatpay-Serial", keyID),
      ("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048"),
    ]
    return answer
  }

  func unsigned(_ draft: Draft, language: AnswerLanguage, at now: UnixSeconds) -> Answer {
    let request = hexadecimal((0..<22).map { _ in UInt8.random(in: 0...255) }).uppercased()
    var headers = [
      ("Date", httpDate(now)),
      ("Request-ID", "\(request)-\(draft.subCode)"),
      ("Content-Language", language.rawValue),
      ("Cache-Control", "no-cache, must-revalidate"),
      ("Keep-Alive", "timeout=\(AnswerSigner.keepAliveSeconds)"),
    ]
    if !draft.body.isEmpty { headers.append(("Content-Type", "application/json; charset=utf-8")) }
    if let allow = draft.allow { headers.append(("Allow", allow)) }
    if let seconds = draft.retryAfter { headers.append(("Retry-After", String(seconds))) }
    return Answer(status: draft.status, headers: headers, body: draft.body)
  }
}
