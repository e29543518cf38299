import CouponKit

/// The weekly windows of a stock as a small table: a column for each day of the week, a row for each window.
struct WeekTable {
  /// The names of the days, and which of them is today.
  let header: String
  /// The days on which a window is open, and its hours. None is wider than the narrowest pane.
  let rows: [String]

  /// - Returns: nil when a day is newer than this version, since a table without that day would say it is closed.
  init?(_ weekly: WeeklyPeriod, at now: Instant, _ formats: Formats) {
    guard weekly.days.allSatisfy(\.isListed) else { return nil }
    let today = ChinaTime(now).weekday
    let names = Weekday.listed.map { formats.text($0.shortName) }.joined(separator: " ")
    let todayName = formats.name(today)
    header = names + formats.text("  today is \(todayName)", "  今天\(todayName)")
    let marks = Weekday.listed.map { weekly.days.isEmpty || weekly.days.contains($0) ? "■" : "·" }.joined(
      separator: "  ")
    let hours = weekly.dayPeriods.map(formats.dayPeriod)
    rows = (hours.isEmpty ? [formats.text("all day", "全天")] : hours).map { marks + "   " + $0 }
  }
}

extension Weekday {
  /// Two columns wide in every language.
  fileprivate var shortName: Phrase {
    switch self {
    case .monday: Phrase("Mo", "一")
    case .tuesday: Phrase("Tu", "二")
    case .wednesday: Phrase("We", "三")
    case .thursday: Phrase("Th", "四")
    case .friday: Phrase("Fr", "五")
    case .saturday: Phrase("Sa", "六")
    case .sunday: Phrase("Su", "日")
    case .unlisted(let wire): Phrase(wire, wire)
    }
  }
}
