/// One table of the configuration file, read strictly: a key that is not one of `Key` is refused at once, and every
/// problem names the file and the key path, as in `profiles.shop.appid`.
struct SettingsTable<Key: CaseIterable & RawRepresentable> where Key.RawValue == String {
  let file: String
  private let keyPath: String
  private let table: [String: TOMLValue]

  init(_ table: [String: TOMLValue], file: String, keyPath: String = "") throws(CouponFailure) {
    self.table = table
    self.file = file
    self.keyPath = keyPath
    for key in table.keys.sorted() where Key(rawValue: key) == nil { throw failure(key, .unknownKey) }
  }

  func failure(_ key: Key, _ problem: SettingProblem) -> CouponFailure { failure(key.rawValue, problem) }

  private func failure(_ key: String, _ problem: SettingProblem) -> CouponFailure {
    CouponFailure(.setting(file: file, keyPath: keyPath.isEmpty ? key : "\(keyPath).\(key)", problem))
  }

  // MARK: - Texts

  func text(_ key: Key) throws(CouponFailure) -> String? {
    guard let value = table[key.rawValue] else { return nil }
    guard case .text(let text) = value else { throw failure(key, .wrongType(expected: "string")) }
    return text
  }

  /// The value that `reading` makes of the text, where `allowed` says in words what the text may be.
  func value<Value>(
    _ key: Key, allowed: String, reading: (String) -> Value?
  ) throws(CouponFailure) -> Value? {
    guard let text = try text(key) else { return nil }
    guard let value = reading(text) else { throw failure(key, .notAllowed(allowed: allowed)) }
    return value
  }

  /// The same for a key that must be there.
  func required<Value>(
    _ key: Key, allowed: String, reading: (String) -> Value?
  ) throws(CouponFailure) -> Value {
    guard let value = try value(key, allowed: allowed, reading: reading) else { throw failure(key, .missing) }
    return value
  }

  /// One of the words of an enumeration.
  func choice<Choice: CaseIterable & RawRepresentable>(
    _ key: Key, _ type: Choice.Type
  ) throws(CouponFailure) -> Choice? where Choice.RawValue == String {
    try value(key, allowed: Choice.allCases.map(\.rawValue).joined(separator: " | ")) { Choice(rawValue: $0) }
  }

  /// A list of texts; empty when the key is absent. A problem names the entry, as in `reason_templates[2]`, from 1.
  func values<Value>(
    _ key: Key, allowed: String, reading: (String) -> Value?
  ) throws(CouponFailure) -> [Value] {
    guard let entry = table[key.rawValue] else { return [] }
    guard case .array(let array) = entry else { throw failure(key, .wrongType(expected: "array of strings")) }
    var values: [Value] = []
    for (index, entry) in array.enumerated() {
      let place = "\(key.rawValue)[\(index + 1)]"
      guard case .text(let text) = entry else { throw failure(place, .wrongType(expected: "string")) }
      guard let value = reading(text) else { throw failure(place, .notAllowed(allowed: allowed)) }
      values.append(value)
    }
    return values
  }

  // MARK: - Numbers and flags

  func number(_ key: Key, in range: ClosedRange<Int>) throws(CouponFailure) -> Int? {
    guard let value = table[key.rawValue] else { return nil }
    guard case .integer(let number) = value else { throw failure(key, .wrongType(expected: "integer")) }
    guard range.contains(number) else {
      throw failure(key, .notAllowed(allowed: "\(range.lowerBound)–\(range.upperBound)"))
    }
    return number
  }

  func flag(_ key: Key) throws(CouponFailure) -> Bool? {
    guard let value = table[key.rawValue] else { return nil }
    guard case .flag(let flag) = value else { throw failure(key, .wrongType(expected: "true | false")) }
    return flag
  }

  // MARK: - Tables

  /// The named tables under a key, sorted by name.
  func tables(_ key: Key) throws(CouponFailure) -> [(name: String, table: [String: TOMLValue])] {
    guard let entry = table[key.rawValue] else { throw failure(key, .missing) }
    guard case .table(let parent) = entry else { throw failure(key, .wrongType(expected: "table")) }
    var tables: [(name: String, table: [String: TOMLValue])] = []
    for (name, entry) in parent.sorted(by: { $0.key < $1.key }) {
      let place = "\(key.rawValue).\(name)"
      guard Self.isName(name) else { throw failure(place, .notAllowed(allowed: "0-9 A-Z a-z _ -, 1–32")) }
      guard case .table(let table) = entry else { throw failure(place, .wrongType(expected: "table")) }
      tables.append((name, table))
    }
    return tables
  }

  /// A profile's name stands in the banner and on the command line, so it is a plain word.
  private static func isName(_ text: String) -> Bool {
    (1...32).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}
