import CouponKit

/// How amounts, times and quantities are written in one language. Times are in UTC+8, whatever the machine's zone.
struct Formats: Sendable, Equatable {
  let language: Language

  func text(_ phrase: Phrase) -> String { phrase(language) }

  /// The same of a phrase that is needed once: only the one that is read is put together.
  func text(_ en: @autoclosure () -> String, _ zh: @autoclosure () -> String) -> String { language(en(), zh()) }

  // MARK: Money and quantities

  /// `¥1,234.50`
  func money(_ amount: Cents) -> String {
    let (yuan, cents) = amount.count.magnitude.quotientAndRemainder(dividingBy: 100)
    var text = Digits()
    text.add(grouped: yuan)
    text.add(".")
    text.add(twoDigits: Int64(cents))
    return (amount.count < 0 ? "-¥" : "¥") + text.text
  }

  /// `200,000`
  func count(_ count: Int) -> String {
    var text = Digits()
    if count < 0 { text.add("-") }
    text.add(grouped: UInt64(count.magnitude))
    return text.text
  }

  /// `18,342 of 200,000 (9 %)`
  func share(_ part: Int, of whole: Int) -> String {
    let amounts = count(part) + text(" of ", " / ") + count(whole)
    guard whole > 0, part >= 0, part <= whole else { return amounts }
    // Dividing first would lose the digits, multiplying first could overflow.
    let percent = String(whole < .max / 100 ? part * 100 / whole : part / (whole / 100))
    return amounts + text(" (", "（") + percent + text(" %)", "%）")
  }

  /// `■□□□□□□□□□`: a square for each tenth. What has begun shows one, and what is not yet all leaves one empty.
  func bar(_ part: Int, of whole: Int) -> String? {
    guard whole > 0, part >= 0, part <= whole else { return nil }
    let tenths = whole < .max / 10 ? part * 10 / whole : part / (whole / 10)
    return squares(part == 0 ? 0 : part == whole ? 10 : min(9, max(1, tenths)), of: 10)
  }

  /// Both notations of a discount: `15 % off (8.5折)`.
  func discount(percentOff: Int) -> String {
    guard (1...99).contains(percentOff) else { return text("\(percentOff) % off", "减 \(percentOff)%") }
    let (tenths, rest) = (100 - percentOff).quotientAndRemainder(dividingBy: 10)
    let zhe = rest == 0 ? "\(tenths)折" : "\(tenths).\(rest)折"
    return text("\(percentOff) % off (\(zhe))", "\(zhe)（减 \(percentOff)%）")
  }

  /// `■■□□□ 2/5`; without squares when there would be too many to count.
  func progress(used: Int, total: Int) -> String {
    let numbers = "\(used)/\(total)"
    guard (1...15).contains(total), (0...total).contains(used) else { return numbers }
    return squares(used, of: total) + " " + numbers
  }

  private func squares(_ filled: Int, of all: Int) -> String {
    String(repeating: "■", count: filled) + String(repeating: "□", count: all - filled)
  }

  // MARK: Times

  /// `12 Mar 2026 18:04:31`, `2026-03-12 18:04:31`
  func time(_ instant: Instant) -> String {
    let time = ChinaTime(instant)
    var text = Digits()
    write(time.date, to: &text)
    text.add(" ")
    text.add(twoDigits: time.hour)
    text.add(":")
    text.add(twoDigits: time.minute)
    text.add(":")
    text.add(twoDigits: time.second)
    return text.text
  }

  /// A time that cannot be read is written as it came.
  func time(_ timestamp: Timestamp) -> String {
    switch timestamp {
    case .instant(let instant): time(instant)
    case .unreadable(let text): text
    }
  }

  /// `12 Mar 2026`, `2026-03-12`
  func date(_ date: CalendarDate) -> String {
    var text = Digits()
    write(date, to: &text)
    return text.text
  }

  private func write(_ date: CalendarDate, to text: inout Digits) {
    switch language {
    case .en:
      text.add(date.day)
      text.add(" ")
      text.add(ascii: englishMonths[Int(date.month) - 1])
      text.add(" ")
      text.add(date.year)
    case .zh:
      text.add(date.year)
      text.add("-")
      text.add(twoDigits: date.month)
      text.add("-")
      text.add(twoDigits: date.day)
    }
  }

  /// `1 Mar 2026 00:00:00 – 30 Jun 2026 23:59:59`; a side that is not given is left out.
  func window(_ window: TimeWindow) -> String? {
    if window.begin == nil, window.end == nil { return nil }
    return (window.begin.map(time) ?? "") + " – " + (window.end.map(time) ?? "")
  }

  /// `07:00`; the last second of a minute, which is how the platform writes an end, counts as the next minute.
  func timeOfDay(second: Int64) -> String {
    let rounded = second % 60 == 59 ? second + 1 : second
    let minutes = twoDigits(rounded / 3600) + ":" + twoDigits(rounded / 60 % 60)
    return rounded % 60 == 0 ? minutes : minutes + ":" + twoDigits(rounded % 60)
  }

  /// `07:00–10:00`
  func dayPeriod(_ period: DayPeriod) -> String {
    (period.beginSecond.map(timeOfDay) ?? "") + "–" + (period.endSecond.map(timeOfDay) ?? "")
  }

  /// `18 days`, `5 hours`, `3 minutes`: the largest unit that fits, rounded down.
  func duration(seconds: Int64) -> String {
    switch seconds {
    case 86_400...: days(Int(seconds / 86_400))
    case 3600...:
      text(seconds < 7200 ? "1 hour" : "\(seconds / 3600) hours", "\(seconds / 3600) 小时")
    case 120...: text("\(seconds / 60) minutes", "\(seconds / 60) 分钟")
    default: text("less than 2 minutes", "不到 2 分钟")
    }
  }

  /// `2 hours (7,200 seconds)`: in the largest unit of which it is a multiple.
  func exactDuration(seconds: Int64) -> String {
    let exact = text("\(count(Int(seconds))) seconds", "\(count(Int(seconds))) 秒")
    let words: String
    switch seconds {
    case 86_400... where seconds % 86_400 == 0: words = days(Int(seconds / 86_400))
    case 3600... where seconds % 3600 == 0: words = duration(seconds: seconds)
    case 120... where seconds % 60 == 0:
      words = text("\(count(Int(seconds / 60))) minutes", "\(count(Int(seconds / 60))) 分钟")
    default: return exact
    }
    return words + text(" (\(exact))", "（\(exact)）")
  }

  /// `1 day`, `18 days`
  func days(_ count: Int) -> String {
    text(count == 1 ? "1 day" : "\(self.count(count)) days", "\(self.count(count)) 天")
  }

  /// `Mon–Fri, Sun`: three days or more in a row become a range; days newer than this version stand last, as they came.
  func weekdays(_ days: [Weekday]) -> String {
    let listed = Weekday.listed.filter(days.contains)
    var runs: [[Weekday]] = []
    for day in listed {
      if let last = runs.last?.last,
        Weekday.listed.firstIndex(of: last) == Weekday.listed.firstIndex(of: day).map({ $0 - 1 })
      {
        runs[runs.count - 1].append(day)
      } else {
        runs.append([day])
      }
    }
    let words = runs.flatMap { run in
      run.count < 3 ? run.map(name) : [name(run[0]) + "–" + name(run[run.count - 1])]
    }
    return (words + days.filter { !$0.isListed }.map(\.wire)).joined(separator: text(", ", "、"))
  }

  func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
}
