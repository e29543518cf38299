import CouponKit

extension PlainDialogue {
  /// What a customer holds: the bundles, the coupons of one, and a coupon section by section.
  func bundles(_ screen: BundlesScreen, from first: Int, _ desk: Desk) -> PlainPage {
    if screen.awaited != nil {
      var page = PlainPage(
        "bundles reading",
        [desk.text("Reading the coupons. An empty line stops it.", "正在读取商品券，空行停止。")])
      page.empty = [.keyPressed(.escape)]
      return page
    }
    if let picker = screen.picker { return states(picker, desk) }
    var page: PlainPage
    switch screen.focus {
    case .bundles: page = groups(screen, from: first, desk)
    case .coupons: page = coupons(screen, from: first, desk)
    case .detail: page = detail(screen, desk)
    }
    page.keys = screen.place
    page.question = Self.question(page, desk)
    return page
  }

  /// Which coupons are to be listed, by their state.
  private func states(_ picker: StatePicker, _ desk: Desk) -> PlainPage {
    var page = PlainPage("states", [desk.text("List only coupons in one state:", "按状态筛选：")])
    for (index, choice) in picker.choices.enumerated() {
      page.add(SafeText("\(choice.name(in: desk))\(comma(desk))\(choice.count)"), .events(Self.select(index)))
    }
    page.question = Self.question(page, desk)
    return page
  }

  private func comma(_ desk: Desk) -> String { Phrase(", ", "，")(desk.language) }

  private func groups(_ screen: BundlesScreen, from first: Int, _ desk: Desk) -> PlainPage {
    var page = PlainPage("bundles", [screen.progress(desk)])
    let count = screen.view.groupCount(screen.shelf)
    for index in first..<max(first, min(count, first + Self.listLength)) {
      guard let group = screen.view.group(at: index, of: screen.shelf) else { continue }
      let name = group.name(in: desk.language)
      let standing = desk.text(group.standing.name)
      let (used, total) = (group.usedCount, group.totalCount)
      let counts =
        group.id == .singles
        ? Phrase("\(group.coupons.count) coupons", "\(group.coupons.count) 张")
        : Phrase("\(used) of \(total) used", "\(total) 次已用 \(used) 次")
      let words = [name, desk.text(counts), standing].map(\.text)
      page.add(SafeText(words.joined(separator: comma(desk))), .events(Self.select(index)))
    }
    addMore(to: &page, from: first, count: count, desk)
    page.add(desk.text("Read again from WeChat Pay", "重新读取"), .events([.keyPressed(.character("r"))]))
    page.add(desk.text("History", "历史"), .events([.keyPressed(.character("H"))]))
    return page
  }

  private func coupons(_ screen: BundlesScreen, from first: Int, _ desk: Desk) -> PlainPage {
    var page = PlainPage("coupons \(screen.bundleIndex)", screen.summaryLines(desk).prefix(2).map { SafeText($0) })
    let listed = screen.listed
    for index in first..<max(first, min(listed.count, first + Self.listLength)) {
      let coupon = listed[index]
      let number = coupon.position.map { "\($0.index + 1)" } ?? SafeText(coupon.code.masked).text
      let words = [coupon.state.word(in: desk.language), coupon.note(at: desk.now, desk.formats)].filter { !$0.isEmpty }
      let label = Phrase("Coupon \(number): ", "第 \(number) 张：")(desk.language)
      page.add(SafeText(label + words.joined(separator: comma(desk))), .events(Self.select(index)))
    }
    addMore(to: &page, from: first, count: listed.count, desk)
    if screen.group?.id != .singles { addDeactivation(to: &page, Phrase("Deactivate this bundle", "使该券组失效"), desk) }
    page.add(
      desk.text("A summary for the ticket", "工单摘要"), .tell(screen.summaryLines(desk).map { SafeText($0) }))
    return page
  }

  private func detail(_ screen: BundlesScreen, _ desk: Desk) -> PlainPage {
    let title = desk.text(
      "Coupon \(screen.couponIndex + 1) of \(screen.listed.count)",
      "第 \(screen.couponIndex + 1) 张，共 \(screen.listed.count) 张")
    var page = PlainPage("detail \(screen.bundleIndex) \(screen.couponIndex)", [title])
    let sections = screen.allSections(desk)
    for section in sections { page.add(section.title, .tell(Self.lines(section))) }
    page.add(
      desk.text("All sections but the raw answer", "除原始数据外的全部各节"),
      .tell(sections.filter { $0.kind != .raw }.flatMap(Self.lines)))
    let isSingle = screen.group?.id == .singles
    addDeactivation(
      to: &page, isSingle ? Phrase("Deactivate this coupon", "使该券失效") : Phrase("Deactivate this bundle", "使该券组失效"), desk
    )
    page.add(
      desk.text("Show masked values for 10 s", "显示完整内容 10 秒"), .events([.keyPressed(.character("m"))]))
    return page
  }

  private func addDeactivation(to page: inout PlainPage, _ label: Phrase, _ desk: Desk) {
    page.add(desk.text(label), .events([.keyPressed(.character("D"))]))
  }

  private static func lines(_ section: OutlineSection) -> [SafeText] {
    [section.title]
      + section.lines.map { line in
        let separator = line.label.text.isEmpty || line.value.text.isEmpty ? "" : ": "
        return SafeText("\(line.label)\(separator)\(line.value)")
      }
  }

  /// Goes to a row of the list, and opens it.
  static func select(_ index: Int) -> [Event] {
    ([.home] + Array(repeating: Key.down, count: index) + [.enter]).map { .keyPressed($0) }
  }

  func addMore(to page: inout PlainPage, from first: Int, count: Int, _ desk: Desk) {
    let next = first + Self.listLength
    if next < count {
      let last = min(count, next + Self.listLength)
      page.add(
        desk.text("Go on, \(next + 1) to \(last) of \(count)", "继续，第 \(next + 1) 至 \(last) 条，共 \(count) 条"),
        .list(from: next))
    }
    if first > 0 { page.add(desk.text("The beginning of the list", "列表开头"), .list(from: 0)) }
  }
}
