import CouponKit

/// One line of text that is being written, and the place in it where the next character goes.
struct TextField: Sendable, Equatable {
  private(set) var characters: [Character]
  /// How many characters stand before the cursor.
  private(set) var cursor: Int

  init(_ text: String = "") {
    characters = Array(SafeText(text).text)
    cursor = characters.count
  }

  var text: String { String(characters) }
  var isEmpty: Bool { characters.isEmpty }

  enum Edit: Sendable, Equatable {
    case insert(SafeText)
    case eraseBefore, eraseAfter, eraseWord, eraseToStart, eraseToEnd
    case left, right, start, end
  }

  mutating func apply(_ edit: Edit) {
    switch edit {
    case .insert(let text):
      let added = Array(text.text)
      characters.insert(contentsOf: added, at: cursor)
      cursor += added.count
    case .eraseBefore: if cursor > 0 { erase(from: cursor - 1, to: cursor) }
    case .eraseAfter: if cursor < characters.count { erase(from: cursor, to: cursor + 1) }
    case .eraseWord: erase(from: startOfWord, to: cursor)
    case .eraseToStart: erase(from: 0, to: cursor)
    case .eraseToEnd: erase(from: cursor, to: characters.count)
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(characters.count, cursor + 1)
    case .start: cursor = 0
    case .end: cursor = characters.count
    }
  }

  private mutating func erase(from start: Int, to end: Int) {
    characters.removeSubrange(start..<end)
    cursor = start
  }

  private var startOfWord: Int {
    var start = cursor
    while start > 0, characters[start - 1] == " " { start -= 1 }
    while start > 0, characters[start - 1] != " " { start -= 1 }
    return start
  }

  /// Draws the part around the cursor, with `‹` and `›` where more text lies to the left and the right. An active
  /// field puts the hardware cursor where the text goes, which is also where an input method opens its candidates.
  func draw(on canvas: inout Canvas, in rect: Rect, isActive: Bool) {
    canvas.fill(rect, style: .field)
    let room = rect.columns - 2
    guard room > 0, rect.rows > 0 else { return }
    let before = SafeText(String(characters[..<cursor])).columns
    let stride = max(1, room / 2)
    let hidden = before < room ? 0 : (before - room) / stride * stride + stride
    let inner = rect.dropping(columns: 1).keeping(columns: room)
    let visible = Self.dropping(columns: hidden, from: SafeText(text))
    let shift = max(0, SafeText(text).columns - hidden - visible.columns)
    canvas.put(visible, in: inner.dropping(columns: shift), style: .field)
    if hidden > 0 { canvas.put("‹", in: rect, style: .dim) }
    if SafeText(text).columns - hidden > room {
      canvas.put("›", in: rect.dropping(columns: rect.columns - 1), style: .dim)
    }
    if isActive { canvas.cursor = Point(column: inner.column + before - hidden, row: rect.row) }
  }

  /// The rest of a text behind its first `columns`; a wide character across the cut goes altogether.
  private static func dropping(columns: Int, from text: SafeText) -> SafeText {
    text.withGlyphs { glyphs in
      var skipped = 0
      for glyph in glyphs {
        if skipped >= columns { return text.part(glyph.place.lowerBound..<text.text.utf8.count) }
        skipped += glyph.columns
      }
      return ""
    }
  }
}
