/// The offer itself, 商品券, of which coupons are handed out stock by stock.
public struct ProductCoupon: Sendable, Equatable {
  /// `product_coupon_id`
  public var id: ProductCouponID?
  /// `state`
  public var state: ProductCouponState?
  /// `scope`
  public var scope: Scope?
  /// `type`
  public var type: CouponType?
  /// `usage_mode`
  public var usageMode: UsageMode?
  /// `single_usage_info`: benefits that hold for every stock.
  public var benefits: BenefitRules?
  /// `progressive_bundle_usage_info`
  public var bundleUsage: BundleUsageInfo?
  /// `sequential_usage_info`
  public var sequentialUsage: SequentialUsageInfo?
  /// `display_info`
  public var display: ProductCouponDisplay?
  /// `out_product_no`: the brand's own number.
  public var outProductNumber: String?
  /// `deactivate_…` of the product coupon.
  public var deactivation: DeactivationTrace?
  /// `brand_id`
  public var brandID: String?
  /// What the object says and this version does not know; pointers start at the product coupon.
  public var unreadFields: [UnreadField] = []
}

/// `progressive_bundle_usage_info`
public struct BundleUsageInfo: Sendable, Equatable {
  /// `count`: how often the bundle can be used.
  public var count: Int?
  /// `interval_days`: the pause between two rounds; 0 is none.
  public var intervalDays: Int?
}

/// `sequential_usage_info` of a legacy sequential offer.
public struct SequentialUsageInfo: Sendable, Equatable {
  /// `type`
  public var kind: SequentialKind?
  /// `count`: how often the coupon can be used.
  public var count: Int?
  /// `available_days`
  public var availableDays: Int?
  /// `interval_days`
  public var intervalDays: Int?
}

/// `display_info`: what the user sees of the offer.
public struct ProductCouponDisplay: Sendable, Equatable {
  /// `name`
  public var name: String?
  /// `image_url`
  public var imageURL: String?
  /// `background_url`
  public var backgroundURL: String?
  /// `detail_image_url_list`
  public var detailImageURLs: [String] = []
  /// `original_price`, for show
  public var originalPrice: Cents?
  /// `combo_package_list`
  public var packages: [ComboPackage] = []
}

/// An element of `combo_package_list`: items of which the user picks some.
public struct ComboPackage: Sendable, Equatable {
  /// `name`
  public var name: String?
  /// `pick_count`
  public var pickCount: Int?
  /// `choice_list`
  public var choices: [Choice] = []

  public struct Choice: Sendable, Equatable {
    /// `name`
    public var name: String?
    /// `price`
    public var price: Cents?
    /// `count`: pieces of the item
    public var count: Int?
    /// `image_url`
    public var imageURL: String?
    /// `mini_program_appid`, `mini_program_path`
    public var miniProgram: MiniProgramPage?
  }
}

/// A page of a mini program, `mini_program_appid` and `mini_program_path`.
public struct MiniProgramPage: Sendable, Equatable {
  public var appID: String?
  public var path: String?
}
