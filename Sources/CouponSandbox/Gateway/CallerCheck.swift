/// Who may call: the service provider with its number, and the brands, which share its key and its certificate here.
struct Caller {
  /// Further away than this, a request's timestamp is refused. Whether the edge itself is in is not documented.
  static let clockTolerance: UnixSeconds = 300

  let merchantID: String
  /// The brands that may call for themselves.
  let brandIDs: Set<String>
  /// Upper-case hexadecimal digits.
  let serial: String
  let key: PublicKey

  /// Proves that a request comes from this caller, as such a call has to, and is fresh. The clock is looked at before
  /// the signature.
  ///
  /// - Parameter edge: whether a timestamp that is as far away as can be is still good.
  /// - Returns: who calls, and the nonce.
  /// - Throws: 401 `SIGN_ERROR`, which says what was wrong.
  func identity(
    of request: Request, _ variant: Variant, at now: UnixSeconds, edge: Behaviour.WindowEdge
  ) throws(Refusal) -> (Identity, nonce: String) {
    guard let header = request.header("Authorization"), let authorization = Authorization(header) else {
      throw .signature(
        Message("Http头Authorization值格式错误，请检查", "The Authorization HTTP header is missing or malformed"),
        issue: "malformed authorization", field: "authorization")
    }
    guard authorization.scheme == variant.scheme else {
      throw .signature(
        Message("Http头Authorization认证类型不正确", "The scheme of the Authorization HTTP header is wrong"),
        issue: "unexpected scheme", field: "authorization")
    }
    let identity = try identity(of: authorization.party, variant)
    let tolerance = edge == .in ? Caller.clockTolerance : Caller.clockTolerance - 1
    try checkTimestamp(authorization.timestamp, at: now, tolerance)
    guard authorization.serial == serial else {
      throw .signature(
        Message("商户证书序列号有误，请使用签名私钥匹配的证书序列号", "The merchant certificate's serial number is wrong"),
        issue: "unknown serial_no", field: "serial_no")
    }
    let signed = SignedText(request: request, authorization: authorization)
    guard let signature = base64Decoded(authorization.signature), key.verifies(signature, of: signed.bytes) else {
      throw .signature(
        Message("签名错误，请检查后再试", "The signature is wrong"), issue: "sign not match", field: "signature",
        information: signed.information)
    }
    return (identity, authorization.nonce)
  }

  private func identity(of party: Authorization.Party, _ variant: Variant) throws(Refusal) -> Identity {
    switch (party, variant) {
    case (.merchant(merchantID), .partner): return .partner
    case (.brand(let brandID), .brand) where brandIDs.contains(brandID): return .brand(brandID)
    case (_, .partner):
      throw .signature(
        Message("Http头Authorization中的mchid有误", "The mchid in the Authorization HTTP header is wrong"),
        issue: "unknown mchid", field: "mchid")
    case (_, .brand):
      throw .signature(
        Message("Http头Authorization中的brand_id有误", "The brand_id in the Authorization HTTP header is wrong"),
        issue: "unknown brand_id", field: "brand_id")
    }
  }

  private func checkTimestamp(
    _ text: String, at now: UnixSeconds, _ tolerance: UnixSeconds
  ) throws(Refusal) {
    let isDigits = text.utf8.count <= 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isDigits, let timestamp = UnixSeconds(text), abs(now - timestamp) <= tolerance else {
      throw .signature(
        Message(
          "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟",
          "The timestamp in the Authorization HTTP header must be within 5 minutes of the time of the request"),
        issue: "timestamp out of window", field: "timestamp")
    }
  }
}

/// The five lines that a request's signature covers.
private struct SignedText {
  let request: Request
  let authorization: Authorization

  var bytes: [UInt8] {
    let head = "\(request.method)\n\(request.target)\n\(authorization.timestamp)\n\(authorization.nonce)\n"
    return Array(head.utf8) + request.body + [UInt8(ascii: "\n")]
  }

  /// What the gateway tells a caller about the text that it checked: its length in bytes, its lines cut short.
  var information: JSON {
    let body = String(decoding: request.body, as: UTF8.self)
    let lines = [
      request.method, String(request.target.prefix(28)), authorization.timestamp, String(authorization.nonce.prefix(8)),
      String(body.prefix(8)),
    ]
    return [
      "method": JSON(request.method), "url": JSON(request.target),
      "sign_message_length": JSON(bytes.count),
      "truncated_sign_message": JSON(lines.map { $0 + "\n" }.joined()),
    ]
  }
}
