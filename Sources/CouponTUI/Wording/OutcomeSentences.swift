import CouponKit

/// What became of a wish to deactivate, in words. *Deactivated*, *not deactivated* and *unknown* are told apart by word
/// and sign, never by colour alone.
struct OutcomeSentences: Equatable {
  /// The outcome itself.
  let headline: SafeText
  /// The same in at most 21 columns, for a list.
  let brief: SafeText
  /// What proves it, or why nothing does yet.
  let proof: SafeText
  /// What may be said to the customer.
  let customer: SafeText
  /// What somebody has to be called for; nil when nothing is.
  let alarm: SafeText?

  /// - Parameters:
  ///   - now: counts since when another agent is at it.
  ///   - nextCheckAt: when an open outcome is looked at again by itself.
  init(_ report: DeactivationReport, in language: Language, now: Instant? = nil, nextCheckAt: Instant? = nil) {
    let formats = Formats(language: language)
    let days = Days(formats: formats, today: now ?? report.createdAt)
    headline = SafeText(outcome(report, now)(language))
    brief = SafeText(shortOutcome(report)(language))
    proof = SafeText(evidence(report, days, now, nextCheckAt)(language))
    customer = SafeText(customerSentence(report)(language))
    alarm = report.alarm.map { SafeText(alarmSentence($0)(language)) }
  }
}

extension OutcomeSentences {
  /// The outcome in a line, with what it is about.
  static func line(of report: DeactivationReport, in language: Language) -> SafeText {
    let headline = OutcomeSentences(report, in: language).headline
    return SafeText("\(headline)  \(report.productName) …\(report.target.subjectEnding)")
  }
}

extension DeactivationReport {
  var style: Style {
    if unrecorded != nil || alarm == .contradiction { return .danger }
    switch state {
    case .confirmed, .already: return .live
    case .rejected, .notApplied: return .waiting
    case .intent, .sending, .unknown: return isUnderWay ? .waiting : .danger
    }
  }

  /// How many coupons the deactivation ended, and of how many: those that were live at the review, and those that it met
  /// beside them.
  fileprivate var counts: (ended: Int, of: Int) {
    let live = changes.filter {
      $0.before?.isLive == true || ($0.before != .deactivated && $0.after == .deactivated)
    }
    return (live.filter { $0.after == .deactivated }.count, live.count)
  }

  /// Whether it was settled because no coupon was live any more, and nobody had deactivated one.
  fileprivate var nothingWasLeft: Bool { state == .already && attribution == nil }

  /// Whether coupons that were live are not listed any more, and no one deactivated them as far as is known.
  fileprivate var hasVanished: Bool {
    !showsDeactivated && changes.contains { $0.before?.isLive == true && $0.after == nil }
  }

  fileprivate var isGone: Bool { nothingWasLeft && hasVanished }

  /// Whether WeChat Pay took the request, and shows the coupons deactivated, but not as it would after this request.
  var isTakenUnderAnother: Bool {
    guard state == .already, alarm != .liveCouponsLeft, let attribution else { return false }
    return (attribution.hand == .outside || attribution.requestNumber == requestNumber.text)
      && attemptHistory.contains { $0.outcome == .settled && $0.answer?.failure == nil }
  }

  /// Whether nobody has seen what became of some of the coupons.
  fileprivate var leavesUnlisted: Bool {
    unlistedRounds > 0 || changes.contains { $0.before?.isLive == true && $0.after == nil }
  }

  /// Whether a request of it may have reached them.
  var mayHaveReachedUnlisted: Bool { attempts > 0 && leavesUnlisted }

  fileprivate var showsDeactivated: Bool { changes.contains { $0.before != .deactivated && $0.after == .deactivated } }
}

// MARK: The outcome

private func outcome(_ report: DeactivationReport, _ now: Instant?) -> Phrase {
  if let unrecorded = report.unrecorded { return notRecorded(unrecorded, report) }
  if report.alarm == .contradiction { return Phrase("! IT IS DEACTIVATED", "! 实际已失效") }
  let (ended, total) = report.counts
  switch report.state {
  case .confirmed where report.isPartial:
    return Phrase("✓ DEACTIVATED, \(ended) of \(total) coupons", "✓ 部分失效（\(total) 张中的 \(ended) 张）")
  case .confirmed: return Phrase("✓ DEACTIVATED", "✓ 已失效")
  case .already where report.isTakenUnderAnother:
    return report.isPartial
      ? Phrase("✓ DEACTIVATED, \(ended) of \(total) coupons", "✓ 部分失效（\(total) 张中的 \(ended) 张）")
      : Phrase("✓ DEACTIVATED", "✓ 已失效")
  case .already where report.isGone: return Phrase("✓ NOTHING LIVE IS LISTED any more", "✓ 列表中已无有效的券")
  case .already where report.nothingWasLeft:
    return report.unlistedRounds > 0
      ? Phrase("✓ NOTHING LISTED WAS LEFT to deactivate", "✓ 已列出的券均不可再失效")
      : Phrase("✓ NOTHING WAS LEFT to deactivate", "✓ 已无可失效的券")
  case .already where report.isPartial:
    return Phrase(
      "✓ ALREADY DEACTIVATED, \(ended) of \(total) coupons", "✓ 此前已部分失效（\(total) 张中的 \(ended) 张）")
  case .already: return Phrase("✓ ALREADY DEACTIVATED", "✓ 此前已失效")
  case .rejected: return Phrase("✗ NOT DEACTIVATED: WeChat Pay refused", "✗ 未失效：微信支付拒绝")
  case .notApplied: return Phrase("✗ NOT DEACTIVATED", "✗ 未失效")
  case .unknown where !report.isUnderWay: return Phrase("? UNKNOWN: deactivated or not", "? 结果未明：可能已失效")
  case .intent, .sending, .unknown:
    guard report.isUnderWay else { return Phrase("… ON ITS WAY", "… 提交中") }
    guard let seconds = now.map({ max(0, $0.seconds(since: report.createdAt)) }) else {
      return Phrase("… \(report.agent) is deactivating this", "… 操作中：\(report.agent) 正在执行失效")
    }
    return Phrase(
      "… \(report.agent) is deactivating this (\(report.host), \(seconds) s)",
      "… 操作中：\(report.agent) 正在执行失效（\(report.host)，\(seconds) 秒）")
  }
}

/// The outcome as a list has room for it.
private func shortOutcome(_ report: DeactivationReport) -> Phrase {
  if report.unrecorded != nil { return Phrase("! NOT RECORDED", "! 未能记录") }
  if report.alarm == .contradiction { return outcome(report, nil) }
  if !report.state.isClosed, report.isUnderWay { return Phrase("… UNDER WAY", "… 操作中") }
  if report.state == .unknown { return Phrase("? UNKNOWN", "? 结果未明") }
  switch report.state {
  case .confirmed where report.isPartial: return Phrase("✓ DEACTIVATED in part", "✓ 部分失效")
  case .already where report.isPartial:
    return report.isTakenUnderAnother
      ? Phrase("✓ DEACTIVATED in part", "✓ 部分失效") : Phrase("✓ ALREADY, in part", "✓ 此前已部分失效")
  case .already where report.isGone: return Phrase("✓ NOTHING LIVE LISTED", "✓ 列表中已无有效券")
  case .already where report.nothingWasLeft:
    return report.unlistedRounds > 0
      ? Phrase("✓ NONE LISTED IS LEFT", "✓ 列出的券均已终止") : Phrase("✓ NOTHING WAS LEFT", "✓ 已无可失效的券")
  case .rejected: return Phrase("✗ NOT DEACTIVATED", "✗ 未失效")
  default: return outcome(report, nil)
  }
}

private func notRecorded(_ state: DeactivationReport.State, _ report: DeactivationReport) -> Phrase {
  switch state {
  case .already where report.hasVanished:
    Phrase("! NOT RECORDED: nothing live is listed any more", "! 未能记录：列表中已无有效的券")
  case .already where !report.showsDeactivated:
    report.unlistedRounds > 0
      ? Phrase("! NOT RECORDED: nothing that is listed is left", "! 未能记录：已列出的券均不可再失效")
      : Phrase("! NOT RECORDED: nothing is left to deactivate", "! 未能记录：已无可失效的券")
  case .confirmed, .already: Phrase("! NOT RECORDED: deactivated at WeChat Pay", "! 未能记录：券在微信支付已失效")
  case .rejected, .notApplied: Phrase("! NOT RECORDED: not deactivated", "! 未能记录：未失效")
  case .intent, .sending, .unknown: Phrase("? UNKNOWN, and not recorded", "? 结果未明，且未能记录")
  }
}

// MARK: What proves it

/// Times of day, with the day where it is not today.
private struct Days {
  let formats: Formats
  let today: Instant

  func clock(_ instant: Instant) -> String {
    formats.day(instant) == formats.day(today) ? formats.clock(instant) : formats.dayAndClock(instant)
  }
}

private func evidence(
  _ report: DeactivationReport, _ days: Days, _ now: Instant?, _ nextCheckAt: Instant?
) -> Phrase {
  if let unrecorded = report.unrecorded { return lockSentence(unrecorded, report) }
  if report.alarm == .contradiction {
    return Phrase("The coupons carry the number of this deactivation.", "商品券载有此笔失效的单号。")
  }
  switch report.state {
  case .confirmed:
    let proof = proofSentence(report, days.formats)
    guard report.isPartial else { return proof }
    let others = othersSentence(report.changes, days)
    return Phrase("\(proof.en) \(others.en)", proof.zh + others.zh)
  case .already:
    let hand = handSentence(report, days)
    guard report.isPartial else { return hand }
    let others = othersSentence(report.changes, days)
    return Phrase("\(hand.en) \(others.en)", hand.zh + others.zh)
  case .rejected: return refusalSentence(report)
  case .notApplied:
    return report.proof == .neverSent
      ? Phrase("Certain: nothing ever left this machine.", "可以确定：请求从未发出。")
      : Phrase("Certain: no request can still arrive.", "可以确定：不会再有请求送达。")
  case .unknown, .intent, .sending: return whenCertain(report, days, now, nextCheckAt)
  }
}

private func proofSentence(_ report: DeactivationReport, _ formats: Formats) -> Phrase {
  let time = report.closedAt.map(formats.time) ?? ""
  switch report.proof {
  case .verifiedReply?: return Phrase("Verified reply from WeChat Pay, \(time).", "微信支付应答已验签，\(time)。")
  case .readBack?: return Phrase("Proved by reading the coupons back, \(time).", "已回读商品券确认（\(time)）。")
  case .neverSent?, nil: return Phrase("Settled \(time).", "了结于 \(time)。")
  }
}

/// What became of the coupons that were live at the review and are not deactivated.
private func othersSentence(_ changes: [DeactivationReport.CouponChange], _ days: Days) -> Phrase {
  let others = changes.filter { $0.before?.isLive == true && $0.after != .deactivated }
  let parts = others.map { change -> Phrase in
    let number = change.position + 1
    let time = change.usedAt.map(days.clock)
    switch change.after {
    case .used?:
      return Phrase(
        "coupon \(number) was used" + (time.map { " at \($0)" } ?? ""),
        "第 \(number) 张已于\(time.map { " \($0) " } ?? "此前")核销")
    case .expired?: return Phrase("coupon \(number) expired", "第 \(number) 张已过期")
    case .deleted?: return Phrase("coupon \(number) was deleted by the customer", "第 \(number) 张已被用户删除")
    case nil: return Phrase("coupon \(number) is not listed any more", "第 \(number) 张已不在列表中")
    case let state?:
      return Phrase("coupon \(number) is \(state.word(in: .en))", "第 \(number) 张为 \(state.word(in: .zh))")
    }
  }
  let list = parts.map(\.en).joined(separator: ", ")
  return Phrase(list.prefix(1).uppercased() + list.dropFirst() + ".", parts.map(\.zh).joined(separator: "，") + "。")
}

/// By whom it was done before.
private func handSentence(_ report: DeactivationReport, _ days: Days) -> Phrase {
  if report.isGone {
    let missing = report.changes.filter { $0.before?.isLive == true && $0.after == nil }.count
    let isAll = report.changes.allSatisfy { $0.after == nil }
    return Phrase(
      "WeChat Pay lists \(isAll ? "none" : "\(missing)") of the coupons \(isAll ? "any more" : "no more"). "
        + "Whether this request did it cannot be told.",
      "微信支付已不再列出\(isAll ? "这些券" : "其中 \(missing) 张券")，无法判断是否由本次请求所致。")
  }
  if report.isTakenUnderAnother {
    return Phrase(
      "WeChat Pay took the request and shows the coupons deactivated, but not with its number and reason. "
        + "Whether this request did it cannot be told.",
      "微信支付已受理请求，商品券显示已失效，但单号或原因与本次不符，无法判断是否由本次请求所致。")
  }
  let own =
    report.mayHaveReachedUnlisted
    ? Phrase(
      "Whether this request reached what is not listed cannot be told.", "无法判断本次请求是否影响了未列出的券。")
    : Phrase("You changed nothing.", "您未作任何变更。")
  guard let attribution = report.attribution else {
    return Phrase(
      "No coupon\(report.unlistedRounds > 0 ? " that is listed" : "") was live any more: used, expired or deleted. \(own.en)",
      "\(report.unlistedRounds > 0 ? "已列出的" : "所有")券均已核销、过期或删除。\(own.zh)")
  }
  let time = attribution.time.map(days.clock)
  let at = Phrase(time.map { " at \($0)" } ?? "", time.map { "于 \($0) " } ?? "")
  let tag = attribution.tag.map { " (\($0.text))" } ?? ""
  switch attribution.hand {
  case .agent(let name, let host):
    return Phrase(
      "Already deactivated by \(name) on \(host)\(at.en)\(tag). \(own.en)",
      "已由 \(name)（\(host)）\(at.zh)执行失效\(tag)。\(own.zh)")
  case .thisProgram:
    return Phrase(
      "Already deactivated with this program\(at.en)\(tag); this machine's record does not show it. \(own.en)",
      "已以本程序\(at.zh)执行失效\(tag)，本机记录中没有此笔。\(own.zh)")
  case .outside:
    return Phrase("Already deactivated outside this tool\(at.en). \(own.en)", "已\(at.zh)在其他渠道失效。\(own.zh)")
  }
}

/// In WeChat Pay's own words, with the number that its support asks for.
private func refusalSentence(_ report: DeactivationReport) -> Phrase {
  let refusal = report.lastFailure
  let number = refusal?.references.requestID?.split(separator: "-").last.flatMap { $0.count >= 9 ? String($0) : nil }
  let code = number ?? refusal?.references.code
  let text = refusal?.kind.message.flatMap { $0.isEmpty ? nil : $0 }
  let en = (text.map { ": \($0)" } ?? "") + (code.map { " (\($0))" } ?? "")
  let zh = (text.map { "：\($0)" } ?? "") + (code.map { "（\($0)）" } ?? "")
  return Phrase("Refused by WeChat Pay\(en). Nothing was changed.", "微信支付拒绝\(zh)。未作任何变更。")
}

private func whenCertain(
  _ report: DeactivationReport, _ days: Days, _ now: Instant?, _ nextCheckAt: Instant?
) -> Phrase {
  let none = Phrase("There is no trustworthy answer yet.", "尚无可信的应答。")
  guard let end = report.certainBy, report.state == .unknown, !report.isUnderWay else { return none }
  let certainBy = days.clock(end)
  let next = nextCheckAt.map(days.clock).map { Phrase(" Next check \($0).", "下次核对 \($0)。") } ?? Phrase("", "")
  if report.isWaitOver {
    return report.readAt == nil
      ? Phrase(
        "No request can still arrive; its coupons have to be read.\(next.en)", "不会再有请求送达，须读取商品券才能确定。\(next.zh)")
      : Phrase(
        "No request can still arrive; what WeChat Pay lists has not settled it yet.\(next.en)",
        "不会再有请求送达，微信支付列出的内容尚不足以判定。\(next.zh)")
  }
  // No time is promised that has passed, whichever clock is right.
  if let now, end <= now { return Phrase(none.en + next.en, none.zh + next.zh) }
  guard let next = nextCheckAt.map(days.clock) else {
    return Phrase("\(none.en) Certain by \(certainBy).", "\(none.zh)最迟 \(certainBy) 可确定。")
  }
  return Phrase("Next check \(next), certain by \(certainBy).", "下次核对 \(next)，最迟 \(certainBy) 可确定。")
}

private func lockSentence(_ state: DeactivationReport.State, _ report: DeactivationReport) -> Phrase {
  var reason = Phrase("", "")
  if case .journalUnusable(let detail)? = report.lastFailure?.kind { reason = Phrase(" (\(detail))", "（\(detail)）") }
  let what =
    switch state {
    case .already where report.hasVanished: Phrase("No live coupon is listed any more, but this box", "列表中已无有效的券，但本机")
    case .already where !report.showsDeactivated && report.unlistedRounds > 0:
      Phrase("No coupon that is listed is live any more, but this box", "已列出的券均已终止，但本机")
    case .already where !report.showsDeactivated: Phrase("No coupon is live any more, but this box", "已无有效的券，但本机")
    case .confirmed, .already: Phrase("Deactivated at WeChat Pay, but this box", "券在微信支付已失效，但本机")
    case .rejected, .notApplied: Phrase("Not deactivated, but this box", "券未失效，但本机")
    case .intent, .sending, .unknown: Phrase("The outcome is unknown, and this box", "结果未明，且本机")
    }
  return Phrase(
    "\(what.en) cannot record it\(reason.en). Deactivation is locked. Call your administrator.",
    "\(what.zh)无法记录\(reason.zh)。失效操作已锁定，请联系管理员。")
}

// MARK: What follows

private func customerSentence(_ report: DeactivationReport) -> Phrase {
  let quiet = Phrase("Do not promise the customer anything.", "请勿向用户作任何承诺。")
  if report.unrecorded != nil || report.alarm == .contradiction { return quiet }
  switch report.state {
  case .confirmed where report.isPartial && report.leavesUnlisted,
    .already where report.isPartial && report.leavesUnlisted:
    return Phrase(
      "Tell the customer which coupons are deactivated, and promise nothing of those not listed.",
      "可告知用户哪些券已失效；请勿就未列出的券作任何承诺。")
  case .confirmed where report.isPartial || report.alarm == .liveCouponsLeft:
    return Phrase("You can tell the customer which coupons are deactivated, and which are not.", "可告知用户哪些券已失效、哪些没有。")
  case .confirmed:
    switch report.target.subject {
    case .bundle:
      // What was used before stays used, and can be returned.
      let (ended, live) = report.counts
      guard live < report.changes.count else {
        return Phrase("You can tell the customer: the coupons are deactivated.", "可告知用户：商品券已失效。")
      }
      let left = ended == 1 ? "1 remaining coupon is" : "\(ended) remaining coupons are"
      return Phrase("You can tell the customer: the \(left) deactivated.", "可告知用户：剩余 \(ended) 张券已失效。")
    case .coupon: return Phrase("You can tell the customer: the coupon is deactivated.", "可告知用户：该券已失效。")
    }
  case .already where report.alarm == .liveCouponsLeft || report.isPartial:
    return Phrase("You can tell the customer which coupons are deactivated, and which are not.", "可告知用户哪些券已失效、哪些没有。")
  case .already where report.leavesUnlisted && report.unlistedRounds == 0 && !report.isGone,
    .rejected where report.mayHaveReachedUnlisted, .notApplied where report.mayHaveReachedUnlisted:
    return Phrase("Promise nothing of the coupons that are not listed any more.", "请勿就已不在列表中的券作任何承诺。")
  case .already where report.unlistedRounds > 0 && !report.isGone:
    let count = report.unlistedRounds
    return Phrase(
      "Promise nothing of the \(count) round\(count == 1 ? "" : "s") that \(count == 1 ? "is" : "are") not listed.",
      "请勿就未列出的 \(count) 轮作任何承诺。")
  case .already where report.isTakenUnderAnother:
    return Phrase("You can tell the customer: the coupons are deactivated.", "可告知用户：商品券已失效。")
  case .already where report.isGone:
    return Phrase("You can tell the customer: no live coupon is listed any more.", "可告知用户：列表中已无有效的券。")
  case .already where report.nothingWasLeft:
    return Phrase("You can tell the customer: no coupon can be used any more.", "可告知用户：没有仍可使用的券。")
  case .already:
    return Phrase("You can tell the customer: the coupons were deactivated before.", "可告知用户：商品券此前已失效。")
  case .rejected, .notApplied:
    return Phrase("You can tell the customer: nothing was changed.", "可告知用户：未作任何变更。")
  case .intent, .sending, .unknown: return quiet
  }
}

private func alarmSentence(_ alarm: Operation.Alarm) -> Phrase {
  switch alarm {
  case .liveCouponsLeft:
    Phrase("Some coupons are live all the same. Call your administrator.", "仍有券可用，请联系管理员。")
  case .unknownState:
    Phrase(
      "A coupon is in a state that this version does not know. Call your administrator.", "有券处于本版本不认识的状态，请联系管理员。")
  case .contradiction:
    Phrase(
      "This was reported as not deactivated, but WeChat Pay's record shows that it was. Call your administrator.",
      "此笔曾告知为未失效，而微信支付的记录显示已失效，请联系管理员。")
  }
}
