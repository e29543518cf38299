import CouponKit

/// The detail pane: labelled sections that fold, and a row in them that keys move.
struct OutlineView: Sendable, Equatable {
  /// The selected row among those that are not folded away, from 0.
  private(set) var selection = 0
  /// The section that an agent has jumped to: its title stands at the top until the selection leaves what is seen below it.
  private(set) var top: OutlineSection.Kind?
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

  mutating func restart() { (selection, top) = (0, nil) }

  mutating func select(_ row: Int) { selection = row }

  mutating func jump(to section: Int, in sections: [OutlineSection]) {
    guard sections.indices.contains(section) else { return }
    folded.remove(sections[section].kind)
    select(.title(section: section), in: sections)
    top = sections[section].kind
  }

  /// The section of the selected row.
  func section(in sections: [OutlineSection]) -> OutlineSection.Kind? {
    let rows = rows(sections)
    return rows.indices.contains(selection) ? sections[rows[selection].section].kind : nil
  }

  /// As ``jump(to:in:)``, and leaves the section folded if it is.
  mutating func goTo(_ kind: OutlineSection.Kind?, in sections: [OutlineSection]) {
    guard let section = sections.firstIndex(where: { $0.kind == kind }) else { return }
    select(.title(section: section), in: sections)
    top = sections[section].kind
  }

  mutating func perform(_ action: Action, in sections: [OutlineSection], rows height: Int) {
    let rows = rows(sections)
    if action != .fold {
      selection = ListView.moved(selection, by: action, count: rows.count, rows: height)
    } else if rows.indices.contains(selection) {
      turn(rows[selection], in: sections)
    }
    guard let section = sections.firstIndex(where: { $0.kind == top }),
      let start = rows.firstIndex(of: .title(section: section)), !(start..<start + height).contains(selection)
    else { return }
    top = nil
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

  func isFolded(_ node: OutlineNode) -> Bool { node.startsFolded != turnedNodes.contains(node.pointer) }

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
  func visibleLines(_ section: OutlineSection) -> [Int] {
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
}

extension OutlineSection {
  /// The first line of the innermost part of the raw answer that holds a line; nil for the answer as a whole.
  fileprivate func line(ofNodeAround line: Int) -> Int? {
    lines[...line].indices.last { start in
      lines[start].node.map { !$0.pointer.isEmpty && start + $0.lineCount >= line } ?? false
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
