/// What an agent meets rarely: every optional key at once, older modes, newer values, returns.
enum DemoRarities {
  static func add(to wallet: inout DemoWallet, _ calendar: DemoCalendar) {
    addRichBundle(to: &wallet, calendar)
    addReturned(to: &wallet, calendar)
    addPayScore(to: &wallet, calendar)
    addLegacy(to: &wallet, calendar)
    addWithdrawnOffer(to: &wallet, calendar)
    addUnheardOf(to: &wallet, calendar)
  }

  private static func addRichBundle(to wallet: inout DemoWallet, _ calendar: DemoCalendar) {
    let offer = DemoOffer.bundle(
      106, "会员臻选手冲四次卡", (1...4).map { .moneyOff(threshold: 4000, amount: 500 + $0 * 300) }, calendar: calendar,
      intervalDays: 3,
      period: [
        "available_days": 60, "wait_days_after_receive": 1,
        "weekly_available_period": [
          "day_list": ["MONDAY", "WEDNESDAY", "FRIDAY", "SATURDAY", "SUNDAY"],
          "day_period_list": [["begin_time": 36000, "end_time": 50399], ["begin_time": 61200, "end_time": 75599]],
        ],
      ],
      display: [
        "detail_image_url_list": ["https://img.example.com/chenguang/pour-over.png"], "original_price": 4800,
      ], stock: richStock)
    let member: JSON = [
      "attach": "channel=member-day;clerk=07", "channel_custom_info": "store-qr-0412",
      "coupon_tag_info": [
        "coupon_tag_list": ["MEMBER"], "member_tag_info": ["member_card_id": "pbChenGuangMember2026A1"],
      ],
      "send_channel": "MEMBER",
    ]
    wallet.add(
      bundle: offer, [.used(dayOffset: -9, saved: 800), .used(dayOffset: -4, saved: 1100), .effective, .pending],
      received: -14, validDays: 75, extra: member)
  }

  private static let richStock: JSON = [
    "coupon_code_mode": "UPLOAD", "coupon_code_count_info": ["total_count": 60000, "available_count": 41288],
    "usage_rule_display_info": [
      "coupon_usage_method_list": ["OFFLINE", "MINI_PROGRAM", "APP", "PAYMENT_CODE"],
      "mini_program_appid": JSON(DemoWorld.appID), "mini_program_path": "/pages/coupon/use",
      "app_path": "https://app.example.com/open/coupon", "usage_description": "到店出示二维码，或在小程序、APP 下单时选择使用。\n每次限用一张。",
      "coupon_available_store_info": [
        "description": "上海、杭州 12 家臻选店可用，明细见小程序", "mini_program_appid": JSON(DemoWorld.appID),
        "mini_program_path": "/pages/store/list",
      ],
      "app_jump_type": "PASSCODE_LINK", "passcode_link": "passcode.example.com/cg26",
    ],
    "coupon_display_info": [
      "code_display_mode": "QRCODE", "background_color": "Color100",
      "entrance_mini_program": [
        "appid": JSON(DemoWorld.appID), "path": "/pages/index/index", "entrance_wording": "去点单",
        "guidance_wording": "会员更优惠",
      ],
      "entrance_official_account": ["appid": JSON(DemoWorld.otherAppID)],
      "entrance_finder": [
        "finder_id": "gh_5f1e09ac72b4", "finder_video_id": "UXk91fQm20tRzA77pLc",
        "finder_video_cover_image_url": "https://img.example.com/chenguang/video.png",
      ],
    ],
    "store_scope": "SPECIFIC",
  ]

  private static func addReturned(to wallet: inout DemoWallet, _ calendar: DemoCalendar) {
    let offer = DemoOffer.single(121, "满40减8元券", .moneyOff(threshold: 4000, amount: 800), calendar: calendar)
    let returned = wallet.usage(day: -5, saved: 800).adding([
      "return_request_no": JSON("RETURN_" + calendar.compactDay(-4) + "_01"),
      "return_time": calendar.day(-4, "11:30:00"),
    ])
    wallet.add(offer, .effective, extra: ["single_usage_detail": returned])
  }

  private static func addPayScore(to wallet: inout DemoWallet, _ calendar: DemoCalendar) {
    let offer = DemoOffer.single(122, "先享后付立减6元", .moneyOff(threshold: 0, amount: 600), calendar: calendar)
    var detail = wallet.usage(day: -2, saved: 600)
    detail["associated_order_info"] = nil
    detail["associated_pay_score_order_info"] = [
      "order_id": JSON("1000000000" + calendar.compactDay(-2) + "0184477290116"),
      "out_order_no": JSON("CGSCORE" + calendar.compactDay(-2)), "mchid": JSON(Credentials.merchantID),
      "sub_mchid": "1900009923",
    ]
    wallet.add(offer, .used(dayOffset: -2, saved: 600), extra: ["single_usage_detail": detail])
  }

  /// The older multi-use mode: one coupon with its rounds inside.
  private static func addLegacy(to wallet: inout DemoWallet, _ calendar: DemoCalendar) {
    let single = DemoOffer.single(123, "老客回馈多次券", .moneyOff(threshold: 5000, amount: 1000), calendar: calendar)
    var productCoupon = single.productCoupon
    productCoupon["usage_mode"] = "SEQUENTIAL"
    productCoupon["single_usage_info"] = nil
    productCoupon["sequential_usage_info"] = ["type": "EQUAL", "count": 3, "available_days": 30, "interval_days": 0]
    var stock = single.stocks[0]
    stock["sequential_usage_rule"] = [
      "coupon_available_period": stock["single_usage_rule"]?["coupon_available_period"] ?? [:],
      "normal_coupon_list": [["threshold": 5000, "discount_amount": 1000]], "special_first": false,
    ]
    stock["single_usage_rule"] = nil
    let offer = DemoOffer(productCouponID: single.productCouponID, productCoupon: productCoupon, stocks: [stock])
    let used = wallet.usage(day: -10, saved: 1000)
    let rounds: [JSON] = [
      [
        "detail_state": "USED", "valid_begin_time": calendar.day(-20, "10:21:07"),
        "valid_end_time": calendar.day(10, "23:59:59"), "use_request_no": used["use_request_no"] ?? "",
        "use_time": used["use_time"] ?? "", "associated_order_info": used["associated_order_info"] ?? [:],
      ],
      [
        "detail_state": "EFFECTIVE", "valid_begin_time": calendar.day(-10, "18:45:04"),
        "valid_end_time": calendar.day(20, "23:59:59"),
      ],
      ["detail_state": "PENDING"],
    ]
    wallet.add(
      offer, .effective,
      extra: ["sequential_usage_detail": ["total_count": 3, "used_count": 1, "detail_item_list": .array(rounds)]])
  }

  /// The brand has ended the offer and its stock; a coupon given out before stays valid.
  private static func addWithdrawnOffer(to wallet: inout DemoWallet, _ calendar: DemoCalendar) {
    let withdrawal: JSON = [
      "state": "DEACTIVATED", "deactivate_request_no": JSON("PCDEACT_" + calendar.compactDay(-6) + "_01"),
      "deactivate_time": calendar.day(-6, "09:00:00"), "deactivate_reason": "秋季活动提前结束",
    ]
    let single = DemoOffer.single(125, "秋日桂花拿铁8折券", .percentOff(threshold: 0, percent: 20), calendar: calendar)
    let offer = DemoOffer(
      productCouponID: single.productCouponID, productCoupon: single.productCoupon.adding(withdrawal),
      stocks: [single.stocks[0].adding(withdrawal)])
    wallet.add(offer, .effective)
  }

  /// Values and keys that do not exist yet, as the platform may add them any day.
  private static func addUnheardOf(to wallet: inout DemoWallet, _ calendar: DemoCalendar) {
    let single = DemoOffer.single(
      124, "未来咖啡订阅券", .percentOff(threshold: 0, percent: 25), calendar: calendar,
      stock: ["store_scope": "NEARBY", "carbon_credit": ["grams": 120, "verified": true]])
    var productCoupon = single.productCoupon
    productCoupon["usage_mode"] = "SUBSCRIPTION"
    productCoupon["type"] = "CASHBACK"
    let offer = DemoOffer(
      productCouponID: single.productCouponID, productCoupon: productCoupon, stocks: single.stocks)
    wallet.add(
      offer, .effective,
      extra: [
        "coupon_state": "FROZEN", "send_channel": "ROBOT_BARISTA",
        "unheard_of_key": ["number": .number("12345678901234567890123"), "list": ["甲", "乙", .bool(true)]],
      ])
  }
}
