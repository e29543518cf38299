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
    /// No coupon is listed any more: the customer deleted them, or the list is not what it should be.
    case gone
    /// Coupons are missing, or hold states that this version does not know; or nothing that is listed is live, and rounds
    /// of the bundle are not listed.
    case unclear
  }

  static func finding(
    in coupons: [Operation.CouponSnapshot], isComplete: Bool, of operation: Operation
  ) -> Finding {
    guard isComplete, coupons.allSatisfy(\.state.isListed) else { return .unclear }
    if coupons.isEmpty { return .gone }
    // What was deactivated before this operation began says nothing about it.
    let before = operation.wish.before.filter { $0.state == .deactivated }
    let deactivated = coupons.filter { coupon in
      coupon.state == .deactivated && !before.contains { $0.code == coupon.code }
    }
    let hasLive = coupons.contains(where: \.state.isLive)
    if deactivated.contains(where: { operation.isOurs($0.trace) }) { return hasLive ? .oursPartly : .ours }
    if !hasLive { return coupons.contains { $0.roundCount ?? 0 > coupons.count } ? .unclear : .others }
    return deactivated.isEmpty ? .untouched : .othersPartly
  }
}

extension Operation {
  /// Whether a deactivation trace is this operation's: our number, our reason, and not older than our first request, as
  /// far as the two clocks may differ and five seconds more.
  func isOurs(_ trace: CouponSnapshot.Trace?) -> Bool {
    guard let trace, trace.requestNumber == wish.requestNumber.text else { return false }
    if let reason = trace.reason, reason != wish.sentReason { return false }
    guard let time = trace.time, let first = attempts.first else { return true }
    return first.startedAt.wall.millisecondsSince1970 - time.millisecondsSince1970 <= limits.clockDifference + 5_000
  }

  /// Whether an answer shows that every coupon which was live at the review is now deactivated by us.
  func isDeactivatedByUs(_ coupons: [CouponSnapshot]) -> Bool {
    let live = wish.before.filter(\.state.isLive)
    return !live.isEmpty
      && live.allSatisfy { before in
        coupons.contains { $0.code == before.code && $0.state == .deactivated && isOurs($0.trace) }
      }
  }
}
