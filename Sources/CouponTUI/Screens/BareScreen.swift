import CouponKit

/// A text that could not be put on the clipboard, without frames, so that the terminal's own selection takes just it.
struct BareScreen: Sendable, Equatable {
  let text: SafeText
  private(set) var row = 0

  init(_ text: SafeText) { self.text = text }

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    guard case .keyPressed(let key) = event, let action = KeyMap.action(for: key, in: .bare) else { return .nothing }
    if action == .back { return .back }
    row = page(desk).scrolled(row, by: action, on: desk.size)
    return .nothing
  }

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    page(desk).drawBare(on: &canvas, in: rect, from: row)
  }

  func hasMore(_ desk: Desk) -> Bool {
    page(desk).hasMore(below: row, in: Size(columns: desk.size.columns, rows: desk.size.rows - 2))
  }

  private func page(_ desk: Desk) -> TextPage {
    var page = TextPage(desk)
    page.add(desk.text("Shown for copying: select it in your terminal.", "请在终端中手工选择复制："), style: .dim)
    page.addBlank()
    page.add(text)
    return page
  }
}

extension TextPage {
  /// Over the whole width and without what says that there is more, which would be selected too.
  func drawBare(on canvas: inout Canvas, in rect: Rect, from first: Int) {
    for (offset, row) in rows(width: rect.columns).dropFirst(first).prefix(rect.rows).enumerated() {
      canvas.put(row.text, in: rect.line(offset).dropping(columns: row.indent), style: row.style)
    }
  }

  /// Where a bare page stands after a key.
  func scrolled(_ first: Int, by action: Action, on screen: Size) -> Int {
    let total = rows(width: screen.columns).count
    return Self.scrolled(first, by: action, total: total, rows: max(1, screen.rows - 2)) ?? first
  }
}

extension BundlesScreen {
  /// The summary for the ticket, and the detail as far as it is unfolded.
  func barePage(_ desk: Desk) -> TextPage {
    var page = TextPage(desk)
    for line in summaryLines(desk) { page.add(SafeText(line)) }
    for section in sections(desk) where !section.lines.isEmpty {
      page.addBlank()
      page.add(section.title)
      for line in section.lines where line.kind != .table {
        let separator = line.label.text.isEmpty || line.value.text.isEmpty ? "" : desk.text(": ", "：").text
        page.add(SafeText("\(line.label)\(separator)\(line.value)"), indent: line.depth)
      }
    }
    return page
  }
}

extension ThemeName {
  var name: Phrase {
    switch self {
    case .dark: Phrase("Colours for a dark ground.", "配色：深色背景。")
    case .light: Phrase("Colours for a light ground.", "配色：浅色背景。")
    case .highContrast: Phrase("High contrast.", "配色：高对比。")
    case .plain: Phrase("No colours.", "配色：无。")
    }
  }
}
