import CouponKit

extension OutlineView {
  private static func labelWidth(in rect: Rect) -> Int { min(20, rect.columns / 3) }

  /// The row that is drawn at a place.
  func row(at point: Point, of sections: some Sequence<OutlineSection>, in rect: Rect, isASCII: Bool) -> Int? {
    let (places, list) = layOut(
      sections, labelWidth: Self.labelWidth(in: rect), in: rect, isASCII: isASCII, isActive: true)
    return list.index(at: point, in: rect).map { places[$0].row }
  }

  func draw(_ sections: some Sequence<OutlineSection>, on canvas: inout Canvas, in rect: Rect, isActive: Bool) {
    let labelWidth = Self.labelWidth(in: rect)
    let (places, list) = layOut(
      sections, labelWidth: labelWidth, in: rect, isASCII: canvas.isASCII, isActive: isActive)
    list.draw(on: &canvas, in: rect) { canvas, index, line, _ in
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
    _ sections: some Sequence<OutlineSection>, labelWidth: Int, in rect: Rect, isASCII: Bool, isActive: Bool
  ) -> (places: [Placed], list: ListView) {
    var places: [Placed] = []
    places.reserveCapacity(2 * rect.rows)
    var (selectedPlace, topPlace): (Int?, Int?)
    var list: ListView {
      ListView(count: places.count, selection: selectedPlace ?? 0, isActive: isActive, top: topPlace)
    }
    var row = 0
    for (number, section) in sections.enumerated() {
      for line in [-1] + visibleLines(section) {
        if let selectedPlace, ListView.isFilled(by: places.count, selection: selectedPlace, rows: rect.rows),
          places.count >= (topPlace ?? 0) + rect.rows
        {
          return (places, list)
        }
        if line < 0, section.kind == top { topPlace = places.count }
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
    return (places, list)
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
    let room = max(1, width - indent - labelWidth - 1)
    if line.label.fits(in: labelWidth), line.value.fits(in: room) {
      return [Placed(row: row, label: line.label, value: line.value, style: style, indent: indent, address: address)]
    }
    let labels = line.label.wrapped(to: labelWidth)
    let values = line.value.wrapped(to: room)
    return (0..<max(labels.count, values.count)).map { offset in
      Placed(
        row: row, label: offset < labels.count ? labels[offset] : "",
        value: offset < values.count ? values[offset] : "",
        style: style, indent: indent, address: offset < values.count ? address : nil)
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
