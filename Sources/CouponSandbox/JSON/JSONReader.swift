/// Why a text is not JSON, with the byte offset at which that shows.
struct JSONProblem: Error, Equatable {
  let offset: Int
  let issue: String
}

extension JSON {
  /// Nested deeper than this, a text is refused.
  static let depthLimit = 64

  /// Reads one JSON text strictly by RFC 8259; besides, a key may stand only once in an object.
  init(parsing bytes: [UInt8]) throws(JSONProblem) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw JSONProblem(offset: 0, issue: "not UTF-8")
    }
    var reader = JSONReader(bytes: bytes)
    self = try reader.document()
  }
}

private struct JSONReader {
  let bytes: [UInt8]
  var position = 0

  mutating func document() throws(JSONProblem) -> JSON {
    let value = try value(depth: 0)
    skipBlanks()
    if position < bytes.count { throw problem("text after the value") }
    return value
  }

  private func problem(_ issue: String) -> JSONProblem { JSONProblem(offset: position, issue: issue) }

  /// The byte at the position; 0, which no JSON text may hold, at the end.
  private var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipBlanks() {
    while current == 0x20 || current == 0x0A || current == 0x0D || current == 0x09 { position += 1 }
  }

  private mutating func value(depth: Int) throws(JSONProblem) -> JSON {
    if depth > JSON.depthLimit { throw problem("nested too deep") }
    skipBlanks()
    switch current {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONProblem) -> JSON {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, word.withUTF8Buffer({ $0.elementsEqual(bytes[position..<end]) }) else {
      throw problem("not a value")
    }
    position = end
    return value
  }

  private mutating func object(depth: Int) throws(JSONProblem) -> JSON {
    var members = Members()
    position += 1
    skipBlanks()
    if take("}") { return .object(members) }
    repeat {
      skipBlanks()
      guard current == UInt8(ascii: "\"") else { throw problem("a key was expected") }
      let key = try string()
      if members[key] != nil { throw problem("the key \"\(key)\" stands twice") }
      skipBlanks()
      guard take(":") else { throw problem("a colon was expected") }
      members.append(key, try value(depth: depth + 1))
      skipBlanks()
    } while take(",")
    guard take("}") else { throw problem("a comma or } was expected") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONProblem) -> JSON {
    var elements: [JSON] = []
    position += 1
    skipBlanks()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipBlanks()
    } while take(",")
    guard take("]") else { throw problem("a comma or ] was expected") }
    return .array(elements)
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func number() throws(JSONProblem) -> String {
    let begin = position
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return String(decoding: bytes[begin..<position], as: UTF8.self)
  }

  private mutating func digits() throws(JSONProblem) {
    let begin = position
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(current) { position += 1 }
    if position == begin { throw problem("a digit was expected") }
  }

  private mutating func string() throws(JSONProblem) -> String {
    position += 1
    var text = ""
    while true {
      let begin = position
      while current >= 0x20 && current != UInt8(ascii: "\"") && current != UInt8(ascii: "\\") { position += 1 }
      if position > begin { text += String(decoding: bytes[begin..<position], as: UTF8.self) }
      if take("\"") { return text }
      guard take("\\") else { throw problem("a control character, or no end, in a string") }
      text.unicodeScalars.append(try escaped())
    }
  }

  private mutating func escaped() throws(JSONProblem) -> Unicode.Scalar {
    let letter = current
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw problem("an unknown escape")
    }
  }

  private mutating func unicodeEscape() throws(JSONProblem) -> Unicode.Scalar {
    let unit = try fourHexDigits()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard UTF16.isLeadSurrogate(UInt16(unit)), take("\\"), take("u") else { throw problem("half a surrogate pair") }
    let trail = try fourHexDigits()
    guard UTF16.isTrailSurrogate(UInt16(trail)),
      let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (trail - 0xDC00))
    else { throw problem("half a surrogate pair") }
    return scalar
  }

  private mutating func fourHexDigits() throws(JSONProblem) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = hexDigitValue(current) else { throw problem("four hexadecimal digits were expected") }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }
}

/// 0…15 for an ASCII hexadecimal digit of either case.
func hexDigitValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
