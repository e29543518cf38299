import CouponKit

/// The outcome itself.
///
/// - Parameter now: counts since when another agent is at it; nil leaves that out.
func outcomeHeadline(of report: DeactivationReport, now: Instant? = nil) -> Phrase {
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
func briefHeadline(of report: DeactivationReport) -> Phrase {
  if report.unrecorded != nil { return Phrase("! NOT RECORDED", "! 未能记录") }
  if report.alarm == .contradiction { return outcomeHeadline(of: report) }
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
  default: return outcomeHeadline(of: report)
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
