import CouponKit

/// What an earlier run had left open, or told wrongly, and what is known of it now. It stays until somebody has taken note,
/// and note is taken of what is shown: what has no room comes next.
struct FoundScreen: Sendable, Equatable {
  private(set) var reports: [DeactivationReport]
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
      let noted = reports.prefix(shownCount(desk))
      reports.removeFirst(noted.count)
      arming = Arming()
      return Step(
        effects: [.takeNote(operationIDs: noted.map(\.operationID))], turn: reports.isEmpty ? .back : .stay)
    default: break
    }
    return .nothing
  }

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let page = page(desk)
    let size = size(of: page, desk)
    let title = desk.text("Results nobody has seen yet", "尚无人查看的结果")
    let box = Dialog(title: title, size: Size(columns: size.columns, rows: min(size.rows, rect.rows)))
      .draw(on: &canvas, in: rect)
    page.draw(on: &canvas, in: box)
  }

  /// What there is room for.
  func page(_ desk: Desk) -> TextPage { page(of: shownCount(desk), desk) }

  private func shownCount(_ desk: Desk) -> Int {
    let counts = (1...reports.count).reversed()
    return counts.first { size(of: page(of: $0, desk), desk).rows <= desk.body.rows } ?? 1
  }

  private func size(of page: TextPage, _ desk: Desk) -> Size {
    let columns = min(76, desk.size.columns)
    return Size(columns: columns, rows: page.rows(width: columns - 5).count + 2)
  }

  private func page(of count: Int, _ desk: Desk) -> TextPage {
    var page = TextPage(desk)
    for report in reports.prefix(count) {
      let sentences = OutcomeSentences(report, in: desk.language, now: desk.now)
      page.add(desk.text(sentence(report, desk.formats)), style: report.style)
      if report.isPartial || report.state == .already { page.add(sentences.proof) }
      if let alarm = sentences.alarm, report.alarm != .contradiction { page.add(alarm, style: .danger) }
      let customer = report.target.openID.masked
      let target = SafeText("\(report.productName)  …\(report.target.subjectEnding)  \(customer)  \(report.agent)")
      page.add(target, style: .dim, indent: 1)
      page.addBlank()
    }
    let rest = reports.count - count
    page.add(
      desk.text(
        rest > 0
          ? Phrase("Enter takes note; \(rest) more to come.", "按 Enter 确认知悉，其后还有 \(rest) 项。")
          : Phrase("Enter takes note; the history has all of it.", "按 Enter 确认知悉，详情见历史。")))
    return page
  }

  private func sentence(_ report: DeactivationReport, _ formats: Formats) -> Phrase {
    let time = formats.dayAndClock(report.createdAt)
    if report.alarm == .contradiction {
      return Phrase(
        "! The deactivation of \(time) was reported as not done, but WeChat Pay's record shows that it was. "
          + "Call your administrator.", "! \(time) 的失效曾告知为未完成，而微信支付记录显示已完成。请联系管理员。")
    }
    if report.proof == .neverSent {
      return Phrase(
        "✗ Deactivation of \(time): cut off before anything was sent, no coupon was deactivated.",
        "✗ \(time) 的失效操作：在发出前中断，券未失效。")
    }
    switch report.state {
    case .confirmed where report.isPartial:
      return Phrase(
        "✓ Deactivation of \(time): WeChat Pay shows some of the coupons deactivated.", "✓ \(time) 的失效操作：微信支付显示部分券已失效。")
    case .confirmed:
      return Phrase(
        "✓ Deactivation of \(time): WeChat Pay shows the coupons deactivated.", "✓ \(time) 的失效操作：微信支付显示券已失效。")
    case .already:
      let headlines = Language.allCases.map { OutcomeSentences(report, in: $0).headline.text }
      return Phrase("\(headlines[0]): deactivation of \(time).", "\(headlines[1])：\(time) 的失效操作。")
    case .rejected, .notApplied, .intent, .sending, .unknown:
      return report.mayHaveReachedUnlisted
        ? Phrase(
          "✗ Deactivation of \(time): no coupon that is listed was deactivated.", "✗ \(time) 的失效操作：已列出的券未失效。")
        : Phrase("✗ Deactivation of \(time): no coupon was deactivated.", "✗ \(time) 的失效操作：券未失效。")
    }
  }
}
