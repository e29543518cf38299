import CouponKit

/// What was deactivated from here, open ones on top.
struct HistoryScreen: Sendable, Equatable {
  enum Phase: Sendable, Equatable {
    case reading(Ticket)
    case read
    case stopped(CouponFailure)
  }

  private(set) var phase: Phase
  /// Which of them are listed.
  enum Filter: Sendable, CaseIterable { case all, open, closed }

  private(set) var reports: [DeactivationReport] = []
  private(set) var filter = Filter.all
  private(set) var selection = 0
  private(set) var finding = Finding()

  static func opened(_ desk: inout Desk) -> (HistoryScreen, Effect) {
    let ticket = desk.nextLocalTicket()
    return (HistoryScreen(phase: .reading(ticket)), .readHistory(ticket))
  }

  var place: Place { finding.isTyping ? .finding : .history }
  var prompt: Prompt? { finding.isTyping ? Prompt(label: "/", field: finding.field) : nil }

  var listed: [DeactivationReport] {
    switch filter {
    case .all: reports
    case .open: reports.filter { !$0.state.isClosed }
    case .closed: reports.filter(\.state.isClosed)
    }
  }

  // MARK: Update

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch event {
    case .keyPressed(let key) where finding.isTyping:
      return follow(finding.press(key, in: findable(desk)), desk)
    case .pasted(let text) where finding.isTyping:
      return follow(finding.change(.insert(text), in: findable(desk)), desk)
    case .keyPressed(let key):
      return KeyMap.action(for: key, in: .history).map { perform($0, &desk) } ?? .nothing
    case .historyArrived(let reports, let ticket):
      guard phase == .reading(ticket) else { return .nothing }
      phase = .read
      self.reports = reports.filter { !$0.state.isClosed } + reports.filter(\.state.isClosed)
      selection = min(selection, max(0, listed.count - 1))
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
      let listed = listed
      guard listed.indices.contains(selection) else { return .nothing }
      return Step(turn: .open(.deactivation(DeactivationScreen(listed[selection]))))
    case .filter:
      let all = Filter.allCases
      filter = all[((all.firstIndex(of: filter) ?? 0) + 1) % all.count]
      selection = 0
    case .find: finding.begin(at: selection)
    case .findNext: return follow(finding.next(after: selection, in: findable(desk)), desk)
    case .findPrevious: return follow(finding.previous(before: selection, in: findable(desk)), desk)
    default: selection = ListView.moved(selection, by: action, count: listed.count, rows: max(1, desk.size.rows - 4))
    }
    return .nothing
  }

  private func findable(_ desk: Desk) -> Finding.Rows {
    let listed = listed
    return Finding.Rows(count: listed.count) { index in
      let report = listed[index]
      return [
        report.target.subjectText, report.productName, report.agent, report.reason.text, report.requestNumber.text,
        report.requestID ?? "", OutcomeSentences(report, in: desk.language).headline.text,
      ].joined(separator: " ")
    }
  }

  private mutating func follow(_ outcome: Finding.Outcome, _ desk: Desk) -> Step {
    switch outcome {
    case .goTo(let row): selection = row
    case .notFound: return Step(notice: desk.text(finding.notFound))
    case .stay: break
    }
    return .nothing
  }

  // MARK: Draw

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let open = reports.filter { !$0.state.isClosed }.count
    var title = desk.text(Phrase("History \(reports.count), open \(open)", "历史 \(reports.count)，未了结 \(open)")).text
    if let word = filter.word { title += " · " + word(desk.language) }
    let pane = Pane(title: SafeText(title), isActive: true).draw(on: &canvas, in: rect)
    var page = TextPage()
    switch phase {
    case .reading where reports.isEmpty: page.add(desk.text(Phrase("Reading…", "读取中……")), style: .waiting)
    case .stopped(let failure): page.add(failure, in: desk.language)
    case .read where reports.isEmpty:
      page.add(desk.text(Phrase("Nothing was deactivated from here yet.", "尚无从此处进行的失效。")))
    case .read where listed.isEmpty: page.add(desk.text(Phrase("None of them. f goes on.", "没有此类记录，按 f 切换。")))
    case .reading, .read:
      let listed = listed
      ListView(count: listed.count, selection: selection, isActive: true).draw(on: &canvas, in: pane) {
        canvas, index, line, style in
        drawRow(listed[index], desk, on: &canvas, in: line, style)
      }
      return
    }
    page.draw(on: &canvas, in: pane.dropping(columns: 1))
  }

  private func drawRow(
    _ report: DeactivationReport, _ desk: Desk, on canvas: inout Canvas, in line: Rect, _ style: Style?
  ) {
    let time = SafeText(desk.formats.dayAndClock(report.createdAt)).padded(to: 15)
    var room = line.dropping(columns: canvas.put(time, in: line, style: style ?? .dim))
    let outcome = OutcomeSentences(report, in: desk.language).headline.padded(to: min(24, room.columns / 2))
    room = room.dropping(columns: canvas.put(outcome, in: room, style: style ?? report.style) + 1)
    canvas.putTruncated(
      SafeText("\(report.productName)  …\(report.target.confirmationPhrase)  \(report.agent)"), in: room,
      style: style ?? .normal)
  }
}

extension HistoryScreen.Filter {
  fileprivate var word: Phrase? {
    switch self {
    case .all: nil
    case .open: Phrase("only open", "仅未了结")
    case .closed: Phrase("only settled", "仅已了结")
    }
  }
}
