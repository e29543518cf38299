/// What a read-back of the coupons says of an operation.
enum ReadBack {
  enum Finding: Sendable, Equatable {
    /// Deactivated with our number; nothing is live any more of what was live before.
    case ours
    /// Deactivated with our number, but something is still live, or is not listed.
    case oursPartly
    /// Nothing is live any more, and not by us: another hand, or used, expired and deleted.
    case others
    /// Another hand deactivated some, and something is still live.
    case othersPartly
    /// Live coupons, none of them deactivated.
    case untouched
    /// Nothing that is listed is live, and not by us; but a coupon that was live is not listed any more: the customer deleted
    /// it, or the list is not what it should be.
    case gone
    /// Nothing that is listed is live, and not by us; but rounds of the bundle are not listed.
    case unlisted
    /// Coupons are missing, or hold states that this version does not know.
    case unclear
  }

  static func finding(
    in coupons: [Operation.CouponSnapshot], isComplete: Bool, of operation: Operation
  ) -> Finding {
    guard isComplete, coupons.allSatisfy(\.state.isListed) else { return .unclear }
    if coupons.isEmpty { return .gone }
    let deactivated = coupons.filter { $0.state == .deactivated && !operation.wasDeactivated($0) }
    let hasLive = coupons.contains(where: \.state.isLive)
    let isWhole = operation.wish.before.allSatisfy { before in
      !before.state.isLive || coupons.contains { $0.code == before.code }
    }
    if deactivated.contains(where: { operation.isOurs($0.trace) }) { return hasLive || !isWhole ? .oursPartly : .ours }
    if !hasLive, !isWhole { return .gone }
    if !hasLive { return operation.unlistedRounds(beside: coupons) > 0 ? .unlisted : .others }
    return deactivated.isEmpty ? .untouched : .othersPartly
  }
}

extension Operation {
  /// Whether a deactivation trace is this operation's: our number, our reason, and not older than our intent, as far as the
  /// two clocks may differ and five seconds more.
  func isOurs(_ trace: CouponSnapshot.Trace?) -> Bool {
    guard let trace, trace.requestNumber == wish.requestNumber.text else { return false }
    if let reason = trace.reason, reason != wish.sentReason { return false }
    guard let time = trace.time else { return true }
    let lead = wish.createdAt.wall.millisecondsSince1970 - time.millisecondsSince1970
    return lead <= limits.clockDifference + 5_000
  }

  /// Whether a coupon was deactivated before this operation began: then it says nothing about it.
  func wasDeactivated(_ coupon: CouponSnapshot) -> Bool {
    wish.before.contains { $0.code == coupon.code && $0.state == .deactivated }
  }

  /// Rounds of the bundle that a list of its coupons leaves out, as far as it says how many there are.
  func unlistedRounds(beside coupons: [CouponSnapshot]) -> Int {
    max(0, (coupons.compactMap(\.roundCount).max() ?? 0) - coupons.count)
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
