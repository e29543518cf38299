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
    headline = SafeText(outcomeHeadline(of: report, now: now)(language))
    brief = SafeText(briefHeadline(of: report)(language))
    proof = SafeText(evidence(for: report, in: formats, now: now, nextCheckAt: nextCheckAt)(language))
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
