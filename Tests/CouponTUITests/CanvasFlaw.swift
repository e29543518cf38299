@testable import CouponKit
@testable import CouponTUI

extension Canvas {
  /// What no terminal should be sent, in words; nil when the picture has the size that was asked for, its cursor is on it,
  /// and every cell is one that can be shown.
  func flaw(asFor wanted: Size) -> String? {
    guard size == wanted, cells.count == size.columns * size.rows else { return "\(size) instead of \(wanted)" }
    if let cursor, !(0..<size.columns).contains(cursor.column) || !(0..<size.rows).contains(cursor.row) {
      return "the cursor is at \(cursor) of \(size)"
    }
    return cells.indices.lazy.compactMap(flaw).first
  }

  private func flaw(at index: Int) -> String? {
    let place = "at \(index / size.columns):\(index % size.columns)"
    switch content(of: cells[index]) {
    case .scalar(let scalar):
      if (0x20..<0x7F).contains(scalar.value) { return nil }
      if isASCII { return "U+\(String(scalar.value, radix: 16)) on a screen of ASCII \(place)" }
      // A mark that takes a column of its own stands behind its base.
      guard SafeText("a\(scalar)").text == "a\(scalar)" else { return "U+\(String(scalar.value, radix: 16)) \(place)" }
    case .cluster(let text):
      if isASCII { return "“\(text)” on a screen of ASCII \(place)" }
      // So may one with marks of its own.
      let isOnBase = text.unicodeScalars.first?.properties.generalCategory == .spacingMark
      let text = isOnBase ? "a\(text)" : text
      guard SafeText(text).text == text else { return "a cluster of \(text.unicodeScalars.map(\.value)) \(place)" }
    case .rightHalf:
      guard !index.isMultiple(of: size.columns), isWide(at: index - 1), !isASCII else {
        return "half a character \(place)"
      }
      if case .rightHalf = content(of: cells[index - 1]) { return "two right halves \(place)" }
    }
    return nil
  }
}
