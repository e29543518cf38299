/// What a read-back of the coupons says of an operation.
enum ReadBack {
  enum Finding: Sendable, Equatable {
    /// Deactivated with our number; nothing is live any more.
    case ours
    /// Deactivated with our number, but something is still live.
    case oursPartly
    /// Nothing is live any more, and not by us: another hand, or used, expired and deleted.
    case others
    /// Another hand deactivated some, and something is still live.
    case othersPartly
    /// Live coupons, none of them deactivated.
    case untouched
    /// Coupons are missing, or hold states that this version does not know.
    case unclear
  }

  static func finding(
    in coupons: [Operation.CouponSnapshot], isComplete: Bool, of operation: Operation
  ) -> Finding {
    guard isComplete, !coupons.isEmpty, coupons.allSatisfy(\.state.isListed) else { return .unclear }
    let deactivated = coupons.filter { $0.state == .deactivated }
    let hasLive = coupons.contains { $0.state.isLive }
    let hasOurs = deactivated.contains { operation.isOurs($0.trace) }
    // Coupons that another deactivation had ended before ours began say nothing about this operation.
    let hasOthers = deactivated.contains { coupon in
      !operation.isOurs(coupon.trace)
        && operation.wish.before.first { $0.code == coupon.code }?.state != .deactivated
    }
    if hasOurs { return hasLive ? .oursPartly : .ours }
    if !hasLive { return .others }
    return hasOthers ? .othersPartly : .untouched
  }
}

extension Operation {
  /// Whether a deactivation trace is this operation's: our number, our reason, and not older than our first request by
  /// more than 65 s (the admitted difference of the clocks, and five seconds).
  func isOurs(_ trace: CouponSnapshot.Trace?) -> Bool {
    guard let trace, trace.requestNumber == wish.requestNumber.text else { return false }
    if let reason = trace.reason, reason != wish.reason.text { return false }
    if let time = trace.time, let first = attempts.first, first.startedAt.wall.seconds(since: time) > 65 {
      return false
    }
    return true
  }

  /// Whether an answer shows that every coupon which was live at the review is now deactivated by us.
  func isDeactivatedByUs(_ coupons: [CouponSnapshot], at now: Moment) -> Bool {
    let live = wish.before.filter(\.state.isLive)
    return !live.isEmpty
      && live.allSatisfy { before in
        coupons.contains { $0.code == before.code && $0.state == .deactivated && isOurs($0.trace) }
      }
  }
}
