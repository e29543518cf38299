import CouponKit

/// A framed part of the screen with a title.
struct Pane {
  var title: SafeText
  /// Whether the keys go here; shown by a double marker in the title as well as by style.
  var isActive = false

  /// Draws the frame.
  ///
  /// - Returns: the rectangle inside it.
  func draw(on canvas: inout Canvas, in rect: Rect) -> Rect {
    guard rect.columns >= 2, rect.rows >= 2 else { return Rect(column: 0, row: 0, columns: 0, rows: 0) }
    let style: Style = isActive ? .activeFrame : .frame
    let (top, bottom) = (rect.line(0), rect.line(rect.rows - 1))
    canvas.fill(top, with: "─", style: style)
    canvas.fill(bottom, with: "─", style: style)
    for side in [rect.keeping(columns: 1), rect.dropping(columns: rect.columns - 1)] {
      canvas.fill(side.dropping(rows: 1).keeping(rows: rect.rows - 2), with: "│", style: style)
    }
    canvas.put("┌", in: top, style: style)
    canvas.put("┐", in: top.dropping(columns: rect.columns - 1), style: style)
    canvas.put("└", in: bottom, style: style)
    canvas.put("┘", in: bottom.dropping(columns: rect.columns - 1), style: style)
    let room = top.dropping(columns: 1).keeping(columns: rect.columns - 2)
    if room.columns >= 4, !title.text.isEmpty {
      let mark = isActive ? "»" : " "
      canvas.putTruncated(SafeText("\(mark)\(title) "), in: room, style: isActive ? .title : style)
    }
    return rect.inside
  }
}
