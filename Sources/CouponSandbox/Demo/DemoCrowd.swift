/// The demo customers who show one thing each.
enum DemoCrowd {
  /// A bundle of three, all of it to come.
  static func plainBundle(_ calendar: DemoCalendar) -> [JSON] {
    var wallet = DemoWallet(number: 2, calendar: calendar)
    let offer = DemoOffer.bundle(
      201, "新客三杯礼",
      [
        .moneyOff(threshold: 2000, amount: 500), .moneyOff(threshold: 2000, amount: 600),
        .moneyOff(threshold: 2000, amount: 800),
      ], calendar: calendar)
    wallet.add(bundle: offer, [.effective, .effective, .effective], received: -2)
    return wallet.coupons
  }

  /// 200 bundles of five and 1,000 single coupons.
  static func twoThousand(_ calendar: DemoCalendar) -> [JSON] {
    var wallet = DemoWallet(number: 3, calendar: calendar)
    let weekly = DemoOffer.bundle(
      301, "办公室五日咖啡卡", (1...5).map { .percentOff(threshold: 0, percent: 10 + $0 * 2) }, calendar: calendar)
    let daily = DemoOffer.single(302, "满25减4元券", .moneyOff(threshold: 2500, amount: 400), calendar: calendar)
    for number in 0..<200 {
      // A round a day, the last of them yesterday at the latest.
      let received = -(number % 50) - 6
      let used = number % 6
      let fates = (0..<5).map { round -> DemoWallet.Fate in
        round < used ? .used(dayOffset: received + round, saved: 350) : round == used ? .effective : .pending
      }
      wallet.add(bundle: weekly, fates, received: received)
      for single in 0..<5 {
        wallet.add(daily, single == 0 ? .used(dayOffset: received, saved: 400) : .effective, received: received)
      }
    }
    return wallet.coupons
  }

  static func otherApp(_ calendar: DemoCalendar) -> [JSON] {
    var wallet = DemoWallet(number: 4, calendar: calendar)
    let offer = DemoOffer.single(401, "公众号粉丝专享券", .percentOff(threshold: 0, percent: 12), calendar: calendar)
    wallet.add(offer, .effective)
    return wallet.coupons
  }
}
