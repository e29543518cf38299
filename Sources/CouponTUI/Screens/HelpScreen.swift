import CouponKit

/// The keys of one place, and of all others below.
struct HelpScreen: Sendable, Equatable {
  let place: Place
  private(set) var first = 0

  init(for place: Place) { self.place = place }

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    guard case .keyPressed(let key) = event, let action = KeyMap.action(for: key, in: .help) else { return .nothing }
    if action == .back || action == .open { return .back }
    let box = size(in: desk.size)
    let total = page(desk).rows(width: box.columns - 5).count
    first = TextPage.scrolled(first, by: action, total: total, rows: box.rows - 2) ?? first
    return .nothing
  }

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let box = Dialog(title: desk.text("Keys", "按键"), size: size(in: desk.size)).draw(on: &canvas, in: rect)
    page(desk).draw(on: &canvas, in: box, from: first)
  }

  func hasMore(_ desk: Desk) -> Bool {
    let box = size(in: desk.size)
    return page(desk).hasMore(below: first, in: Size(columns: box.columns - 5, rows: box.rows - 2))
  }

  private func size(in screen: Size) -> Size { Size(columns: min(72, screen.columns), rows: screen.rows - 2) }

  private func page(_ desk: Desk) -> TextPage {
    var page = TextPage(desk)
    page.add(desk.text("Here", "此处"), style: .title)
    add(KeyMap.bindings(in: place), to: &page, desk)
    page.addBlank()
    page.add(desk.text("Elsewhere", "其他位置"), style: .title)
    add(KeyMap.bindings, to: &page, desk)
    return page
  }

  private func add(_ bindings: [KeyBinding], to page: inout TextPage, _ desk: Desk) {
    let width = KeyMap.nameWidth(on: desk)
    var seen: Set<[SafeText]> = []
    for binding in bindings {
      let (name, meaning) = (binding.name(on: desk), desk.text(binding.meaning))
      if seen.insert([name, meaning]).inserted { page.add(label: name, labelWidth: width, meaning, indent: 1) }
    }
  }
}
