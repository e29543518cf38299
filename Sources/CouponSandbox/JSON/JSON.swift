/// A JSON value as it came: keys in their order, unknown ones included, numbers as their text.
///
/// The gateway serves coupons back with every key it was given, also those nobody has documented.
enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  /// The digits as they were written, so that no integer is too big.
  case number(String)
  case string(String)
  case array([JSON])
  case object(Members)
  /// What stands in many places: kept once, as a value and as the text that it is served as.
  case shared(SharedJSON)

  /// The value under `key`; nil when there is none, or when this is no object.
  ///
  /// Setting a new key appends it, setting nil removes it. Setting has no effect on what is not an object.
  subscript(key: String) -> JSON? {
    get {
      switch self {
      case .object(let members): members[key]
      case .shared(let shared): shared.value[key]
      default: nil
      }
    }
    set {
      // What is changed is not what others share any more.
      if case .shared(let shared) = self { self = shared.value }
      guard case .object(var members) = self else { return }
      members[key] = newValue
      self = .object(members)
    }
  }

  var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The integer; nil for a fraction, an exponent, or what does not fit.
  var integer: Int? {
    guard case .number(let digits) = self else { return nil }
    return Int(digits)
  }

  var elements: [JSON]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }
}

/// See ``JSON/shared(_:)``.
final class SharedJSON: Sendable, Equatable {
  let value: JSON
  let bytes: [UInt8]

  init(_ value: JSON) {
    self.value = value
    bytes = value.bytes
  }

  static func == (left: SharedJSON, right: SharedJSON) -> Bool { left === right || left.value == right.value }
}

/// The members of an object in their order. Two objects are equal whatever the order.
struct Members: Sendable, Equatable {
  private(set) var pairs: [(key: String, value: JSON)] = []

  subscript(key: String) -> JSON? {
    get { pairs.first { $0.key == key }?.value }
    set {
      let position = pairs.firstIndex { $0.key == key }
      switch (position, newValue) {
      case (let position?, let value?): pairs[position].value = value
      case (let position?, nil): pairs.remove(at: position)
      case (nil, let value?): pairs.append((key, value))
      case (nil, nil): break
      }
    }
  }

  /// Makes room for so many members more, and no room besides: coupons are many.
  mutating func reserve(_ count: Int) { pairs.reserveCapacity(pairs.count + count) }

  /// Appends a member whose key is known to be new.
  mutating func append(_ key: String, _ value: JSON) { pairs.append((key, value)) }

  static func == (left: Members, right: Members) -> Bool {
    left.pairs.count == right.pairs.count && left.pairs.allSatisfy { right[$0.key] == $0.value }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral text: String) { self = .string(text) }
  init(integerLiteral number: Int) { self = .number(String(number)) }
  init(booleanLiteral flag: Bool) { self = .bool(flag) }
  init(arrayLiteral elements: JSON...) { self = .array(elements) }
  init(dictionaryLiteral pairs: (String, JSON)...) {
    var members = Members()
    for (key, value) in pairs { members.append(key, value) }
    self = .object(members)
  }

  init(_ text: String) { self = .string(text) }
  init(_ number: Int) { self = .number(String(number)) }

  /// This object with the members of `others` appended.
  func adding(_ others: JSON) -> JSON {
    guard case .object(let additions) = others else { return self }
    var sum = self
    for (key, value) in additions.pairs { sum[key] = value }
    return sum
  }
}
