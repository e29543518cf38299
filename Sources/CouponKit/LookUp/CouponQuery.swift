/// What an agent asks for. AppID and brand come from the profile.
public struct CouponQuery: Sendable, Hashable {
  public var openID: OpenID
  public var bundleID: UserCouponBundleID?
  public var state: CouponState?

  public init(openID: OpenID, bundleID: UserCouponBundleID? = nil, state: CouponState? = nil) {
    self.openID = openID
    self.bundleID = bundleID
    self.state = state
  }
}
