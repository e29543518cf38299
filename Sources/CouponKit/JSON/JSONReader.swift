/// Reads JSON as RFC 8259 has it and stricter: valid UTF-8, no byte order mark, no key twice in one object, no lone
/// surrogate. Numbers stay text, so no digit is lost.
public struct JSONReader {
  public static let deepest = 32
  /// Keys counted too.
  public static let mostValues = 2_000_000

  private let bytes: [UInt8]
  private var offset = 0
  private var depth = 0
  private var nodes: [JSONDocument.Node] = []

  /// - Throws: ``JSONProblem`` at the first byte that cannot be part of a sound document.
  public static func read(_ bytes: [UInt8]) throws(JSONProblem) -> JSONDocument {
    var reader = JSONReader(bytes)
    return try reader.readDocument()
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    nodes.reserveCapacity(bytes.count / 16)
  }

  private mutating func readDocument() throws(JSONProblem) -> JSONDocument {
    guard bytes.count < Int(UInt32.max) else { throw problem(.tooLong) }
    guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw problem(.byteOrderMark) }
    try readValue()
    skipSpace()
    guard offset == bytes.count else { throw problem(.textAfterEnd) }
    return JSONDocument(bytes: bytes, nodes: nodes)
  }

  private mutating func readValue() throws(JSONProblem) {
    skipSpace()
    switch try byte() {
    case UInt8(ascii: "{"): try readObject()
    case UInt8(ascii: "["): try readArray()
    case UInt8(ascii: "\""): try readString()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber()
    case UInt8(ascii: "t"): try readWord("true", .bool)
    case UInt8(ascii: "f"): try readWord("false", .bool)
    case UInt8(ascii: "n"): try readWord("null", .null)
    default: throw unexpected()
    }
  }

  private mutating func readObject() throws(JSONProblem) {
    let object = try open(.object)
    skipSpace()
    if try byte() != UInt8(ascii: "}") {
      repeat {
        skipSpace()
        guard try byte() == UInt8(ascii: "\"") else { throw unexpected() }
        try readString()
        skipSpace()
        guard try byte() == UInt8(ascii: ":") else { throw unexpected() }
        offset += 1
        try readValue()
        skipSpace()
      } while try takeComma(before: UInt8(ascii: "}"))
    }
    close(object)
    try refuseDuplicateKeys(of: object)
  }

  private mutating func readArray() throws(JSONProblem) {
    let array = try open(.array)
    skipSpace()
    if try byte() != UInt8(ascii: "]") {
      repeat {
        try readValue()
        skipSpace()
      } while try takeComma(before: UInt8(ascii: "]"))
    }
    close(array)
  }

  private mutating func readWord(_ word: StaticString, _ kind: JSONDocument.Kind) throws(JSONProblem) {
    let start = offset
    for position in 0..<word.utf8CodeUnitCount {
      guard try byte() == word.utf8Start[position] else { throw unexpected() }
      offset += 1
    }
    try append(kind, from: start)
  }

  // MARK: Strings

  private mutating func readString() throws(JSONProblem) {
    offset += 1
    let start = offset
    var hasEscapes = false
    while true {
      skipPlainText()
      switch try byte() {
      case UInt8(ascii: "\""):
        try append(.string, from: start, hasEscapes: hasEscapes)
        offset += 1
        return
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try skipEscape()
      case 0x80...: try skipMultibyteCharacter()
      default: throw unexpected()
      }
    }
  }

  /// Steps over ASCII that means itself.
  private mutating func skipPlainText() {
    var end = offset
    while end < bytes.count {
      let byte = bytes[end]
      guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
      end += 1
    }
    offset = end
  }

  private mutating func skipEscape() throws(JSONProblem) {
    offset += 1
    switch try byte() {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      offset += 1
    case UInt8(ascii: "u"):
      let start = offset - 1
      switch try codeUnit() {
      case 0xDC00...0xDFFF: throw problem(.loneSurrogate, at: start)
      case 0xD800...0xDBFF:
        guard try byte() == UInt8(ascii: "\\") else { throw problem(.loneSurrogate, at: start) }
        offset += 1
        guard try byte() == UInt8(ascii: "u"), (0xDC00...0xDFFF).contains(try codeUnit()) else {
          throw problem(.loneSurrogate, at: start)
        }
      default: break
      }
    default: throw problem(.badEscape)
    }
  }

  /// The four hexadecimal digits after the `u` at `offset`.
  private mutating func codeUnit() throws(JSONProblem) -> UInt16 {
    offset += 1
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = JSONEscapes.hexDigit(try byte()) else { throw problem(.badEscape) }
      unit = unit << 4 | UInt16(digit)
      offset += 1
    }
    return unit
  }

  /// Steps over one well-formed sequence of The Unicode Standard, table 3-7.
  private mutating func skipMultibyteCharacter() throws(JSONProblem) {
    let start = offset
    let second: ClosedRange<UInt8>
    let length: Int
    switch bytes[offset] {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: throw problem(.notUTF8)
    }
    guard start + length <= bytes.count else { throw problem(.notUTF8) }
    guard second.contains(bytes[start + 1]) else { throw problem(.notUTF8) }
    for position in 2..<max(length, 2) where bytes[start + position] & 0xC0 != 0x80 { throw problem(.notUTF8) }
    offset += length
  }

  // MARK: Numbers

  private mutating func readNumber() throws(JSONProblem) {
    let start = offset
    if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
    if peek() == UInt8(ascii: "0") { offset += 1 } else { try skipDigits() }
    if peek() == UInt8(ascii: ".") {
      offset += 1
      try skipDigits()
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      offset += 1
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { offset += 1 }
      try skipDigits()
    }
    try append(.number, from: start)
  }

  /// Steps over at least one decimal digit.
  private mutating func skipDigits() throws(JSONProblem) {
    let start = offset
    while let digit = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) { offset += 1 }
    if offset == start { throw problem(.badNumber) }
  }

  // MARK: Nodes

  private mutating func open(_ kind: JSONDocument.Kind) throws(JSONProblem) -> Int {
    guard depth < Self.deepest else { throw problem(.tooDeep) }
    depth += 1
    let start = offset
    offset += 1
    try append(kind, from: start)
    return nodes.count - 1
  }

  private mutating func close(_ container: Int) {
    depth -= 1
    offset += 1
    nodes[container].end = UInt32(offset)
    nodes[container].next = UInt32(nodes.count)
  }

  private mutating func append(
    _ kind: JSONDocument.Kind, from start: Int, hasEscapes: Bool = false
  ) throws(JSONProblem) {
    guard nodes.count < Self.mostValues else { throw problem(.tooManyValues, at: start) }
    nodes.append(
      JSONDocument.Node(
        kind: kind, hasEscapes: hasEscapes, start: UInt32(start), end: UInt32(offset), next: UInt32(nodes.count + 1)))
  }

  /// A key given twice lets two readers of one answer see two different answers.
  private func refuseDuplicateKeys(of object: Int) throws(JSONProblem) {
    let keys = JSONDocument.keyIndices(of: object, in: nodes)
    // Comparing each with each is the quicker way for the objects of the contract, and a trap for larger ones.
    if keys.count <= 40 && !keys.contains(where: { nodes[$0].hasEscapes }) {
      for (position, key) in keys.enumerated() {
        for other in keys[..<position] where spells(nodes[key], sameAs: nodes[other]) { throw duplicate(nodes[key]) }
      }
      return
    }
    var seen: Set<[UInt8]> = []
    for key in keys where !seen.insert(JSONEscapes.resolve(rawText(of: nodes[key]))).inserted {
      throw duplicate(nodes[key])
    }
  }

  private func spells(_ key: JSONDocument.Node, sameAs other: JSONDocument.Node) -> Bool {
    guard key.end - key.start == other.end - other.start else { return false }
    for step in 0..<Int(key.end - key.start) where bytes[Int(key.start) + step] != bytes[Int(other.start) + step] {
      return false
    }
    return true
  }

  private func rawText(of key: JSONDocument.Node) -> ArraySlice<UInt8> { bytes[Int(key.start)..<Int(key.end)] }

  private func duplicate(_ key: JSONDocument.Node) -> JSONProblem {
    problem(.duplicateKey(String(decoding: rawText(of: key), as: UTF8.self)), at: Int(key.start))
  }

  // MARK: Bytes

  private func peek() -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private func byte() throws(JSONProblem) -> UInt8 {
    guard offset < bytes.count else { throw problem(.endTooSoon) }
    return bytes[offset]
  }

  /// Takes a comma; false when `end` stands there instead, which is left.
  private mutating func takeComma(before end: UInt8) throws(JSONProblem) -> Bool {
    switch try byte() {
    case UInt8(ascii: ","):
      offset += 1
      return true
    case end: return false
    default: throw unexpected()
    }
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private func unexpected() -> JSONProblem {
    offset < bytes.count ? problem(.unexpectedByte(bytes[offset])) : problem(.endTooSoon)
  }

  private func problem(_ kind: JSONProblem.Kind, at place: Int? = nil) -> JSONProblem {
    JSONProblem(kind: kind, offset: place ?? offset)
  }
}
