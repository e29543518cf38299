import CouponKit

/// Styled lines to read, as many as there are; a dialog shows the part for which it has room.
struct TextPage {
  struct Line {
    var text: SafeText
    var style: Style = .normal
    /// Columns by which the line stands in, its continuations too.
    var indent = 0
    /// Stands before the first row; the rows below it stand in by as much.
    var label: SafeText = ""
    var labelWidth = 0
  }

  private(set) var lines: [Line] = []
  /// Whether it is drawn with escapes for all that is not ASCII, which take more room.
  private let isASCII: Bool

  init(_ desk: Desk) { isASCII = desk.isASCII }

  mutating func add(_ text: SafeText, style: Style = .normal, indent: Int = 0) {
    lines.append(Line(text: text, style: style, indent: indent))
  }

  mutating func addBlank() { lines.append(Line(text: "")) }

  /// A label and its value, the values in one column.
  mutating func add(
    label: SafeText, labelWidth: Int, _ value: SafeText, style: Style = .normal, indent: Int = 0
  ) {
    lines.append(Line(text: value, style: style, indent: indent, label: label, labelWidth: labelWidth))
  }

  /// Every line cut where it has to be, so that it can be counted in rows.
  func rows(width: Int) -> [Line] {
    lines.flatMap { line in
      let label = line.labelWidth == 0 ? "" : shown(line.label).padded(to: line.labelWidth)
      let indent = line.indent + line.labelWidth
      return shown(line.text).wrapped(to: max(1, width - indent)).enumerated().map { offset, part in
        offset == 0
          ? Line(text: SafeText(label.text + part.text), style: line.style, indent: line.indent)
          : Line(text: part, style: line.style, indent: indent)
      }
    }
  }

  private func shown(_ text: SafeText) -> SafeText { text.shown(isASCII: isASCII) }

  /// The size of a dialog that shows as much of the page as the screen has room for.
  func box(in screen: Size) -> Size {
    let columns = min(72, screen.columns)
    return Size(columns: columns, rows: max(3, min(rows(width: columns - 5).count + 2, screen.rows - 2)))
  }

  /// Draws the rows from `first` on; `↓` and `↑` in the last column say where there is more.
  func draw(on canvas: inout Canvas, in rect: Rect, from first: Int = 0) {
    let rows = rows(width: rect.columns - 1)
    let start = max(0, min(first, rows.count - rect.rows))
    for (offset, row) in rows.dropFirst(start).prefix(rect.rows).enumerated() {
      canvas.put(row.text, in: rect.line(offset).dropping(columns: row.indent), style: row.style)
    }
    let edge = rect.dropping(columns: rect.columns - 1)
    if start > 0 { canvas.put("↑", in: edge.line(0), style: .key) }
    if start + rect.rows < rows.count { canvas.put("↓", in: edge.line(rect.rows - 1), style: .key) }
  }

  /// Whether rows stand below those that are seen from `first` on.
  func hasMore(below first: Int, in size: Size) -> Bool {
    let count = rows(width: size.columns).count
    return max(0, min(first, count - size.rows)) + size.rows < count
  }

  /// Where a page of `rows` rows stands after a key; nil for a key that does not scroll.
  static func scrolled(_ first: Int, by action: Action, total: Int, rows: Int) -> Int? {
    let last = max(0, total - rows)
    let moved: Int
    switch action {
    case .up: moved = min(first, last) - 1
    case .down: moved = first + 1
    case .pageUp: moved = min(first, last) - rows
    case .pageDown: moved = first + rows
    case .first: moved = 0
    case .last: moved = last
    default: return nil
    }
    return max(0, min(moved, last))
  }
}

extension TextPage {
  /// The three sentences and the reference line of a failure.
  mutating func add(_ failure: CouponFailure, in language: Language) {
    let sentences = FailureSentences(failure, in: language)
    add(sentences.happened, style: .warning)
    add(sentences.holds)
    add(sentences.next)
    addReference(sentences)
  }

  /// What went wrong on the way of a deactivation. What is true of the coupons is the report's to say; what to do is so too,
  /// while anything can still come of it.
  mutating func add(lastFailureOf report: DeactivationReport, in language: Language) {
    guard var failure = report.lastFailure else { return }
    let isRefused = report.isSettled && (report.state == .rejected || report.state == .notApplied)
    var isUnproved = false
    switch failure.kind {
    case .answerNotProved(.signatureProbe): break
    case .answerNotProved, .serverNotTrusted: isUnproved = true
    default: break
    }
    // While it is open, looking comes before anything else.
    failure = CouponFailure(
      failure.kind, change: isUnproved && !report.isSettled ? .unknown : isRefused ? .none : failure.change,
      references: failure.references)
    let sentences = FailureSentences(failure, in: language)
    add(sentences.happened, style: .warning)
    if isUnproved, report.isSettled {
      add(SafeText(Phrase("Pass on the reference to your administrator.", "请将下方信息转给管理员。")(language)))
    } else if isUnproved || isRefused || failure.kind == .supervisorNeeded {
      add(sentences.next)
    }
    addReference(sentences)
  }

  private mutating func addReference(_ sentences: FailureSentences) {
    if !sentences.reference.text.isEmpty {
      addBlank()
      add(sentences.reference, style: .dim)
    }
  }
}

extension TextPage {
  /// The requests of a deactivation one by one.
  mutating func add(attemptsOf report: DeactivationReport, in language: Language) {
    guard !report.attemptHistory.isEmpty else { return }
    addBlank()
    add(SafeText(Phrase("Requests", "请求")(language)), style: .label)
    for attempt in report.attemptHistory {
      let sentences = AttemptSentences(attempt, provedBy: report.proof, in: language)
      add(label: sentences.number, labelWidth: 3, sentences.facts, indent: 1)
      add(sentences.verdict, style: .dim, indent: 4)
      // The one that settled it stands above already.
      if let requestID = sentences.requestID, requestID.text != report.requestID {
        add(label: "Request-ID", labelWidth: 11, requestID, style: .dim, indent: 4)
      }
    }
  }
}
