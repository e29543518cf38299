import CouponKit

extension PlainDialogue {
  /// The steps of a deactivation. The text of each is the one of the screen.
  func deactivation(_ screen: DeactivationScreen, _ desk: Desk) -> PlainPage {
    switch screen.stage {
    case .reading:
      return PlainPage(
        "deactivation reading",
        [desk.text("Reading the coupons again from WeChat Pay.", "正在重新读取商品券。")])
    case .sending(let sending): return self.sending(sending, desk)
    case .reason: return reason(screen, desk)
    case .confirmation: return confirmation(screen, desk)
    default:
      var page = text(screen, desk)
      page.keys = screen.place
      return Self.asking(page, desk)
    }
  }

  /// The title with the number of the step, and the text.
  private func text(_ screen: DeactivationScreen, _ desk: Desk) -> PlainPage {
    var page = PlainPage("\(screen.title(desk)) \(screen.place.rawValue)", [screen.title(desk)])
    page.add(screen.page(desk))
    return page
  }

  /// Without the seconds, which would have to be told again and again.
  private func sending(_ sending: DeactivationScreen.Sending, _ desk: Desk) -> PlainPage {
    let attempt = max(1, sending.report?.attempts ?? 1)
    let line =
      sending.purpose != .write
      ? Phrase("Checking with WeChat Pay.", "正在向微信支付核对。")
      : sending.report == nil
        ? Phrase("Reading the coupons once more. Nothing has been sent yet.", "正在再次读取商品券，尚未提交。")
        : Phrase(
          "Sending, attempt \(attempt). Leaving does not cancel it.", "正在提交，第 \(attempt) 次。离开不会取消。")
    let step = sending.report == nil ? 0 : attempt
    return PlainPage("deactivation sending \(sending.ticket.number) \(step)", [desk.text(line)])
  }

  private func reason(_ screen: DeactivationScreen, _ desk: Desk) -> PlainPage {
    var page = PlainPage("reason", [screen.title(desk)])
    page.lines.append(
      desk.text(
        "Why? The reason is stored with the coupons and the customer may see it. 1 to \(desk.profile.reasonLimit) characters.",
        "失效原因将随券保存，用户可能看到。1 至 \(desk.profile.reasonLimit) 个字符。"))
    page.lines += ReasonForm.demands(desk)
    let clear: [Event] = [.keyPressed(.control("a")), .keyPressed(.control("k"))]
    for (index, template) in desk.profile.reasonTemplates.enumerated() {
      let digit = Character("\(index + 1)")
      page.add(SafeText(template.text), .events(clear + [.keyPressed(.character(digit)), .keyPressed(.enter)]))
    }
    if let draft = screen.reason.draft {
      page.add(
        desk.text("What you had begun: \(draft)", "此前写到一半的内容：\(draft)"),
        .events(clear + [.keyPressed(.tab), .keyPressed(.enter)]))
    }
    let count = page.choices.count
    page.question = desk.text(
      count == 0
        ? Phrase("The reason, or 0 to go back: ", "失效原因，或 0 返回：")
        : Phrase("The reason, or 1 to \(count), or 0 to go back: ", "失效原因，或 1 至 \(count)，或 0 返回："))
    page.text = { .events(clear + [.pasted(SafeText($0.trimmingBlanks)), .keyPressed(.enter)]) }
    return page
  }

  /// What stands behind the question is typed by hand, character for character; what came before it was discarded.
  private func confirmation(_ screen: DeactivationScreen, _ desk: Desk) -> PlainPage {
    var page = text(screen, desk)
    let phrase = screen.target.confirmationPhrase
    let which =
      screen.target.endsPlainly
      ? Phrase("the last four characters, \(phrase),", "末四位 \(phrase)") : Phrase("\(phrase)", "\(phrase)")
    page.question = desk.text(
      "Type \(which.en) to send it. An empty line goes back and sends nothing: ",
      "请输入 \(which.zh) 以提交；空行返回，不提交任何内容：")
    page.empty = page.back
    page.text = { line in
      let keys = line.trimmingBlanks.map { Key.character($0) }
      return .events(([.control("a"), .control("k")] + keys + [.enter]).map { .keyPressed($0) })
    }
    return page
  }
}
