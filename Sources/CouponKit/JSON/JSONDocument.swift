/// A JSON text which was read and found sound, as a flat list of nodes over the bytes as they came.
///
/// Nothing is copied out of the bytes until somebody asks for it through a ``JSONView``.
public final class JSONDocument: Sendable {
  let bytes: [UInt8]
  let nodes: [Node]

  init(bytes: [UInt8], nodes: [Node]) {
    self.bytes = bytes
    self.nodes = nodes
  }

  public var root: JSONView { JSONView(document: self, index: 0) }

  enum Kind: UInt8 { case null, bool, number, string, array, object }

  /// One value or key. An object's children are key, value, key, value.
  struct Node {
    let kind: Kind
    /// A string which is not its own bytes.
    var hasEscapes = false
    /// The first byte; of a string, the byte after the quotation mark.
    let start: UInt32
    /// The byte after the last; of a string, its closing quotation mark.
    var end: UInt32
    /// The node after this one and all that is in it.
    var next: UInt32
  }
}

extension JSONDocument {
  /// Where the keys of the object at `index` stand; each is followed by its value.
  static func keyIndices(of index: Int, in nodes: [Node]) -> [Int] {
    var keys: [Int] = []
    var key = index + 1
    while key < Int(nodes[index].next) {
      keys.append(key)
      key = Int(nodes[key + 1].next)
    }
    return keys
  }

  /// The text of the string at `node`, its escapes resolved.
  func text(of node: Node) -> String {
    let raw = bytes[Int(node.start)..<Int(node.end)]
    guard node.hasEscapes else { return String(decoding: raw, as: UTF8.self) }
    return String(decoding: JSONEscapes.resolve(raw), as: UTF8.self)
  }

  /// Whether the key at `node` reads `key`.
  func reads(_ node: Node, as key: StaticString) -> Bool {
    key.withUTF8Buffer { wanted in
      if node.hasEscapes { return JSONEscapes.resolve(bytes[Int(node.start)..<Int(node.end)]).elementsEqual(wanted) }
      let start = Int(node.start)
      guard Int(node.end) - start == wanted.count else { return false }
      for position in wanted.indices where bytes[start + position] != wanted[position] { return false }
      return true
    }
  }
}

/// The escapes inside JSON strings which ``JSONReader`` has found sound.
enum JSONEscapes {
  /// The UTF-8 bytes meant by `raw`, what stands between two quotation marks.
  static func resolve(_ raw: ArraySlice<UInt8>) -> [UInt8] {
    var resolved: [UInt8] = []
    resolved.reserveCapacity(raw.count)
    var rest = raw
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
        resolved.append(byte)
        continue
      }
      switch escape {
      case UInt8(ascii: "b"): resolved.append(0x08)
      case UInt8(ascii: "f"): resolved.append(0x0C)
      case UInt8(ascii: "n"): resolved.append(0x0A)
      case UInt8(ascii: "r"): resolved.append(0x0D)
      case UInt8(ascii: "t"): resolved.append(0x09)
      case UInt8(ascii: "u"): resolved += Array(String(takeScalar(&rest)).utf8)
      default: resolved.append(escape)
      }
    }
    return resolved
  }

  /// The scalar after `\u`, the low half of a surrogate pair included.
  private static func takeScalar(_ rest: inout ArraySlice<UInt8>) -> Character {
    var code = takeUnit(&rest)
    if (0xD800...0xDBFF).contains(code) {
      rest = rest.dropFirst(2)
      code = 0x10000 + (code - 0xD800) << 10 + (takeUnit(&rest) - 0xDC00)
    }
    // The reader refuses lone surrogates, so the fallback is never taken.
    return Character(Unicode.Scalar(code) ?? "\u{FFFD}")
  }

  private static func takeUnit(_ rest: inout ArraySlice<UInt8>) -> UInt32 {
    var unit: UInt32 = 0
    for digit in rest.prefix(4) { unit = unit << 4 | UInt32(hexDigit(digit) ?? 0) }
    rest = rest.dropFirst(4)
    return unit
  }

  static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
