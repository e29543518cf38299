/// Makes the coupons of one demo customer. Codes count up, so that each is its own.
struct DemoWallet {
  let calendar: DemoCalendar
  /// Sets this customer's codes and bundles apart from the others'.
  let number: Int
  private(set) var coupons: [JSON] = []

  init(number: Int, calendar: DemoCalendar) {
    self.number = number
    self.calendar = calendar
  }

  /// What happened to one coupon.
  enum Fate {
    case confirming, pending, effective, expired, deleted
    case used(dayOffset: Int, saved: Int)
    case deactivated(dayOffset: Int, reason: String)
  }

  /// Adds a single coupon.
  ///
  /// - Parameters:
  ///   - received: days from today.
  ///   - extra: members besides the usual ones, or instead of them.
  mutating func add(_ offer: DemoOffer, _ fate: Fate, received: Int = -20, validDays: Int = 60, extra: JSON = [:]) {
    var coupon = coupon(offer, stock: 0, fate, received: received, validDays: validDays)
    if case .used(let day, let saved) = fate { coupon["single_usage_detail"] = usage(day: day, saved: saved) }
    coupons.append(coupon.adding(extra))
  }

  /// Adds a bundle, a fate for each round.
  mutating func add(
    bundle offer: DemoOffer, _ fates: [Fate], received: Int = -20, validDays: Int = 60, extra: JSON = [:]
  ) {
    let bundleID = "72044188" + padded(number, to: 4) + scrambled(coupons.count, digits: 10)
    let usedCount = fates.count { if case .used = $0 { true } else { false } }
    for (index, fate) in fates.enumerated() {
      var coupon = coupon(offer, stock: index, fate, received: received, validDays: validDays)
      coupon["user_product_coupon_bundle_info"] = [
        "user_coupon_bundle_id": JSON(bundleID), "user_coupon_bundle_index": JSON(index),
        "total_count": JSON(fates.count), "used_count": JSON(usedCount),
      ]
      coupon["progressive_bundle_usage_detail"] = [:]
      if case .used(let day, let saved) = fate {
        coupon["progressive_bundle_usage_detail"] = usage(day: day, saved: saved)
      }
      coupons.append(coupon.adding(extra))
    }
  }

  private func coupon(_ offer: DemoOffer, stock: Int, _ fate: Fate, received: Int, validDays: Int) -> JSON {
    let serial = padded(coupons.count, to: 6)
    let sent = calendar.compactDay(received) + "_" + serial
    var coupon: JSON = [
      "coupon_code": JSON("131664" + padded(number, to: 4) + scrambled(coupons.count, digits: 12)),
      "coupon_state": state(fate),
      "valid_begin_time": begin(fate, received: received),
      "valid_end_time": end(fate, received: received, validDays: validDays),
      "receive_time": calendar.day(received, "10:21:07"),
      "send_request_no": JSON("SEND_" + sent),
      "send_channel": "RECEIVE_COMPONENT",
    ]
    if case .confirming = fate {
    } else {
      coupon["confirm_request_no"] = JSON("CONFIRM_" + sent)
      coupon["confirm_time"] = calendar.day(received, "10:21:09")
    }
    if case .deactivated(let day, let reason) = fate {
      coupon["deactivate_request_no"] = JSON("DEACT_" + calendar.compactDay(day) + "_" + serial)
      coupon["deactivate_time"] = calendar.day(day, "18:04:31")
      coupon["deactivate_reason"] = JSON(reason)
    }
    coupon["product_coupon"] = offer.productCoupon
    coupon["stock"] = offer.stocks[stock]
    coupon["brand_id"] = JSON(DemoWorld.brandID)
    return coupon
  }

  private func state(_ fate: Fate) -> JSON {
    switch fate {
    case .confirming: "CONFIRMING"
    case .pending: "PENDING"
    case .effective: "EFFECTIVE"
    case .expired: "EXPIRED"
    case .deleted: "DELETED"
    case .used: "USED"
    case .deactivated: "DEACTIVATED"
    }
  }

  private func begin(_ fate: Fate, received: Int) -> JSON {
    if case .pending = fate { return calendar.day(3, "00:00:00") }
    return calendar.day(received, "10:21:07")
  }

  private func end(_ fate: Fate, received: Int, validDays: Int) -> JSON {
    if case .expired = fate { return calendar.day(-2, "23:59:59") }
    return calendar.day(received + validDays, "23:59:59")
  }

  /// How a coupon was redeemed with a payment.
  func usage(day: Int, saved: Int) -> JSON {
    let date = calendar.compactDay(day)
    let serial = padded(number, to: 4) + padded(coupons.count, to: 6)
    return [
      "use_request_no": JSON("USE_\(date)_\(serial)"), "use_time": calendar.day(day, "18:45:04"),
      "associated_order_info": [
        "transaction_id": JSON("4200002841\(date)\(serial)"), "out_trade_no": JSON("CG\(date)184502\(serial)"),
        "mchid": JSON(Credentials.merchantID), "sub_mchid": "1900009923",
      ],
      "saved_amount": JSON(saved),
    ]
  }
}

/// A number of that many digits which looks drawn by lot, another one for each `count`.
private func scrambled(_ count: Int, digits: Int) -> String {
  let range = (0..<digits).reduce(1) { power, _ in power * 10 }
  // The factor is prime to 10, so no two counts below the range meet.
  return padded(((count + 1) * 736_877 * 1_009) % range, to: digits)
}
