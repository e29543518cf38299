import Testing

@testable import CouponSandbox

@Suite struct `Coupons live through time and through their customer` {
  private let sandbox: SandboxUnderTest
  private let now = SandboxUnderTest.now

  init() throws {
    func validity(_ from: UnixSeconds, _ to: UnixSeconds) -> String {
      let now = SandboxUnderTest.now
      return #","valid_begin_time":"\#(chinaTimestamp(now + from))","valid_end_time":"\#(chinaTimestamp(now + to))""#
    }
    sandbox = try SandboxUnderTest(
      world: line(code: "live", extra: validity(-100, 100))
        + line(
          code: "waiting", state: "PENDING", extra: validity(50, 100))
        + line(code: "asked", state: "CONFIRMING", extra: validity(-100, 100))
        + line(code: "R0", bundle: "B1", index: 0, extra: validity(-100, 100))
        + line(code: "R1", bundle: "B1", index: 1, extra: validity(-100, 100)))
  }

  private func states(at moment: UnixSeconds) throws -> [String] {
    let answer = try sandbox.send("GET", "/users/oAnna/coupons?appid=wxA&brand_id=120344", at: moment)
    return answer.json["user_coupon_list"]?.elements?.compactMap { $0["coupon_state"]?.text } ?? []
  }

  /// The sub-code of the refusal; nil when it was done.
  private func act(
    _ act: Act, _ code: String, in other: SandboxUnderTest? = nil, at moment: UnixSeconds = SandboxUnderTest.now
  ) -> Int? {
    do throws(Refusal) {
      try (other ?? sandbox).gateway.carryOut(act, onCode: code, at: moment)
      return nil
    } catch { return error.subCode }
  }

  @Test(
    arguments: [
      (0, ["EFFECTIVE", "PENDING", "CONFIRMING"]), (50, ["EFFECTIVE", "EFFECTIVE", "CONFIRMING"]),
      (100, ["EFFECTIVE", "EFFECTIVE", "CONFIRMING"]), (101, ["EXPIRED", "EXPIRED", "EXPIRED"]),
    ] as [(UnixSeconds, [String])]) func `validity begins and ends by itself`(offset: UnixSeconds, expected: [String])
    throws
  {
    #expect(try states(at: now + offset).prefix(3) == expected[...])
  }

  @Test func `rounds are redeemed in their order, and only the last one is returned`() throws {
    #expect(act(.use, "R1") == 268_578_367)
    #expect(act(.use, "R0") == nil)
    #expect(act(.use, "R1") == nil)
    #expect(act(.return, "R0") == 268_578_367)
    #expect(act(.return, "R1") == nil)
    #expect(try states(at: now).suffix(2) == ["USED", "EFFECTIVE"])
    let found = try #require(sandbox.gateway.world.find(code: "R1", at: now))
    #expect(found.wallet.coupons[found.position]["user_product_coupon_bundle_info"]?["used_count"]?.integer == 1)
  }

  @Test func `a redeemed coupon is not the customer's to delete`() {
    #expect(act(.use, "R0") == nil)
    #expect(act(.delete, "R0") == 268_578_367)
  }

  // Two days between rounds: the second one is refused until the day after tomorrow has begun in China.
  @Test(arguments: [(86400, 272_755_717), (86400 + 21329, nil)] as [(UnixSeconds, Int?)])
  func `a round has to wait for the pause that its offer has`(later: UnixSeconds, expected: Int?) throws {
    let pause = #""product_coupon_id":"1001","progressive_bundle_usage_info":{"interval_days":2}"#
    let world = line(code: "R0", bundle: "B1", index: 0) + line(code: "R1", bundle: "B1", index: 1)
    let sandbox = try SandboxUnderTest(world: world.replacing(#""product_coupon_id":"1001""#, with: pause))
    #expect(act(.use, "R0", in: sandbox) == nil)
    #expect(act(.use, "R1", in: sandbox, at: now + later - 1) == 272_755_717)
    #expect(act(.use, "R1", in: sandbox, at: now + later) == expected)
  }

  @Test(arguments: [(-1, nil), (0, nil), (1, 272_755_715)] as [(UnixSeconds, Int?)])
  func `a coupon is not redeemed outside the frame of its stock`(sinceEnd: UnixSeconds, expected: Int?) throws {
    let end = chinaTimestamp(now - sinceEnd)
    let world = line(code: "C").replacing(
      #""state":"SENDING""#,
      with: #""single_usage_rule":{"coupon_available_period":{"available_end_time":"\#(end)"}}"#)
    #expect(act(.use, "C", in: try SandboxUnderTest(world: world)) == expected)
  }

  @Test func `a customer deletes, a brand confirms`() throws {
    #expect(act(.delete, "live") == nil)
    #expect(act(.delete, "live") == 268_578_367)
    #expect(act(.confirm, "asked") == nil)
    #expect(act(.use, "nobody's") == 268_578_851)
    #expect(try states(at: now).prefix(3) == ["DELETED", "PENDING", "EFFECTIVE"])
  }

  // 2026-03-12T18:04:31+08:00 is a Thursday.
  @Test(arguments: [
    (#"{"day_list":["THURSDAY"]}"#, true), (#"{"day_list":["FRIDAY"]}"#, false),
    (#"{"day_list":["THURSDAY"],"day_period_list":[{"begin_time":64800,"end_time":65100}]}"#, true),
    (#"{"day_list":["THURSDAY"],"day_period_list":[{"begin_time":60,"end_time":3600}]}"#, false),
  ]) func `a coupon is not redeemed outside its weekly windows`(week: String, isOpen: Bool) throws {
    let world = line(code: "C").replacing(
      #""state":"SENDING""#,
      with: #""single_usage_rule":{"coupon_available_period":{"weekly_available_period":\#(week)}}"#)
    let sandbox = try SandboxUnderTest(world: world)
    #expect(act(.use, "C", in: sandbox) == (isOpen ? nil : 272_755_717))
  }

  // 1969-12-31T23:59:59Z is a Thursday morning in China, and 86400 s earlier is a Wednesday.
  @Test(arguments: [(-1, "THURSDAY"), (-86_401, "WEDNESDAY"), (-8 * 86_400, "WEDNESDAY")] as [(UnixSeconds, String)])
  func `a clock that stands before 1970 has its weekdays too`(moment: UnixSeconds, day: String) throws {
    let week = #"{"day_list":["\#(day)"],"day_period_list":[{"begin_time":28799,"end_time":28800}]}"#
    let period = #"{"coupon_available_period":{"weekly_available_period":\#(week)}}"#
    let stock = #"{"stock_id":"1","single_usage_rule":\#(period)}"#
    let content = #"{"coupon_code":"C","coupon_state":"EFFECTIVE","product_coupon":{"product_coupon_id":"1"},"stock":"#
    let coupon = try UserCoupon(JSON(parsing: Array((content + stock + "}").utf8)))
    #expect(coupon.isWindowOpen(at: moment))
    #expect(!coupon.isWindowOpen(at: moment + 86_400))
  }

  @Test(
    arguments: [
      ("2026-03-12T18:04:31+08:00", 1_773_309_871), ("2026-03-12T10:04:31Z", 1_773_309_871),
      ("2026-03-12T04:34:31-05:30", 1_773_309_871), ("2026-03-12", nil), ("2026-03-12T18:04:31.5+08:00", 1_773_309_871),
      ("2026-03-12T18:04+08:00", 1_773_309_840), ("2026-03-12T10:04:31.123Z", 1_773_309_871),
      ("2026-03-12T18:04:31.+08:00", nil), ("2026-03-12T18:04:31", nil), ("2026-03-12T18:04:31+0800", nil),
    ] as [(String, UnixSeconds?)]) func `a timestamp is read with its offset`(text: String, seconds: UnixSeconds?)
  {
    #expect(unixSeconds(text) == seconds)
  }
}
