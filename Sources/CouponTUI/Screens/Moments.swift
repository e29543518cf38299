import CouponKit

/// Short times for lists, in +08:00. The full ones stand in the outline.
extension Language {
  /// `14:03`
  func clock(_ instant: Instant) -> String {
    let time = ChinaTime(instant)
    return "\(twoDigits(time.hour)):\(twoDigits(time.minute))"
  }

  /// `14:03:22`
  func clockWithSeconds(_ instant: Instant) -> String { clock(instant) + ":" + twoDigits(ChinaTime(instant).second) }

  /// `2 Mar`, `3月2日`
  func day(_ instant: Instant) -> String {
    let date = ChinaTime(instant).date
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return Phrase("\(date.day) \(months[Int(date.month) - 1])", "\(date.month)月\(date.day)日")(self)
  }

  /// `2 Mar 14:03`
  func dayAndClock(_ instant: Instant) -> String { "\(day(instant)) \(clock(instant))" }
}

private func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
