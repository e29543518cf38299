/// What is personal about an operation: kept in one sealed box, and gone after its time.
struct PrivatePart: Equatable {
  /// 16 random bytes that the public commitments are made with, so that nobody can guess what stands behind them.
  let salt: [UInt8]
  let openID: String
  /// The bundle id or the coupon code.
  let subject: String
  let reason: String
  /// The request body, byte for byte.
  let body: [UInt8]
  let before: [Operation.CouponSnapshot]
  var after: [Operation.CouponSnapshot]
  /// WeChat Pay's own words of a refusal.
  var refusal: String?

  init(_ operation: Operation, salt: [UInt8]) {
    let wish = operation.wish
    self.salt = salt
    openID = wish.target.openID.text
    subject = wish.target.subjectText
    reason = wish.reason.text
    body = wish.body
    before = wish.before
    after = operation.after
    refusal = operation.refusal?.kind.refusalMessage
  }

  /// What the journal says in public of a text: the same text and salt give the same, and no way back.
  func commitment(to text: some Sequence<UInt8>) -> [UInt8] { Digest.sha256(salt + text) }

  var bytes: [UInt8] {
    let value: JSONValue = [
      "salt": .string(Hex.lower(salt)), "openid": .string(openID), "subject": .string(subject),
      "reason": .string(reason), "body": .string(String(decoding: body, as: UTF8.self)),
      "before": .array(before.map(\.document)), "after": .array(after.map(\.document)),
      "refusal": refusal.map { .string($0) } ?? .null,
    ]
    return value.serialised
  }

  init?(_ bytes: [UInt8]) {
    guard let root = (try? JSONReader.read(bytes))?.root, let salt = root["salt"]?.string.flatMap(Hex.bytes),
      let openID = root["openid"]?.string, let subject = root["subject"]?.string, let reason = root["reason"]?.string,
      let body = root["body"]?.string, let before = root["before"], let after = root["after"]
    else { return nil }
    self.salt = salt
    self.openID = openID
    self.subject = subject
    self.reason = reason
    self.body = Array(body.utf8)
    self.before = before.elements.compactMap(Operation.CouponSnapshot.init)
    self.after = after.elements.compactMap(Operation.CouponSnapshot.init)
    refusal = root["refusal"]?.string
  }
}

extension Operation.CouponSnapshot {
  fileprivate var document: JSONValue {
    var members: [JSONValue.Member] = [
      JSONValue.Member("position", .number(String(position))), JSONValue.Member("code", .string(code.text)),
      JSONValue.Member("state", .string(state.wire)),
    ]
    if let roundCount { members.append(JSONValue.Member("rounds", .number(String(roundCount)))) }
    if let usedAt { members.append(JSONValue.Member("used", .number(String(usedAt.millisecondsSince1970)))) }
    if let trace {
      let time = trace.time.map { JSONValue.number(String($0.millisecondsSince1970)) }
      members.append(
        JSONValue.Member(
          "trace",
          [
            "number": trace.requestNumber.map { .string($0) } ?? .null,
            "reason": trace.reason.map { .string($0) } ?? .null, "time": time ?? .null,
          ]))
    }
    return .object(members)
  }

  fileprivate init?(_ view: JSONView) {
    guard let position = view["position"]?.integer, let state = view["state"]?.string,
      let code = view["code"]?.string.flatMap({ try? CouponCode(received: $0) })
    else { return nil }
    let trace = view["trace"].map { trace in
      Trace(
        requestNumber: trace["number"]?.string, reason: trace["reason"]?.string,
        time: trace["time"]?.integer.map { Instant(millisecondsSince1970: $0) })
    }
    self.init(position: Int(position), code: code, state: CouponState(wire: state), trace: trace)
    roundCount = view["rounds"]?.integer.map { Int($0) }
    usedAt = view["used"]?.integer.map { Instant(millisecondsSince1970: $0) }
  }
}

extension CouponFailure.Kind {
  /// WeChat Pay's own words, of a kind that is its refusal.
  fileprivate var refusalMessage: String? {
    switch self {
    case .notPermitted(let message), .notFound(let message), .openIDUnknown(let message),
      .appIDRefused(let message), .stateRefused(let message, _), .requestNumberUsed(let message),
      .requestRefused(let message):
      message
    default: nil
    }
  }

  /// The kind of a refusal, from its ``name``, WeChat Pay's words and `Request-ID`.
  init(refusal name: String, message: String, requestID: String?) {
    let hint = requestID.flatMap(CouponFailure.StateHint.init) ?? .none
    let kinds: [CouponFailure.Kind] = [
      .notPermitted(message: message), .notFound(message: message), .openIDUnknown(message: message),
      .appIDRefused(message: message), .stateRefused(message: message, hint), .requestNumberUsed(message: message),
    ]
    self = kinds.first { $0.name == name } ?? .requestRefused(message: message)
  }
}
