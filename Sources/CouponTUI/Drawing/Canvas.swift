import CouponKit

/// A screen as a value: a grid of cells, and where the hardware cursor stands.
///
/// Text outside of the canvas or of the rectangle it is put into is cut, and a wide character is never split: where
/// only half of it fits, a blank stands instead.
struct Canvas: Sendable {
  struct Cell: Sendable, Hashable {
    fileprivate(set) var glyph: UInt32
    fileprivate(set) var style: Style
  }

  /// What a cell shows.
  enum Content: Equatable {
    case scalar(Unicode.Scalar)
    /// A character with its marks, or joined pictures.
    case cluster(String)
    /// The right half of the wide character before it.
    case rightHalf
  }

  /// A part of a row that leads to a web page. It stands beside the cells, which show it like any other text.
  struct Link: Sendable, Equatable {
    let place: Point
    let columns: Int
    let address: WebAddress
    /// Parts of one address have one number.
    let number: Int
  }

  let size: Size
  /// Whether only ASCII may stand in the cells.
  let isASCII: Bool
  /// Where text goes next; nil hides the cursor.
  var cursor: Point?
  private(set) var cells: [Cell]
  private(set) var links: [Link] = []
  /// What the few cells show that one scalar cannot say.
  private var clusters: [String] = []

  private static let rightHalf: UInt32 = 0
  private static let clusterMark: UInt32 = 0x8000_0000
  private static let blank = UInt32(UInt8(ascii: " "))

  init(_ size: Size, isASCII: Bool = false) {
    self.isASCII = isASCII
    self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
    cells = Array(repeating: Cell(glyph: Self.blank, style: .normal), count: self.size.columns * self.size.rows)
  }

  var bounds: Rect { Rect(size) }

  func content(of cell: Cell) -> Content {
    if cell.glyph == Self.rightHalf { return .rightHalf }
    if cell.glyph & Self.clusterMark != 0 { return .cluster(clusters[Int(cell.glyph & ~Self.clusterMark)]) }
    return .scalar(Unicode.Scalar(cell.glyph) ?? "\u{FFFD}")
  }

  /// Whether the character at `index` reaches into the next cell.
  func isWide(at index: Int) -> Bool {
    let next = index + 1
    return !next.isMultiple(of: size.columns) && cells[next].glyph == Self.rightHalf
  }

  /// Whether the cell at `index` looks the same on a canvas of the same size.
  func shows(_ other: Canvas, at index: Int) -> Bool {
    let (mine, theirs) = (cells[index], other.cells[index])
    if mine.glyph & Self.clusterMark == 0 { return mine == theirs }
    return mine.style == theirs.style && content(of: mine) == other.content(of: theirs)
  }

  /// Writes one line from the left edge of `rect` in its first row.
  ///
  /// - Returns: the columns it took.
  @discardableResult
  mutating func put(_ text: SafeText, in rect: Rect, style: Style = .normal) -> Int {
    guard rect.rows > 0, (0..<size.rows).contains(rect.row) else { return 0 }
    let end = min(rect.endColumn, size.columns)
    var column = rect.column
    let text = shown(text)
    for glyph in text.glyphs {
      guard column < end else { break }
      if column + glyph.columns > end {
        set(Self.blank, style, column, rect.row)
        column += 1
        break
      }
      if column >= 0 { set(glyph, of: text, style, column, rect.row) }
      column += glyph.columns
    }
    return max(0, column - rect.column)
  }

  /// Writes one line; what does not fit shows as `…`.
  @discardableResult
  mutating func putTruncated(_ text: SafeText, in rect: Rect, style: Style = .normal) -> Int {
    put(shown(text).truncated(to: rect.columns), in: rect, style: style)
  }

  /// Writes one line so that it ends at the right edge of `rect`.
  mutating func putRight(_ text: SafeText, in rect: Rect, style: Style = .normal) {
    let fitting = shown(text).truncated(to: rect.columns)
    put(fitting, in: rect.dropping(columns: rect.columns - fitting.columns), style: style)
  }

  private func shown(_ text: SafeText) -> SafeText { isASCII ? text.ascii : text }

  /// Writes one line as ``put(_:in:style:)`` does, and makes a link of it. Only ASCII can be one.
  mutating func put(_ text: SafeText, linking address: WebAddress, number: Int, in rect: Rect, style: Style) {
    let columns = put(text, in: rect, style: style)
    guard text.isASCII, columns > 0, rect.column >= 0, rect.column + columns <= size.columns else { return }
    let place = Point(column: rect.column, row: rect.row)
    links.append(Link(place: place, columns: columns, address: address, number: number))
  }

  /// Fills a rectangle with one narrow character. A link that lies in it is none any more.
  mutating func fill(_ rect: Rect, with scalar: Unicode.Scalar = " ", style: Style = .normal) {
    links.removeAll { link in
      (rect.row..<rect.endRow).contains(link.place.row)
        && link.place.column < rect.endColumn && rect.column < link.place.column + link.columns
    }
    let scalar = isASCII ? asciiText(scalar).unicodeScalars.first ?? scalar : scalar
    for row in max(0, rect.row)..<max(0, rect.row, min(rect.endRow, size.rows)) {
      for column in max(0, rect.column)..<max(0, rect.column, min(rect.endColumn, size.columns)) {
        set(scalar.value, style, column, row)
      }
    }
  }

  private mutating func set(_ glyph: Glyph, of text: SafeText, _ style: Style, _ column: Int, _ row: Int) {
    var value = glyph.first.value
    if glyph.isCluster {
      value = Self.clusterMark | UInt32(clusters.count)
      clusters.append(text.part(glyph.place).text)
    }
    set(value, style, column, row)
    if glyph.columns == 2 {
      set(Self.blank, style, column + 1, row)
      cells[row * size.columns + column + 1].glyph = Self.rightHalf
    }
  }

  /// Sets one cell; the other half of a wide character that it breaks becomes a blank.
  private mutating func set(_ value: UInt32, _ style: Style, _ column: Int, _ row: Int) {
    let index = row * size.columns + column
    if cells[index].glyph == Self.rightHalf, column > 0 { cells[index - 1].glyph = Self.blank }
    if column + 1 < size.columns, cells[index + 1].glyph == Self.rightHalf { cells[index + 1].glyph = Self.blank }
    cells[index] = Cell(glyph: value, style: style)
  }
}
