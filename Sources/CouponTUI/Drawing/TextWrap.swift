import CouponKit

extension SafeText {
  /// The text in lines of at most `width` columns: Latin text breaks at blanks, Chinese anywhere but before closing
  /// and behind opening punctuation and between a number and its unit, and a word longer than a line where the line ends. An
  /// English date stays whole.
  func wrapped(to width: Int) -> [SafeText] {
    guard width > 0 else { return [] }
    if fits(in: width) { return [self] }
    return withGlyphs { glyphs in
      var lines: [SafeText] = []
      var line = Line()
      var rest = glyphs.makeIterator()
      var following = rest.next()
      while let glyph = following {
        following = rest.next()
        if line.columns + glyph.columns > width {
          let isBlank = glyph.first == " " && !(following.map { line.isInDate(before: $0) } ?? false)
          lines.append(part(line.cut(isWhole: isBlank || line.canEnd(before: glyph))).trimmedAtEnd)
          if isBlank { continue }
        }
        line.append(glyph)
      }
      if !line.place.isEmpty || lines.isEmpty { lines.append(part(line.place)) }
      return lines
    }
  }

  private var trimmedAtEnd: SafeText { part(0..<text.utf8.count - text.utf8.reversed().prefix { $0 == 0x20 }.count) }
}

/// As dates name them.
let englishMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/// The line that is being filled.
private struct Line {
  /// Where it stands in the whole text, in UTF-8 bytes.
  private(set) var place = 0..<0
  private(set) var columns = 0
  /// The last place where the line may break: behind so many bytes of the whole text and columns of the line.
  private var lastBreak: (end: Int, columns: Int)?
  private var last: Glyph?
  /// The word that has come last, as far as it can be a part of a date.
  private var word: [Unicode.Scalar] = []

  mutating func append(_ glyph: Glyph) {
    if last?.first == " " {
      if !isInDate(before: glyph) { lastBreak = (place.upperBound, columns) }
      word = []
    } else if canEnd(before: glyph) {
      lastBreak = (place.upperBound, columns)
    }
    if glyph.first != " ", word.count < 4 { word.append(glyph.first) }
    place = (place.isEmpty ? glyph.place.lowerBound : place.lowerBound)..<glyph.place.upperBound
    columns += glyph.columns
    last = glyph
  }

  /// Whether the line may end and `glyph` begin the next one, blanks aside.
  func canEnd(before glyph: Glyph) -> Bool {
    guard let last else { return false }
    return (last.columns == 2 || glyph.columns == 2) && !Self.closing.contains(glyph.first)
      && !Self.opening.contains(last.first) && (Self.opening.contains(glyph.first) || !("0"..."9").contains(last.first))
  }

  /// Whether the blank before `glyph` stands in a date, which stays whole: `31 Mar 2026`.
  func isInDate(before glyph: Glyph) -> Bool {
    let isDay = (1...2).contains(word.count) && word.allSatisfy { ("0"..."9").contains($0) }
    if isDay { return Self.months.contains { $0.first == glyph.first } }
    return ("0"..."9").contains(glyph.first) && Self.months.contains(word)
  }

  private static let months = englishMonths.map { Array($0.unicodeScalars) }
  private static let closing = Set("，。、；：？！）》】」』…”’),.;:?!]%".unicodeScalars)
  private static let opening = Set("（《【「『“‘([".unicodeScalars)

  /// Takes the line off at its last place to break, or whole; the rest begins the next line.
  ///
  /// - Returns: where the part that was taken off stands.
  mutating func cut(isWhole: Bool) -> Range<Int> {
    let whole = place
    guard !isWhole, let lastBreak else {
      self = Line()
      return whole
    }
    place = lastBreak.end..<whole.upperBound
    columns -= lastBreak.columns
    self.lastBreak = nil
    return whole.lowerBound..<lastBreak.end
  }
}
