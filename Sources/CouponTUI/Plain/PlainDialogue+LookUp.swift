import CouponKit

extension PlainDialogue {
  /// The form that finds a customer.
  func form(_ screen: LookUpScreen, _ asked: PlainQuestion?, _ desk: Desk) -> PlainPage {
    if case .asking = screen.phase {
      var page = PlainPage(
        "form asking",
        [desk.text("Asking WeChat Pay. An empty line stops it.", "正在查询微信支付，空行停止。")])
      page.empty = [.keyPressed(.escape)]
      return page
    }
    switch asked {
    case .bundleID?: return Self.field(1, Phrase("Bundle ID, or 0 for none: ", "用户券组 ID，0 为不限："), desk)
    case .couponCode?: return Self.field(2, Phrase("Coupon code, or 0 for none: ", "商品券 Code，0 为不限："), desk)
    case .state?: return states(screen.state, desk)
    case .exportPath?, nil: return find(screen, desk)
    }
  }

  /// One field of the form, behind so many others.
  private static func field(_ tabs: Int, _ question: Phrase, _ desk: Desk) -> PlainPage {
    var page = PlainPage("form")
    page.question = desk.text(question)
    page.back = write("", tabs: tabs)
    page.text = { .events(write($0, tabs: tabs)) }
    return page
  }

  private func find(_ screen: LookUpScreen, _ desk: Desk) -> PlainPage {
    var page = PlainPage("form", [desk.text("Look up a customer's coupons.", "查询用户的商品券。")])
    if let outcome = screen.outcome(desk) { page.add(outcome) }
    if let openID = try? OpenID(screen.openID.text) {
      page.add(
        desk.text("Look up \(openID.masked)", "查询 \(openID.masked)"), .events([.keyPressed(.enter)]))
    }
    for openID in (desk.recents ?? []).prefix(5) where openID.text != screen.openID.text {
      page.add(
        desk.text("Look up \(openID.masked), as before", "查询 \(openID.masked)（最近查询）"),
        .events(Self.write(openID.text, tabs: 0) + [.keyPressed(.enter)]))
    }
    let any = desk.text("any", "不限").text
    func now(_ text: TextField?) -> String { text.map { $0.isEmpty ? any : $0.text } ?? any }
    page.add(
      desk.text("Only one bundle, now \(now(screen.bundleID))", "仅限用户券组，现为\(now(screen.bundleID))"),
      .ask(.bundleID))
    page.add(
      desk.text(
        "Only one coupon code, now \(now(screen.couponCode))", "仅限商品券 Code，现为\(now(screen.couponCode))"),
      .ask(.couponCode))
    let state = screen.state.map { desk.formats.bothNames($0) } ?? any
    page.add(desk.text("Only in one state, now \(state)", "仅限状态，现为\(state)"), .ask(.state))
    page.add(desk.text("History", "历史"), .events(Self.resting("H")))
    page.add(desk.text("中文 / English", "English / 中文"), .events(Self.resting("L")))
    page.back = Self.resting("q")
    page.question = desk.text(
      "An OpenID, or 1 to \(page.choices.count), or 0 to leave: ", "输入 OpenID，或 1 至 \(page.choices.count)，或 0 退出：")
    let language = desk.language
    page.text = { text in
      do throws(InputProblem) {
        let openID = try OpenID(text.trimmingBlanks)
        return .events(Self.write(openID.text, tabs: 0) + [.keyPressed(.enter)])
      } catch { return .tell([SafeText(sentence(error)(language))]) }
    }
    return page
  }

  private func states(_ chosen: CouponState?, _ desk: Desk) -> PlainPage {
    var page = PlainPage("form")
    let choices = [nil] + CouponState.listed.map { Optional($0) }
    let current = choices.firstIndex(of: chosen) ?? 0
    for (index, state) in choices.enumerated() {
      let word = state.map { desk.formats.bothNames($0) } ?? desk.text("any", "不限").text
      let steps = (index - current + choices.count) % choices.count
      let keys = [Key.escape, .tab, .tab, .tab, .tab] + Array(repeating: .right, count: steps)
      page.add(SafeText(word), .events(keys.map { .keyPressed($0) }))
    }
    page.back = []
    page.question = Self.question(page, desk)
    return page
  }

  /// Leaves the fields, and presses a letter.
  private static func resting(_ letter: Character) -> [Event] {
    [.keyPressed(.escape), .keyPressed(.character(letter))]
  }

  /// Puts a text into the field behind so many tabs, in the place of what stood there.
  private static func write(_ text: String, tabs: Int) -> [Event] {
    let keys = [Key.escape, .tab] + Array(repeating: Key.tab, count: tabs) + [.control("a"), .control("k")]
    return keys.map { .keyPressed($0) } + (text.isEmpty ? [] : [.pasted(SafeText(text.trimmingBlanks))])
  }
}
