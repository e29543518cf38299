import Foundation
import Testing

@testable import CouponTUI

/// What the documents say of the code is compared with the code, so that they cannot go stale unseen.
@Suite("A reader of the documents")
struct DocumentationTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The documents at the top, those under `docs`, and those under `docs/decisions`.
  static let documents: [String] = ["", "docs/", "docs/decisions/"].flatMap { folder in
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted().map { folder + $0 }
  }

  /// A link of a document, as in `[label](target)`.
  private struct Link {
    let label: String
    let file: URL

    /// Whether the label is code: a type, a property, or a function as in `draw(_:on:)`.
    var namesCode: Bool { label.count > 2 && label.hasPrefix("`") && label.hasSuffix("`") }

    /// What the declaration of a code label looks like: its last name, and a function's argument labels in their order.
    var declaration: Regex<AnyRegexOutput> {
      get throws {
        let code = label.dropFirst().dropLast()
        let name = code.prefix { $0 != "(" }.split(separator: ".").last ?? ""
        let start = name == "init" ? "\\binit\\??" : "\\b(\(Self.keywords)) ([^\n]*[ ,.])?\(name)\\b"
        guard let arguments = code.firstIndex(of: "(") else { return try Regex(start) }
        let labels = code[arguments...].dropFirst().dropLast().split(separator: ":").map { "\\s*\($0)[ :]" }
        let type = "([^{,()]|\\([^)]*\\))*"
        return try Regex(start + "\\(" + labels.map { $0 + type }.joined(separator: ",") + "\\)")
      }
    }

    private static let keywords = "func|struct|class|enum|case|protocol|extension|let|var|typealias"
  }

  private static func links(of document: String) throws -> [Link] {
    let folder = root.appending(path: document).deletingLastPathComponent()
    return try text(document).matches(of: #/\[([^\]]+)\]\(([^)#]+)[^)]*\)/#)
      .filter { !$0.2.contains("://") }
      .map { Link(label: String($0.1), file: folder.appending(path: String($0.2)).standardizedFileURL) }
  }

  @Test("finds a file behind every link", arguments: documents)
  func everyLinkLeadsSomewhere(_ document: String) throws {
    for link in try Self.links(of: document) {
      #expect(FileManager.default.fileExists(atPath: link.file.path), "\(document): \(link.label)")
    }
  }

  @Test("finds every type and function in the file that a document names for it", arguments: documents)
  func everySymbolIsDeclaredThere(_ document: String) throws {
    for link in try Self.links(of: document) where link.file.pathExtension == "swift" && link.namesCode {
      let source = try String(contentsOf: link.file, encoding: .utf8)
      #expect(source.contains(try link.declaration), "\(document): \(link.label) is not declared in \(link.file.path)")
    }
  }

  @Test("follows one look-up and one deactivation through more than fifty named places")
  func theFlowNamesItsPlaces() throws {
    #expect(try Self.links(of: "docs/flow.md").filter(\.namesCode).count > 50)
  }

  // MARK: The threats

  @Test("finds every test that a document names, in the file that it names for it", arguments: documents)
  func everyTestIsThere(_ document: String) throws {
    for link in try Self.links(of: document) where link.file.path.contains("/Tests/") && !link.namesCode {
      guard link.file.pathExtension == "swift", link.label != link.file.lastPathComponent else { continue }
      let source = try String(contentsOf: link.file, encoding: .utf8)
      let quoted = "\"" + link.label.replacing("\"", with: "\\\"") + "\""
      #expect(
        source.contains("func `\(link.label)`") || source.contains(quoted),
        "\(document): no test “\(link.label)” in \(link.file.lastPathComponent)")
    }
  }

  @Test("finds a line for each threat, and for each line a test, or a word on why there is none")
  func everyThreatIsMet() throws {
    let page = try Self.text("docs/threats.md")
    let (table, rest) = try #require(page.firstRange(of: "## Not met")).split(page)
    let rows = table.split(separator: "\n").filter { $0.wholeMatch(of: /\| \d+ .*/) != nil }
      .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    #expect(rows.compactMap { Int($0[0]) } == Array(1...58))
    let kinds = try Set(Self.text("CONTRIBUTING.md").matches(of: /(?m)^\| `([a-z]+)` \|/).map { String($0.1) })
    for row in rows {
      let shown = row.count > 3 ? row[3] : "see below"
      let isTested = shown.contains("](../Tests/") || kinds.contains { shown.contains("`\($0)`") }
      let isExplained = rest.contains(try Regex("\\b\(row[0])\\b"))
      #expect(isTested || isExplained, "threat \(row[0])")
      for kind in shown.matches(of: /`([a-z]+)`/) { #expect(kinds.contains(String(kind.1)), "\(kind.1)") }
    }
  }

  // MARK: What is made from the code

  /// What stands between a mark and its end in the README. With `COUPON_REWRITE_SCREENS=1` in the environment, as
  /// `./dev screens` has it, it is written instead.
  private static func expectReadme(holds table: String, madeFrom source: String) throws {
    let readme = try text("README.md")
    let start = "<!-- Made from \(source) by `./dev screens`. -->\n"
    let begin = try #require(readme.range(of: start)).upperBound
    let end = try #require(readme.range(of: "<!-- End of it. -->", range: begin..<readme.endIndex)).lowerBound
    if ManualTests.isRewriting {
      let written = readme.replacingCharacters(in: begin..<end, with: table)
      return try written.write(to: root.appending(path: "README.md"), atomically: true, encoding: .utf8)
    }
    #expect(readme[begin..<end] == table)
  }

  // One test, since it writes one file.
  @Test("reads keys and exit statuses in the README as the program has them")
  func theReadmeHasTheTables() throws {
    #expect(Place(KeyTableRows.places.map(\.place)) == .all)
    let keys = KeyTableRows.all.map { "| `\($0.shown)` | \($0.meaning) | \($0.places) |\n" }
    try Self.expectReadme(
      holds: "| key | what it does | where |\n| --- | --- | --- |\n" + keys.joined(), madeFrom: "KeyTable.swift")
    let statuses = ExitStatus.table.map { "| \($0.status) | \($0.meaning) |\n" }
    try Self.expectReadme(
      holds: "| status | when |\n| --- | --- |\n" + statuses.joined(), madeFrom: "ExitStatus.swift")
  }
}

extension Range<String.Index> {
  /// What stands before it, and what stands behind it.
  fileprivate func split(_ text: String) -> (before: Substring, after: Substring) {
    (text[..<lowerBound], text[upperBound...])
  }
}
