import Foundation
import Testing

@testable import CouponKit

@Suite("Times")
struct InstantTests {
  @Test(arguments: [
    ("2026-03-12T18:04:31+08:00", 1_773_309_871_000), ("2026-03-12T10:04:31Z", 1_773_309_871_000),
    ("2026-03-12T18:04+08:00", 1_773_309_840_000), ("2026-03-12T18:04:31.5+08:00", 1_773_309_871_500),
    ("2026-03-12T18:04:31.123456789+08:00", 1_773_309_871_123), ("2026-03-12T04:34:31-05:30", 1_773_309_871_000),
    ("1969-12-31T23:59:59.999Z", -1), ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("1970-01-01T00:00Z", 0),
  ])
  func `every spelling that WeChat Pay uses is read`(text: String, milliseconds: Int64) {
    #expect(Instant(rfc3339: text)?.millisecondsSince1970 == milliseconds)
  }

  @Test(arguments: [
    "", "2026-03-12", "2026-03-12T18:04:31", "2026-03-12 18:04:31+08:00", "2026-03-12t18:04:31z",
    "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-04-31T00:00:00Z",
    "2026-03-12T24:00:00Z", "2026-03-12T18:60:00Z", "2026-03-12T18:04:60Z", "2026-03-12T18:04:31.Z",
    "2026-03-12T18:04:31.1234567890Z", "2026-03-12T18:04:31+0800", "2026-03-12T18:04:31+24:00",
    "2026-03-12T18:04:31+08:60", "2026-03-12T18:04:31+08:00 ", " 2026-03-12T18:04:31Z", "２０26-03-12T18:04:31Z",
    "26-03-12T18:04:31Z", "2026-3-12T18:04:31Z", "2100-02-29T00:00:00Z", "2026-03-12T18:04.5Z",
  ])
  func `a text that is no time of the calendar is not read`(text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test func `the calendar agrees with Foundation's on every day of five centuries`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 8 * 3600))
    for day in stride(from: Int64(-130_000), to: 60_000, by: 13) {
      let instant = Instant(secondsSince1970: day * 86_400 + 86_399)
      let time = ChinaTime(instant)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second, .weekday],
        from: Date(timeIntervalSince1970: Double(instant.secondsSince1970)))
      #expect(time.date.year == Int64(parts.year ?? 0))
      #expect(time.date.month == Int64(parts.month ?? 0))
      #expect(time.date.day == Int64(parts.day ?? 0))
      #expect([time.hour, time.minute, time.second] == [7, 59, 59])
      #expect(Weekday.listed.firstIndex(of: time.weekday) == ((parts.weekday ?? 0) + 5) % 7)
      #expect(time.instant == instant)
    }
  }

  @Test func `an agent sees China's time of day`() throws {
    let time = ChinaTime(try #require(Instant(rfc3339: "2026-03-11T18:30:05Z")))
    #expect(time.date == CalendarDate(year: 2026, month: 3, day: 12))
    #expect([time.hour, time.minute, time.second] == [2, 30, 5])
    #expect(time.weekday == .thursday)
  }
}
