import CouponKit

/// A screen as a value: a grid of cells, and where the hardware cursor stands.
///
/// Text outside of the canvas or of the rectangle it is put into is cut, and a wide character is never split: where
/// only half of it fits, a blank stands instead.
struct Canvas: Sendable {
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

  init(_ size: Size, isASCII: Bool = false) {
    self.isASCII = isASCII
    self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
    cells = Array(repeating: .blank(.normal), count: self.size.columns * self.size.rows)
  }

  var bounds: Rect { Rect(size) }

  // MARK: Reading

  func content(of cell: Cell) -> Content {
    if cell.isRightHalf { return .rightHalf }
    if let place = cell.cluster { return .cluster(clusters[place]) }
    return .scalar(cell.scalar)
  }

  /// Whether the character at `index` reaches into the next cell.
  func isWide(at index: Int) -> Bool {
    let next = index + 1
    return !next.isMultiple(of: size.columns) && cells[next].isRightHalf
  }

  /// Whether the cell at `index` looks the same on a canvas of the same size.
  func shows(_ other: Canvas, at index: Int) -> Bool {
    let (mine, theirs) = (cells[index], other.cells[index])
    if mine.cluster == nil { return mine == theirs }
    return mine.style == theirs.style && content(of: mine) == other.content(of: theirs)
  }

  /// The parts of a row that look different on a canvas of the same size, as places in ``cells``. Between two of
  /// them at least ``narrowestGap`` cells are the same.
  func differences(from other: Canvas, inRow row: Int) -> [Range<Int>] {
    let places = row * size.columns..<(row + 1) * size.columns
    // The same number may stand for another cluster there.
    guard clusters.isEmpty, other.clusters.isEmpty else {
      return Self.parts(of: places) { !shows(other, at: $0) }
    }
    return Cell.withBoth(cells, other.cells) { mine, theirs in
      if Cell.areEqual(mine, theirs, at: places) { return [] }
      return Self.parts(of: places) { mine[$0] != theirs[$0] }
    }
  }

  private static func parts(of places: Range<Int>, where isDifferent: (Int) -> Bool) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    for place in places where isDifferent(place) {
      if let last = parts.last, place - last.upperBound < narrowestGap {
        parts[parts.count - 1] = last.lowerBound..<place + 1
      } else {
        parts.append(place..<place + 1)
      }
    }
    return parts
  }

  /// Fewer equal cells than these are drawn again sooner than left out.
  private static let narrowestGap = 8

  // MARK: Writing

  /// Writes one line from the left edge of `rect` in its first row.
  ///
  /// - Returns: the columns it took.
  @discardableResult
  mutating func put(_ text: SafeText, in rect: Rect, style: Style = .normal) -> Int {
    write(shown(text), in: rect, style)
  }

  /// Writes one line; what does not fit shows as `…`.
  @discardableResult
  mutating func putTruncated(_ text: SafeText, in rect: Rect, style: Style = .normal) -> Int {
    let text = shown(text)
    if text.fits(in: rect.columns) { return write(text, in: rect, style) }
    guard rect.columns > 0, rect.rows > 0 else { return 0 }
    let kept = text.prefix(in: rect.columns - 1).columns
    write(text, in: rect.keeping(columns: kept), style)
    fill(rect.dropping(columns: kept).keeping(columns: 1).keeping(rows: 1), with: "…", style: style)
    return kept + 1
  }

  /// Writes one line so that it ends at the right edge of `rect`.
  mutating func putRight(_ text: SafeText, in rect: Rect, style: Style = .normal) {
    let fitting = shown(text).truncated(to: rect.columns)
    put(fitting, in: rect.dropping(columns: rect.columns - fitting.columns), style: style)
  }

  private func shown(_ text: SafeText) -> SafeText { text.shown(isASCII: isASCII) }

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
    let cell = Cell(scalar, style)
    let columns = max(0, rect.column)..<max(0, rect.column, min(rect.endColumn, size.columns))
    guard !columns.isEmpty else { return }
    for row in max(0, rect.row)..<max(0, rect.row, min(rect.endRow, size.rows)) {
      let start = row * size.columns
      cells.withUnsafeMutableBufferPointer { cells in
        Cell.mendLeft(of: columns.lowerBound, in: cells, from: start)
        for place in start + columns.lowerBound..<start + columns.upperBound { cells[place] = cell }
        Cell.mendRight(of: columns.upperBound, in: cells, from: start, count: size.columns)
      }
    }
  }

  /// - Returns: the columns it took.
  @discardableResult
  private mutating func write(_ text: SafeText, in rect: Rect, _ style: Style) -> Int {
    guard rect.rows > 0, (0..<size.rows).contains(rect.row) else { return 0 }
    if text.isASCII, rect.column >= 0 { return writeASCII(text, in: rect, style) }
    let (start, width) = (rect.row * size.columns, size.columns)
    let end = min(rect.endColumn, width)
    let clusterCount = clusters.count
    var column = rect.column
    var found: [Range<Int>] = []
    text.withGlyphs { glyphs in
      cells.withUnsafeMutableBufferPointer { cells in
        var isBegun = false
        for glyph in glyphs {
          guard column < end else { break }
          // What stands left of the canvas is not seen.
          guard column >= 0 else {
            column += glyph.columns
            continue
          }
          if !isBegun { Cell.mendLeft(of: column, in: cells, from: start) }
          isBegun = true
          guard column + glyph.columns <= end else {
            cells[start + column] = .blank(style)
            column += 1
            break
          }
          if glyph.isCluster {
            cells[start + column] = Cell(cluster: clusterCount + found.count, style)
            found.append(glyph.place)
          } else {
            cells[start + column] = Cell(glyph.first, style)
          }
          if glyph.columns == 2 { cells[start + column + 1] = .rightHalf(style) }
          column += glyph.columns
        }
        if isBegun { Cell.mendRight(of: column, in: cells, from: start, count: width) }
      }
    }
    for place in found { clusters.append(text.part(place).text) }
    return max(0, column - rect.column)
  }

  /// The same for a text of which each byte is a cell, as most are.
  private mutating func writeASCII(_ text: SafeText, in rect: Rect, _ style: Style) -> Int {
    let (start, width) = (rect.row * size.columns, size.columns)
    let count = min(text.text.utf8.count, min(rect.endColumn, width) - rect.column)
    guard count > 0 else { return 0 }
    var text = text.text
    text.withUTF8 { bytes in
      cells.withUnsafeMutableBufferPointer { cells in
        Cell.mendLeft(of: rect.column, in: cells, from: start)
        for place in 0..<count { cells[start + rect.column + place] = Cell(Unicode.Scalar(bytes[place]), style) }
        Cell.mendRight(of: rect.column + count, in: cells, from: start, count: width)
      }
    }
    return count
  }
}
