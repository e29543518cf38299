import CouponKit
import Testing

@testable import CouponTUI

@Suite("Amounts and times in words")
struct FormatsTests {
  private let en = Formats(language: .en)
  private let zh = Formats(language: .zh)

  @Test(arguments: [
    (0, "¥0.00"), (5, "¥0.05"), (50, "¥0.50"), (123_450, "¥1,234.50"), (100_000_000_000, "¥1,000,000,000.00"),
    (-1, "-¥0.01"), (Int64.max, "¥92,233,720,368,547,758.07"), (Int64.min, "-¥92,233,720,368,547,758.08"),
  ])
  func `money is exact to the cent`(cents: Int64, text: String) {
    #expect(en.money(Cents(cents)) == text)
    #expect(zh.money(Cents(cents)) == text)
  }

  @Test(arguments: [
    (30, "30 % off (7折)", "7折（减 30%）"), (15, "15 % off (8.5折)", "8.5折（减 15%）"), (99, "99 % off (0.1折)", "0.1折（减 99%）"),
    (100, "100 % off", "减 100%"), (0, "0 % off", "减 0%"),
  ])
  func `a discount is said both ways`(percent: Int, english: String, chinese: String) {
    #expect(en.discount(percentOff: percent) == english)
    #expect(zh.discount(percentOff: percent) == chinese)
  }

  @Test func `times are China's, whatever the zone of the answer`() throws {
    let instant = try #require(Instant(rfc3339: "2026-03-12T10:04:31Z"))
    #expect(en.time(instant) == "12 Mar 2026 18:04:31")
    #expect(zh.time(instant) == "2026-03-12 18:04:31")
    #expect(en.time(.unreadable("soon")) == "soon")
    #expect(en.window(TimeWindow()) == nil)
    #expect(en.window(TimeWindow(begin: .instant(instant))) == "12 Mar 2026 18:04:31 – ")
  }

  @Test(arguments: [
    (0, "00:00"), (60, "00:01"), (25_200, "07:00"), (35_999, "10:00"), (86_399, "24:00"), (86_400, "24:00"),
    (3725, "01:02:05"),
  ])
  func `seconds after midnight are a time of day`(second: Int64, text: String) {
    #expect(en.timeOfDay(second: second) == text)
  }

  @Test(arguments: [
    (0, "less than 2 minutes", "不到 2 分钟"), (120, "2 minutes", "2 分钟"), (3600, "1 hour", "1 小时"),
    (86_399, "23 hours", "23 小时"),
    (86_400, "1 day", "1 天"), (1_555_300, "18 days", "18 天"),
  ])
  func `what is left is said in the largest unit`(seconds: Int64, english: String, chinese: String) {
    #expect(en.duration(seconds: seconds) == english)
    #expect(zh.duration(seconds: seconds) == chinese)
  }

  @Test func `weekdays in a row are a range`() {
    #expect(en.weekdays([.friday, .monday, .tuesday, .wednesday, .thursday]) == "Mon–Fri")
    #expect(en.weekdays([.monday, .tuesday, .sunday]) == "Mon, Tue, Sun")
    #expect(zh.weekdays([.wednesday, .saturday, .sunday, .friday]) == "周三、周五–周日")
    #expect(en.weekdays([.unlisted("HOLIDAY"), .monday]) == "Mon, HOLIDAY")
  }

  @Test func `progress counts squares while they can be counted`() {
    #expect(en.progress(used: 2, total: 5) == "■■□□□ 2/5")
    #expect(en.progress(used: 7, total: 5) == "7/5")
    #expect(en.progress(used: 1, total: 300) == "1/300")
    #expect(en.share(18_342, of: 200_000) == "18,342 of 200,000 (9 %)")
    #expect(zh.share(1, of: 0) == "1 / 0")
    #expect(en.share(.max, of: .max).hasSuffix("(100 %)"))
  }

  @Test func `every value that this version knows has a name in both languages`() {
    func check<Value: Named>(_: Value.Type) {
      for value in Value.listed {
        #expect(value.name?.en.isEmpty == false, "\(value)")
        #expect(value.name?.zh.isEmpty == false, "\(value)")
      }
      #expect(Value(wire: "BRAND_NEW").name == nil)
      #expect(en.name(Value(wire: "BRAND_NEW")) == "BRAND_NEW")
    }
    check(CouponState.self)
    check(RoundState.self)
    check(ProductCouponState.self)
    check(StockState.self)
    check(SendChannel.self)
    check(Scope.self)
    check(CouponType.self)
    check(UsageMode.self)
    check(SequentialKind.self)
    check(CouponTag.self)
    check(CouponCodeMode.self)
    check(StoreScope.self)
    check(UsageMethod.self)
    check(AppJumpType.self)
    check(CodeDisplayMode.self)
    check(Weekday.self)
    #expect(en.bothNames(CouponState.effective) == "EFFECTIVE 已生效")
  }
}
