/// One customer with as many coupons as are asked for, all in bundles.
enum LoadWorld {
  static let openID = "oLoad5ChenGuang0HundredKa9Tz"

  static func lines(at now: UnixSeconds, coupons count: Int, rounds: Int) throws(WorldProblem) -> [WorldLine] {
    let calendar = DemoCalendar(now: now)
    var wallet = DemoWallet(number: 9, calendar: calendar)
    let offer = DemoOffer.bundle(
      601, "办公室五日咖啡卡", (1...rounds).map { .percentOff(threshold: 0, percent: 10 + $0 * 2) }, calendar: calendar)
    while wallet.coupons.count < count {
      let fates = Array(repeating: DemoWallet.Fate.effective, count: min(rounds, count - wallet.coupons.count))
      wallet.add(bundle: offer, fates, received: -1 - wallet.coupons.count % 40)
    }
    return try DemoWorld.lines(openID: openID, appID: DemoWorld.appID, wallet.coupons, after: 0)
  }
}
