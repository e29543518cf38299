/// `stock`
enum WireCouponStock {
  static func stock(_ object: WireObject) throws(WireProblem) -> Stock {
    var stock = Stock()
    stock.productCouponID = object.text("product_coupon_id").map { ProductCouponID($0) }
    stock.id = object.text("stock_id").map { StockID($0) }
    stock.remark = object.text("remark")
    stock.codeMode = object.listed("coupon_code_mode")
    stock.codeCount = try object.object("coupon_code_count_info") {
      CodeCount(total: $0.count("total_count"), available: $0.count("available_count"))
    }
    stock.sendRule = try object.object("stock_send_rule") {
      SendRule(
        maxCount: $0.count("max_count"), maxCountPerDay: $0.count("max_count_per_day"),
        maxCountPerUser: $0.count("max_count_per_user"))
    }
    stock.singleRule = try object.object("single_usage_rule", usageRule)
    stock.bundleRule = try object.object("progressive_bundle_usage_rule", usageRule)
    stock.sequentialRule = try object.object("sequential_usage_rule", sequentialUsageRule)
    stock.bundlePosition = try object.object("stock_bundle_info") {
      StockBundlePosition(
        id: $0.text("stock_bundle_id").map { StockBundleID($0) }, index: $0.count("stock_bundle_index"))
    }
    stock.usageDisplay = try object.object("usage_rule_display_info", usageDisplay)
    stock.couponDisplay = try object.object("coupon_display_info", couponDisplay)
    stock.notifyAppID = try object.object("notify_config") { $0.text("notify_appid") } ?? nil
    stock.storeScope = object.listed("store_scope")
    stock.sentCount = try object.object("sent_count_info") {
      SentCount(total: $0.count("total_count"), today: $0.count("today_count"))
    }
    stock.state = object.listed("state")
    stock.deactivation = WireCoupon.deactivationTrace(object)
    stock.brandID = object.text("brand_id")
    return stock
  }

  private static func usageRule(_ object: WireObject) throws(WireProblem) -> UsageRule {
    UsageRule(
      availablePeriod: try object.object("coupon_available_period", availablePeriod),
      benefits: try WireCouponOffer.benefitRules(object))
  }

  private static func sequentialUsageRule(_ object: WireObject) throws(WireProblem) -> SequentialUsageRule {
    SequentialUsageRule(
      availablePeriod: try object.object("coupon_available_period", availablePeriod),
      benefits: try WireCouponOffer.benefitLists(object), isFirstSpecial: object.bool("special_first"))
  }

  private static func availablePeriod(_ object: WireObject) throws(WireProblem) -> AvailablePeriod {
    AvailablePeriod(
      frame: WireCoupon.window(object, "available_begin_time", "available_end_time"),
      availableDays: object.count("available_days"), waitDaysAfterReceive: object.count("wait_days_after_receive"),
      weekly: try object.object("weekly_available_period", weeklyPeriod),
      fixedWindows: try object.objects("irregular_available_period_list") {
        WireCoupon.window($0, "begin_time", "end_time")
      },
      availableSeconds: object.count("available_seconds").map { Int64($0) })
  }

  private static func weeklyPeriod(_ object: WireObject) throws(WireProblem) -> WeeklyPeriod {
    WeeklyPeriod(
      days: object.listedElements("day_list"),
      dayPeriods: try object.objects("day_period_list") {
        DayPeriod(
          beginSecond: $0.count("begin_time", in: 0...86_400).map { Int64($0) },
          endSecond: $0.count("end_time", in: 0...86_400).map { Int64($0) })
      })
  }

  private static func usageDisplay(_ object: WireObject) throws(WireProblem) -> UsageDisplay {
    UsageDisplay(
      methods: object.listedElements("coupon_usage_method_list"), miniProgram: WireCouponOffer.miniProgram(object),
      appPath: object.text("app_path"), appJumpType: object.listed("app_jump_type"),
      passcodeLink: object.text("passcode_link"), description: object.text("usage_description"),
      stores: try object.object("coupon_available_store_info") {
        StoreDisplay(description: $0.text("description"), miniProgram: WireCouponOffer.miniProgram($0))
      })
  }

  private static func couponDisplay(_ object: WireObject) throws(WireProblem) -> CouponDisplay {
    CouponDisplay(
      codeDisplayMode: object.listed("code_display_mode"), backgroundColor: object.listed("background_color"),
      miniProgramEntrance: try object.object("entrance_mini_program") {
        MiniProgramEntrance(
          page: MiniProgramPage(appID: $0.text("appid"), path: $0.text("path")),
          entranceWording: $0.text("entrance_wording"), guidanceWording: $0.text("guidance_wording"))
      },
      officialAccountAppID: try object.object("entrance_official_account") { $0.text("appid") } ?? nil,
      finderEntrance: try object.object("entrance_finder") {
        FinderEntrance(
          id: $0.text("finder_id"), videoID: $0.text("finder_video_id"),
          coverImageURL: $0.text("finder_video_cover_image_url"))
      })
  }
}
