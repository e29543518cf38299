import Testing

@testable import CouponSandbox

@Suite struct `The demo world shows an agent everything` {
  private let coupons: [(openID: String, coupon: UserCoupon)]

  init() throws {
    coupons = try DemoWorld.lines(at: SandboxUnderTest.now).compactMap { line in
      line.coupon.map { (line.openID, $0) }
    }
  }

  private func held(by openID: String) -> [UserCoupon] { coupons.filter { $0.openID == openID }.map(\.coupon) }

  @Test func `identifiers look like WeChat Pay's and none stands twice`() {
    #expect(DemoWorld.cast.allSatisfy { $0.openID.count == 28 && $0.openID.hasPrefix("o") })
    #expect(Set(coupons.map(\.coupon.code)).count == coupons.count)
    #expect(coupons.allSatisfy { $0.coupon.code.count == 22 && Int($0.coupon.code.prefix(11)) != nil })
    let bundles = Set(coupons.compactMap(\.coupon.bundle?.bundleID))
    #expect(bundles.count == 207)
    #expect(bundles.allSatisfy { $0.count == 22 })
  }

  @Test func `the first customer has coupons in every state, of every type, and bundles at every stage`() {
    let first = held(by: DemoWorld.cast[0].openID)
    #expect(
      Set(first.map(\.state)) == [
        "CONFIRMING", "PENDING", "EFFECTIVE", "USED", "EXPIRED", "DELETED", "DEACTIVATED", "FROZEN",
      ])
    let types = Set(first.compactMap { $0.content["product_coupon"]?["type"]?.text })
    #expect(types == ["NORMAL", "DISCOUNT", "EXCHANGE", "CASHBACK"])
    let bundles = Dictionary(grouping: first.filter { $0.bundle != nil }) { $0.bundle?.bundleID }
    #expect(
      Set(bundles.values.map { $0.map(\.state).joined(separator: " ") }) == [
        "USED EFFECTIVE PENDING", "PENDING PENDING PENDING CONFIRMING CONFIRMING", "USED USED USED",
        "DEACTIVATED DEACTIVATED DEACTIVATED", "EFFECTIVE EFFECTIVE EFFECTIVE", "USED USED EFFECTIVE PENDING",
      ])
    #expect(first.count { $0.bundle == nil } >= 10)
  }

  @Test func `one customer holds 2,000 coupons, one none`() {
    #expect(DemoWorld.cast.map { held(by: $0.openID).count }.contains(2000))
    #expect(DemoWorld.cast.map { held(by: $0.openID).count }.contains(0))
  }

  @Test func `the world is alive on the day it is started`() throws {
    let effective = coupons.map(\.coupon).filter { $0.state == "EFFECTIVE" }
    let today = chinaTimestamp(SandboxUnderTest.now)
    for coupon in effective {
      let begin = try #require(coupon.content["valid_begin_time"]?.text)
      let end = try #require(coupon.content["valid_end_time"]?.text)
      #expect(begin <= today && today <= end)
    }
  }

  // A minute after midnight, in the morning, at night: nothing that is told as done lies ahead.
  @Test(arguments: [60, 30_000, 80_000] as [UnixSeconds])
  func `whatever has happened happened before the world begins`(secondsOfDay: UnixSeconds) throws {
    let now = SandboxUnderTest.now - (SandboxUnderTest.now + 8 * 3600) % 86400 + secondsOfDay
    let lines =
      try DemoWorld.lines(at: now) + TrainingWorld.lines(at: now) + LoadWorld.lines(at: now, coupons: 200, rounds: 3)
    for coupon in lines.compactMap(\.coupon) {
      let usage = ["single_usage_detail", "progressive_bundle_usage_detail"].compactMap { coupon.content[$0] }
      let done = ["receive_time", "confirm_time", "deactivate_time"].compactMap { coupon.content[$0]?.text }
      let used = usage.flatMap { detail in ["use_time", "return_time"].compactMap { detail[$0]?.text } }
      #expect((done + used).allSatisfy { $0 <= chinaTimestamp(now) }, "\(coupon.code)")
      let begin = try #require(coupon.content["valid_begin_time"]?.text)
      #expect(coupon.state != "EFFECTIVE" || begin <= chinaTimestamp(now), "\(coupon.code)")
    }
  }

  @Test func `timestamps are China Standard Time`() {
    #expect(chinaTimestamp(0) == "1970-01-01T08:00:00+08:00")
    #expect(chinaTimestamp(1_709_222_399) == "2024-02-29T23:59:59+08:00")
  }
}
