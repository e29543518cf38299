import CouponKit

extension SafeText {
  /// The text in lines of at most `width` columns: Latin text breaks at blanks, Chinese anywhere but before closing
  /// punctuation, and a word longer than a line where the line ends.
  func wrapped(to width: Int) -> [SafeText] {
    guard width > 0 else { return [] }
    if columns <= width { return [self] }
    var lines: [SafeText] = []
    var line = Line()
    for glyph in glyphs {
      if line.columns + glyph.columns > width {
        let isBlank = glyph.scalars.first == " "
        lines.append(line.cut(isWhole: isBlank || line.canEnd(before: glyph)))
        if isBlank { continue }
      }
      line.append(glyph)
    }
    if !line.text.isEmpty || lines.isEmpty { lines.append(SafeText(partsOfSafeText: line.text)) }
    return lines
  }
}

/// The line that is being filled.
private struct Line {
  private(set) var text = ""
  private(set) var columns = 0
  /// How much of it stays when the line must break here, in scalars and columns: up to the last place to break at.
  private var kept: (scalars: Int, columns: Int)?
  private var scalars = 0
  private var endsWide = false

  mutating func append(_ glyph: Glyph) {
    if canEnd(before: glyph) || text.last == " " { kept = (scalars, columns) }
    text.unicodeScalars.append(contentsOf: glyph.scalars)
    scalars += glyph.scalars.count
    columns += glyph.columns
    endsWide = glyph.columns == 2
  }

  /// Whether the line may end and `glyph` begin the next one, blanks aside.
  func canEnd(before glyph: Glyph) -> Bool {
    guard !text.isEmpty, let first = glyph.scalars.first else { return false }
    return (endsWide || glyph.columns == 2) && !"，。、；：？！）》】」』…”’".unicodeScalars.contains(first)
  }

  /// Takes the line off at its last place to break, or whole; the rest begins the next line.
  mutating func cut(isWhole: Bool) -> SafeText {
    guard !isWhole, let place = kept, place.scalars > 0 else {
      defer { self = Line() }
      return SafeText(partsOfSafeText: text).trimmedAtEnd
    }
    let head = String(text.unicodeScalars.prefix(place.scalars))
    let tail = SafeText(partsOfSafeText: String(text.unicodeScalars.dropFirst(place.scalars)))
    self = Line()
    for glyph in tail.glyphs { append(glyph) }
    return SafeText(partsOfSafeText: head).trimmedAtEnd
  }
}

extension SafeText {
  fileprivate var trimmedAtEnd: SafeText {
    var end = text[...]
    while end.last == " " { end.removeLast() }
    return SafeText(partsOfSafeText: String(end))
  }
}
