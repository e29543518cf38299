/// The built-in world: a coffee brand and a cast of customers, each there to show something.
enum DemoWorld {
  static let brandID = "120344"
  static let brandName = "晨光咖啡"
  static let appID = "wx233544546545989"
  /// Linked to the brand as well, with customers of its own.
  static let otherAppID = "wx8f3e0b7d5c21a946"

  /// A customer, and what is interesting about that customer.
  struct CastMember {
    let openID: String
    var appID = DemoWorld.appID
    let story: String
    let coupons: @Sendable (DemoCalendar) -> [JSON]
  }

  static let cast: [CastMember] = [
    CastMember(
      openID: "oDemo5LinXi0ChenGuang7Kf2aQw",
      story: "six bundles (partly used, waiting, done, deactivated, long-named, rich in fields), singles of every kind",
      coupons: DemoRegular.coupons),
    CastMember(
      openID: "oCast5ZhouMing0ChenGuang1b9R",
      story: "one bundle of three, nothing used yet: the plain case", coupons: DemoCrowd.plainBundle),
    CastMember(openID: "oCast5HeYun0ChenGuang20002kT", story: "2,000 coupons", coupons: DemoCrowd.twoThousand),
    CastMember(openID: "oCast5WuKong0ChenGuang30Zero", story: "no coupon at all") { _ in [] },
    CastMember(
      openID: "oCast5BaiLu0OtherApp4xY7m3Nd", appID: otherAppID,
      story: "one coupon, under the brand's other app \(otherAppID)", coupons: DemoCrowd.otherApp),
  ]

  /// The cast as text, a line a customer.
  static var castList: String {
    cast.map { "\($0.openID)  \($0.story)" }.joined(separator: "\n")
  }

  /// The lines of the world, its dates counted from `now`.
  static func lines(at now: UnixSeconds) throws(WorldProblem) -> [WorldLine] {
    var lines: [WorldLine] = []
    for member in cast {
      let coupons = member.coupons(DemoCalendar(now: now))
      lines += try self.lines(openID: member.openID, appID: member.appID, coupons, after: lines.count)
    }
    return lines
  }

  /// One customer's lines; a customer without coupons gets a line that makes him known.
  ///
  /// - Parameter count: the lines that stand before.
  static func lines(
    openID: String, appID: String, _ contents: [JSON], after count: Int
  ) throws(WorldProblem) -> [WorldLine] {
    var coupons: [UserCoupon?] = []
    for content in contents { coupons.append(try UserCoupon(content)) }
    return (coupons.isEmpty ? [nil] : coupons).enumerated().map { offset, coupon in
      WorldLine(number: count + offset + 1, openID: openID, appID: appID, brandID: brandID, coupon: coupon)
    }
  }
}
