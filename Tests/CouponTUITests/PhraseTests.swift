import Foundation
import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("Both languages, and the room for them")
struct PhraseTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every phrase of the sources that is written as two plain literals, without what is put into it.
  private static func phrases() throws -> [(file: String, en: String, zh: String)] {
    let folder = root.appending(path: "Sources/CouponTUI")
    let files = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
    return try files.filter { $0.hasSuffix(".swift") }.sorted().flatMap { file in
      let source = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      return source.matches(of: #/Phrase\(\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"/#).map { match in
        (file, own(match.1), own(match.2))
      }
    }
  }

  private static func own(_ literal: Substring) -> String {
    String(literal).replacing(#/\\\((?:[^()]|\([^()]*\))*\)/#, with: "")
  }

  private static func isChinese(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x3400...0x9FFF).contains($0.value) }
  }

  @Test("no text is missing in one of them, English in the Chinese, or Chinese in the English")
  func complete() throws {
    let phrases = try Self.phrases()
    #expect(phrases.count > 300)
    for (file, en, zh) in phrases {
      // What is all put in, and the blank between sentences, which Chinese has none of.
      let isEmpty = ["", " "].contains(en)
      #expect(!en.isEmpty || zh.isEmpty || zh == "第  张", "\(file): “\(en)” “\(zh)”")
      #expect(!zh.isEmpty || isEmpty, "\(file): “\(en)” “\(zh)”")
      let hasLetters = zh.contains(where: \.isLetter)
      // Names that are the same everywhere, and units.
      let isName = ["AppID", "OpenID", "APP", "Request-ID"].contains(zh.trimmingCharacters(in: .whitespaces))
      #expect(!hasLetters || isName || Self.isChinese(zh), "\(file): “\(zh)”")
      #expect(!Self.isChinese(en) || ["中文 / English"].contains(en), "\(file): “\(en)”")
    }
  }

  @Test("no English label of the outline has a word that is wider than the narrowest column for labels")
  func labels() throws {
    for name in ["list-bundle-progressive", "list-all-states"] {
      for coupon in try UserCouponPage.recorded(name).coupons {
        let sections = BundleOutline.sections(of: coupon, at: Walk.start, language: .en)
        for label in sections.flatMap(\.lines).map(\.label) {
          for word in label.text.split(separator: " ") { #expect(SafeText(String(word)).columns <= 12, "\(label)") }
        }
      }
    }
  }

  /// The screens that are kept: a place that is too narrow for its text shows in them.
  private static func screens() throws -> [(name: String, rows: [Substring])] {
    let folder = root.appending(path: "Tests/CouponTUITests/Screens")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
      return (name, Array(rows.prefix { !$0.hasPrefix("-- ") }))
    }
  }

  @Test("no title is cut on any screen that is kept")
  func titles() throws {
    let screens = try Self.screens()
    #expect(screens.count > 150)
    for (name, rows) in screens { for row in rows { #expect(!row.contains("…┐"), "\(name): \(row)") } }
  }

  @Test("every row of every screen that is kept is as wide as the screen at most")
  func widths() throws {
    for (name, rows) in try Self.screens() {
      let size = try #require(name.firstMatch(of: #/-(\d+)x(\d+)-/#))
      #expect(rows.count == Int(size.2), "\(name)")
      for row in rows { #expect(SafeText(String(row)).columns <= Int(size.1) ?? 0, "\(name): \(row)") }
    }
  }

  @Test("no key of a footer lacks its word, and the first keys fit at 40 columns", arguments: Language.allCases)
  func footers(_ language: Language) {
    for place in [
      Place.form, .resting, .lists, .detail, .review, .reason, .confirmation, .sending, .outcome, .profiles, .palette,
      .states,
    ] {
      let hints = KeyMap.bindings(in: place).compactMap { binding in binding.hint.map { (binding.shown, $0(language)) }
      }
      #expect(!hints.isEmpty)
      let first = hints.prefix(2).map { SafeText($0.0.split(separator: " ")[0] + " " + $0.1).columns + 2 }.reduce(1, +)
      #expect(first <= 40, "\(hints.prefix(2))")
    }
  }
}
