import CouponKit

/// A failure, for someone on the phone: what happened, what is true of the coupons, what to do next; and a line of
/// references for those who are asked for help.
struct FailureSentences: Equatable {
  let happened: SafeText
  let holds: SafeText
  let next: SafeText
  /// Codes and numbers, as WeChat Pay and the journal know them; empty when there are none.
  let reference: SafeText
  /// The three sentences as one text.
  let text: SafeText

  init(_ failure: CouponFailure, in language: Language) {
    happened = SafeText(whatHappened(failure)(language))
    switch failure.change {
    case .none:
      holds = SafeText(Phrase("Nothing was changed.", "未作任何变更。")(language))
      next = SafeText(whatToDo(failure.kind)(language))
    case .unknown:
      holds = SafeText(Phrase("The coupons may or may not be deactivated.", "商品券可能已失效，也可能未失效。")(language))
      next = SafeText(whatToDoWhenUnknown(failure.kind)(language))
    }
    reference = SafeText(references(of: failure, in: language))
    let gap = Phrase(" ", "")(language)
    text = SafeText([happened, holds, next].map(\.text).joined(separator: gap))
  }
}

extension FailureSentences {
  /// Why a deactivation whose dialog was left was not sent.
  ///
  /// - Parameter isRepeat: whether it was to go out once more: what the first request did is another matter.
  static func nothing(cameOf failure: CouponFailure, isRepeat: Bool, in language: Language) -> SafeText {
    let sentences = FailureSentences(failure, in: language)
    let words =
      isRepeat
      ? (Phrase("? It was not sent again; its outcome is still unknown.", "? 未再次提交，结果仍未明。"), sentences.happened)
      : (Phrase("✗ The deactivation was not carried out.", "✗ 此笔失效未执行。"), sentences.text)
    return SafeText("\(words.0(language)) \(words.1)")
  }
}

private func whatHappened(_ failure: CouponFailure) -> Phrase {
  let happened = whatHappened(failure.kind)
  // A probe is WeChat Pay's own doing.
  if failure.kind == .answerNotProved(.signatureProbe) { return happened }
  // What such an answer says is nobody's word, so that it was ignored is all there is to say of it.
  guard let event = failure.references.securityEvent else {
    return failure.isHearsay ? Phrase("An unproved answer says: \(happened.en)", "未经验签的应答称：\(happened.zh)") : happened
  }
  return Phrase(
    "A reply could not be authenticated and was ignored. Security event \(event) recorded.",
    "应答验签失败，已忽略。已记录安全事件 \(event)。")
}

extension CouponFailure {
  /// Whether it is a refusal in WeChat Pay's name of which nothing proves that it is WeChat Pay's.
  fileprivate var isHearsay: Bool {
    guard references.httpStatus != nil, !references.isProved else { return false }
    switch kind {
    case .notPermitted, .notFound, .openIDUnknown, .appIDRefused, .stateRefused, .requestNumberUsed, .requestRefused:
      return true
    default: return false
    }
  }
}

private func whatHappened(_ kind: CouponFailure.Kind) -> Phrase {
  switch kind {
  case .input(let problem): sentence(problem)
  case .setting(let file, let keyPath, let problem): sentence(problem, file: file, keyPath: keyPath)
  case .file(let path, let problem): sentence(problem, path: path)
  case .cannotConnect(let host, _):
    Phrase("WeChat Pay (\(host)) cannot be reached.", "无法连接微信支付（\(host)）。")
  case .serverNotTrusted(let host, _):
    Phrase("\(host) could not prove that it is WeChat Pay.", "\(host) 无法证明自己是微信支付。")
  case .noAnswer: Phrase("WeChat Pay did not answer.", "微信支付没有应答。")
  case .answerNotProved(let problem): notProved(problem)
  case .answerNotUnderstood:
    Phrase("WeChat Pay answered in a form that this version does not know.", "本版本无法识别微信支付的应答格式。")
  case .answerTooLarge:
    Phrase("WeChat Pay's answer is longer than any that there should be.", "微信支付的应答过长，超出正常范围。")
  case .listIncomplete(let listed, let total):
    Phrase("WeChat Pay listed \(listed) coupons and counts \(total).", "微信支付列出 \(listed) 张券，而总数为 \(total) 张。")
  case .listLags:
    Phrase(
      "WeChat Pay's list still shows as live what WeChat Pay has confirmed as deactivated.", "微信支付的列表仍将其已确认失效的券显示为有效。")
  case .clockOff(let seconds): clockSentence(seconds)
  case .callerRefused:
    Phrase("WeChat Pay does not accept this program's signature.", "微信支付不接受本程序的签名。")
  case .notPermitted:
    Phrase("WeChat Pay does not permit this call for the account.", "微信支付未授予该账号此项权限。")
  case .notFound:
    Phrase("WeChat Pay does not know this customer, bundle or coupon.", "微信支付查无此用户、券组或商品券。")
  case .bundleNotHeld: Phrase("This customer holds no bundle with this ID.", "该用户名下没有此券组。")
  case .openIDUnknown:
    Phrase("WeChat Pay knows no such customer under this AppID.", "该 AppID 下查无此 OpenID。")
  case .appIDRefused: Phrase("The AppID is not linked to this brand.", "该 AppID 未与此品牌绑定。")
  case .stateRefused(_, let hint): stateSentence(hint)
  case .requestNumberUsed:
    Phrase("The request number was used before with other content.", "该请求单号此前已用于其他内容。")
  case .requestRefused: Phrase("WeChat Pay refused the request.", "微信支付拒绝了请求。")
  case .tooManyRequests: Phrase("WeChat Pay asks us to slow down.", "微信支付要求放慢请求。")
  case .serverTrouble: Phrase("WeChat Pay has trouble at its end.", "微信支付一侧暂有故障。")
  case .requestNotMade:
    Phrase("This program could not put the request together, so none was sent.", "本程序无法生成请求，请求未发出。")
  case .operationNotRecorded:
    Phrase("The record holds no deactivation with this number.", "失效记录中没有此编号的失效。")
  case .journalUnusable(let detail):
    Phrase("Read-only: the record cannot be written (\(detail)).", "只读模式：失效记录无法写入（\(detail)）。")
  case .readOnly: Phrase("You may look, but not deactivate.", "您只能查看，无权执行失效。")
  case .supervisorNeeded:
    Phrase(
      "Only a supervisor may do this, or send again a deactivation that is another agent's or over 15 minutes old.",
      "此操作仅限主管；重新提交他人的或超过 15 分钟的失效，亦仅限主管。")
  case .tooManyDeactivations(let limit, let until):
    Phrase(
      "You have begun \(limit) deactivations within an hour, which is the limit; the next one at \(clock(until)).",
      "您一小时内已发起 \(limit) 笔失效，达到上限；\(clock(until)) 后可继续。")
  case .operationOpen:
    Phrase("A deactivation of these coupons is open already.", "这些商品券已有一笔未了结的失效。")
  case .changedSinceReview(let differences): changedSentence(differences)
  case .nothingToDeactivate(unlistedRounds: 0):
    Phrase("None of the coupons can still be deactivated.", "没有仍可失效的商品券。")
  case .nothingToDeactivate(let rounds):
    Phrase(
      "No coupon that is listed can still be deactivated; \(rounds) more round\(rounds == 1 ? "" : "s") of the bundle "
        + "\(rounds == 1 ? "is" : "are") not listed.",
      "已列出的商品券均不能再失效，该券组另有 \(rounds) 轮未列出。")
  case .cancelled: Phrase("You stopped this.", "已按您的要求停止。")
  }
}

/// Why the state is in the way, as far as WeChat Pay says.
private func stateSentence(_ hint: CouponFailure.StateHint) -> Phrase {
  switch hint {
  case .none:
    Phrase("WeChat Pay refused, because of the state that the coupons are in.", "商品券当前状态不允许此操作，微信支付已拒绝。")
  case .expired: Phrase("WeChat Pay refused: a coupon has expired.", "微信支付已拒绝：商品券已过期。")
  case .deletedByCustomer:
    Phrase("WeChat Pay refused: the customer has deleted a coupon.", "微信支付已拒绝：用户已删除商品券。")
  case .redeemed: Phrase("WeChat Pay refused: a coupon has been redeemed.", "微信支付已拒绝：商品券已被核销。")
  case .lockedByOrder:
    Phrase("WeChat Pay refused: an order holds a coupon at this moment.", "微信支付已拒绝：商品券正被订单占用。")
  }
}

private func notProved(_ problem: AnswerProblem) -> Phrase {
  let cause = whyNotProved(problem)
  return Phrase(
    "The answer is not proved to come from WeChat Pay and not shown: \(cause.en).",
    "无法证明应答来自微信支付，应答未予显示：\(cause.zh)。")
}

private func whyNotProved(_ problem: AnswerProblem) -> Phrase {
  switch problem {
  case .missingHeader(let name): Phrase("it is not signed (\(name) is missing)", "应答未签名（缺少 \(name)）")
  case .malformedHeader(let name): Phrase("its header \(name) is garbled", "应答头 \(name) 格式不符")
  case .unsupportedSignatureType(let type): Phrase("it is signed in a way not known here (\(type))", "签名类型未知（\(type)）")
  case .stale(let seconds): Phrase("it was signed \(seconds) s away from now", "签名时间与本机相差 \(seconds) 秒")
  case .unknownSerial: Phrase("this profile does not have the key it is signed with", "签名所用的密钥不在本配置中")
  case .expiredCertificate(let serial): Phrase("certificate \(serial) has expired", "证书 \(serial) 已过期")
  case .badSignature:
    Phrase("its signature does not fit this profile's key", "签名与本配置的微信支付公钥不符")
  case .signatureProbe: Phrase("it was WeChat Pay's probe, no cause for alarm", "这是微信支付的验签探测，不必惊慌")
  case .replayed: Phrase("it was seen before", "该应答此前已出现过")
  case .misbound: Phrase("it answers another request", "该应答属于另一请求")
  }
}

private func clockSentence(_ seconds: Int64) -> Phrase {
  let by = Phrase.clockDifference(seconds)
  return Phrase("\(by.en). Deactivation is locked.", "\(by.zh)，失效操作已锁定。")
}

extension Phrase {
  /// By how much the two clocks differ, without the full stop.
  static func clockDifference(_ secondsBehind: Int64) -> Phrase {
    secondsBehind >= 0
      ? Phrase("This box's clock is \(secondsBehind) s behind WeChat Pay's", "本机时钟比微信支付慢 \(secondsBehind) 秒")
      : Phrase("This box's clock is \(-secondsBehind) s ahead of WeChat Pay's", "本机时钟比微信支付快 \(-secondsBehind) 秒")
  }
}

/// Coupon by coupon, what is not as it was.
func changedSentence(_ differences: [CouponDifference]) -> Phrase {
  guard !differences.isEmpty else {
    return Phrase("Changed since you looked: another deactivation came in between.", "状态已变化：其间另有一笔失效。")
  }
  let parts = differences.map { difference -> Phrase in
    let number = difference.position + 1
    func word(_ state: CouponState?, _ language: Language) -> String {
      state.map { $0.word(in: language) } ?? Phrase("not there", "不存在")(language)
    }
    if difference.before == difference.after {
      return Phrase("coupon \(number) has another validity", "第 \(number) 张有效期有变")
    }
    return Phrase(
      "coupon \(number) \(word(difference.before, .en)) → \(word(difference.after, .en))",
      "第 \(number) 张 \(word(difference.before, .zh)) → \(word(difference.after, .zh))")
  }
  return Phrase(
    "Changed since you looked: \(parts.map(\.en).joined(separator: ", ")).",
    "状态已变化：\(parts.map(\.zh).joined(separator: "，"))。")
}

private func clock(_ instant: Instant) -> String { Formats(language: .en).clock(instant) }

private func references(of failure: CouponFailure, in language: Language) -> String {
  let references = failure.references
  var parts: [String] = []
  if let status = references.httpStatus { parts.append("HTTP \(status)") }
  if let code = references.code { parts.append(code) }
  if let id = references.requestID { parts.append("Request-ID \(id)") }
  if let number = references.requestNumber {
    parts.append(Phrase("request number \(number)", "失效请求单号 \(number)")(language))
  }
  if let detail = detail(of: failure.kind), !detail.isEmpty { parts.append(detail) }
  if let detail = references.detail { parts.append(detail) }
  if references.securityEvent != nil, case .answerNotProved(let problem) = failure.kind {
    parts.append(whyNotProved(problem)(language))
  }
  if references.httpStatus != nil, !references.isProved {
    parts.append((references.signature ?? .absent).word(language))
  }
  return parts.joined(separator: " · ")
}

/// What the other side, or a library, said in its own words.
private func detail(of kind: CouponFailure.Kind) -> String? {
  switch kind {
  case .cannotConnect(_, let detail), .serverNotTrusted(_, let detail), .noAnswer(let detail),
    .answerNotUnderstood(let detail), .answerTooLarge(let detail), .requestNotMade(let detail):
    detail
  case .answerNotProved(.unknownSerial(let serial)): serial
  case .operationOpen(let operationID), .operationNotRecorded(let operationID): operationID
  default: kind.message
  }
}

extension CouponFailure.Kind {
  /// What WeChat Pay said, in its own words.
  var message: String? {
    switch self {
    case .callerRefused(let message), .notPermitted(let message), .notFound(let message), .openIDUnknown(let message),
      .appIDRefused(let message), .stateRefused(let message, _), .requestNumberUsed(let message),
      .requestRefused(let message), .serverTrouble(let message):
      message
    default: nil
    }
  }
}
