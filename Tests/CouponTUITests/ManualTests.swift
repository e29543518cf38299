import Foundation
import ManualPages
import Testing

@testable import CouponTUI

/// The manual page says what the code says. `./dev screens` writes these parts of it anew.
@Suite("A reader of the manual page coupon-tui(1)")
struct ManualTests {
  static let isRewriting = ProcessInfo.processInfo.environment["COUPON_REWRITE_SCREENS"] == "1"

  private func expectPart(_ section: String, _ part: String) throws {
    var page = try ManualPage("coupon-tui.1")
    if Self.isRewriting { return try page.rewrite(section, as: part) }
    #expect(try page.part(of: section) == part)
  }

  // One test, since it writes one file.
  @Test("finds options, words, keys and exit statuses as the program has them")
  func madeParts() throws {
    let help = try ProgramHelp(CouponTUICommand._dumpHelp())
    try expectPart("OPTIONS", help.options)
    try expectPart("WORDS", help.words)
    try expectPart("KEYS", Self.keys)
    try expectPart("EXIT STATUS", Self.exitStatuses)
  }

  private static let signs = [
    ("⇧⇥", "Shift-Tab"), ("⇥", "Tab"), ("⏎", "Enter"), ("↑", "Up"), ("↓", "Down"), ("^", "Ctrl-"),
  ]

  private static var keys: String {
    let rows = KeyTableRows.all.map { row in
      let keys = row.shown.split(separator: " ").map { key in
        let word = signs.reduce(String(key)) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
        return "\\&" + Mdoc.text(word)
      }
      return (
        tag: "Cm " + keys.joined(separator: " , "), lines: [Mdoc.text(row.meaning), ".Pq \(Mdoc.text(row.places))"]
      )
    }
    return Mdoc.list(width: "Shift-Tab, h", rows)
  }

  private static var exitStatuses: String {
    Mdoc.list(width: "99", ExitStatus.table.map { (tag: "\($0.status)", lines: [Mdoc.text($0.meaning)]) })
  }

  @Test("finds every variable of the environment that the program looks at")
  func environment() throws {
    let sources = URL(fileURLWithPath: try ManualPage("coupon-tui.1").path)
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
    var names: Set<String> = []
    for folder in ["CouponTUI", "CouponKit"] {
      let root = sources.appending(path: folder)
      let files = try #require(FileManager.default.enumerator(atPath: root.path)).compactMap { $0 as? String }
      for file in files where file.hasSuffix(".swift") {
        let source = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        names.formUnion(source.matches(of: #/(?:getenv|value)\("([A-Z][A-Z_]+)"\)/#).map { String($0.1) })
        for list in source.matches(of: #/\["LC_ALL"[^\]]*\]/#) {
          names.formUnion(list.0.matches(of: #/"([A-Z_]+)"/#).map { String($0.1) })
        }
      }
    }
    #expect(names.count > 15)
    let page = try ManualPage("coupon-tui.1").text
    let told = page.matches(of: #/(?m)^\.It Ev (.*)$/#).flatMap { $0.1.components(separatedBy: " , ") }
    #expect(names.subtracting(told) == [], "not in the manual")
    #expect(Set(told).subtracting(names) == [], "in the manual alone")
  }

  @Test(
    "reads pages that groff finds nothing wrong with",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/groff")),
    arguments: ["coupon-tui.1", "coupon-sandbox.1"], ["utf8", "ascii"])
  func groff(_ name: String, _ device: String) throws {
    let (problems, process) = (Pipe(), Process())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/groff")
    process.arguments = ["-ww", "-k", "-mdoc", "-T\(device)", "-z", try ManualPage(name).path]
    process.standardError = problems
    try process.run()
    let told = problems.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(String(decoding: told, as: UTF8.self) == "")
    #expect(process.terminationStatus == 0)
  }
}
