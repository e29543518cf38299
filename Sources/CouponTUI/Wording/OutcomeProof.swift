import CouponKit

/// What proves the outcome, or why nothing does yet.
///
/// - Parameter nextCheckAt: when an open outcome is looked at again by itself.
func evidence(
  for report: DeactivationReport, in formats: Formats, now: Instant?, nextCheckAt: Instant?
) -> Phrase {
  let days = Days(formats: formats, today: now ?? report.createdAt)
  if let unrecorded = report.unrecorded { return lockSentence(unrecorded, report) }
  if report.alarm == .contradiction {
    return Phrase("The coupons carry the number of this deactivation.", "商品券载有此笔失效的单号。")
  }
  switch report.state {
  case .confirmed:
    let proof = proofSentence(report, formats)
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
  let time = nextCheckAt.map(days.clock)
  let next = Phrase(time.map { " Next check \($0)." } ?? "", time.map { "下次核对 \($0)。" } ?? "")
  if report.isWaitOver {
    let what =
      report.readAt == nil
      ? Phrase("its coupons have to be read", "须读取商品券才能确定")
      : Phrase("what WeChat Pay lists has not settled it yet", "微信支付列出的内容尚不足以判定")
    return Phrase("No request can still arrive; \(what.en).\(next.en)", "不会再有请求送达，\(what.zh)。\(next.zh)")
  }
  // No time is promised that has passed, whichever clock is right.
  if let now, end <= now { return Phrase(none.en + next.en, none.zh + next.zh) }
  let certainBy = days.clock(end)
  return time.map { Phrase("Next check \($0), certain by \(certainBy).", "下次核对 \($0)，最迟 \(certainBy) 可确定。") }
    ?? Phrase("\(none.en) Certain by \(certainBy).", "\(none.zh)最迟 \(certainBy) 可确定。")
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

/// Times of day, with the day where it is not today.
private struct Days {
  let formats: Formats
  let today: Instant

  func clock(_ instant: Instant) -> String {
    formats.day(instant) == formats.day(today) ? formats.clock(instant) : formats.dayAndClock(instant)
  }
}
