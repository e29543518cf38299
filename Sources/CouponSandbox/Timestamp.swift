import Glibc

/// Seconds since 1970-01-01T00:00:00Z.
typealias UnixSeconds = Int64

func currentTime() -> UnixSeconds { UnixSeconds(time(nil)) }

func currentMilliseconds() -> Int64 {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
}

/// `2026-03-12T18:04:31+08:00`: WeChat Pay writes every instant in China Standard Time.
func chinaTimestamp(_ seconds: UnixSeconds) -> String {
  var shifted = time_t(seconds + 8 * 3600)
  var parts = tm()
  gmtime_r(&shifted, &parts)
  let date = [padded(parts.tm_year + 1900, to: 4), padded(parts.tm_mon + 1, to: 2), padded(parts.tm_mday, to: 2)]
  let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded($0, to: 2) }
  return date.joined(separator: "-") + "T" + clock.joined(separator: ":") + "+08:00"
}

/// The second in which `2026-03-12T18:04:31+08:00` lies; nil for another form. Seconds may be missing or have a fraction, and
/// `Z` stands for UTC, as in published examples.
func unixSeconds(_ timestamp: String) -> UnixSeconds? {
  var reader = TimestampReader(rest: timestamp.utf8[...])
  return reader.whole()
}

private struct TimestampReader {
  var rest: Substring.UTF8View

  mutating func whole() -> UnixSeconds? {
    var parts = tm()
    guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2), take("T"),
      let hour = number(2), take(":"), let minute = number(2)
    else { return nil }
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, month - 1, day)
    (parts.tm_hour, parts.tm_min) = (hour, minute)
    if take(":") {
      guard let second = number(2) else { return nil }
      parts.tm_sec = second
      if take(".") {
        let digits = rest.prefix { (0x30...0x39).contains($0) }.count
        guard (1...9).contains(digits) else { return nil }
        rest = rest.dropFirst(digits)
      }
    }
    guard let offset = offset(), rest.isEmpty else { return nil }
    return UnixSeconds(timegm(&parts)) - offset
  }

  /// Seconds east of UTC.
  private mutating func offset() -> UnixSeconds? {
    if take("Z") { return 0 }
    let isWest = take("-")
    guard isWest || take("+"), let hours = number(2), take(":"), let minutes = number(2) else { return nil }
    let seconds = UnixSeconds(hours) * 3600 + UnixSeconds(minutes) * 60
    return isWest ? -seconds : seconds
  }

  private mutating func number(_ count: Int) -> Int32? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    rest = rest.dropFirst(count)
    return digits.reduce(0) { $0 * 10 + Int32($1 - 0x30) }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }
}

/// `Thu, 12 Mar 2026 10:04:31 GMT`, as the `Date` header has it.
func httpDate(_ seconds: UnixSeconds) -> String {
  var instant = time_t(seconds)
  var parts = tm()
  gmtime_r(&instant, &parts)
  // The program never calls setlocale, so the names are English.
  var text = [CChar](repeating: 0, count: 40)
  let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
  return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// A number with leading zeros.
func padded(_ number: some CustomStringConvertible, to width: Int) -> String {
  let digits = number.description
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
