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

  /// The root table of a document.
  static func table(of document: String) throws(Mistake) -> [String: TOMLValue] {
    var mistake = ctoml_mistake()
    var document = document
    guard let root = document.withUTF8({ ctoml_parse($0.baseAddress, $0.count, &mistake) }) else {
      throw Mistake(mistake)
    }
    defer { ctoml_free(root) }
    return entries(of: root)
  }

  private init(_ node: OpaquePointer) {
    switch ctoml_kind_of(node) {
    case CTOML_TEXT: self = .text(String(ctoml_text_of(node)))
    case CTOML_INTEGER: self = .integer(Int(ctoml_integer_of(node)))
    case CTOML_FLAG: self = .flag(ctoml_flag_of(node))
    case CTOML_ARRAY: self = .array((0..<ctoml_count(node)).map { TOMLValue(ctoml_entry(node, $0)) })
    case CTOML_TABLE: self = .table(Self.entries(of: node))
    default: self = .other
    }
  }

  private static func entries(of table: OpaquePointer) -> [String: TOMLValue] {
    var entries: [String: TOMLValue] = [:]
    for place in 0..<ctoml_count(table) {
      entries[String(ctoml_key(table, place))] = TOMLValue(ctoml_entry(table, place))
    }
    return entries
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
