import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("Windows, quotas and durations in words")
struct WeekTableTests {
  /// A Thursday, 14:03.
  private let now = Walk.start
  private let weekdays: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]
  private let hours = [
    DayPeriod(beginSecond: 25_200, endSecond: 35_999), DayPeriod(beginSecond: 61_200, endSecond: 75_599),
  ]

  private func validity(_ period: AvailablePeriod, _ language: Language = .en) throws -> [OutlineLine] {
    var coupon = try UserCouponPage.recorded("list-bundle-progressive").coupons[1]
    var stock = try #require(coupon.stock).value
    stock.bundleRule?.availablePeriod = period
    coupon.stock = Shared(stock)
    let sections = BundleOutline.sections(of: coupon, at: now, language: language)
    return sections.first { $0.kind == .validity }?.lines ?? []
  }

  @Test("each window is a row, each day a column, and today is named")
  func table() throws {
    let table = try #require(
      WeekTable(WeeklyPeriod(days: weekdays, dayPeriods: hours), at: now, Formats(language: .en)))
    #expect(table.header == "Mo Tu We Th Fr Sa Su  today is Thu")
    #expect(
      table.rows == ["■  ■  ■  ■  ■  ·  ·   07:00–10:00", "■  ■  ■  ■  ■  ·  ·   17:00–21:00"])
  }

  @Test("the columns stand under the names of the days in both languages", arguments: Language.allCases)
  func columns(_ language: Language) throws {
    let table = try #require(WeekTable(WeeklyPeriod(days: [.sunday]), at: now, Formats(language: language)))
    let mark = try #require(table.rows[0].firstIndex(of: "■"))
    let name = try #require(table.header.range(of: language == .en ? "Su" : "日"))
    let before = (SafeText(String(table.header[..<name.lowerBound])), SafeText(String(table.rows[0][..<mark])))
    #expect(before.0.columns == before.1.columns)
    #expect(table.rows[0].hasSuffix(language == .en ? "   all day" : "   全天"))
    // The narrowest pane: 40 columns, its frame, the marker, and two steps to the right.
    for row in [table.header] + table.rows { #expect(SafeText(row).columns <= 35) }
  }

  @Test("a day that this version does not know is told in words and not left out of a table")
  func unlistedDay() throws {
    let lines = try validity(AvailablePeriod(weekly: WeeklyPeriod(days: weekdays + [.unlisted("HOLIDAY")])))
    #expect(!lines.contains { $0.kind == .table })
    #expect(lines.contains { $0.value.text.contains("HOLIDAY") })
  }

  @Test("a row of the table copies as the sentence above it")
  func copying() throws {
    let lines = try validity(AvailablePeriod(weekly: WeeklyPeriod(days: weekdays, dayPeriods: hours)))
    #expect(
      lines.filter { $0.kind == .table }.map(\.copyText?.text)
        == Array(repeating: "Mon–Fri 07:00–10:00, 17:00–21:00", count: 3))
  }

  @Test("a fixed window says whether it is over, open or still to come")
  func fixedWindows() throws {
    func window(_ from: Int64, _ to: Int64) -> TimeWindow {
      TimeWindow(begin: .instant(now.advanced(bySeconds: from)), end: .instant(now.advanced(bySeconds: to)))
    }
    let period = AvailablePeriod(fixedWindows: [window(-7200, -3600), window(-60, 60), window(3 * 86_400, 4 * 86_400)])
    let texts = try validity(period).filter { $0.label.text == "Only" }.map(\.value.text)
    #expect(texts.count == 3)
    #expect(
      texts[0].hasSuffix(" · over") && texts[1].hasSuffix(" · open now") && texts[2].hasSuffix(" · opens in 3 days"))
  }

  @Test(
    "waiting and running days are words",
    arguments: [(Language.en, "1 day after receipt", "30 days once it has begun"), (.zh, "领取 1 天后", "生效后 30 天")])
  func days(_ language: Language, _ begins: String, _ lasts: String) throws {
    let lines = try validity(AvailablePeriod(availableDays: 30, waitDaysAfterReceive: 1), language)
    #expect(lines.contains { $0.value.text == begins } && lines.contains { $0.value.text == lasts })
  }

  @Test(
    "seconds are said in the largest unit that holds them exactly",
    arguments: [
      (Int64(7200), "2 hours (7,200 seconds)"), (86_400, "1 day (86,400 seconds)"),
      (4260, "71 minutes (4,260 seconds)"),
      (90, "90 seconds"), (61, "61 seconds"), (0, "0 seconds"),
    ])
  func exact(_ seconds: Int64, _ words: String) {
    #expect(Formats(language: .en).exactDuration(seconds: seconds) == words)
  }

  @Test(
    "a bar shows that something has begun, and is full only when all is used",
    arguments: [(0, 10, 0), (1, 200_000, 1), (18_342, 200_000, 1), (5, 10, 5), (199_999, 200_000, 9), (7, 7, 10)])
  func bar(_ part: Int, _ whole: Int, _ squares: Int) {
    let bar = Formats(language: .en).bar(part, of: whole)
    #expect(bar == String(repeating: "■", count: squares) + String(repeating: "□", count: 10 - squares))
  }

  @Test("numbers that make no share have no bar", arguments: [(3, 0), (8, 7), (-1, 5)])
  func noBar(_ part: Int, _ whole: Int) { #expect(Formats(language: .en).bar(part, of: whole) == nil) }

  @Test("every kind of window on the screen", arguments: Frame.all)
  func screens(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    var page = try UserCouponPage.recorded("list-bundle-progressive")
    for index in page.coupons.indices {
      var stock = try #require(page.coupons[index].stock).value
      stock.bundleRule?.availablePeriod?.weekly = WeeklyPeriod(days: weekdays, dayPeriods: hours)
      page.coupons[index].stock = Shared(stock)
    }
    walk.press("⏎")
    walk.happen(.pageArrived(page, try walk.ticket))
    walk.press("⏎ j 2 j j j j j j")
    try expectScreen(walk, "week-table")
    walk.press("5 j j j")
    try expectScreen(walk, "quotas")
  }
}
