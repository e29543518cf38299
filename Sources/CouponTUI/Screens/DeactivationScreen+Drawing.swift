import CouponKit

extension DeactivationScreen {
  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let dialog = Dialog(title: title(desk), size: size(in: desk.size))
    let box = dialog.draw(on: &canvas, in: rect)
    switch stage {
    case .reason:
      let form = min(4, box.rows)
      page(desk).draw(on: &canvas, in: box.keeping(rows: box.rows - form), from: first)
      drawReason(desk, on: &canvas, in: box.dropping(rows: box.rows - form))
    case .confirmation(_, let confirmation):
      let form = min(3, box.rows)
      page(desk).draw(on: &canvas, in: box.keeping(rows: box.rows - form), from: first)
      draw(confirmation, desk, on: &canvas, in: box.dropping(rows: box.rows - form))
    default: page(desk).draw(on: &canvas, in: box, from: first)
    }
  }

  func size(in screen: Size) -> Size { Size(columns: min(84, screen.columns), rows: min(26, screen.rows - 2)) }

  private func title(_ desk: Desk) -> SafeText {
    let (number, step) =
      switch stage {
      case .reading, .notReviewed, .review: (1, Phrase("Review", "核对"))
      case .reason: (2, Phrase("Reason", "原因"))
      case .confirmation: (3, Phrase("Confirm", "确认"))
      case .sending: (4, Phrase("Sending", "提交"))
      case .unreported, .outcome: (5, Phrase("Outcome", "结果"))
      }
    return desk.text(Phrase("Deactivate · \(number) of 5 · \(step.en)", "失效 · 第 \(number) 步，共 5 步 · \(step.zh)"))
  }

  /// The text of the stage.
  func page(_ desk: Desk) -> TextPage {
    var page = TextPage()
    switch stage {
    case .reading:
      addSubject(to: &page, desk)
      page.addBlank()
      page.add(desk.text(Phrase("Reading the coupons again from WeChat Pay…", "正在重新读取商品券……")), style: .waiting)
    case .notReviewed(let failure), .unreported(let failure): page.add(failure, in: desk.language)
    case .review(let review): add(review, to: &page, desk)
    case .reason: addReason(to: &page, desk)
    case .confirmation(let wish, _): add(wish, to: &page, desk)
    case .sending(let sending): add(sending, to: &page, desk)
    case .outcome(let report): add(report, to: &page, desk)
    }
    return page
  }

  private func addFact(
    _ label: Phrase, _ value: SafeText, style: Style = .normal, to page: inout TextPage, _ desk: Desk
  ) {
    page.add(label: desk.text(label), labelWidth: desk.size.columns < 60 ? 12 : 18, value, style: style)
  }

  /// What it is about, and in whose name.
  private func addSubject(to page: inout TextPage, _ desk: Desk) {
    addFact(Phrase("Product", "商品券"), name, style: .title, to: &page, desk)
    switch target.subject {
    case .bundle(let id, _): addFact(Phrase("Bundle", "用户券组"), SafeText(id.text), to: &page, desk)
    case .coupon(let code, _):
      let shown = desk.isMasking ? code.masked : code.text
      addFact(Phrase("Single coupon", "单券"), SafeText(shown), to: &page, desk)
    }
    let customer = desk.isMasking ? target.openID.masked : target.openID.text
    addFact(Phrase("Customer", "用户"), SafeText(customer), to: &page, desk)
    let isProduction = desk.profile.environment == .production
    let environment = isProduction ? Phrase("PRODUCTION", "正式环境") : Phrase("SANDBOX", "沙箱")
    addFact(
      Phrase("For", "品牌"), SafeText("\(desk.profile.brandName) \(desk.profile.brandID), \(desk.text(environment))"),
      style: isProduction ? .danger : .normal, to: &page, desk)
  }

  // MARK: Review

  private func add(_ review: DeactivationReview, to page: inout TextPage, _ desk: Desk) {
    addSubject(to: &page, desk)
    if case .bundle = target.subject {
      let group = BundleGroup(.singles, review.coupons)
      addFact(
        Phrase("Used", "已用"), SafeText("\(group.usedCount) / \(group.totalCount)"), to: &page, desk)
    }
    addFact(Phrase("Read at", "读取时间"), SafeText(desk.language.clockWithSeconds(review.readAt)), to: &page, desk)
    page.addBlank()
    for coupon in review.coupons { add(coupon, to: &page, desk) }
    page.addBlank()
    if review.hasLiveCoupons {
      page.add(
        desk.text(
          Phrase(
            "Nothing has been sent. Enter goes on to the reason, Esc closes.", "尚未提交任何内容。按 Enter 填写原因，按 Esc 关闭。")),
        style: .dim)
    } else {
      page.add(CouponFailure(.nothingToDeactivate), in: desk.language)
    }
  }

  private func add(_ coupon: UserCoupon, to page: inout TextPage, _ desk: Desk) {
    let number = coupon.position.map { "\($0.index + 1)" } ?? "·"
    let state = SafeText(coupon.state.word(in: desk.language)).padded(to: 13)
    let code = desk.isMasking ? coupon.code.masked : coupon.code.text
    let before = seen.first { $0.code == coupon.code }?.state
    var line = "\(number)  \(code)  \(state)\(desk.text(expectation(coupon.state)))"
    let hasChanged = before != nil && before != coupon.state
    if hasChanged, let before {
      let was = before.word(in: desk.language)
      line += desk.text(Phrase("  (changed: it was \(was))", "（有变化：此前为 \(was)）")).text
    }
    page.add(SafeText(line), style: hasChanged ? .warning : coupon.state.isLive ? .normal : .dim, indent: 1)
  }

  private func expectation(_ state: CouponState) -> Phrase {
    switch state {
    case .effective, .pending, .confirming: Phrase("will stop working", "将不能再使用")
    case .used: Phrase("already used: stays as it is", "已核销：保持不变")
    case .expired, .deleted, .deactivated: Phrase("over already: stays as it is", "已终止：保持不变")
    case .unlisted: Phrase("not certain: WeChat Pay decides", "不确定：由微信支付决定")
    }
  }

  // MARK: Reason

  private func addReason(to page: inout TextPage, _ desk: Desk) {
    page.add(
      desk.text(
        Phrase(
          "Why? The reason is stored with the coupons and the customer may see it.", "失效原因将随券保存，用户可能看到。")))
    let templates = desk.profile.reasonTemplates
    if !templates.isEmpty {
      page.addBlank()
      page.add(desk.text(Phrase("A number key takes one of these:", "按数字键选用：")), style: .dim)
      for (index, template) in templates.enumerated() {
        page.add(SafeText("\(index + 1)  \(template.text)"), style: reason.isEmpty ? .normal : .dim, indent: 1)
      }
    }
    page.addBlank()
    if let reason = try? DeactivateReason(reason.text) {
      page.add(desk.text(Phrase("Will be stored as:", "将保存为：")), style: .dim)
      page.add(SafeText(reason.text), indent: 1)
    }
  }

  private func drawReason(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let count = reason.text.unicodeScalars.count
    let counter = SafeText("\(count)/\(DeactivateReason.limit)")
    canvas.put(desk.text(Phrase("Reason", "失效原因")), in: rect.line(0), style: .label)
    canvas.putRight(counter, in: rect.line(0), style: count > DeactivateReason.limit ? .danger : .dim)
    reason.draw(on: &canvas, in: rect.line(1), isActive: true)
    guard !reason.isEmpty else { return }
    do { _ = try DeactivateReason(reason.text) } catch {
      canvas.putTruncated(desk.text(sentence(error)), in: rect.line(2), style: .warning)
    }
  }

  // MARK: Confirmation

  private func add(_ wish: Wish, to page: inout TextPage, _ desk: Desk) {
    addSubject(to: &page, desk)
    switch wish {
    case .deactivate(let review, let reason):
      let count = review.coupons.filter(\.state.isLive).count
      addFact(Phrase("Reason", "失效原因"), SafeText(reason.text), to: &page, desk)
      addFact(Phrase("Request number", "失效请求单号"), SafeText(review.requestNumber.text), to: &page, desk)
      page.addBlank()
      page.add(
        desk.text(
          Phrase(
            "\(count) coupon\(count == 1 ? "" : "s") of this customer will stop working. Nothing brings them back.",
            "该用户的 \(count) 张券将不能再使用，且无法恢复。")), style: .danger)
    case .sendAgain(let report):
      addFact(Phrase("Reason", "失效原因"), SafeText(report.reason.text), to: &page, desk)
      addFact(Phrase("Request number", "失效请求单号"), SafeText(report.requestNumber.text), to: &page, desk)
      page.addBlank()
      page.add(
        desk.text(
          Phrase(
            "The same request is sent again under the same number. If it arrived before, nothing happens twice.",
            "将以同一单号再次提交同一请求；若此前已送达，不会重复生效。")), style: .danger)
    }
  }

  private func draw(_ confirmation: Confirmation, _ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let phrase = target.confirmationPhrase
    let question = desk.text(Phrase("Type the last four characters, \(phrase):", "请输入末四位 \(phrase)："))
    let row = rect.line(0)
    let width = canvas.put(question.truncated(to: row.columns - 10), in: row, style: .label)
    let field = row.dropping(columns: width + 1).keeping(columns: 10)
    confirmation.typed.draw(on: &canvas, in: field, isActive: confirmation.choice != .deactivate)
    var buttons = rect.line(2)
    for (choice, label) in [
      (Confirmation.Choice.cancel, Phrase("Cancel", "取消")), (.deactivate, Phrase("Deactivate", "确认失效")),
    ] {
      let isMarked = confirmation.choice == choice
      let isPossible = choice == .cancel || confirmation.matches(phrase)
      let text = SafeText(isMarked ? "▸[ \(desk.text(label)) ]" : " [ \(desk.text(label)) ]")
      canvas.put(text, in: buttons, style: isMarked ? .selected : isPossible ? .normal : .dim)
      buttons = buttons.dropping(columns: text.columns + 2)
    }
  }

  // MARK: Sending and outcome

  private func add(_ sending: Sending, to page: inout TextPage, _ desk: Desk) {
    addSubject(to: &page, desk)
    page.addBlank()
    let seconds = max(0, desk.now.seconds(since: sending.since))
    let attempt = max(1, sending.report?.attempts ?? 1)
    if sending.isCheck {
      page.add(desk.text(Phrase("Checking… \(seconds) s.", "核对中…… \(seconds) 秒。")), style: .waiting)
    } else {
      page.add(
        desk.text(Phrase("Sending… \(seconds) s, attempt \(attempt).", "提交中…… \(seconds) 秒，第 \(attempt) 次。")),
        style: .waiting)
      page.add(desk.text(Phrase("Leaving this screen does not cancel it.", "离开本页不会取消。")))
    }
  }

  private func add(_ report: DeactivationReport, to page: inout TextPage, _ desk: Desk) {
    let sentences = OutcomeSentences(report, in: desk.language)
    page.add(sentences.headline, style: report.style)
    page.add(sentences.proof)
    page.add(sentences.customer, style: .title)
    page.addBlank()
    for change in report.changes {
      let after = change.after?.word(in: desk.language) ?? "?"
      let code = desk.isMasking ? change.code.masked : change.code.text
      page.add(
        SafeText("\(change.position + 1)  \(code)  \(change.before.word(in: desk.language)) → \(after)"), indent: 1)
    }
    page.addBlank()
    addSubject(to: &page, desk)
    addFact(Phrase("Reason", "失效原因"), SafeText(report.reason.text), to: &page, desk)
    addFact(Phrase("Request number", "失效请求单号"), SafeText(report.requestNumber.text), to: &page, desk)
    addFact(Phrase("Request-ID", "请求ID"), SafeText(report.requestID ?? "–"), to: &page, desk)
    addFact(Phrase("By", "操作人"), SafeText(report.agent), to: &page, desk)
    if !report.state.isClosed {
      page.addBlank()
      page.add(
        desk.text(
          Phrase("r checks what became of it. S sends it again under the same number.", "按 r 核对结果；按 S 以同一单号重新提交。")),
        style: .label)
    }
    if let failure = report.lastFailure, report.state != .confirmed {
      page.addBlank()
      page.add(failure, in: desk.language)
    }
  }
}
