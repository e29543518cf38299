import CouponKit

extension DeactivationScreen {
  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let box = Dialog(title: title(desk), size: size(desk)).draw(on: &canvas, in: rect)
    let text = box.keeping(rows: box.rows - formRows)
    page(desk).draw(on: &canvas, in: text, from: first)
    let form = box.dropping(rows: text.rows)
    switch stage {
    case .reason: drawReason(desk, on: &canvas, in: form)
    case .confirmation(_, let confirmation): draw(confirmation, desk, on: &canvas, in: form)
    default: break
    }
  }

  /// Rows below the text that take keys.
  private var formRows: Int {
    switch stage {
    case .reason, .confirmation: 3
    default: 0
    }
  }

  /// As high as its text needs, where the screen has the room.
  func size(_ desk: Desk) -> Size {
    let columns = min(84, desk.size.columns)
    let needed = page(desk).rows(width: columns - 5).count + formRows + 2
    return Size(columns: columns, rows: min(max(12, needed), desk.size.rows - 2))
  }

  /// How many rows of text can be seen at a time.
  func textRows(_ desk: Desk) -> Int { size(desk).rows - 2 - formRows }

  func title(_ desk: Desk) -> SafeText {
    if isOfRecord, case .outcome(let report) = stage {
      let time = desk.formats.dayAndClock(report.createdAt)
      return desk.text("Deactivation of \(time)", "\(time) 的失效操作")
    }
    let (number, step) =
      switch stage {
      case .reading, .notReviewed, .review: (1, Phrase("Review", "核对"))
      case .reason: (2, Phrase("Reason", "原因"))
      case .confirmation: (3, Phrase("Confirm", "确认"))
      case .sending: (4, Phrase("Sending", "提交"))
      case .repeatReview: (1, Phrase("Review", "核对"))
      case .unreported, .outcome: (5, Phrase("Outcome", "结果"))
      }
    return desk.text("Deactivate · \(number) of 5 · \(step.en)", "失效 · 第 \(number) 步，共 5 步 · \(step.zh)")
  }

  /// The text of the stage.
  func page(_ desk: Desk) -> TextPage {
    var page = TextPage(desk)
    switch stage {
    case .reading:
      addSubject(to: &page, desk)
      page.addBlank()
      page.add(desk.text("Reading the coupons again from WeChat Pay…", "正在重新读取商品券……"), style: .waiting)
    case .notReviewed(let failure), .unreported(let failure): page.add(failure, in: desk.language)
    case .review(let review): add(review, to: &page, desk)
    case .reason: addReason(to: &page, desk)
    case .confirmation(let wish, _): add(wish, to: &page, desk)
    case .sending(let sending): add(sending, to: &page, desk)
    case .repeatReview(let report): add(repeatReview: report, to: &page, desk)
    case .outcome(let report): add(report, to: &page, desk)
    }
    return page
  }

  func addFact(
    _ label: Phrase, _ value: SafeText, style: Style = .normal, to page: inout TextPage, _ desk: Desk
  ) {
    page.add(label: desk.text(label), labelWidth: desk.isNarrow ? 12 : 18, value, style: style)
  }

  /// What it is about, and in whose name.
  func addSubject(to page: inout TextPage, _ desk: Desk) {
    addFact(Phrase("Product", "商品券"), name, style: .title, to: &page, desk)
    addTarget(to: &page, desk)
    addSides(to: &page, desk)
  }

  private func addTarget(to page: inout TextPage, _ desk: Desk) {
    switch target.subject {
    case .bundle(let id, _): addFact(Phrase("Bundle", "用户券组"), SafeText(id.text), to: &page, desk)
    case .coupon(let code, _):
      let shown = desk.isMasking ? code.masked : code.text
      addFact(Phrase("Single coupon", "单券"), SafeText(shown), to: &page, desk)
    }
  }

  /// For whom, and in whose name.
  private func addSides(to page: inout TextPage, _ desk: Desk) {
    let customer = desk.isMasking ? target.openID.masked : target.openID.text
    addFact(Phrase("Customer", "用户"), SafeText(customer), to: &page, desk)
    let isProduction = desk.profile.environment == .production
    let brand = "\(desk.profile.brandName) \(desk.profile.brandID)"
    let environment = isProduction ? Phrase("PRODUCTION", "正式环境") : Phrase("SANDBOX", "沙箱")
    addFact(
      Phrase("Brand", "品牌"), SafeText("\(brand)\(desk.text(", ", "，"))\(desk.text(environment))"),
      style: isProduction ? .danger : .normal, to: &page, desk)
  }

  // MARK: Review

  private func add(_ review: DeactivationReview, to page: inout TextPage, _ desk: Desk) {
    // On the smallest screen little more than the subject can be seen.
    if desk.isNarrow, review.hasLiveCoupons {
      let (live, all) = (review.coupons.filter(\.state.isLive).count, review.coupons.count)
      page.add(
        desk.text(
          "\(live) of \(all) coupon\(all == 1 ? "" : "s") will stop working.", "\(all) 张券中有 \(live) 张将不能再使用。"),
        style: .danger)
    }
    addSubject(to: &page, desk)
    let time = desk.formats.clockWithSeconds(review.readAt)
    switch target.subject {
    case .bundle:
      let group = BundleGroup(.singles, review.coupons)
      let used = "\(group.usedCount) / \(group.totalCount)"
      addFact(
        Phrase("Used", "已用"), desk.text("\(used), read at \(time)", "\(used)，读取于 \(time)"), to: &page, desk)
    case .coupon: addFact(Phrase("Read at", "读取时间"), SafeText(time), to: &page, desk)
    }
    addWarnings(review, to: &page, desk)
    page.addBlank()
    for coupon in review.coupons { add(coupon, to: &page, desk) }
    page.addBlank()
    if review.hasLiveCoupons {
      page.add(
        desk.text(
          "Nothing has been sent. Enter goes on to the reason, Esc goes back.", "尚未提交任何内容。按 Enter 填写原因，按 Esc 返回。"),
        style: .dim)
    } else {
      page.add(
        CouponFailure(.nothingToDeactivate(unlistedRounds: review.coupons.unlistedRounds)), in: desk.language)
    }
  }

  /// What the agent should know before going on.
  private func addWarnings(_ review: DeactivationReview, to page: inout TextPage, _ desk: Desk) {
    let differences = seen.isEmpty ? [] : CouponDifference.between(seen, review.coupons)
    if !differences.isEmpty {
      let changed = changedSentence(differences)
      page.add(
        desk.text("\(changed.en) Please review.", "\(changed.zh)请重新核对。"), style: .warning)
    }
    if review.secondsBehind.magnitude > DeactivationReview.clockWarning {
      let by = Phrase.clockDifference(review.secondsBehind)
      page.add(
        desk.text(
          "\(by.en); past 60 s deactivation is locked. Tell your administrator.",
          "\(by.zh)；超过 60 秒将锁定失效操作。请告知管理员。"), style: .warning)
    }
    if review.generation > 0 {
      page.add(
        desk.text(
          "An earlier deactivation of this is settled; this one carries the next number.",
          "此前一次失效操作已了结；本次将使用下一个单号。"),
        style: .label)
    }
  }

  private func add(_ coupon: UserCoupon, to page: inout TextPage, _ desk: Desk) {
    let number = coupon.position.map { "\($0.index + 1)" } ?? "·"
    let state = SafeText(coupon.state.word(in: desk.language))
    let code = desk.isMasking ? coupon.code.masked : coupon.code.text
    let before = seen.first { $0.code == coupon.code }?.state
    let hasChanged = before != nil && before != coupon.state
    let style: Style = hasChanged ? .warning : coupon.state.isLive ? .normal : .dim
    let expected = desk.text(expectation(coupon.state))
    if desk.isNarrow {
      page.add(label: SafeText(number), labelWidth: 3, SafeText("\(code)  \(state)"), style: style, indent: 1)
      page.add(expected, style: style, indent: 4)
    } else {
      let text = SafeText("\(code)  \(state.padded(to: 13))\(expected)")
      page.add(label: SafeText(number), labelWidth: 3, text, style: style, indent: 1)
    }
    if hasChanged, let before {
      let was = before.word(in: desk.language)
      page.add(
        desk.text("changed: it was \(was) when you looked", "有变化：您查看时为 \(was)"), style: .warning, indent: 4)
    }
  }

  private func expectation(_ state: CouponState) -> Phrase {
    switch state {
    case .effective, .pending, .confirming: Phrase("will stop working", "将不能再使用")
    // What the call does to these is WeChat Pay's to say.
    case .used: Phrase("used already", "此前已核销")
    case .expired, .deleted, .deactivated: Phrase("ended already", "此前已结束")
    case .unlisted: Phrase("not certain: WeChat Pay decides", "不确定：由微信支付决定")
    }
  }

  // MARK: Confirmation

  /// What is lost comes first, so that it is seen on the smallest screen.
  private func add(_ wish: Wish, to page: inout TextPage, _ desk: Desk) {
    let reason: DeactivateReason
    let number: RequestNumber
    let sentence: Phrase
    switch wish {
    case .deactivate(let review, let given):
      (reason, number) = (given, review.requestNumber)
      let count = review.coupons.filter(\.state.isLive).count
      let unlisted = review.coupons.unlistedRounds
      let others = Phrase(
        " and \(unlisted) round\(unlisted == 1 ? "" : "s") that \(unlisted == 1 ? "is" : "are") not listed",
        "及未列出的 \(unlisted) 轮")
      let more = unlisted == 0 ? Phrase("", "") : others
      let coupons = Phrase("\(count) coupon\(count == 1 ? "" : "s")", "该用户的 \(count) 张券\(more.zh)将不能再使用，且无法恢复。")
      sentence = Phrase(
        desk.isNarrow
          ? "\(coupons.en)\(more.en) will stop working for good."
          : "\(coupons.en) of this customer\(more.en) will stop working. Nothing brings them back.", coupons.zh)
    case .sendAgain(let report):
      (reason, number) = (report.reason, report.requestNumber)
      sentence = Phrase(
        "The same request is sent again under the same number. If it arrived before, nothing happens twice.",
        "将以同一单号再次提交同一请求；若此前已送达，不会重复生效。")
    }
    page.add(desk.text(sentence), style: .danger)
    // The characters that are asked for stand at the end of this one.
    if !desk.isNarrow { page.addBlank() }
    addTarget(to: &page, desk)
    addFact(Phrase("Product", "商品券"), name, style: .title, to: &page, desk)
    addSides(to: &page, desk)
    addFact(Phrase("Reason", "失效原因"), SafeText(reason.text), to: &page, desk)
    addFact(Phrase("Request number", "失效请求单号"), SafeText(number.text), to: &page, desk)
  }

  private func draw(_ confirmation: Confirmation, _ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let phrase = target.confirmationPhrase
    let marked = confirmation.marked(phrase)
    let mark = marked == .phrase ? "▸" : " "
    let short = Phrase("Type \(phrase):", "请输入 \(phrase)：")
    let endings = [
      Phrase("Type the last four characters, \(phrase):", "请输入末四位 \(phrase)："),
      Phrase("Type the last four, \(phrase):", "请输入末四位 \(phrase)："),
    ]
    let questions = (target.endsPlainly ? endings : [short, short]).map { SafeText("\(mark)\(desk.text($0))") }
    let row = rect.line(0)
    let question = questions.first { desk.shown($0).columns <= row.columns - 9 } ?? questions[1]
    let width = canvas.put(question.truncated(to: row.columns - 9), in: row, style: .label)
    let field = row.dropping(columns: width + 1).keeping(columns: 10)
    confirmation.typed.draw(on: &canvas, in: field, isActive: arming.isArmed && confirmation.choice != .deactivate)
    if !arming.isArmed {
      let note = desk.text("Read first; keys work in a moment.", "请先看清内容，按键稍后生效。")
      canvas.putTruncated(note, in: rect.line(1), style: .waiting)
    }
    var buttons = rect.line(2)
    for (choice, label) in [
      (Confirmation.Choice.cancel, Phrase("Cancel", "取消")), (.deactivate, Phrase("Deactivate", "确认失效")),
    ] {
      let isMarked = marked == choice
      let isPossible = choice == .cancel || confirmation.matches(phrase)
      let (left, right) = isPossible ? ("[", "]") : ("(", ")")
      let text = SafeText("\(isMarked ? "▸" : " ")\(left) \(desk.text(label)) \(right)")
      let width = canvas.put(text, in: buttons, style: isMarked ? .selected : isPossible ? .normal : .dim)
      buttons = buttons.dropping(columns: width + 2)
    }
  }
}
