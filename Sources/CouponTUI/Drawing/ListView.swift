import CouponKit

/// Rows of which one is selected. Only the rows that can be seen are asked for, so its cost does not grow with the list.
struct ListView {
  var count: Int
  /// The selected row, from 0.
  var selection: Int
  /// Whether the keys go to this list.
  var isActive: Bool
  /// The row to begin with, as long as the selected one can then be seen; nil leaves it to the selection.
  var top: Int?

  /// The first row that is visible in `rows` rows.
  ///
  /// It moves by half a pane at a time, so that most moves of the selection repaint two rows and not the whole list.
  static func firstVisible(of count: Int, selection: Int, rows: Int) -> Int {
    let stride = max(1, rows / 2)
    return max(0, min((selection - rows / 4) / stride * stride, count - rows))
  }

  private func firstVisible(rows: Int) -> Int {
    guard let top, (top..<top + rows).contains(selection) else {
      return Self.firstVisible(of: count, selection: selection, rows: rows)
    }
    return max(0, min(top, count - rows))
  }

  /// Whether rows behind the first `count` can not be visible, nor move those that are.
  static func isFilled(by count: Int, selection: Int, rows: Int) -> Bool {
    firstVisible(of: .max, selection: selection, rows: rows) + rows <= count
  }

  /// The row of the list that is drawn at a place.
  func index(at point: Point, in rect: Rect) -> Int? {
    guard rect.contains(point) else { return nil }
    let index = firstVisible(rows: rect.rows) + point.row - rect.row
    return index < count ? index : nil
  }

  /// Draws the visible rows. `row` draws one of them into the rectangle behind its marker, in the style it is given;
  /// `nil` leaves the style to the row.
  func draw(on canvas: inout Canvas, in rect: Rect, row: (inout Canvas, Int, Rect, Style?) -> Void) {
    let first = firstVisible(rows: rect.rows)
    for index in first..<max(first, min(count, first + rect.rows)) {
      let line = rect.line(index - first)
      let style: Style? = index != selection ? nil : isActive ? .selected : .selectedElsewhere
      if let style {
        canvas.fill(line, style: style)
        canvas.put("▸", in: line, style: style)
      }
      row(&canvas, index, line.dropping(columns: 1), style)
    }
  }
}
