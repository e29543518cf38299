extension Gateway {
  /// Answers one request, with a fault in what is done, how it is proved or what is said.
  func answer(to request: Request, under fault: Fault?, at now: UnixSeconds) throws -> Answer {
    guard let fault else {
      let answer = try answer(to: request, at: now)
      if answer.status == 200 { earlier = (request.target, answer) }
      return answer
    }
    switch fault.kind {
    case .clock: return try answer(to: request, at: now + UnixSeconds(fault.amount))
    case .duplicate:
      _ = try answer(to: request, at: now)
      return try answer(to: request, at: now)
    case .partialEffect: return try answer(to: request, at: now) { $0.deactivatesFirstOnly = true }
    case .laggingList: return try answer(to: request, at: now) { $0.listLag = UnixSeconds(fault.amount) }
    case .falseProbe:
      return FaultyAnswer.probe(try answer(to: request, at: now) { $0.onlyPretends = true })
    case .forgedSuccess:
      let usual = behaviour
      defer { behaviour = usual }
      behaviour.onlyPretends = true
      return try forged(draft(for: request, at: now), to: request, at: now)
    case .redirect:
      var answer = try proved(.invented(fault.amount), to: request, at: now)
      answer.setHeader("Location", "/elsewhere" + request.target)
      return answer
    case .http: return try proved(.invented(fault.amount), to: request, at: now)
    case .retryAfter:
      var answer = try proved(.invented(429), to: request, at: now)
      answer.setHeader("Retry-After", String(fault.amount))
      return answer
    default: return try answer(saying: draft(for: request, at: now), to: request, fault, at: now)
    }
  }

  /// Answers one request while the gateway behaves otherwise than usual.
  private func answer(
    to request: Request, at now: UnixSeconds, behaving change: (inout Behaviour) -> Void
  ) throws -> Answer {
    let usual = behaviour
    defer { behaviour = usual }
    change(&behaviour)
    return try answer(to: request, at: now)
  }

  /// The faults that come after the deed.
  private func answer(
    saying draft: Draft, to request: Request, _ fault: Fault, at now: UnixSeconds
  ) throws -> Answer {
    switch fault.kind {
    case .applied: return try proved(.invented(fault.amount), to: request, at: now)
    case .unsigned:
      let said = fault.amount == 200 ? draft : .invented(fault.amount)
      return signer.unsigned(said, language: request.language, at: now)
    case .badSignature: return try forged(draft, to: request, at: now)
    case .staleTimestamp:
      let old = now - UnixSeconds(fault.amount)
      return try signer(for: request, at: now).signed(draft, language: request.language, at: now, timestamp: old)
    case .replayedNonce:
      let nonce = earlier?.answer.header("Wechatpay-Nonce") ?? "00112233445566778899aabbccddeeff"
      return try signer(for: request, at: now).signed(draft, language: request.language, at: now, nonce: nonce)
    case .foreignReply: return try foreignAnswer(to: request, at: now)
    case .html: return FaultyAnswer.html(status: fault.amount)
    case .gzipBomb: return FaultyAnswer.gzipBomb(mebibytes: fault.amount)
    default:
      let said = FaultyAnswer.said(draft, fault)
      let answer = try proved(said, to: request, at: now)
      return try FaultyAnswer.spoiled(answer, fault)
    }
  }

  /// A genuine answer to a request that is not this one, fresh and well signed.
  private func foreignAnswer(to request: Request, at now: UnixSeconds) throws -> Answer {
    if let earlier, earlier.target != request.target { return earlier.answer }
    let emptyList = Draft(status: 200, body: (["total_count": 0] as JSON).bytes, subCode: 0)
    return try proved(emptyList, to: request, at: now)
  }
}

extension Draft {
  /// An answer with that status which has nothing to do with what was asked.
  static func invented(_ status: Int) -> Draft {
    let (code, message, subCode) =
      switch status {
      case 202: ("ACCEPTED", "请求已受理，请使用相同参数重试", 268_435_456)
      case 400: ("INVALID_REQUEST", "用户券状态非法", 268_578_367)
      case 401: ("SIGN_ERROR", "签名错误，请检查后再试", 268_443_699)
      case 403: ("NO_AUTH", "服务商没有此接口权限", 268_579_803)
      case 404: ("RESOURCE_NOT_EXISTS", "当前访问对象不存在", 268_578_608)
      case 429: ("RATELIMIT_EXCEEDED", "请求过于频繁，请稍后再试", 270_924_289)
      case 502, 503: ("SERVICE_UNAVAILABLE", "服务不可用，请稍后再试", 268_435_457)
      default: ("SYSTEM_ERROR", "系统异常，请用相同参数重新调用", 268_435_457)
      }
    let body: JSON = ["code": JSON(code), "message": JSON(message)]
    return Draft(status: status, body: body.bytes, subCode: subCode)
  }
}

/// Answers that no honest gateway would give.
enum FaultyAnswer {
  /// What is signed instead of `draft`.
  static func said(_ draft: Draft, _ fault: Fault) -> Draft {
    var draft = draft
    switch fault.kind {
    case .emptyBody: draft.body = []
    case .halfJSON: draft.body = Array(draft.body.prefix(draft.body.count / 2))
    case .deepJSON:
      draft.body =
        Array(#"{"user_coupon_list":"#.utf8)
        + [UInt8](repeating: UInt8(ascii: "["), count: fault.amount)
        + [UInt8](repeating: UInt8(ascii: "]"), count: fault.amount) + [UInt8(ascii: "}")]
    case .duplicateKeys: draft.body = draft.body.dropLast() + [UInt8(ascii: ",")] + draft.body.dropFirst()
    case .hugeJSON:
      let filler = [UInt8](repeating: UInt8(ascii: "x"), count: fault.amount << 20)
      draft.body = Array(#"{"filler":""#.utf8) + filler + Array(#"","#.utf8) + draft.body.dropFirst()
    case .notUTF8: draft.body = Array(#"{"note":""#.utf8) + [0xFF] + Array(#"","#.utf8) + draft.body.dropFirst()
    case .unknownState, .missingPage, .wrongTotal:
      if let content = try? JSON(parsing: draft.body) { draft.body = changed(content, fault).bytes }
    default: break
    }
    return draft
  }

  private static func changed(_ content: JSON, _ fault: Fault) -> JSON {
    var content = content
    switch fault.kind {
    case .missingPage: content["next_page_token"] = nil
    case .wrongTotal:
      if let total = content["total_count"]?.integer { content["total_count"] = JSON(total + fault.amount) }
    default:
      for list in ["user_coupon_list", "user_product_coupon_list"] {
        guard let coupons = content[list]?.elements else { continue }
        content[list] = .array(coupons.map(frozen))
      }
      content = frozen(content)
    }
    return content
  }

  private static func frozen(_ coupon: JSON) -> JSON {
    var coupon = coupon
    if coupon["coupon_state"] != nil { coupon["coupon_state"] = "FROZEN_FOR_REVIEW" }
    return coupon
  }

  /// An answer whose proof or head is spoiled after signing.
  static func spoiled(_ answer: Answer, _ fault: Fault) throws -> Answer {
    var answer = answer
    switch fault.kind {
    case .signTest: answer = probe(answer)
    case .unknownKey: answer.setHeader("Wechatpay-Serial", "PUB_KEY_ID_" + String(repeating: "9", count: 34))
    case .missingHeader: answer.setHeader("Wechatpay-Nonce", nil)
    case .doubledHeader:
      let name = "Wechatpay-Signature"
      if let signature = answer.header(name) { answer.headers.append((name, signature)) }
    case .changedBody:
      // The first digit becomes another: the JSON stays whole and says something else.
      if let digit = answer.body.firstIndex(where: { (0x30...0x39).contains($0) }) { answer.body[digit] ^= 1 }
    case .manyHeaders: answer.headers += (0..<fault.amount).map { ("X-Padding-\($0)", "0") }
    case .hugeHeader: answer.setHeader("X-Padding", String(repeating: "x", count: fault.amount))
    default: break
    }
    return answer
  }

  /// Probe traffic: a signature which must fail at every client that verifies.
  static func probe(_ answer: Answer) -> Answer {
    var answer = answer
    answer.setHeader(
      "Wechatpay-Signature", "WECHATPAY/SIGNTEST/" + (answer.header("Wechatpay-Signature")?.dropFirst(19) ?? ""))
    return answer
  }

  static func html(status: Int) -> Answer {
    let page = "<html><head><title>\(status)</title></head><body><h1>\(status)</h1><hr>nginx</body></html>\n"
    return Answer(status: status, headers: [("Content-Type", "text/html")], body: Array(page.utf8))
  }

  /// Zeros, compressed a thousandfold. The stream has no end and no proof; a client that looks at either is too late.
  static func gzipBomb(mebibytes: Int) -> Answer {
    var bits = BitWriter(bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
    bits.write(0b010, count: 3)  // Not the last block; fixed Huffman codes.
    bits.write(0b0000_1100, count: 8)  // The literal 0.
    for _ in 0..<(mebibytes << 20) / 258 {
      bits.write(0b1010_0011, count: 8)  // 258 bytes more …
      bits.write(0b00000, count: 5)  // … like the one before.
    }
    let headers = [("Content-Type", "application/json; charset=utf-8"), ("Content-Encoding", "gzip")]
    return Answer(status: 200, headers: headers, body: bits.bytes)
  }
}

/// Writes bits into bytes from the low end, as DEFLATE wants them.
private struct BitWriter {
  var bytes: [UInt8]
  private var pending: UInt32 = 0
  private var pendingCount = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func write(_ bits: UInt32, count: Int) {
    pending |= bits << pendingCount
    pendingCount += count
    while pendingCount >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      pendingCount -= 8
    }
  }
}
