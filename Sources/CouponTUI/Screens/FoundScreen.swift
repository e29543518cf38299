import CouponKit

/// What an earlier run had left open, or told wrongly, and what is known of it now. It stays until somebody has taken note.
struct FoundScreen: Sendable, Equatable {
  let reports: [DeactivationReport]
  /// Keys that were meant for what was there before do not count for this.
  private(set) var arming = Arming()

  init(_ reports: [DeactivationReport]) { self.reports = reports }

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch event {
    case .frameShown(let now): arming.frameShown(at: now)
    case .clockTicked(let now): _ = arming.tick(now)
    case .keyPressed(let key):
      guard KeyMap.action(for: key, in: .found) == .open, desk.isLegible else { return .nothing }
      guard arming.takesKeys(at: desk.now) else { return .nothing }
      return Step(effects: [.takeNote(operationIDs: reports.map(\.operationID))], turn: .back)
    default: break
    }
    return .nothing
  }

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let page = page(desk)
    let columns = min(76, rect.columns)
    let rows = min(page.rows(width: columns - 5).count + 2, rect.rows)
    let title = desk.text(Phrase("Found", "中断的操作"))
    let box = Dialog(title: title, size: Size(columns: columns, rows: rows)).draw(on: &canvas, in: rect)
    page.draw(on: &canvas, in: box)
  }

  func page(_ desk: Desk) -> TextPage {
    var page = TextPage()
    for report in reports {
      page.add(SafeText(desk.text(sentence(report, desk.formats)).text), style: report.style)
      let target = SafeText("\(report.productName)  …\(report.target.confirmationPhrase)  \(report.agent)")
      page.add(target, style: .dim, indent: 1)
      page.addBlank()
    }
    page.add(desk.text(Phrase("Enter takes note of it; H shows all of it.", "按 Enter 确认知悉，按 H 查看详情。")))
    return page
  }

  private func sentence(_ report: DeactivationReport, _ formats: Formats) -> Phrase {
    let time = formats.dayAndClock(report.createdAt)
    if report.alarm == .contradiction {
      return Phrase(
        "! The deactivation from \(time) was told as not done, and WeChat Pay's record shows it. Call your administrator.",
        "! \(time) 的失效曾告知为未完成，而微信支付记录显示已完成。请联系管理员。")
    }
    if report.proof == .neverSent {
      return Phrase(
        "✗ 1 deactivation from \(time) was cut off before anything left this machine: it was not done.",
        "✗ \(time) 的失效在发出前中断：未完成。")
    }
    switch report.state {
    case .confirmed:
      return Phrase(
        "✓ 1 deactivation from \(time) was cut off: WeChat Pay says it was done.", "✓ \(time) 的失效曾中断：微信支付显示已完成。")
    case .already:
      return Phrase(
        "✓ 1 deactivation from \(time) was cut off: it had been done before.", "✓ \(time) 的失效曾中断：此前已失效。")
    case .rejected, .notApplied, .intent, .sending, .unknown:
      return Phrase(
        "✗ 1 deactivation from \(time) was cut off: WeChat Pay says it was not done.", "✗ \(time) 的失效曾中断：微信支付显示未完成。")
    }
  }
}
