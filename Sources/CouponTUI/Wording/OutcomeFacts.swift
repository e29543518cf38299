import CouponKit

/// What a report says of its coupons, for the sentences on it.
extension DeactivationReport {
  /// How many coupons the deactivation ended, and of how many: those that were live at the review, and those that it met
  /// beside them.
  var counts: (ended: Int, of: Int) {
    let live = changes.filter {
      $0.before?.isLive == true || ($0.before != .deactivated && $0.after == .deactivated)
    }
    return (live.filter { $0.after == .deactivated }.count, live.count)
  }

  /// Whether it was settled because no coupon was live any more, and nobody had deactivated one.
  var nothingWasLeft: Bool { state == .already && attribution == nil }

  /// Whether coupons that were live are not listed any more, and no one deactivated them as far as is known.
  var hasVanished: Bool {
    !showsDeactivated && changes.contains { $0.before?.isLive == true && $0.after == nil }
  }

  var isGone: Bool { nothingWasLeft && hasVanished }

  /// Whether WeChat Pay took the request, and shows the coupons deactivated, but not as it would after this request.
  var isTakenUnderAnother: Bool {
    guard state == .already, alarm != .liveCouponsLeft, let attribution else { return false }
    return (attribution.hand == .outside || attribution.requestNumber == requestNumber.text)
      && attemptHistory.contains { $0.outcome == .settled && $0.answer?.failure == nil }
  }

  /// Whether nobody has seen what became of some of the coupons.
  var leavesUnlisted: Bool {
    unlistedRounds > 0 || changes.contains { $0.before?.isLive == true && $0.after == nil }
  }

  /// Whether a request of it may have reached them.
  var mayHaveReachedUnlisted: Bool { attempts > 0 && leavesUnlisted }

  var showsDeactivated: Bool { changes.contains { $0.before != .deactivated && $0.after == .deactivated } }
}
