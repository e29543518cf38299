import Foundation

/// A manual page of `man/`, parts of which are made from the code.
public struct ManualPage {
  private let file: URL
  public private(set) var text: String

  private static let begin = ".\\\" Made from the code.\n"
  private static let end = ".\\\" End of it.\n"

  /// - Parameter name: as in `coupon-tui.1`.
  public init(_ name: String) throws {
    file = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
        path: "man/\(name)")
    text = try String(contentsOf: file, encoding: .utf8)
  }

  public var path: String { file.path }

  public struct NoSuchPart: Error { let section: String }

  /// The part of a section that is made from the code.
  public func part(of section: String) throws -> Substring { text[try place(of: section)] }

  /// Puts another part in its place, in the file too.
  public mutating func rewrite(_ section: String, as part: String) throws {
    text.replaceSubrange(try place(of: section), with: part)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  private func place(of section: String) throws -> Range<String.Index> {
    guard let head = text.range(of: ".Sh \(section)\n"),
      let begin = text.range(of: Self.begin, range: head.upperBound..<text.endIndex),
      let end = text.range(of: Self.end, range: begin.upperBound..<text.endIndex)
    else { throw NoSuchPart(section: section) }
    return begin.upperBound..<end.lowerBound
  }
}

/// Texts for mdoc(7).
public enum Mdoc {
  /// A text of the code, safe from being read as markup, and in characters that every terminal has.
  public static func text(_ text: String) -> String {
    let words = [("中文", "Chinese"), ("…", "..."), ("–", "\\(en"), ("“", "\\(lq"), ("”", "\\(rq"), ("→", "\\(->")]
    var text = text.replacingOccurrences(of: "\\", with: "\\e")
    for (from, to) in words { text = text.replacingOccurrences(of: from, with: to) }
    // A hyphen between letters is one; what is typed is a minus sign.
    text = text.replacingOccurrences(of: "--", with: "\\-\\-")
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
  }

  /// The rows of a list, each with its tag.
  public static func list(width: String, _ rows: [(tag: String, lines: [String])]) -> String {
    var lines = [".Bl -tag -width \"\(width)\""]
    for row in rows {
      lines.append(".It \(row.tag)")
      lines += row.lines
    }
    lines.append(".El")
    return lines.map { $0 + "\n" }.joined()
  }
}
