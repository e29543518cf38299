import CouponKit

extension HistoryScreen {
  /// Rows below the list that tell more of the selected entry.
  private func noteRows(_ desk: Desk) -> Int { desk.isNarrow ? 4 : 3 }

  /// How many entries can be seen at a time.
  func listRows(_ desk: Desk) -> Int { max(1, desk.size.rows - 4 - noteRows(desk)) }

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let pane = Pane(title: title(desk), isActive: true).draw(on: &canvas, in: rect)
    var page = TextPage(desk)
    switch phase {
    case .reading where reports.isEmpty: page.add(desk.text("Reading…", "读取中……"), style: .waiting)
    case .stopped(let failure): page.add(failure, in: desk.language)
    case .read where reports.isEmpty:
      page.add(desk.text("Nothing was deactivated from here yet.", "本机尚无失效操作记录。"))
    case .read where listed.isEmpty:
      page.add(desk.text("Nothing matches; f, a or d changes the filter.", "没有符合条件的记录，按 f、a、d 更改筛选。"))
    case .reading, .read: return drawList(desk, on: &canvas, in: pane)
    }
    page.draw(on: &canvas, in: pane.dropping(columns: 1))
  }

  func title(_ desk: Desk) -> SafeText {
    let open = reports.filter { !$0.state.isClosed }.count
    let shown = listed.count == reports.count ? "\(reports.count)" : "\(listed.count)/\(reports.count)"
    let marks = view.marks(desk.language)
    let isNarrow = desk.isNarrow && !marks.isEmpty
    let title =
      isNarrow
      ? Phrase("History \(shown)", "历史 \(shown)")
      : Phrase("History \(shown), open \(open)", "历史 \(shown)，未了结 \(open)")
    return SafeText(([title(desk.language)] + marks).joined(separator: " · "))
  }

  private func drawList(_ desk: Desk, on canvas: inout Canvas, in pane: Rect) {
    let isTable = pane.columns >= 70
    let columns = Columns(width: pane.columns - 1)
    if isTable { drawHead(columns, desk, on: &canvas, in: pane.line(0).dropping(columns: 1)) }
    let list = pane.dropping(rows: isTable ? 1 : 0)
    ListView(count: listed.count, selection: selection, isActive: true)
      .draw(on: &canvas, in: list.keeping(rows: list.rows - noteRows(desk))) { canvas, index, line, style in
        draw(listed[index], columns, desk, on: &canvas, in: line, style)
      }
    if let selected {
      drawNote(on: selected, desk, on: &canvas, in: pane.dropping(rows: pane.rows - noteRows(desk)))
    }
  }

  // MARK: The table

  /// How wide each column is; 0 leaves it out, and the product stands below the list then.
  private struct Columns {
    let time, outcome, agent, subject, receipt: Int
    /// What is left, shared by the product and, where there is room for both, the reason.
    let product, reason: Int

    init(width: Int) {
      time = 15
      outcome = 22
      agent = width >= 100 ? 12 : 0
      subject = width >= 69 ? 6 : 0
      receipt = width >= 100 ? 10 : 0
      let rest = max(0, width - time - outcome - agent - subject - receipt)
      product = width >= 100 ? rest * 45 / 100 : rest
      reason = rest - product
    }
  }

  private func drawHead(_ columns: Columns, _ desk: Desk, on canvas: inout Canvas, in line: Rect) {
    let cells = [
      (columns.time, Phrase("Time", "时间")), (columns.outcome, Phrase("Outcome", "结果")),
      (columns.agent, Phrase("By", "操作人")), (columns.subject, Phrase("ID", "编号")),
      (columns.product, Phrase("Product", "商品券")), (columns.reason, Phrase("Reason", "失效原因")),
      (columns.receipt, Phrase("Receipt", "回执")),
    ]
    put(cells.map { ($0.0, desk.text($0.1), .dim) }, on: &canvas, in: line)
  }

  private func draw(
    _ report: DeactivationReport, _ columns: Columns, _ desk: Desk, on canvas: inout Canvas, in line: Rect,
    _ style: Style?
  ) {
    let outcome = OutcomeSentences(report, in: desk.language).brief
    put(
      [
        (columns.time, SafeText(desk.formats.dayAndClock(report.createdAt)), style ?? .dim),
        (columns.outcome, outcome, style ?? report.style), (columns.agent, SafeText(report.agent), style ?? .normal),
        (columns.subject, SafeText("…\(report.target.subjectEnding)"), style ?? .dim),
        (columns.product, SafeText(report.productName), style ?? .normal),
        (columns.reason, SafeText(report.reason.text), style ?? .normal),
        (columns.receipt, SafeText(report.receipt?.text ?? "–"), style ?? .dim),
      ], on: &canvas, in: line)
  }

  private func put(_ cells: [(columns: Int, text: SafeText, style: Style)], on canvas: inout Canvas, in line: Rect) {
    var room = line
    for cell in cells where cell.columns > 0 {
      canvas.putTruncated(cell.text, in: room.keeping(columns: cell.columns - 1), style: cell.style)
      room = room.dropping(columns: cell.columns)
    }
  }

  // MARK: The selected entry

  private func drawNote(on report: DeactivationReport, _ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let customer = desk.isMasking ? report.target.openID.masked : report.target.openID.text
    let receipt = report.receipt.map { desk.text("receipt \($0.text)", "回执 \($0.text)").text }
    let subject = "…\(report.target.subjectEnding)"
    var notes: [(text: String, style: Style)] =
      desk.isNarrow
      ? [
        ("\(report.productName)  \(subject)", .label),
        ([customer, report.agent, receipt].compactMap { $0 }.joined(separator: "  "), .label),
      ] : [([receipt, subject, customer, report.agent].compactMap { $0 }.joined(separator: "  "), .label)]
    let next = report.state.isClosed ? OutcomeSentences(report, in: desk.language).proof : desk.text(next(report, desk))
    notes += [(report.reason.text, .normal), (next.text, report.state.isClosed ? .dim : .warning)]
    for (row, note) in notes.enumerated() {
      canvas.putTruncated(SafeText(note.text), in: rect.dropping(columns: 1).line(row), style: note.style)
    }
  }

  /// What happens with an open entry, and when.
  private func next(_ report: DeactivationReport, _ desk: Desk) -> Phrase {
    guard desk.mayDeactivate else {
      return Phrase("An agent who may deactivate has to check it.", "须由有失效权限的操作人核对。")
    }
    if report.isUnderWay { return Phrase("\(report.agent) is at it.", "\(report.agent) 正在操作。") }
    if report.isWaitOver { return Phrase("No request can still arrive: c checks.", "不会再有请求送达，按 c 核对。") }
    guard let certainBy = report.certainBy, certainBy > desk.now else {
      return Phrase("c checks what became of it.", "按 c 核对结果。")
    }
    let time = desk.formats.clock(certainBy)
    return desk.isNarrow
      ? Phrase("c checks now; certain by \(time).", "按 c 核对；最迟 \(time) 可确定。")
      : Phrase("c checks now; certain by \(time), checked each minute.", "按 c 核对；最迟 \(time) 可确定，每分钟自动核对。")
  }
}
