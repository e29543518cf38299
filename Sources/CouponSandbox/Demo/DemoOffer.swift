/// A product coupon of the demo world and the stocks behind it, as they appear inside a user coupon.
struct DemoOffer {
  let productCouponID: String
  let productCoupon: JSON
  /// One for a single coupon; one a round for a bundle.
  let stocks: [JSON]

  init(productCouponID: String, productCoupon: JSON, stocks: [JSON]) {
    self.productCouponID = productCouponID
    self.productCoupon = .shared(SharedJSON(productCoupon))
    self.stocks = stocks.map { .shared(SharedJSON($0)) }
  }

  /// What a coupon takes off: the member of a usage rule.
  enum Benefit {
    case moneyOff(threshold: Int, amount: Int)
    case percentOff(threshold: Int, percent: Int)
    case exchange(threshold: Int, price: Int)

    var rule: JSON {
      switch self {
      case .moneyOff(let threshold, let amount):
        ["normal_coupon": ["threshold": JSON(threshold), "discount_amount": JSON(amount)]]
      case .percentOff(let threshold, let percent):
        ["discount_coupon": ["threshold": JSON(threshold), "percent_off": JSON(percent)]]
      case .exchange(let threshold, let price):
        ["exchange_coupon": ["threshold": JSON(threshold), "exchange_price": JSON(price)]]
      }
    }

    var type: JSON {
      switch self {
      case .moneyOff: "NORMAL"
      case .percentOff: "DISCOUNT"
      case .exchange: "EXCHANGE"
      }
    }
  }

  /// A single coupon's offer.
  ///
  /// - Parameters:
  ///   - period: when the coupon can be used, without the stock's frame.
  ///   - display: members that the offer's display has besides name and pictures.
  ///   - stock: members that the stock has besides the usual ones, or instead of them.
  static func single(
    _ number: Int, _ name: String, _ benefit: Benefit, calendar: DemoCalendar, period: JSON = [:], display: JSON = [:],
    stock: JSON = [:]
  ) -> DemoOffer {
    let id = productCouponID(number)
    let stock = self.stock(id, round: 1, remark: "门店日常发放").adding(stock)
    // What holds for the whole shop is said by the product coupon, what holds for one item by the stock.
    if case .exchange = benefit {
      let rule = usageRule(calendar, period).adding(benefit.rule)
      return DemoOffer(
        productCouponID: id, productCoupon: productCoupon(id, name, "SINGLE", benefit, "SINGLE", display),
        stocks: [stock.adding(["single_usage_rule": rule])])
    }
    return DemoOffer(
      productCouponID: id,
      productCoupon: productCoupon(id, name, "ALL", benefit, "SINGLE", display)
        .adding(["single_usage_info": benefit.rule]),
      stocks: [stock.adding(["single_usage_rule": usageRule(calendar, period)])])
  }

  /// The offer of a bundle, a benefit for each round.
  static func bundle(
    _ number: Int, _ name: String, _ benefits: [Benefit], calendar: DemoCalendar, intervalDays: Int = 0,
    period: JSON = ["available_days": 60], display: JSON = [:], stock: JSON = [:]
  ) -> DemoOffer {
    let id = productCouponID(number)
    let usage: JSON = ["count": JSON(benefits.count), "interval_days": JSON(intervalDays)]
    let stockBundleID = "71392084551" + padded(number, to: 7)
    let stocks = benefits.enumerated().map { index, benefit in
      self.stock(id, round: index + 1, remark: "第\(index + 1)轮")
        .adding([
          "progressive_bundle_usage_rule": usageRule(calendar, period).adding(benefit.rule),
          "stock_bundle_info": ["stock_bundle_id": JSON(stockBundleID), "stock_bundle_index": JSON(index)],
        ])
        .adding(stock)
    }
    let scope: JSON = if case .exchange = benefits[0] { "SINGLE" } else { "ALL" }
    return DemoOffer(
      productCouponID: id,
      productCoupon: productCoupon(id, name, scope, benefits[0], "PROGRESSIVE_BUNDLE", display)
        .adding(["progressive_bundle_usage_info": usage]),
      stocks: stocks)
  }

  private static func productCouponID(_ number: Int) -> String { "10000" + padded(number, to: 5) }

  private static func productCoupon(
    _ id: String, _ name: String, _ scope: JSON, _ benefit: Benefit, _ mode: JSON, _ display: JSON
  ) -> JSON {
    let picture = "https://img.example.com/chenguang/\(id)"
    let face: JSON = [
      "name": JSON(name), "image_url": JSON(picture + ".png"), "background_url": JSON(picture + "-bg.png"),
    ]
    return [
      "product_coupon_id": JSON(id), "scope": scope, "type": benefit.type, "usage_mode": mode,
      "display_info": face.adding(display),
      "state": "EFFECTIVE", "brand_id": JSON(DemoWorld.brandID), "out_product_no": JSON("SKU-CG-\(id.suffix(3))"),
    ]
  }

  private static func usageRule(_ calendar: DemoCalendar, _ period: JSON) -> JSON {
    let frame: JSON = [
      "available_begin_time": calendar.day(-60, "00:00:00"), "available_end_time": calendar.day(120, "23:59:59"),
    ]
    return ["coupon_available_period": frame.adding(period)]
  }

  private static func stock(_ productCouponID: String, round: Int, remark: String) -> JSON {
    [
      "product_coupon_id": JSON(productCouponID), "stock_id": JSON(productCouponID + padded(round, to: 3)),
      "remark": JSON(remark), "coupon_code_mode": "WECHATPAY",
      "stock_send_rule": ["max_count": 200_000, "max_count_per_day": 5000, "max_count_per_user": 2],
      "usage_rule_display_info": [
        "coupon_usage_method_list": ["OFFLINE", "MINI_PROGRAM"], "mini_program_appid": JSON(DemoWorld.appID),
        "mini_program_path": "/pages/coupon/use", "usage_description": "到店出示券码或在小程序下单时选择使用，不与店内其他活动同享。",
        "coupon_available_store_info": ["description": "上海、杭州全部直营店可用"],
      ],
      "coupon_display_info": ["code_display_mode": "BARCODE", "background_color": "Color040"],
      "notify_config": ["notify_appid": JSON(DemoWorld.appID)],
      "store_scope": "ALL", "sent_count_info": ["total_count": 18342, "today_count": 271],
      "state": "SENDING", "brand_id": JSON(DemoWorld.brandID),
    ]
  }
}

/// Days counted from the day on which the sandbox starts, so that the demo world is alive at any date.
struct DemoCalendar {
  let now: UnixSeconds

  /// A clock time in China on the day that is `offset` days from today.
  ///
  /// - Parameter clock: `10:21:07`.
  func day(_ offset: Int, _ clock: String) -> JSON { JSON(dateText(offset) + "T" + clock + "+08:00") }

  /// `20260312`, as it stands in request numbers.
  func compactDay(_ offset: Int) -> String { dateText(offset).filter { $0 != "-" } }

  private func dateText(_ offset: Int) -> String {
    String(chinaTimestamp(now + UnixSeconds(offset) * 86400).prefix(10))
  }
}
