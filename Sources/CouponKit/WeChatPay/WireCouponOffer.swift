/// `product_coupon`
enum WireCouponOffer {
  static func productCoupon(_ object: WireObject) throws(WireProblem) -> ProductCoupon {
    ProductCoupon(
      id: object.text("product_coupon_id").map { ProductCouponID($0) }, state: object.listed("state"),
      scope: object.listed("scope"), type: object.listed("type"), usageMode: object.listed("usage_mode"),
      benefits: try object.object("single_usage_info", benefitRules),
      bundleUsage: try object.object("progressive_bundle_usage_info") {
        BundleUsageInfo(count: $0.count("count"), intervalDays: $0.count("interval_days"))
      },
      sequentialUsage: try object.object("sequential_usage_info") {
        SequentialUsageInfo(
          kind: $0.listed("type"), count: $0.count("count"), availableDays: $0.count("available_days"),
          intervalDays: $0.count("interval_days"))
      },
      display: try object.object("display_info", display), outProductNumber: object.text("out_product_no"),
      deactivation: WireCoupon.deactivationTrace(object), brandID: object.text("brand_id"))
  }

  /// The benefits of one rule, in the order in which ``BenefitRules`` promises them.
  static func benefitRules(_ object: WireObject) throws(WireProblem) -> BenefitRules {
    let benefits = [
      try object.object("normal_coupon", moneyOff), try object.object("discount_coupon", percentOff),
      try object.object("exchange_coupon", exchange),
    ]
    return BenefitRules(benefits: benefits.compactMap { $0 })
  }

  static func benefitLists(_ object: WireObject) throws(WireProblem) -> BenefitRules {
    BenefitRules(
      benefits: try object.objects("normal_coupon_list", moneyOff)
        + object.objects("discount_coupon_list", percentOff) + object.objects("exchange_coupon_list", exchange))
  }

  private static func moneyOff(_ object: WireObject) -> Benefit {
    .moneyOff(threshold: object.cents("threshold"), amountOff: object.cents("discount_amount"))
  }

  private static func percentOff(_ object: WireObject) -> Benefit {
    .percentOff(threshold: object.cents("threshold"), percent: object.count("percent_off", in: 0...100))
  }

  private static func exchange(_ object: WireObject) -> Benefit {
    .exchange(threshold: object.cents("threshold"), price: object.cents("exchange_price"))
  }

  private static func display(_ object: WireObject) throws(WireProblem) -> ProductCouponDisplay {
    ProductCouponDisplay(
      name: object.text("name"), imageURL: object.text("image_url"), backgroundURL: object.text("background_url"),
      detailImageURLs: object.texts("detail_image_url_list"), originalPrice: object.cents("original_price"),
      packages: try object.objects("combo_package_list") { package throws(WireProblem) in
        ComboPackage(
          name: package.text("name"), pickCount: package.count("pick_count"),
          choices: try package.objects("choice_list", choice))
      })
  }

  private static func choice(_ object: WireObject) -> ComboPackage.Choice {
    ComboPackage.Choice(
      name: object.text("name"), price: object.cents("price"), count: object.count("count"),
      imageURL: object.text("image_url"), miniProgram: miniProgram(object))
  }

  /// `mini_program_appid` and `mini_program_path`, side by side in several objects.
  static func miniProgram(_ object: WireObject) -> MiniProgramPage? {
    let page = MiniProgramPage(appID: object.text("mini_program_appid"), path: object.text("mini_program_path"))
    return page == MiniProgramPage() ? nil : page
  }
}
