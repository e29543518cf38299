import CouponKit

/// Short times for lists, in UTC+8. The full ones stand in the outline.
extension Formats {
  /// `14:03`
  func clock(_ instant: Instant) -> String {
    let time = ChinaTime(instant)
    var text = Digits()
    text.add(twoDigits: time.hour)
    text.add(":")
    text.add(twoDigits: time.minute)
    return text.text
  }

  /// `14:03:22`
  func clockWithSeconds(_ instant: Instant) -> String { clock(instant) + ":" + twoDigits(ChinaTime(instant).second) }

  /// `2 Mar`, `3月2日`
  func day(_ instant: Instant) -> String {
    let date = ChinaTime(instant).date
    return text("\(date.day) \(englishMonths[Int(date.month) - 1])", "\(date.month)月\(date.day)日")
  }

  /// `2026-03-02`, as it stands in the name of a file.
  func fileDay(_ instant: Instant) -> String {
    let date = ChinaTime(instant).date
    return "\(date.year)-\(twoDigits(date.month))-\(twoDigits(date.day))"
  }

  /// `2 Mar 14:03`
  func dayAndClock(_ instant: Instant) -> String { "\(day(instant)) \(clock(instant))" }
}
