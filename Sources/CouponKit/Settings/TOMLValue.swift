import CTOML

/// What a TOML document says.
enum TOMLValue: Equatable {
  case text(String)
  case integer(Int)
  case flag(Bool)
  case array([TOMLValue])
  case table([String: TOMLValue])
  /// Numbers with a fraction, dates and times: no setting is one.
  case other

  /// Why a text is no TOML document.
  struct Mistake: Error, Equatable {
    /// From 1; nil where the parser knows of none.
    let line: Int?
    let detail: String
  }

  /// As deep as a document may nest; settings lie three deep.
  private static let deepest = 16
  /// What parses it goes as deep as a dotted key has parts before it says anything.
  private static let dotsInLine = 500

  /// The root table of a document.
  static func table(of document: String) throws(Mistake) -> [String: TOMLValue] {
    for (number, line) in document.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    where line.count(where: { $0 == UInt8(ascii: ".") }) > dotsInLine {
      throw Mistake(line: number + 1, detail: "more than \(dotsInLine) dots in one line")
    }
    var mistake = ctoml_mistake()
    var document = document
    guard let root = document.withUTF8({ ctoml_parse($0.baseAddress, $0.count, &mistake) }) else {
      throw Mistake(mistake)
    }
    defer { ctoml_free(root) }
    return try table(root, depth: 0)
  }

  private init(_ node: OpaquePointer, depth: Int) throws(Mistake) {
    guard depth <= Self.deepest else { throw Mistake(line: nil, detail: "nested more than \(Self.deepest) deep") }
    switch ctoml_kind_of(node) {
    case CTOML_TEXT: self = .text(String(ctoml_text_of(node)))
    case CTOML_INTEGER: self = .integer(Int(ctoml_integer_of(node)))
    case CTOML_FLAG: self = .flag(ctoml_flag_of(node))
    case CTOML_ARRAY:
      var values: [TOMLValue] = []
      for entry in Self.entries(of: node) { values.append(try TOMLValue(entry.value, depth: depth + 1)) }
      self = .array(values)
    case CTOML_TABLE: self = .table(try Self.table(node, depth: depth))
    default: self = .other
    }
  }

  private static func table(_ node: OpaquePointer, depth: Int) throws(Mistake) -> [String: TOMLValue] {
    var table: [String: TOMLValue] = [:]
    for entry in entries(of: node) {
      let key = String(entry.key)
      // Two keys of other bytes can be one text, as é and e with its accent behind it.
      guard try table.updateValue(TOMLValue(entry.value, depth: depth + 1), forKey: key) == nil else {
        throw Mistake(line: nil, detail: "\(key) twice")
      }
    }
    return table
  }

  private static func entries(of node: OpaquePointer) -> [ctoml_entry] {
    [ctoml_entry](unsafeUninitializedCapacity: ctoml_count(node)) { entries, count in
      count = ctoml_count(node)
      if let first = entries.baseAddress { ctoml_entries(node, first) }
    }
  }
}

extension TOMLValue.Mistake {
  fileprivate init(_ mistake: ctoml_mistake) {
    let detail = withUnsafeBytes(of: mistake.detail) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    self.init(line: mistake.line == 0 ? nil : Int(mistake.line), detail: detail)
  }
}

extension String {
  fileprivate init(_ text: ctoml_text) {
    self.init(decoding: UnsafeRawBufferPointer(start: text.bytes, count: text.count), as: UTF8.self)
  }
}
