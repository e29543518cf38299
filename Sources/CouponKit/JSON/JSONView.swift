/// One value inside a ``JSONDocument``: a place, not a copy.
public struct JSONView: Sendable {
  let document: JSONDocument
  let index: Int

  var node: JSONDocument.Node { document.nodes[index] }

  public var isNull: Bool { node.kind == .null }
  public var isArray: Bool { node.kind == .array }
  public var isObject: Bool { node.kind == .object }

  /// The text of a string; `nil` for any other kind.
  public var string: String? {
    node.kind == .string ? document.text(of: node) : nil
  }

  /// A number written without fraction and exponent that fits 64 bits; `nil` for anything else.
  public var integer: Int64? {
    guard node.kind == .number else { return nil }
    return Int64(String(decoding: bytes, as: UTF8.self))
  }

  public var bool: Bool? {
    node.kind == .bool ? document.bytes[Int(node.start)] == UInt8(ascii: "t") : nil
  }

  /// The value as it came; a string without its quotation marks, its escapes unresolved.
  public var bytes: ArraySlice<UInt8> { document.bytes[Int(node.start)..<Int(node.end)] }

  /// The value of an object's member; `nil` when there is none or this is no object.
  public subscript(key: StaticString) -> JSONView? {
    for member in memberIndices where document.reads(document.nodes[member], as: key) {
      return JSONView(document: document, index: member + 1)
    }
    return nil
  }

  /// The elements of an array, in order; empty for any other kind.
  public var elements: [JSONView] {
    guard isArray else { return [] }
    var elements: [JSONView] = []
    var child = index + 1
    while child < Int(node.next) {
      elements.append(JSONView(document: document, index: child))
      child = Int(document.nodes[child].next)
    }
    return elements
  }

  /// The members of an object in the order in which they came; empty for any other kind.
  public var members: [(key: String, value: JSONView)] {
    memberIndices.map { (document.text(of: document.nodes[$0]), JSONView(document: document, index: $0 + 1)) }
  }

  /// Where the keys of an object stand; each is followed by its value.
  var memberIndices: [Int] { isObject ? JSONDocument.keyIndices(of: index, in: document.nodes) : [] }
}
