import CouponKit

extension SafeText {
  /// The columns that the whole text takes.
  var columns: Int { isASCII ? text.utf8.count : withGlyphs { $0.reduce(0) { $0 + $1.columns } } }

  /// Whether every byte is a character of its own, one column wide.
  var isASCII: Bool { text.utf8.withContiguousStorageIfAvailable { bytes in bytes.reduce(0, |) < 0x80 } ?? false }

  /// The part between two glyphs, in UTF-8 bytes.
  func part(_ place: Range<Int>) -> SafeText {
    let start = text.utf8.index(text.startIndex, offsetBy: place.lowerBound)
    return SafeText(partsOfSafeText: String(text[start..<text.utf8.index(start, offsetBy: place.count)]))
  }

  /// The text in at most `limit` columns; what was cut off shows as `…`.
  func truncated(to limit: Int) -> SafeText {
    if fits(in: limit) { return self }
    guard limit > 0 else { return "" }
    return SafeText(partsOfSafeText: part(0..<prefix(in: limit - 1).bytes).text + "…")
  }

  /// How much of the beginning fits into `room` columns, in UTF-8 bytes, and the columns that it takes.
  func prefix(in room: Int) -> (bytes: Int, columns: Int) {
    withGlyphs { glyphs in
      var (bytes, columns) = (0, 0)
      for glyph in glyphs {
        guard columns + glyph.columns <= room else { break }
        columns += glyph.columns
        bytes = glyph.place.upperBound
      }
      return (bytes, columns)
    }
  }

  /// Whether the text takes at most `limit` columns. No character takes more columns than bytes.
  func fits(in limit: Int) -> Bool { text.utf8.count <= limit || columns <= limit }

  /// The text in exactly `width` columns, cut or filled up with blanks.
  func padded(to width: Int) -> SafeText {
    let fitting = truncated(to: width)
    return SafeText(
      partsOfSafeText: fitting.text + String(repeating: " ", count: max(0, width - fitting.columns)))
  }
}
