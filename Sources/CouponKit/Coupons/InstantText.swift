extension Instant {
  /// Reads `2026-03-12T18:04:31+08:00`, and the variants that WeChat Pay is known to write: `Z`, any other offset,
  /// 1–9 digits of a second (read to the millisecond), no seconds at all. `nil` for every other text, and for a date or
  /// a time of day that the calendar does not have.
  public init?(rfc3339 text: String) {
    var digits = DigitReader(text)
    guard let year = digits.number(4), digits.take("-"), let month = digits.number(2), digits.take("-"),
      let day = digits.number(2), digits.take("T"), let hour = digits.number(2), digits.take(":"),
      let minute = digits.number(2)
    else { return nil }
    var second: Int64 = 0
    var milliseconds: Int64 = 0
    if digits.take(":") {
      guard let seconds = digits.number(2) else { return nil }
      second = seconds
      if digits.take(".") {
        guard let fraction = digits.milliseconds() else { return nil }
        milliseconds = fraction
      }
    }
    guard let offset = digits.offsetSeconds(), digits.isAtEnd else { return nil }
    guard let date = CalendarDate(year: year, month: month, day: day), hour < 24, minute < 60, second < 60 else {
      return nil
    }
    let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
    self.init(millisecondsSince1970: seconds * 1000 + milliseconds)
  }
}

extension Instant {
  /// `2026-03-12T18:04:31+08:00`, in whole seconds of China Standard Time.
  public var rfc3339: String {
    let time = ChinaTime(self)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let year = String(time.date.year)
    let padded = String(repeating: "0", count: max(0, 4 - year.count)) + year
    return "\(padded)-\(two(time.date.month))-\(two(time.date.day))"
      + "T\(two(time.hour)):\(two(time.minute)):\(two(time.second))+08:00"
  }
}

/// Takes digits and marks from the front of a text.
private struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard let first = rest.first, UInt32(first) == mark.value else { return false }
    rest = rest.dropFirst()
    return true
  }

  /// Exactly `count` decimal digits.
  mutating func number(_ count: Int) -> Int64? {
    var number: Int64 = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return number
  }

  /// One to nine digits after the point.
  mutating func milliseconds() -> Int64? {
    var count = 0
    var milliseconds: Int64 = 0
    while let digit = digit() {
      count += 1
      if count <= 3 { milliseconds = milliseconds * 10 + digit }
    }
    guard (1...9).contains(count) else { return nil }
    for _ in count..<max(count, 3) { milliseconds *= 10 }
    return milliseconds
  }

  /// `Z`, or `+hh:mm`, or `-hh:mm`.
  mutating func offsetSeconds() -> Int64? {
    if take("Z") { return 0 }
    let isWest = take("-")
    guard isWest || take("+"), let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60
    else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return isWest ? -seconds : seconds
  }

  private mutating func digit() -> Int64? {
    guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
    rest = rest.dropFirst()
    return Int64(byte - 0x30)
  }
}
