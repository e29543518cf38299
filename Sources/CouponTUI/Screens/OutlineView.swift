import CouponKit

/// The detail pane: labelled sections that fold, and a row in them that keys move.
struct OutlineView: Sendable, Equatable {
  /// The selected row among those that are not folded away, from 0.
  private(set) var selection = 0
  /// The raw answer is long, and seldom what an agent is after.
  private(set) var folded: Set<OutlineSection.Kind> = [.raw]

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

  mutating func select(_ row: Int) { selection = row }

  /// The rows as they are searched.
  func findable(_ sections: [OutlineSection]) -> Finding.Rows {
    let rows = rows(sections)
    return Finding.Rows(count: rows.count) { index in
      switch rows[index] {
      case .title(let section): return sections[section].title.text
      case .line(let section, let line):
        let line = sections[section].lines[line]
        return "\(line.label) \(line.value)"
      }
    }
  }

  mutating func jump(to section: Int, in sections: [OutlineSection]) {
    guard sections.indices.contains(section) else { return }
    folded.remove(sections[section].kind)
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
    let kind = sections[section].kind
    if folded.remove(kind) == nil { folded.insert(kind) }
    selection = self.rows(sections).firstIndex { $0.section == section } ?? 0
  }

  func selectedLine(in sections: [OutlineSection]) -> OutlineLine? {
    let rows = rows(sections)
    guard rows.indices.contains(selection), case .line(let section, let line) = rows[selection] else { return nil }
    return sections[section].lines[line]
  }

  func draw(_ sections: some Sequence<OutlineSection>, on canvas: inout Canvas, in rect: Rect, isActive: Bool) {
    let labelWidth = min(20, rect.columns / 3)
    let (places, selectedPlace) = layOut(sections, labelWidth: labelWidth, in: rect)
    ListView(count: places.count, selection: selectedPlace, isActive: isActive)
      .draw(on: &canvas, in: rect) { canvas, index, line, _ in
        let place = places[index]
        let style: Style? = place.row == selection && isActive ? .selected : nil
        if let style { canvas.fill(line, style: style) }
        let inner = line.dropping(columns: place.indent)
        guard let value = place.value else {
          canvas.putTruncated(place.label, in: inner, style: style ?? place.style)
          return
        }
        canvas.putTruncated(place.label, in: inner.keeping(columns: labelWidth), style: style ?? .dim)
        canvas.putTruncated(value, in: inner.dropping(columns: labelWidth + 1), style: style ?? place.style)
      }
  }

  /// Lines are as high as their text is long, so they are laid out from the first one on, as far as the pane shows.
  private func layOut(
    _ sections: some Sequence<OutlineSection>, labelWidth: Int, in rect: Rect
  ) -> (places: [Placed], selectedPlace: Int) {
    var places: [Placed] = []
    var selectedPlace: Int?
    var row = 0
    for (number, section) in sections.enumerated() {
      let isFolded = folded.contains(section.kind)
      for line in -1..<(isFolded ? 0 : section.lines.count) {
        if let selectedPlace, ListView.isFilled(by: places.count, selection: selectedPlace, rows: rect.rows) {
          return (places, selectedPlace)
        }
        if row == selection { selectedPlace = places.count }
        if line < 0 {
          let title = SafeText(partsOfSafeText: (isFolded ? "+" : " ") + String(number + 1) + " " + section.title.text)
          places.append(Placed(row: row, label: title, value: nil, style: .label, indent: 0))
        } else {
          places += Self.placed(section.lines[line], row: row, labelWidth: labelWidth, width: rect.columns - 1)
        }
        row += 1
      }
    }
    return (places, selectedPlace ?? 0)
  }

  /// One row of the screen.
  private struct Placed {
    let row: Int
    let label: SafeText
    /// Nil for a title or a heading, which has the whole width.
    let value: SafeText?
    let style: Style
    let indent: Int
  }

  private static func placed(_ line: OutlineLine, row: Int, labelWidth: Int, width: Int) -> [Placed] {
    let indent = 1 + line.depth
    guard line.kind != .heading else {
      return [Placed(row: row, label: line.label, value: nil, style: .normal, indent: indent)]
    }
    // A line without a label, as in the raw answer, may use the label's room as well.
    let isBare = line.label.text.isEmpty
    let room = width - indent - (isBare ? 0 : labelWidth + 1)
    return line.value.wrapped(to: max(1, room)).enumerated().map { offset, part in
      isBare
        ? Placed(row: row, label: part, value: nil, style: line.kind.style, indent: indent)
        : Placed(row: row, label: offset == 0 ? line.label : "", value: part, style: line.kind.style, indent: indent)
    }
  }

  private func rows(_ sections: [OutlineSection]) -> [Row] {
    sections.indices.flatMap { section in
      [.title(section: section)]
        + (folded.contains(sections[section].kind)
          ? [] : sections[section].lines.indices.map { .line(section: section, line: $0) })
    }
  }
}

extension OutlineLine.Kind {
  fileprivate var style: Style {
    switch self {
    case .normal, .link, .heading: .normal
    case .warning, .unread: .warning
    case .internalOnly: .dim
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
