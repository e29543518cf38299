import CouponKit

/// A framed box in the middle of the screen, above what lies there.
struct Dialog {
  var title: SafeText
  var size: Size

  /// Clears the place and draws the frame.
  ///
  /// - Returns: the rectangle for the text, with a blank column on either side.
  func draw(on canvas: inout Canvas, in rect: Rect) -> Rect {
    let box = rect.centered(size)
    canvas.fill(box)
    canvas.cursor = nil
    let inside = Pane(title: title, isActive: true).draw(on: &canvas, in: box)
    return inside.dropping(columns: 1).keeping(columns: inside.columns - 2)
  }
}
