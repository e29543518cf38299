import CouponKit

/// What became of a wish to deactivate, in words. *Deactivated*, *not deactivated* and *unknown* are told apart by word
/// and sign, never by colour alone.
struct OutcomeSentences: Equatable {
  /// The outcome itself.
  let headline: SafeText
  /// What proves it, or why nothing does yet.
  let proof: SafeText
  /// What may be said to the customer.
  let customer: SafeText

  init(_ report: DeactivationReport, in language: Language) {
    headline = SafeText(outcome(report)(language))
    proof = SafeText(proofSentence(report, Formats(language: language))(language))
    customer = SafeText(customerSentence(report)(language))
  }
}

extension DeactivationReport {
  var style: Style {
    switch state {
    case .confirmed, .already: .live
    case .rejected, .notApplied: .waiting
    case .intent, .sending, .unknown: .danger
    }
  }

  /// How many coupons the deactivation ended, and of how many.
  fileprivate var counts: (ended: Int, of: Int) {
    (changes.filter { $0.before.isLive && $0.after == .deactivated }.count, changes.count)
  }
}

private func outcome(_ report: DeactivationReport) -> Phrase {
  let (ended, total) = report.counts
  switch report.state {
  case .confirmed where report.isPartial:
    return Phrase("✓ DEACTIVATED, \(ended) of \(total) coupons", "✓ 已失效（\(total) 张中的 \(ended) 张）")
  case .confirmed: return Phrase("✓ DEACTIVATED", "✓ 已失效")
  case .already: return Phrase("✓ ALREADY DEACTIVATED before, or nothing was left", "✓ 此前已失效，或已无可失效的券")
  case .rejected: return Phrase("✗ NOT DEACTIVATED: WeChat Pay refused", "✗ 未失效：微信支付拒绝")
  case .notApplied: return Phrase("✗ NOT DEACTIVATED", "✗ 未失效")
  case .unknown: return Phrase("? UNKNOWN", "? 结果未明")
  case .intent, .sending: return Phrase("… ON ITS WAY", "… 提交中")
  }
}

private func proofSentence(_ report: DeactivationReport, _ formats: Formats) -> Phrase {
  if report.isUnrecorded {
    return Phrase(
      "This machine can not record it, so deactivating is locked. Call your administrator.", "本机无法记录此结果，已锁定失效操作。请联系管理员。"
    )
  }
  let time = report.closedAt.map(formats.time) ?? ""
  switch (report.state, report.proof) {
  case (.unknown, _), (.intent, _), (.sending, _):
    guard let certainBy = report.certainBy.map(formats.time) else {
      return Phrase("There is no trustworthy answer yet.", "尚无可信的应答。")
    }
    return Phrase(
      "There is no trustworthy answer yet. It will be certain by \(certainBy).", "尚无可信的应答，最迟 \(certainBy) 可确定。")
  case (_, .verifiedReply?):
    return Phrase("Proved by a verified reply of WeChat Pay, \(time).", "凭微信支付的验签应答确认，\(time)。")
  case (_, .readBack?):
    return Phrase("Proved by reading the coupons back, \(time).", "凭回读商品券确认，\(time)。")
  case (_, .neverSent?): return Phrase("Nothing ever left this machine.", "请求从未发出。")
  case (_, nil): return Phrase("Settled \(time).", "了结于 \(time)。")
  }
}

private func customerSentence(_ report: DeactivationReport) -> Phrase {
  switch report.state {
  case .confirmed where report.isPartial:
    Phrase(
      "You can tell the customer: the coupons that were left are deactivated; used ones stay as they are.",
      "可告知用户：剩余的券已失效，已核销的券不变。")
  case .confirmed:
    switch report.target.subject {
    case .bundle: Phrase("You can tell the customer: the coupons are deactivated.", "可告知用户：商品券已失效。")
    case .coupon: Phrase("You can tell the customer: the coupon is deactivated.", "可告知用户：该券已失效。")
    }
  case .already:
    Phrase(
      "You can tell the customer: the coupons were deactivated or used before. You changed nothing.",
      "可告知用户：商品券此前已失效或已使用。您未作任何变更。")
  case .rejected, .notApplied:
    Phrase("You can tell the customer: nothing was changed.", "可告知用户：未作任何变更。")
  case .intent, .sending, .unknown:
    Phrase("Do not promise the customer anything yet.", "请暂勿答复用户。")
  }
}
