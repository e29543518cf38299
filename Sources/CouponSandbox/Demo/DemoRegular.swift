/// The first customer of the demo world, who has met everything that can happen to a coupon.
enum DemoRegular {
  static func coupons(_ calendar: DemoCalendar) -> [JSON] {
    var wallet = DemoWallet(number: 1, calendar: calendar)
    addBundles(to: &wallet, calendar)
    addSingles(to: &wallet, calendar)
    DemoRarities.add(to: &wallet, calendar)
    return wallet.coupons
  }

  private static func addBundles(to wallet: inout DemoWallet, _ calendar: DemoCalendar) {
    let morning = DemoOffer.bundle(
      101, "早安拿铁三次卡",
      [
        .moneyOff(threshold: 3000, amount: 500), .moneyOff(threshold: 3000, amount: 800),
        .moneyOff(threshold: 3000, amount: 1200),
      ], calendar: calendar, intervalDays: 1)
    wallet.add(bundle: morning, [.used(dayOffset: -3, saved: 500), .effective, .pending], received: -7)

    let tea = DemoOffer.bundle(
      102, "下午茶五轮折扣卡", [15, 20, 25, 30, 40].map { .percentOff(threshold: 2000, percent: $0) }, calendar: calendar,
      intervalDays: 2)
    wallet.add(bundle: tea, [.pending, .pending, .pending, .confirming, .confirming], received: -1, validDays: 90)

    let winter = DemoOffer.bundle(
      103, "冬日热饮三杯卡", [990, 790, 590].map { .exchange(threshold: 0, price: $0) }, calendar: calendar,
      display: ["original_price": 2600])
    wallet.add(
      bundle: winter,
      [
        .used(dayOffset: -25, saved: 1610), .used(dayOffset: -18, saved: 1810), .used(dayOffset: -11, saved: 2010),
      ], received: -30)

    let birthday = DemoOffer.bundle(
      104, "生日月三次礼遇", [600, 800, 1000].map { .moneyOff(threshold: 0, amount: $0) }, calendar: calendar)
    let withdrawn = DemoWallet.Fate.deactivated(dayOffset: -5, reason: "顾客换绑手机号，旧账号权益作废")
    wallet.add(bundle: birthday, [withdrawn, withdrawn, withdrawn], received: -15)

    let joint = DemoOffer.bundle(
      105, "晨光咖啡 × Morning Light Coffee 联名限定·冷萃与手冲任选其一（含燕麦奶升级）☕️🎉",
      [
        .percentOff(threshold: 0, percent: 20), .percentOff(threshold: 0, percent: 30),
        .percentOff(threshold: 0, percent: 50),
      ], calendar: calendar)
    wallet.add(bundle: joint, [.effective, .effective, .effective], received: -4)
  }

  private static func addSingles(to wallet: inout DemoWallet, _ calendar: DemoCalendar) {
    let breakfast = DemoOffer.single(
      111, "工作日早餐满30减5", .moneyOff(threshold: 3000, amount: 500), calendar: calendar,
      period: [
        "weekly_available_period": [
          "day_list": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
          "day_period_list": [
            ["begin_time": 25200, "end_time": 35999], ["begin_time": 79200, "end_time": 86399],
          ],
        ]
      ])
    wallet.add(breakfast, .effective)

    let weekend = DemoOffer.single(
      112, "周末全场7折券", .percentOff(threshold: 0, percent: 30), calendar: calendar,
      period: [
        "irregular_available_period_list": [
          ["begin_time": calendar.day(-1, "00:00:00"), "end_time": calendar.day(2, "23:59:59")],
          ["begin_time": calendar.day(12, "00:00:00"), "end_time": calendar.day(14, "23:59:59")],
        ]
      ])
    wallet.add(weekend, .effective, received: -3)

    let lunch = DemoOffer.single(
      113, "9.9元换购可颂套餐", .exchange(threshold: 2000, price: 990), calendar: calendar,
      period: ["available_seconds": 604_800], display: comboPackages,
      stock: ["coupon_display_info": ["code_display_mode": "INVISIBLE", "background_color": "Color090"]])
    wallet.add(lunch, .effective, received: -1, validDays: 7)

    let plain = DemoOffer.single(114, "满50减10元券", .moneyOff(threshold: 5000, amount: 1000), calendar: calendar)
    wallet.add(plain, .confirming, received: -1)
    wallet.add(plain, .used(dayOffset: -6, saved: 1000))
    wallet.add(plain, .expired, received: -45)
    wallet.add(plain, .deleted, received: -12)
    wallet.add(plain, .deactivated(dayOffset: -8, reason: "发放有误"), received: -10)

    let later = DemoOffer.single(
      115, "新品尝鲜85折券", .percentOff(threshold: 1500, percent: 15), calendar: calendar,
      period: ["available_days": 30, "wait_days_after_receive": 3],
      stock: ["state": "PAUSED", "remark": "新品季"])
    wallet.add(later, .pending, received: -1, validDays: 33)
  }

  private static let comboPackages: JSON = [
    "original_price": 3200,
    "detail_image_url_list": [
      "https://img.example.com/chenguang/lunch-1.png", "https://img.example.com/chenguang/lunch-2.png",
    ],
    "combo_package_list": [
      [
        "name": "可颂任选一", "pick_count": 1,
        "choice_list": [
          [
            "name": "原味可颂", "price": 1400, "count": 1, "image_url": "https://img.example.com/chenguang/croissant.png",
            "mini_program_appid": JSON(DemoWorld.appID), "mini_program_path": "/pages/item/croissant",
          ],
          ["name": "巧克力可颂", "price": 1600, "count": 1],
        ],
      ],
      [
        "name": "咖啡任选一", "pick_count": 1,
        "choice_list": [
          ["name": "美式咖啡", "price": 1600, "count": 1], ["name": "燕麦拿铁", "price": 2200, "count": 1],
        ],
      ],
    ],
  ]
}
