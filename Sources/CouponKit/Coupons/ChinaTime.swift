/// A day of the Gregorian calendar.
public struct CalendarDate: Sendable, Hashable {
  public let year: Int64
  public let month: Int64
  public let day: Int64

  /// `nil` when the calendar has no such day.
  public init?(year: Int64, month: Int64, day: Int64) {
    guard (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  private static func days(inMonth month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  // Both directions count in eras of 400 years that begin on 1 March, so that the leap day is the last day of a year.

  public init(daysSince1970: Int64) {
    let days = daysSince1970 + 719_468
    let era = days.flooredQuotient(by: 146_097)
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  public var daysSince1970: Int64 {
    let yearFromMarch = month <= 2 ? year - 1 : year
    let era = yearFromMarch.flooredQuotient(by: 400)
    let yearOfEra = yearFromMarch - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

/// What a clock and a calendar in China show: UTC+8, without daylight saving.
public struct ChinaTime: Sendable, Hashable {
  public static let offsetSeconds: Int64 = 8 * 3600

  public let date: CalendarDate
  /// 0 to 86,399.
  public let secondsAfterMidnight: Int64

  public init(_ instant: Instant) {
    let seconds = instant.secondsSince1970 + Self.offsetSeconds
    let days = seconds.flooredQuotient(by: 86_400)
    date = CalendarDate(daysSince1970: days)
    secondsAfterMidnight = seconds - days * 86_400
  }

  public init(date: CalendarDate, secondsAfterMidnight: Int64) {
    self.date = date
    self.secondsAfterMidnight = secondsAfterMidnight
  }

  public var instant: Instant {
    Instant(secondsSince1970: date.daysSince1970 * 86_400 + secondsAfterMidnight - Self.offsetSeconds)
  }

  public var hour: Int64 { secondsAfterMidnight / 3600 }
  public var minute: Int64 { secondsAfterMidnight / 60 % 60 }
  public var second: Int64 { secondsAfterMidnight % 60 }

  public var weekday: Weekday {
    // 1970-01-01 was a Thursday.
    let daysSinceMonday = date.daysSince1970 + 3
    return Weekday.listed[Int(daysSinceMonday - daysSinceMonday.flooredQuotient(by: 7) * 7)]
  }
}
