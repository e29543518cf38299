import CouponKit

/// The state as a picture. It remembers nothing.
func draw(_ state: AppState) -> Canvas {
  let desk = state.desk
  var canvas = Canvas(desk.window, isASCII: desk.isASCII)
  guard desk.isLegible else {
    let text = desk.text("Too small: 40×12 is needed.", "窗口太小，至少需要 40×12。")
    canvas.putTruncated(text, in: canvas.bounds)
    return canvas
  }
  let rows = canvas.bounds
  // A dialog lies on what it was opened from.
  let base = state.screens.lastIndex { !$0.isDialog } ?? 0
  for screen in state.screens[base...] { screen.draw(desk, on: &canvas, in: desk.body) }
  let below = rows.dropping(rows: desk.body.endRow).keeping(rows: desk.tourRows)
  state.tour?.draw(desk, state.screens.last?.place ?? [], on: &canvas, in: below)
  Banner.draw(desk, on: &canvas, in: rows.line(0))
  Footer.draw(desk, state.screens.last, notice: state.shownNotice, on: &canvas, in: rows)
  return canvas
}
