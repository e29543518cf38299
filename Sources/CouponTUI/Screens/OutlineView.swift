import CouponKit

/// The detail pane: labelled sections that fold, and a row in them that keys move.
struct OutlineView: Sendable, Equatable {
  /// The selected row among those that are not folded away, from 0.
  private(set) var selection = 0
  private(set) var folded: Set<Int> = []

  /// One row: a section's title, or a line of it.
  private enum Row {
    case title(section: Int)
    case line(section: Int, line: Int)

    var section: Int {
      switch self {
      case .title(let section), .line(let section, _): section
      }
    }
  }

  mutating func restart() { selection = 0 }

  mutating func jump(to section: Int, in sections: [OutlineSection]) {
    folded.remove(section)
    let place = rows(sections).firstIndex { if case .title(section) = $0 { true } else { false } }
    selection = place ?? selection
  }

  mutating func perform(_ action: Action, in sections: [OutlineSection], rows height: Int) {
    let rows = rows(sections)
    guard action == .fold else {
      selection = ListView.moved(selection, by: action, count: rows.count, rows: height)
      return
    }
    guard rows.indices.contains(selection) else { return }
    let section = rows[selection].section
    if folded.remove(section) == nil { folded.insert(section) }
    selection = self.rows(sections).firstIndex { $0.section == section } ?? 0
  }

  func selectedLine(in sections: [OutlineSection]) -> OutlineLine? {
    let rows = rows(sections)
    guard rows.indices.contains(selection), case .line(let section, let line) = rows[selection] else { return nil }
    return sections[section].lines[line]
  }

  func draw(_ sections: [OutlineSection], on canvas: inout Canvas, in rect: Rect, isActive: Bool) {
    let rows = rows(sections)
    let labelWidth = min(20, rect.columns / 3)
    // Lines are as high as their text is long, so the page is laid out before it is known where it starts.
    var pages: [(row: Int, label: SafeText, text: SafeText, style: Style)] = []
    var selectedAt = 0
    for (index, row) in rows.enumerated() {
      if index == selection { selectedAt = pages.count }
      switch row {
      case .title(let section):
        let mark = folded.contains(section) ? "▸" : " "
        pages.append((index, SafeText("\(mark)\(section + 1) \(sections[section].title)"), "", .label))
      case .line(let section, let line):
        let line = sections[section].lines[line]
        let parts = line.value.wrapped(to: max(1, rect.columns - labelWidth - 3))
        for (offset, part) in parts.enumerated() {
          pages.append((index, offset == 0 ? line.label : "", part, line.kind.style))
        }
      }
    }
    ListView(count: pages.count, selection: selectedAt, isActive: isActive)
      .draw(on: &canvas, in: rect) { canvas, index, place, _ in
        let page = pages[index]
        let style: Style? = page.row == selection && isActive ? .selected : nil
        if let style { canvas.fill(place, style: style) }
        guard !page.text.text.isEmpty || page.style != .label else {
          canvas.putTruncated(page.label, in: place, style: style ?? page.style)
          return
        }
        let inner = place.dropping(columns: 1)
        canvas.putTruncated(page.label, in: inner.keeping(columns: labelWidth), style: style ?? .dim)
        canvas.putTruncated(page.text, in: inner.dropping(columns: labelWidth + 1), style: style ?? page.style)
      }
  }

  private func rows(_ sections: [OutlineSection]) -> [Row] {
    sections.indices.flatMap { section in
      [.title(section: section)]
        + (folded.contains(section) ? [] : sections[section].lines.indices.map { .line(section: section, line: $0) })
    }
  }
}

extension OutlineLine.Kind {
  fileprivate var style: Style {
    switch self {
    case .normal, .link: .normal
    case .warning: .warning
    case .internal: .dim
    }
  }
}

extension ListView {
  /// Where a key takes the selection of a list.
  static func moved(_ selection: Int, by action: Action, count: Int, rows: Int) -> Int {
    let moved: Int
    switch action {
    case .up: moved = selection - 1
    case .down: moved = selection + 1
    case .pageUp: moved = selection - rows
    case .pageDown: moved = selection + rows
    case .first: moved = 0
    case .last: moved = count - 1
    default: moved = selection
    }
    return max(0, min(moved, count - 1))
  }
}
