import CouponKit

/// The detail pane: labelled sections that fold, and a row in them that keys move.
struct OutlineView: Sendable, Equatable {
  /// The selected row among those that are not folded away, from 0.
  private(set) var selection = 0
  /// The raw answer is long, and seldom what an agent is after.
  private(set) var folded: Set<OutlineSection.Kind> = [.raw]
  /// Parts of the raw answer that are not as they start, by where they are.
  private var turnedNodes: Set<String> = []

  /// One row: a section's title, or a line of it.
  private enum Row: Equatable {
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

  mutating func jump(to section: Int, in sections: [OutlineSection]) {
    guard sections.indices.contains(section) else { return }
    folded.remove(sections[section].kind)
    select(.title(section: section), in: sections)
  }

  /// The section of the selected row.
  func section(in sections: [OutlineSection]) -> OutlineSection.Kind? {
    let rows = rows(sections)
    return rows.indices.contains(selection) ? sections[rows[selection].section].kind : nil
  }

  /// Selects the title of a section, folded or not.
  mutating func goTo(_ kind: OutlineSection.Kind?, in sections: [OutlineSection]) {
    guard let section = sections.firstIndex(where: { $0.kind == kind }) else { return }
    select(.title(section: section), in: sections)
  }

  mutating func perform(_ action: Action, in sections: [OutlineSection], rows height: Int) {
    let rows = rows(sections)
    guard action == .fold else {
      selection = ListView.moved(selection, by: action, count: rows.count, rows: height)
      return
    }
    guard rows.indices.contains(selection) else { return }
    turn(rows[selection], in: sections)
  }

  func selectedLine(in sections: [OutlineSection]) -> OutlineLine? {
    let rows = rows(sections)
    guard rows.indices.contains(selection), case .line(let section, let line) = rows[selection] else { return nil }
    return sections[section].lines[line]
  }

  private mutating func select(_ row: Row, in sections: [OutlineSection]) {
    selection = rows(sections).firstIndex(of: row) ?? selection
  }

  // MARK: Folding

  private func isFolded(_ node: OutlineNode) -> Bool { node.startsFolded != turnedNodes.contains(node.pointer) }

  /// Folds or unfolds what the row belongs to: the part of the raw answer, or else the section.
  private mutating func turn(_ row: Row, in sections: [OutlineSection]) {
    let section = sections[row.section]
    if case .line(_, let line) = row, let start = section.line(ofNodeAround: line), let node = section.lines[start].node
    {
      turnedNodes.formSymmetricDifference([node.pointer])
      return select(.line(section: row.section, line: start), in: sections)
    }
    if folded.remove(section.kind) == nil { folded.insert(section.kind) }
    select(.title(section: row.section), in: sections)
  }

  /// The lines of a section that are not folded away.
  private func visibleLines(_ section: OutlineSection) -> [Int] {
    if folded.contains(section.kind) { return [] }
    guard section.kind == .raw else { return Array(section.lines.indices) }
    var visible: [Int] = []
    var line = 0
    while line < section.lines.count {
      visible.append(line)
      line += 1
      if let node = section.lines[line - 1].node, isFolded(node) { line += node.lineCount }
    }
    return visible
  }

  private func rows(_ sections: [OutlineSection]) -> [Row] {
    sections.indices.flatMap { section in
      [.title(section: section)] + visibleLines(sections[section]).map { .line(section: section, line: $0) }
    }
  }

  // MARK: Finding

  /// Every row, folded away or not.
  private func allRows(_ sections: [OutlineSection]) -> [Row] {
    sections.indices.flatMap { section in
      [.title(section: section)] + sections[section].lines.indices.map { .line(section: section, line: $0) }
    }
  }

  /// The rows as they are searched, also those that are folded away.
  ///
  /// - Parameter sections: none of them folded, here and below.
  func findable(_ sections: [OutlineSection]) -> Finding.Rows {
    let rows = allRows(sections)
    return Finding.Rows(count: rows.count) { index in
      switch rows[index] {
      case .title(let section): return sections[section].title.text
      case .line(let section, let line):
        let line = sections[section].lines[line]
        return "\(line.label) \(line.value)"
      }
    }
  }

  /// Where the selected row stands among ``findable(_:)``.
  func findPlace(in sections: [OutlineSection]) -> Int {
    let rows = rows(sections)
    guard rows.indices.contains(selection) else { return 0 }
    return allRows(sections).firstIndex(of: rows[selection]) ?? 0
  }

  /// Selects one of ``findable(_:)``, and unfolds what hides it.
  mutating func show(_ place: Int, in sections: [OutlineSection]) {
    let rows = allRows(sections)
    guard rows.indices.contains(place) else { return }
    if case .line(let section, let line) = rows[place] {
      folded.remove(sections[section].kind)
      for (start, other) in sections[section].lines[..<line].enumerated() {
        if let node = other.node, start + node.lineCount >= line, isFolded(node) {
          turnedNodes.formSymmetricDifference([node.pointer])
        }
      }
    }
    select(rows[place], in: sections)
  }

  // MARK: Drawing

  private static func labelWidth(in rect: Rect) -> Int { min(20, rect.columns / 3) }

  /// The row that is drawn at a place.
  func row(at point: Point, of sections: some Sequence<OutlineSection>, in rect: Rect, isASCII: Bool) -> Int? {
    let (places, selectedPlace) = layOut(sections, labelWidth: Self.labelWidth(in: rect), in: rect, isASCII: isASCII)
    let list = ListView(count: places.count, selection: selectedPlace, isActive: true)
    return list.index(at: point, in: rect).map { places[$0].row }
  }

  func draw(_ sections: some Sequence<OutlineSection>, on canvas: inout Canvas, in rect: Rect, isActive: Bool) {
    let labelWidth = Self.labelWidth(in: rect)
    let (places, selectedPlace) = layOut(sections, labelWidth: labelWidth, in: rect, isASCII: canvas.isASCII)
    ListView(count: places.count, selection: selectedPlace, isActive: isActive)
      .draw(on: &canvas, in: rect) { canvas, index, line, _ in
        let place = places[index]
        let style: Style? = place.row == selection && isActive ? .selected : nil
        if let style { canvas.fill(line, style: style) }
        if place.isMarked { canvas.put("?", in: line, style: style ?? place.style) }
        let inner = line.dropping(columns: place.indent)
        guard let value = place.value else {
          canvas.putTruncated(place.label, in: inner, style: style ?? place.style)
          return
        }
        canvas.putTruncated(place.label, in: inner.keeping(columns: labelWidth), style: style ?? .dim)
        let room = inner.dropping(columns: labelWidth + 1)
        if let address = place.address {
          canvas.put(value, linking: address, number: place.row, in: room, style: style ?? place.style)
        } else {
          canvas.putTruncated(value, in: room, style: style ?? place.style)
        }
      }
  }

  /// Lines are as high as their text is long, so they are laid out from the first one on, as far as the pane shows.
  ///
  /// - Parameter isASCII: whether they are drawn with escapes for all else, which take more room.
  private func layOut(
    _ sections: some Sequence<OutlineSection>, labelWidth: Int, in rect: Rect, isASCII: Bool
  ) -> (places: [Placed], selectedPlace: Int) {
    var places: [Placed] = []
    places.reserveCapacity(2 * rect.rows)
    var selectedPlace: Int?
    var row = 0
    for (number, section) in sections.enumerated() {
      for line in [-1] + visibleLines(section) {
        if let selectedPlace, ListView.isFilled(by: places.count, selection: selectedPlace, rows: rect.rows) {
          return (places, selectedPlace)
        }
        if row == selection { selectedPlace = places.count }
        if line < 0 {
          let title = SafeText(String(number + 1) + " " + section.title.text)
          let mark = folded.contains(section.kind) ? "+" : " "
          places += title.wrapped(to: rect.columns - 2).enumerated().map { offset, part in
            let text = SafeText((offset == 0 ? mark : "   ") + part.text)
            return Placed(row: row, label: text, value: nil, style: .label, indent: 0)
          }
        } else {
          let line = isASCII ? section.lines[line].ascii : section.lines[line]
          places += placed(line, row: row, labelWidth: labelWidth, width: rect.columns - 1)
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
    /// Nil for what has the whole width: a title, a heading, a line of the raw answer.
    let value: SafeText?
    let style: Style
    let indent: Int
    /// Where the value leads to.
    var address: WebAddress?
    /// Whether it is a part of the answer that this version does not know.
    var isMarked = false
  }

  private func placed(_ line: OutlineLine, row: Int, labelWidth: Int, width: Int) -> [Placed] {
    let indent = 1 + line.depth
    let style = line.kind.style
    func wide(_ text: SafeText) -> [Placed] {
      text.wrapped(to: max(1, width - indent)).enumerated().map { offset, part in
        Placed(
          row: row, label: part, value: nil, style: style, indent: indent,
          isMarked: offset == 0 && line.kind == .unread)
      }
    }
    switch line.kind {
    case .heading: return wide(line.label)
    case .table, .raw, .unread:
      if let node = line.node, isFolded(node) { return wide(node.folded) }
      return wide(line.value)
    case .normal, .warning, .internalOnly, .link: break
    }
    let address = line.kind == .link ? line.copyText.flatMap { WebAddress($0.text) } : nil
    let labels = line.label.wrapped(to: labelWidth)
    let values = line.value.wrapped(to: max(1, width - indent - labelWidth - 1))
    return (0..<max(labels.count, values.count)).map { offset in
      Placed(
        row: row, label: offset < labels.count ? labels[offset] : "",
        value: offset < values.count ? values[offset] : "",
        style: style, indent: indent, address: offset < values.count ? address : nil)
    }
  }
}

extension OutlineSection {
  /// The first line of the innermost part of the raw answer that holds a line; nil for the answer as a whole.
  fileprivate func line(ofNodeAround line: Int) -> Int? {
    lines[...line].indices.last { start in
      lines[start].node.map { !$0.pointer.isEmpty && start + $0.lineCount >= line } ?? false
    }
  }
}

extension OutlineLine {
  /// With what is drawn of it as it is drawn where there is ASCII alone.
  fileprivate var ascii: OutlineLine {
    OutlineLine(kind: kind, label: label.ascii, value: value.ascii, depth: depth, copyText: copyText, node: node)
  }
}

extension OutlineLine.Kind {
  fileprivate var style: Style {
    switch self {
    case .normal, .link, .heading, .table, .raw: .normal
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
