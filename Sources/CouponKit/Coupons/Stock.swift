/// One batch of a product coupon and its rules, 批次.
public struct Stock: Sendable, Equatable {
  /// `stock_id`
  public var id: StockID?
  /// `product_coupon_id`
  public var productCouponID: ProductCouponID?
  /// `remark`: for the brand only, never read out to the customer.
  public var remark: String?
  /// `state`
  public var state: StockState?
  /// `coupon_code_mode`
  public var codeMode: CouponCodeMode?
  /// `coupon_code_count_info`: how many uploaded codes there are.
  public var codeCount: CodeCount?
  /// `stock_send_rule`
  public var sendRule: SendRule?
  /// `sent_count_info`: what the stock has handed out to all users.
  public var sentCount: SentCount?
  /// `single_usage_rule`
  public var singleRule: UsageRule?
  /// `progressive_bundle_usage_rule`
  public var bundleRule: UsageRule?
  /// `sequential_usage_rule`
  public var sequentialRule: SequentialUsageRule?
  /// `stock_bundle_info`
  public var bundlePosition: StockBundlePosition?
  /// `usage_rule_display_info`
  public var usageDisplay: UsageDisplay?
  /// `coupon_display_info`
  public var couponDisplay: CouponDisplay?
  /// `notify_config.notify_appid`
  public var notifyAppID: String?
  /// `store_scope`
  public var storeScope: StoreScope?
  /// `deactivate_…` of the stock.
  public var deactivation: DeactivationTrace?
  /// `brand_id`
  public var brandID: String?
  /// What the object says and this version does not know; pointers start at the stock.
  public var unreadFields: [UnreadField] = []

  /// The rule of the coupon's mode, wherever it stands.
  public var availablePeriod: AvailablePeriod? {
    bundleRule?.availablePeriod ?? singleRule?.availablePeriod ?? sequentialRule?.availablePeriod
  }
}

/// `coupon_code_count_info`
public struct CodeCount: Sendable, Equatable {
  /// `total_count`: uploaded codes.
  public var total: Int?
  /// `available_count`: codes that are left.
  public var available: Int?
}

/// `stock_send_rule`
public struct SendRule: Sendable, Equatable {
  /// `max_count`
  public var maxCount: Int?
  /// `max_count_per_day`
  public var maxCountPerDay: Int?
  /// `max_count_per_user`
  public var maxCountPerUser: Int?
}

/// `sent_count_info`
public struct SentCount: Sendable, Equatable {
  /// `total_count`
  public var total: Int?
  /// `today_count`
  public var today: Int?
}

/// `stock_bundle_info`: which stock of which stock bundle this is.
public struct StockBundlePosition: Sendable, Hashable {
  /// `stock_bundle_id`; the bundle deactivation needs it.
  public var id: StockBundleID?
  /// `stock_bundle_index`, from 0.
  public var index: Int?
}
