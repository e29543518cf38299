/// One coupon that is not as it was when somebody looked at it.
public struct CouponDifference: Sendable, Equatable {
  /// In its bundle, from 0.
  public let position: Int
  /// `nil` when the coupon was not there.
  public let before: CouponState?
  /// `nil` when it is not there any more.
  public let after: CouponState?
  /// Its validity is another one.
  public let hasNewValidity: Bool

  public init(position: Int, before: CouponState?, after: CouponState?, hasNewValidity: Bool = false) {
    self.position = position
    self.before = before
    self.after = after
    self.hasNewValidity = hasNewValidity
  }

  /// What differs between two looks at the same coupons: state, validity, and which of them are there. By position.
  public static func between(_ before: [UserCoupon], _ after: [UserCoupon]) -> [CouponDifference] {
    var differences: [CouponDifference] = []
    for coupon in before {
      let now = after.first { $0.code == coupon.code }
      let hasNewValidity = now.map { $0.validity != coupon.validity } ?? false
      guard now?.state != coupon.state || hasNewValidity else { continue }
      differences.append(
        CouponDifference(
          position: coupon.position?.index ?? 0, before: coupon.state, after: now?.state, hasNewValidity: hasNewValidity
        ))
    }
    for coupon in after where !before.contains(where: { $0.code == coupon.code }) {
      differences.append(CouponDifference(position: coupon.position?.index ?? 0, before: nil, after: coupon.state))
    }
    return differences.sorted { $0.position < $1.position }
  }
}
