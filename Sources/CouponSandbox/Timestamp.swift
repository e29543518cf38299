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

/// The second behind `2026-03-12T18:04:31+08:00`; nil for another form.
func unixSeconds(_ timestamp: String) -> UnixSeconds? {
  let digits = timestamp.utf8.map { (0x30...0x39).contains($0) ? UInt8(ascii: "0") : $0 }
  guard
    ["0000-00-00T00:00:00+00:00", "0000-00-00T00:00:00-00:00", "0000-00-00T00:00:00Z"]
      .contains(String(decoding: digits, as: UTF8.self))
  else { return nil }
  let numbers = timestamp.split { !$0.isNumber }.compactMap { Int32($0) }
  var parts = tm()
  parts.tm_year = numbers[0] - 1900
  parts.tm_mon = numbers[1] - 1
  parts.tm_mday = numbers[2]
  parts.tm_hour = numbers[3]
  parts.tm_min = numbers[4]
  parts.tm_sec = numbers[5]
  let offset = numbers.count > 6 ? UnixSeconds(numbers[6]) * 3600 + UnixSeconds(numbers[7]) * 60 : 0
  return UnixSeconds(timegm(&parts)) - (timestamp.utf8.dropFirst(19).first == UInt8(ascii: "-") ? -offset : offset)
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
