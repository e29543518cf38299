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
  private(set) var view = HistoryView()
  /// What the view lets through, in its order.
  private(set) var listed: [DeactivationReport] = []
  private(set) var selection = 0
  private(set) var finding = Finding()
  /// Where to write the list, while that is typed.
  private(set) var exportPath: TextField?
  /// The file that is being written.
  private var export: Export?

  private struct Export: Sendable, Equatable {
    let ticket: Ticket
    let count: Int
  }

  /// Opens it, and has it read.
  static func open(_ desk: inout Desk) -> Step {
    let ticket = desk.nextLocalTicket()
    return Step(effects: [.readHistory(ticket)], turn: .open(.history(HistoryScreen(phase: .reading(ticket)))))
  }

  private init(phase: Phase) { self.phase = phase }

  var place: Place { exportPath != nil ? .exporting : finding.isTyping ? .finding : .history }

  var prompt: Prompt? {
    if let exportPath { return Prompt(label: "> ", field: exportPath) }
    return finding.isTyping ? Prompt(label: "/", field: finding.field) : nil
  }

  var selected: DeactivationReport? { listed.indices.contains(selection) ? listed[selection] : nil }

  // MARK: Update

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch event {
    case .keyPressed(let key):
      if exportPath != nil { return writePath(key, &desk) }
      if finding.isTyping { return follow(finding.press(key, in: findable(desk)), desk) }
      return KeyMap.action(for: key, in: .history).map { perform($0, &desk) } ?? .nothing
    case .pasted(let text):
      if exportPath != nil {
        exportPath?.apply(.insert(text))
      } else if finding.isTyping {
        return follow(finding.change(.insert(text), in: findable(desk)), desk)
      }
    case .historyArrived(let reports, let ticket):
      guard phase == .reading(ticket) else { return .nothing }
      phase = .read
      keepingSelection(desk) { $0.reports = reports }
    case .deactivationEnded(let report, _): take(report, desk)
    case .openOperationsSettled(let reports): for report in reports { take(report, desk) }
    case .exportWritten(let path, let ticket):
      guard let export, export.ticket == ticket else { return .nothing }
      self.export = nil
      return Step(notice: desk.text(exported(export.count, to: path)))
    case .stopped(let failure, let ticket):
      if phase == .reading(ticket) { phase = .stopped(failure) }
      if export?.ticket == ticket {
        export = nil
        return Step(tellingOf: failure, desk)
      }
    default: break
    }
    return .nothing
  }

  /// An entry that has moved on; nothing else moves.
  private mutating func take(_ report: DeactivationReport, _ desk: Desk) {
    guard let place = reports.firstIndex(where: { $0.operationID == report.operationID }) else { return }
    keepingSelection(desk) { $0.reports[place] = report }
  }

  private mutating func perform(_ action: Action, _ desk: inout Desk) -> Step {
    switch action {
    case .back: return .back
    case .readAgain:
      let ticket = desk.nextLocalTicket()
      phase = .reading(ticket)
      return Step(effects: [.readHistory(ticket)])
    case .open:
      guard let selected else { return .nothing }
      return Step(turn: .open(.deactivation(DeactivationScreen(selected))))
    case .check, .sendAgain: return settle(action == .check ? .character("r") : .character("S"), &desk)
    case .filter: keepingSelection(desk) { $0.view.nextStanding() }
    case .filterDay: keepingSelection(desk) { $0.view.nextSpan() }
    case .filterAgent: keepingSelection(desk) { $0.view.nextAgent(of: $0.reports) }
    case .sort: keepingSelection(desk) { $0.view.nextOrder() }
    case .export:
      guard !listed.isEmpty else { return Step(notice: desk.text("There is nothing to write.", "没有可导出的记录。")) }
      exportPath = TextField("~/coupon-history-\(desk.formats.fileDay(desk.now)).csv")
      return Step(notice: desk.text("a new file, .csv or .jsonl", "新文件，.csv 或 .jsonl"))
    case .find: finding.begin(at: selection)
    case .findNext: return follow(finding.next(after: selection, in: findable(desk)), desk)
    case .findPrevious: return follow(finding.previous(before: selection, in: findable(desk)), desk)
    default: selection = ListView.moved(selection, by: action, count: listed.count, rows: listRows(desk))
    }
    return .nothing
  }

  /// Opens the entry and presses a key of its outcome there, which asks before anything is sent.
  private func settle(_ key: Key, _ desk: inout Desk) -> Step {
    guard let selected else { return .nothing }
    guard !selected.state.isClosed else {
      return Step(notice: desk.text("It is settled: there is nothing to check.", "该记录已了结，无需核对。"))
    }
    var dialog = DeactivationScreen(selected)
    var step = dialog.update(on: .keyPressed(key), &desk)
    step.turn = .open(.deactivation(dialog))
    return step
  }

  // MARK: Export

  private mutating func writePath(_ key: Key, _ desk: inout Desk) -> Step {
    guard let field = exportPath else { return .nothing }
    switch KeyMap.action(for: key, in: .exporting) {
    case .back: exportPath = nil
    case .open:
      guard let format = HistoryDocument.Format(path: field.text) else {
        return Step(
          notice: desk.text("The name has to end in .csv or .jsonl.", "文件名须以 .csv 或 .jsonl 结尾。"))
      }
      exportPath = nil
      let ticket = desk.nextLocalTicket()
      export = Export(ticket: ticket, count: listed.count)
      return Step(effects: [.export(HistoryDocument(listed, as: format), to: field.text, ticket)])
    default: if let edit = TextField.Edit(key) { exportPath?.apply(edit) }
    }
    return .nothing
  }

  private func exported(_ count: Int, to path: String) -> Phrase {
    let path = SafeText(path)
    return Phrase(
      "\(count) deactivation\(count == 1 ? "" : "s") written to \(path), masked, for your account alone.",
      "已将 \(count) 笔失效写入 \(path)，内容已掩码，仅本账号可读。")
  }

  // MARK: Selecting and finding

  /// Changes what is listed; the entry that is selected stays selected wherever it has moved.
  private mutating func keepingSelection(_ desk: Desk, _ change: (inout HistoryScreen) -> Void) {
    let operationID = selected?.operationID
    change(&self)
    listed = view.listed(reports, now: desk.now)
    selection = listed.firstIndex { $0.operationID == operationID } ?? max(0, min(selection, listed.count - 1))
  }

  private func findable(_ desk: Desk) -> Finding.Rows {
    let listed = listed
    return Finding.Rows(count: listed.count) { index in
      let report = listed[index]
      return [
        report.target.subjectText, report.target.openID.text, report.productName, report.agent, report.reason.text,
        report.requestNumber.text, report.requestID ?? "", report.receipt?.text ?? "",
        OutcomeSentences(report, in: desk.language).headline.text,
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
}
