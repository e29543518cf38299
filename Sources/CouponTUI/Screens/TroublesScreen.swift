import CouponKit

/// What is wrong at the moment, each with its three sentences and the reference that an administrator asks for.
struct TroublesScreen: Sendable, Equatable {
  private(set) var first = 0

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    guard case .keyPressed(let key) = event, let action = KeyMap.action(for: key, in: .help) else { return .nothing }
    if action == .back || action == .open { return .back }
    let page = page(desk)
    let box = page.box(in: desk.size)
    first =
      TextPage.scrolled(first, by: action, total: page.rows(width: box.columns - 5).count, rows: box.rows - 2) ?? first
    return .nothing
  }

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let title = desk.text("Warnings \(desk.troubles.count)", "警告 \(desk.troubles.count)")
    let page = page(desk)
    let box = Dialog(title: title, size: page.box(in: desk.size)).draw(on: &canvas, in: rect)
    page.draw(on: &canvas, in: box, from: first)
  }

  func hasMore(_ desk: Desk) -> Bool {
    let page = page(desk)
    let box = page.box(in: desk.size)
    return page.hasMore(below: first, in: Size(columns: box.columns - 5, rows: box.rows - 2))
  }

  private func page(_ desk: Desk) -> TextPage {
    var page = TextPage(desk)
    if desk.troubles.isEmpty { page.add(desk.text("Nothing is wrong.", "一切正常。")) }
    for trouble in desk.troubles {
      if !page.lines.isEmpty { page.addBlank() }
      let since = desk.formats.clock(trouble.since)
      page.add(desk.text("Since \(since)", "自 \(since) 起"), style: .title)
      page.add(trouble.failure, in: desk.language)
    }
    return page
  }
}
