/// A number of columns and rows.
struct Size: Sendable, Hashable {
  var columns: Int
  var rows: Int
}

/// A place on a canvas; the top left one is 0, 0.
struct Point: Sendable, Hashable {
  var column: Int
  var row: Int
}

/// A part of a canvas. One without a column or a row holds nothing, and drawing into it does nothing.
struct Rect: Sendable, Hashable {
  var column: Int
  var row: Int
  var columns: Int
  var rows: Int

  init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  init(_ size: Size) { self.init(column: 0, row: 0, columns: size.columns, rows: size.rows) }

  /// The column behind the last one.
  var endColumn: Int { column + columns }
  /// The row below the last one.
  var endRow: Int { row + rows }
  var size: Size { Size(columns: columns, rows: rows) }

  func contains(_ point: Point) -> Bool {
    (column..<endColumn).contains(point.column) && (row..<endRow).contains(point.row)
  }

  /// The rectangle inside a frame of one cell.
  var inside: Rect { Rect(column: column + 1, row: row + 1, columns: columns - 2, rows: rows - 2) }

  /// One row of this rectangle, counted from its own top; empty when it lies outside.
  func line(_ offset: Int) -> Rect {
    Rect(column: column, row: row + offset, columns: columns, rows: (0..<rows).contains(offset) ? 1 : 0)
  }

  func dropping(columns dropped: Int) -> Rect {
    Rect(column: column + dropped, row: row, columns: columns - dropped, rows: rows)
  }

  func dropping(rows dropped: Int) -> Rect {
    Rect(column: column, row: row + dropped, columns: columns, rows: rows - dropped)
  }

  func keeping(columns kept: Int) -> Rect { Rect(column: column, row: row, columns: min(kept, columns), rows: rows) }

  func keeping(rows kept: Int) -> Rect { Rect(column: column, row: row, columns: columns, rows: min(kept, rows)) }

  /// A rectangle of at most this size in the middle of this one.
  func centered(_ wanted: Size) -> Rect {
    let size = Size(columns: min(wanted.columns, columns), rows: min(wanted.rows, rows))
    return Rect(
      column: column + (columns - size.columns) / 2, row: row + (rows - size.rows) / 2, columns: size.columns,
      rows: size.rows)
  }
}
