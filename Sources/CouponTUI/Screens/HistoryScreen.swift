import CouponKit

/// What was deactivated from here, open ones on top.
struct HistoryScreen: Sendable, Equatable {
  enum Phase: Sendable, Equatable {
    case reading(Ticket)
    case read
    case stopped(CouponFailure)
  }

  private(set) var phase: Phase
  private(set) var reports: [DeactivationReport] = []
  private(set) var selection = 0

  static func opened(_ desk: inout Desk) -> (HistoryScreen, Effect) {
    let ticket = desk.nextLocalTicket()
    return (HistoryScreen(phase: .reading(ticket)), .readHistory(ticket))
  }

  // MARK: Update

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch event {
    case .keyPressed(let key):
      return KeyMap.action(for: key, in: .history).map { perform($0, &desk) } ?? .nothing
    case .historyArrived(let reports, let ticket):
      guard phase == .reading(ticket) else { return .nothing }
      phase = .read
      self.reports = reports.filter { !$0.state.isClosed } + reports.filter(\.state.isClosed)
      selection = min(selection, max(0, reports.count - 1))
    case .stopped(let failure, let ticket):
      if phase == .reading(ticket) { phase = .stopped(failure) }
    default: break
    }
    return .nothing
  }

  private mutating func perform(_ action: Action, _ desk: inout Desk) -> Step {
    switch action {
    case .back: return .back
    case .readAgain:
      let ticket = desk.nextLocalTicket()
      phase = .reading(ticket)
      return Step(effects: [.readHistory(ticket)])
    case .open:
      guard reports.indices.contains(selection) else { return .nothing }
      return Step(turn: .open(.deactivation(DeactivationScreen(reports[selection], at: desk.now))))
    default: selection = ListView.moved(selection, by: action, count: reports.count, rows: max(1, desk.size.rows - 4))
    }
    return .nothing
  }

  // MARK: Draw

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let open = reports.filter { !$0.state.isClosed }.count
    let title = desk.text(Phrase("History \(reports.count), open \(open)", "历史 \(reports.count)，未了结 \(open)"))
    let pane = Pane(title: title, isActive: true).draw(on: &canvas, in: rect)
    var page = TextPage()
    switch phase {
    case .reading where reports.isEmpty: page.add(desk.text(Phrase("Reading…", "读取中……")), style: .waiting)
    case .stopped(let failure): page.add(failure, in: desk.language)
    case .read where reports.isEmpty:
      page.add(desk.text(Phrase("Nothing was deactivated from here yet.", "尚无从此处进行的失效。")))
    case .reading, .read:
      ListView(count: reports.count, selection: selection, isActive: true).draw(on: &canvas, in: pane) {
        canvas, index, line, style in
        drawRow(reports[index], desk, on: &canvas, in: line, style)
      }
      return
    }
    page.draw(on: &canvas, in: pane.dropping(columns: 1))
  }

  private func drawRow(
    _ report: DeactivationReport, _ desk: Desk, on canvas: inout Canvas, in line: Rect, _ style: Style?
  ) {
    let time = SafeText(desk.formats.dayAndClock(report.createdAt)).padded(to: 14)
    var room = line.dropping(columns: canvas.put(time, in: line, style: style ?? .dim))
    let outcome = OutcomeSentences(report, in: desk.language).headline.padded(to: min(24, room.columns / 2))
    room = room.dropping(columns: canvas.put(outcome, in: room, style: style ?? report.style) + 1)
    canvas.putTruncated(
      SafeText("\(report.productName)  …\(report.target.confirmationPhrase)  \(report.agent)"), in: room,
      style: style ?? .normal)
  }
}
