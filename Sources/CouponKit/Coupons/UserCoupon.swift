/// A coupon in a user's wallet, 用户商品券. Only its code and its state are sure to be there: the published tables call
/// more keys required, and the published examples leave some of those out.
public struct UserCoupon: Sendable, Equatable {
  /// `coupon_code`
  public var code: CouponCode
  /// `coupon_state`
  public var state: CouponState
  /// `valid_begin_time`, `valid_end_time`
  public var validity = TimeWindow()
  /// `receive_time`
  public var receiveTime: Timestamp?
  /// `send_request_no`
  public var sendRequestNumber: String?
  /// `send_channel`
  public var sendChannel: SendChannel?
  /// `confirm_request_no`
  public var confirmRequestNumber: String?
  /// `confirm_time`
  public var confirmTime: Timestamp?
  /// `deactivate_…` of this coupon; the stock and the product coupon have traces of their own.
  public var deactivation: DeactivationTrace?
  /// `user_product_coupon_bundle_info`; `nil` for a coupon that is not part of a bundle.
  public var position: BundlePosition?
  /// `single_usage_detail`
  public var singleUsage: Shared<UsageDetail>?
  /// `progressive_bundle_usage_detail`
  public var bundleUsage: Shared<UsageDetail>?
  /// `sequential_usage_detail`
  public var sequentialUsage: Shared<SequentialUsageDetail>?
  /// `product_coupon`
  public var productCoupon: Shared<ProductCoupon>?
  /// `stock`
  public var stock: Shared<Stock>?
  /// `attach`: free text of the brand.
  public var attachment: String?
  /// `channel_custom_info`: free text of the brand.
  public var channelNote: String?
  /// `coupon_tag_info.coupon_tag_list`
  public var tags: [CouponTag] = []
  /// `coupon_tag_info.member_tag_info.member_card_id`
  public var memberCardID: String?
  /// `brand_id`
  public var brandID: String?
  /// What of ``raw`` the properties above do not say.
  public var unreadFields: [UnreadField] = []
  /// The coupon as it came.
  public var raw = RawJSON.emptyObject
}

extension Collection<UserCoupon> {
  /// Of a bundle's coupons in an answer: how many rounds the bundle has beside them.
  public var unlistedRounds: Int { Swift.max(0, (compactMap { $0.position?.totalCount }.max() ?? 0) - count) }
}

extension UserCoupon {
  /// Of the product coupon, or of the stock that names it.
  public var productCouponID: ProductCouponID? { productCoupon?.id ?? stock?.productCouponID }

  /// What was redeemed and returned, whichever mode the coupon has.
  public var usage: UsageDetail? { (bundleUsage ?? singleUsage)?.value }
}

/// `user_product_coupon_bundle_info`: which coupon of which bundle this is.
public struct BundlePosition: Sendable, Hashable {
  /// `user_coupon_bundle_id`
  public var id: UserCouponBundleID
  /// `user_coupon_bundle_index`, from 0; the screen counts from 1.
  public var index: Int
  /// `total_count`: how often the bundle can be used. An answer may list fewer coupons.
  public var totalCount: Int?
  /// `used_count`. Coupons of one answer can differ in it; the largest is the newest.
  public var usedCount: Int?
}

/// `deactivate_request_no`, `deactivate_time`, `deactivate_reason`: who ended a coupon, a stock or a product coupon.
public struct DeactivationTrace: Sendable, Equatable {
  /// As it came: other programs may not keep to the rules of ``RequestNumber``.
  public var requestNumber: String?
  public var time: Timestamp?
  public var reason: String?
}

/// The answer of the bundle deactivation.
public struct UserCouponBundle: Sendable, Equatable {
  /// `user_coupon_bundle_id`
  public var id: UserCouponBundleID
  /// `user_product_coupon_list`, sorted by position. It may hold fewer coupons than the bundle has.
  public var coupons: [UserCoupon]
  /// What the answer says beside its coupons and this version does not know.
  public var unreadFields: [UnreadField] = []
}

/// One page of a look-up.
public struct UserCouponPage: Sendable, Equatable {
  /// `user_coupon_list`, in the order in which it came.
  public var coupons: [UserCoupon] = []
  /// `total_count`; sure to be there on the first page only.
  public var totalCount: Int?
  /// `next_page_token`; `nil` when this is the last page.
  public var nextPageToken: String?
  /// What the page says beside its coupons and this version does not know.
  public var unreadFields: [UnreadField] = []
}
