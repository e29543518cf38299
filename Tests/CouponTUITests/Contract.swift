import Foundation

/// The copy of the contract that is kept with CouponKit's tests, as far as the fields of its schemas go.
///
/// It is YAML; what is read of it are the indentation, the keys and the references, which is all that schemas are made of.
struct Contract {
  private struct Line {
    let indent: Int
    let key: String
    let rest: String
  }

  private let lines: [Line]

  init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "CouponKitTests/Fixtures/schema.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    lines = text.split(separator: "\n").compactMap { line in
      // An element of a list is told from what it holds by nothing but the place of its first key.
      let line = String(line).replacing(#/^( *)- /#) { $0.1 + "  " }
      guard let match = line.wholeMatch(of: #/( *)([A-Za-z0-9_$-]+):(.*)/#) else { return nil }
      return Line(indent: match.1.count, key: String(match.2), rest: String(match.3))
    }
  }

  /// The fields of a schema and of all that it refers to, each by the keys that lead to it, joined by `.`; the elements of
  /// a list by the keys of the list.
  func fields(of schema: String) -> Set<String> {
    guard let start = lines.firstIndex(where: { $0.indent == 4 && $0.key == schema }) else { return [] }
    return fields(in: block(of: start))
  }

  /// What stands further in than a line.
  private func block(of line: Int) -> Range<Int> {
    let end = lines[(line + 1)...].firstIndex { $0.indent <= lines[line].indent } ?? lines.endIndex
    return line + 1..<end
  }

  private func fields(in range: Range<Int>) -> Set<String> {
    var found: Set<String> = []
    guard let indent = range.isEmpty ? nil : lines[range.lowerBound].indent else { return [] }
    for index in range where lines[index].indent == indent {
      let line = lines[index]
      switch line.key {
      case "properties":
        let children = block(of: index)
        for child in children where lines[child].indent == lines[children.lowerBound].indent {
          let name = lines[child].key
          let below = fields(in: block(of: child)).union(references(lines[child].rest))
          found.formUnion(below.isEmpty ? [name] : Set(below.map { "\(name).\($0)" }))
        }
      case "$ref", "items": found.formUnion(fields(in: block(of: index)).union(references(line.rest)))
      case "allOf", "anyOf": found.formUnion(fields(in: block(of: index)))
      default: break
      }
    }
    return found
  }

  /// The fields behind the references of one line, as in `{ type: array, items: { $ref: '#/components/schemas/X' } }`.
  private func references(_ text: String) -> Set<String> {
    text.matches(of: #/#\/components\/schemas\/(\w+)/#).reduce(into: []) { $0.formUnion(fields(of: String($1.1))) }
  }
}
