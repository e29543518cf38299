/// One place on the screen.
struct TerminalCell: Equatable, Sendable {
  /// A character and its marks; empty in the right half of a wide one.
  var text = " "
  var style = CellStyle()

  var isRightHalf: Bool { text.isEmpty }
}

/// The cells of a screen, and what can be done to them. Rows and columns count from 0; rows and columns that a caller
/// gives are on the grid.
struct TerminalGrid: Equatable, Sendable {
  let columns: Int
  private var lines: [[TerminalCell]]

  init(rows: Int, columns: Int) {
    self.columns = columns
    lines = Array(repeating: Array(repeating: TerminalCell(), count: columns), count: rows)
  }

  var rows: Int { lines.count }

  subscript(row: Int, column: Int) -> TerminalCell { lines[row][column] }

  /// The row as a person reads it, without the blanks at its end.
  func text(row: Int) -> String {
    var text = lines[row].reduce(into: "") { $0 += $1.text }
    while text.last == " " { text.removeLast() }
    return text
  }

  /// Writes a character of one or two columns. What is left of a wide character that it cuts in two becomes blank.
  mutating func put(_ text: String, columns width: Int, row: Int, column: Int, style: CellStyle) {
    separate(row: row, column: column)
    separate(row: row, column: column + width)
    lines[row][column] = TerminalCell(text: text, style: style)
    if width == 2 { lines[row][column + 1] = TerminalCell(text: "", style: style) }
  }

  /// Adds a mark to the character at a place.
  mutating func add(mark: Unicode.Scalar, row: Int, column: Int) {
    lines[row][column].text.unicodeScalars.append(mark)
  }

  mutating func erase(row: Int, columns range: Range<Int>, blank: TerminalCell) {
    separate(row: row, column: range.lowerBound)
    separate(row: row, column: range.upperBound)
    for column in range { lines[row][column] = blank }
  }

  /// Moves the cells from `column` on to the right, over the edge; blanks come in.
  mutating func insertCells(_ count: Int, row: Int, column: Int, blank: TerminalCell) {
    let count = min(count, columns - column)
    separate(row: row, column: column)
    separate(row: row, column: columns - count)
    lines[row].removeLast(count)
    lines[row].insert(contentsOf: Array(repeating: blank, count: count), at: column)
  }

  /// Takes cells out; what stands to their right moves up, and blanks come in at the edge.
  mutating func deleteCells(_ count: Int, row: Int, column: Int, blank: TerminalCell) {
    let count = min(count, columns - column)
    separate(row: row, column: column)
    separate(row: row, column: column + count)
    lines[row].removeSubrange(column..<column + count)
    lines[row] += Array(repeating: blank, count: count)
  }

  /// Moves the rows of a region up, or down by a negative number; blank rows come in.
  mutating func scroll(_ region: Range<Int>, up count: Int, blank: TerminalCell) {
    let shift = min(abs(count), region.count)
    let blanks = Array(repeating: Array(repeating: blank, count: columns), count: shift)
    if count > 0 {
      lines.insert(contentsOf: blanks, at: region.upperBound)
      lines.removeSubrange(region.lowerBound..<region.lowerBound + shift)
    } else {
      lines.removeSubrange(region.upperBound - shift..<region.upperBound)
      lines.insert(contentsOf: blanks, at: region.lowerBound)
    }
  }

  /// Cuts off or adds at the right and at the bottom.
  mutating func resize(rows newRows: Int, columns newColumns: Int) {
    var resized = TerminalGrid(rows: newRows, columns: newColumns)
    for row in 0..<min(rows, newRows) {
      separate(row: row, column: newColumns)
      for column in 0..<min(columns, newColumns) { resized.lines[row][column] = self[row, column] }
    }
    self = resized
  }

  /// Blanks the two halves of a wide character that stand on both sides of the left edge of a place.
  private mutating func separate(row: Int, column: Int) {
    guard column > 0, column < columns, self[row, column].isRightHalf else { return }
    lines[row][column].text = " "
    lines[row][column - 1].text = " "
  }
}
