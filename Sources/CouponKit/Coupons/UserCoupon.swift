/// The state of a user coupon, `coupon_state`. The set is open: a value newer than this version is kept as it came.
public enum CouponState: Sendable, Hashable {
  case confirming, pending, effective, used, expired, deleted, deactivated
  case unlisted(String)
}

/// A coupon in a user's wallet.
public struct UserCoupon: Sendable, Equatable {
  public let code: CouponCode
  public let state: CouponState
}
