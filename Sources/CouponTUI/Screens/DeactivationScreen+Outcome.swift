import CouponKit

/// What is said while something is on its way, and when it has ended.
extension DeactivationScreen {
  func add(_ sending: Sending, to page: inout TextPage, _ desk: Desk) {
    // What goes on comes first, so that it is seen on the smallest screen.
    defer {
      page.addBlank()
      addSubject(to: &page, desk)
    }
    let seconds = max(0, desk.now.seconds(since: sending.since))
    guard sending.purpose == .write else {
      page.add(desk.text("Checking… \(seconds) s.", "核对中…… \(seconds) 秒。"), style: .waiting)
      return
    }
    let attempt = max(1, sending.report?.attempts ?? 1)
    // A person may have it sent once more than the program does by itself.
    let most = attempt > 3 ? Phrase("", "") : Phrase(" of 3", "，至多 3 次")
    let count = desk.text("attempt \(attempt)\(most.en)", "第 \(attempt) 次\(most.zh)")
    if sending.report == nil {
      page.add(
        desk.text(
          "Reading the coupons once more… \(seconds) s. Nothing has been sent yet.", "正在再次读取商品券……\(seconds) 秒，尚未提交。"),
        style: .waiting)
    } else if sending.report?.state == .unknown {
      page.add(
        desk.text(
          "No trustworthy answer yet. Checking… \(seconds) s, \(count).", "结果未明，核查中…… \(seconds) 秒，\(count)。"),
        style: .waiting)
    } else {
      page.add(
        desk.text("Sending… \(seconds) s, attempt \(attempt).", "提交中…… \(seconds) 秒，第 \(attempt) 次。"),
        style: .waiting)
    }
    page.add(desk.text("Leaving this screen does not cancel it.", "离开本页不会中止此次失效操作。"))
  }

  /// What is true of the coupons now, for somebody who wants to send the same request again.
  func add(repeatReview report: DeactivationReport, to page: inout TextPage, _ desk: Desk) {
    addSubject(to: &page, desk)
    page.addBlank()
    let time = report.readAt.map { desk.formats.clockWithSeconds($0) } ?? ""
    page.add(desk.text("The coupons, read at \(time):", "商品券现状（读取于 \(time)）："), style: .label)
    addChanges(of: report, to: &page, desk)
    page.addBlank()
    page.add(
      desk.text(
        "Still unknown. Nothing has been sent again. Enter goes on to the confirmation, Esc goes back.",
        "结果仍未明，尚未再次提交。按 Enter 继续确认，按 Esc 返回。"), style: .dim)
  }

  func add(_ report: DeactivationReport, to page: inout TextPage, _ desk: Desk) {
    let sentences = OutcomeSentences(
      report, in: desk.language, now: desk.now, nextCheckAt: report.state.isClosed ? nil : desk.nextCheckAt)
    page.add(sentences.headline, style: report.style)
    page.add(sentences.proof)
    page.add(sentences.customer, style: .title)
    if let alarm = sentences.alarm { page.add(alarm, style: .danger) }
    page.addBlank()
    addChanges(of: report, to: &page, desk)
    page.addBlank()
    addSubject(to: &page, desk)
    addFact(Phrase("Reason", "失效原因"), SafeText(report.reason.text), to: &page, desk)
    addFact(Phrase("Request number", "失效请求单号"), SafeText(report.requestNumber.text), to: &page, desk)
    addFact(Phrase("Request-ID", "Request-ID"), SafeText(report.requestID ?? "–"), to: &page, desk)
    addReceipt(of: report, to: &page, desk)
    addFact(Phrase("By", "操作人"), SafeText(report.agent), to: &page, desk)
    if !report.state.isClosed, !report.isUnderWay {
      page.addBlank()
      page.add(
        desk.text(
          report.isUnrecorded
            ? Phrase("Do not send it again. Press r once it can be recorded.", "请勿再次提交；可记录后按 r 核对。")
            : report.hasNothingToRepeat
              ? Phrase("r checks what became of it.", "按 r 核对结果。")
              : Phrase("r checks what became of it. S sends it again under the same number.", "按 r 核对结果；按 S 以同一单号重新提交。")
        ),
        style: .label)
    }
    if report.lastFailure != nil, report.state != .confirmed {
      page.addBlank()
      page.add(lastFailureOf: report, in: desk.language)
    }
    page.add(attemptsOf: report, in: desk.language)
  }

  private func addChanges(of report: DeactivationReport, to page: inout TextPage, _ desk: Desk) {
    for change in report.changes {
      // Of what was read, and of what was not.
      let missing =
        report.readAt == nil && report.proof != .readBack ? "?" : desk.text("not listed", "未列出").text
      let after = change.after?.word(in: desk.language) ?? missing
      let code = desk.isMasking ? change.code.masked : change.code.text
      let before = change.before?.word(in: desk.language) ?? desk.text("new", "新出现").text
      let text = SafeText("\(code)  \(before) → \(after)")
      page.add(label: SafeText("\(change.position + 1)"), labelWidth: 3, text, indent: 1)
    }
  }

  /// What the agent can quote; and whether anybody outside this machine has seen the record yet.
  private func addReceipt(of report: DeactivationReport, to page: inout TextPage, _ desk: Desk) {
    guard let receipt = report.receipt else { return }
    addFact(Phrase("Receipt", "回执"), SafeText(receipt.text), style: .title, to: &page, desk)
    guard report.isAnchorBehind else { return }
    let behind = desk.text("not in the system log yet", "尚未写入系统日志")
    addFact(Phrase("", ""), behind, style: .dim, to: &page, desk)
  }

  // MARK: Parting

  static let isOnItsWay = Phrase(
    "… The deactivation is still on its way. Do not promise the customer anything; the next start tells its outcome.",
    "… 失效仍在提交。请勿向用户作任何承诺，下次启动时告知结果。")

  /// What came of it and nobody has been seen to read, for whoever leaves the program.
  ///
  /// - Parameter read: the operations whose outcome has been read.
  func parting(_ desk: Desk, read: Set<String>) -> [SafeText] {
    let refused =
      refusal.map { failure -> [SafeText] in
        let words = FailureSentences.nothing(cameOf: failure, isRepeat: false, in: desk.language)
        return [SafeText("\(words)  \(name) …\(target.subjectEnding)")]
      } ?? []
    switch stage {
    case .sending(let sending) where sending.purpose == .write:
      return [desk.text(Self.isOnItsWay)]
    case .outcome(let report) where hasNews && !read.contains(report.operationID):
      let sentences = OutcomeSentences(report, in: desk.language, now: desk.now)
      let alarm = sentences.alarm.map { [$0] } ?? []
      return refused + [OutcomeSentences.line(of: report, in: desk.language), sentences.proof, sentences.customer]
        + alarm
    default: return refused
    }
  }

  // MARK: Receipt

  /// Copies it, or shows it for selecting.
  func receiptStep(_ action: Action?, of report: DeactivationReport?, _ desk: Desk) -> Step {
    guard let report else { return Step(notice: desk.text("There is no receipt.", "没有可复制的回执。")) }
    let receipt = receipt(report, in: desk.language)
    return action == .bare ? Step(turn: .open(.bare(BareScreen(receipt)))) : Step(effects: [.copy(receipt)])
  }

  /// What proves the deed in a ticket. Codes stay masked.
  func receipt(_ report: DeactivationReport, in language: Language) -> SafeText {
    let outcome = "\(OutcomeSentences(report, in: language).headline) (\(report.state.rawValue))"
    var parts = [outcome, name.text, maskedSubject, "out_request_no \(report.requestNumber)"]
    if let requestID = report.requestID { parts.append("Request-ID \(requestID)") }
    if let receipt = report.receipt { parts.append("Receipt \(receipt.text)") }
    if let time = report.closedAt { parts.append(Formats(language: .zh).time(time) + " +08:00") }
    return SafeText(parts.joined(separator: "; "))
  }

  private var maskedSubject: String {
    switch target.subject {
    case .bundle(let id, _): "user_coupon_bundle_id \(id)"
    case .coupon(let code, _): "coupon_code \(code.masked)"
    }
  }
}
