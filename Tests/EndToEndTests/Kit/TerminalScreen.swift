import CPty

/// What a person sees of a program: a terminal of the xterm family, as far as this program may use one.
///
/// It is strict. What a program may send is an allow-list, in ``apply(_:)-(VTToken)`` and `TerminalScreen+Sequences`;
/// the rest is not drawn but noted in ``violations``, whatever a real terminal makes of it.
struct TerminalScreen: Sendable {
  struct Place: Equatable, Sendable {
    var row = 0
    var column = 0
    /// The last column has been written, and the next character goes to the next row.
    var isPastEdge = false
  }

  /// What ESC 7 keeps.
  struct Saved: Sendable {
    var place = Place()
    var style = CellStyle()
    var drawsLines = false
  }

  /// Modes that a program may switch, by their number in `CSI ? n h`.
  enum Mode: Int, CaseIterable, Sendable {
    case applicationCursorKeys = 1
    case wrap = 7
    case cursorBlinks = 12
    case cursorIsVisible = 25
    case mouseClicks = 1000
    case mouseDrags = 1002
    case mouseReportsAsText = 1006
    case alternateScreen = 1049
    case bracketedPaste = 2004
    case synchronizedOutput = 2026

    static let atStart: Set<Mode> = [.wrap, .cursorIsVisible]
  }

  var grid: TerminalGrid
  /// The screen that is not shown, while the alternate one is.
  var hidden: TerminalGrid?
  var place = Place()
  var saved = Saved()
  var savedByAlternate = Saved()
  var style = CellStyle()
  /// The rows that scroll.
  var region: Range<Int>
  var modes = Mode.atStart
  var insertsCharacters = false
  var keypadSendsSequences = false
  /// For G0 and G1, whether it holds the line-drawing set; `usesG1` says which of them is in use.
  var lineDrawing = [false, false]
  var usesG1 = false
  var lastCharacter: Unicode.Scalar?
  /// What the program put on the person's clipboard, base64 as it came (OSC 52).
  var clipboard: [String] = []
  /// How often the whole screen was erased.
  var clears = 0
  /// How often a wide character had no room left in its row. What was drawn for a larger window may arrive after it has
  /// become smaller, so these are no violations.
  private(set) var misfits = 0
  /// What the program sent and should not have, oldest first.
  private(set) var violations: [String] = []
  private var parser = VTParser()

  init(rows: Int, columns: Int) {
    grid = TerminalGrid(rows: rows, columns: columns)
    region = 0..<rows
  }

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    for token in parser.parse(bytes) { apply(token) }
  }

  mutating func resize(rows: Int, columns: Int) {
    grid.resize(rows: rows, columns: columns)
    hidden?.resize(rows: rows, columns: columns)
    region = 0..<rows
    move(row: place.row, column: place.column)
  }

  // MARK: What a test asks

  /// All rows, without blanks at their ends, one a line.
  var text: String { (0..<grid.rows).map(grid.text).joined(separator: "\n") }

  func row(_ number: Int) -> String { grid.text(row: number) }

  func shows(_ words: String) -> Bool { (0..<grid.rows).contains { row($0).contains(words) } }

  /// Where the cursor is seen; nil while it is hidden.
  var cursor: Place? { modes.contains(.cursorIsVisible) ? place : nil }

  /// What differs from a terminal that nobody has used; a program that has ended leaves nothing.
  var leftovers: [String] {
    var left = modes.symmetricDifference(Mode.atStart).subtracting([.cursorBlinks]).map { "mode \($0)" }.sorted()
    if insertsCharacters { left.append("insert mode") }
    if keypadSendsSequences { left.append("keypad mode") }
    if usesG1 || lineDrawing[0] { left.append("line-drawing characters") }
    if style != CellStyle() { left.append("style \(style)") }
    if region != 0..<grid.rows { left.append("scroll region \(region)") }
    if !parser.isBetweenTokens { left.append("half a sequence") }
    return left
  }

  // MARK: What a program does

  mutating func violate(_ what: String) { violations.append(what) }

  private mutating func apply(_ token: VTToken) {
    switch token {
    case .character(let scalar): write(scalar)
    case .control(let byte): control(byte)
    case .escape(let text): escape(text)
    case .sequence(let sequence): apply(sequence)
    case .command(let text): command(text)
    case .malformed(let what): violate(what)
    }
  }

  mutating func write(_ scalar: Unicode.Scalar) {
    let drawn = lineDrawing[usesG1 ? 1 : 0] ? lineDrawingCharacter(scalar) : scalar
    let width = Int(cpty_columns(drawn.value))
    guard width >= 0, drawn.canBeDrawn else { return violate("character \(drawn.name)") }
    guard width > 0 else { return add(mark: drawn) }
    lastCharacter = scalar
    guard width <= grid.columns else {
      misfits += 1
      return
    }
    if place.isPastEdge || (width == 2 && place.column == grid.columns - 1) {
      if !place.isPastEdge { misfits += 1 }
      place.column = 0
      lineFeed()
    }
    if insertsCharacters { grid.insertCells(width, row: place.row, column: place.column, blank: blank) }
    grid.put(String(drawn), columns: width, row: place.row, column: place.column, style: style)
    let isAtEdge = place.column + width >= grid.columns
    place = Place(
      row: place.row, column: min(place.column + width, grid.columns - 1),
      isPastEdge: isAtEdge && modes.contains(.wrap))
  }

  private mutating func add(mark: Unicode.Scalar) {
    var column = place.isPastEdge ? place.column : place.column - 1
    if column > 0, grid[place.row, column].isRightHalf { column -= 1 }
    guard column >= 0 else { return violate("mark \(mark.name) on nothing") }
    guard grid[place.row, column].text.unicodeScalars.count <= 4 else {
      return violate("more than 4 marks on one character")
    }
    grid.add(mark: mark, row: place.row, column: column)
  }

  /// What erasing leaves behind.
  var blank: TerminalCell { TerminalCell(style: style.erased) }

  /// Goes to a place, or as near as the screen allows.
  mutating func move(row: Int, column: Int) {
    place = Place(row: min(max(0, row), grid.rows - 1), column: min(max(0, column), grid.columns - 1))
  }

  mutating func lineFeed() {
    place.isPastEdge = false
    if place.row == region.upperBound - 1 {
      grid.scroll(region, up: 1, blank: blank)
    } else if place.row < grid.rows - 1 {
      place.row += 1
    }
  }
}

extension TerminalScreen: CustomStringConvertible {
  var description: String { text }
}

extension Unicode.Scalar {
  /// Neither a control nor anything that moves, hides or reverses what stands around it, nor a character that no
  /// standard has given a shape.
  fileprivate var canBeDrawn: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: !properties.isDefaultIgnorableCodePoint
    }
  }

  fileprivate var name: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

/// The character that stands for an ASCII one in the DEC line-drawing set.
private func lineDrawingCharacter(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  let set = Array("◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·".unicodeScalars)
  guard (0x60...0x7E).contains(scalar.value) else { return scalar }
  return set[Int(scalar.value - 0x60)]
}
