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

    /// The last word of a code label: `draw(_:)` names `draw`, `Operation.handle(_:at:)` names `handle`. Nil for prose.
    var symbol: String? {
      guard label.count > 2, label.hasPrefix("`"), label.hasSuffix("`") else { return nil }
      let code = label.dropFirst().dropLast().prefix { $0 != "(" }
      return code.split(separator: ".").last.map(String.init)
    }
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
    for link in try Self.links(of: document) where link.file.pathExtension == "swift" {
      guard let symbol = link.symbol else { continue }
      let source = try String(contentsOf: link.file, encoding: .utf8)
      let keyword = "func|struct|class|enum|case|protocol|extension|let|var|typealias"
      let declaration = symbol == "init" ? "\\binit[?(]" : "\\b(\(keyword)) ([^\n]*[ ,.])?\(symbol)\\b"
      #expect(source.contains(try Regex(declaration)), "\(document): \(link.label) is not declared in \(link.file.path)")
    }
  }

  @Test("follows one look-up and one deactivation through more than fifty named places")
  func theFlowNamesItsPlaces() throws {
    #expect(try Self.links(of: "docs/flow.md").filter { $0.symbol != nil }.count > 50)
  }

  // MARK: The key table

  /// Where keys count, in the order of the README's table. Each is a place of the key map under the reader's name for it.
  private static let places: [(name: String, place: Place)] = [
    ("Look-up form", .form), ("Look-up form, after Esc", .resting), ("Lists", .lists), ("Detail", .detail),
    ("Deactivate: review", .review), ("Deactivate: reason", .reason), ("Deactivate: confirmation", .confirmation),
    ("Deactivate: sending", .sending), ("Deactivate: outcome unknown", .unknownOutcome),
    ("Deactivate: outcome", .outcome), ("History", .history), ("Help", .help),
  ]

  /// One row for each place: what its keys do, the same action once.
  private static var keyTable: String {
    let rows = places.map { name, place in
      var seen: Set<String> = []
      let keys = KeyMap.bindings(in: place).map { "`\($0.shown)` \($0.meaning(.en))" }.filter { seen.insert($0).inserted }
      return "| \(name) | \(keys.joined(separator: " · ")) |"
    }
    return "| where | keys |\n| --- | --- |\n" + rows.joined(separator: "\n") + "\n"
  }

  /// With `COUPON_REWRITE_SCREENS=1` in the environment, as `./dev screens` has it, the table is written instead.
  @Test("reads the keys in the README as the program takes them")
  func theReadmeHasTheKeyTable() throws {
    let readme = try Self.text("README.md")
    let start = "<!-- Made from KeyMap.swift by `./dev screens`. -->\n"
    let begin = try #require(readme.range(of: start)).upperBound
    let end = try #require(readme.range(of: "<!-- End of the keys. -->", range: begin..<readme.endIndex)).lowerBound
    if ProcessInfo.processInfo.environment["COUPON_REWRITE_SCREENS"] == "1" {
      let written = readme.replacingCharacters(in: begin..<end, with: Self.keyTable)
      try written.write(to: Self.root.appending(path: "README.md"), atomically: true, encoding: .utf8)
      return
    }
    #expect(readme[begin..<end] == Self.keyTable)
  }

  @Test("finds every exit status of `coupon-tui show` in the README")
  func theReadmeHasEveryExitStatus() throws {
    let readme = try Self.text("README.md")
    let listed = Set(readme.matches(of: #/(?m)^\| (\d+) \|/#).compactMap { Int32($0.1) })
    #expect(listed == Set((1...255).compactMap { ExitStatus(rawValue: $0)?.rawValue } + [0]))
  }
}
