import CouponKit

extension LookUpScreen {
  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let title = desk.text("Look up a customer's coupons", "查询用户的商品券")
    let layout = layout(desk, in: rect)
    _ = Pane(title: title, isActive: true).draw(on: &canvas, in: layout.frame)
    for (field, line) in layout.fields {
      draw(field, desk, on: &canvas, in: line)
      if line.rows > 1, let note = note(on: field, desk) {
        canvas.putTruncated(note.text, in: line.line(1).dropping(columns: Self.labelWidth(line) + 1), style: note.style)
      }
    }
    status(desk, noting: layout.isRoomy ? nil : focus).draw(on: &canvas, in: layout.status)
    draw(desk.recents ?? [], desk, on: &canvas, in: layout.recents)
  }

  /// Where everything stands.
  struct Layout {
    let frame: Rect
    /// With a second row for a note where there is room.
    let fields: [(field: Field, rect: Rect)]
    let status: Rect
    let recents: Rect
    let isRoomy: Bool

    /// The recent customer at a place.
    func recent(at point: Point, of screen: LookUpScreen, _ desk: Desk) -> Int? {
      screen.recentList(desk).index(at: point, in: recents.dropping(rows: 1))
    }
  }

  func layout(_ desk: Desk, in rect: Rect) -> Layout {
    let frame = rect.centered(Size(columns: min(76, rect.columns), rows: min(22, rect.rows)))
    let box = frame.inside
    let isRoomy = box.rows >= 18
    var body = box.dropping(columns: 1).keeping(columns: box.columns - 2).dropping(rows: isRoomy ? 1 : 0)
    let height = isRoomy ? 2 : 1
    var fields: [(field: Field, rect: Rect)] = []
    for field in Field.allCases where field != .recents && (isRoomy || isEditing || field == focus || field == .openID)
    {
      fields.append((field, body.keeping(rows: height)))
      body = body.dropping(rows: height)
    }
    let count = desk.recents?.count ?? 0
    let recents = isRoomy ? (count == 0 ? 0 : min(5, count) + 1) : focus == .recents ? body.rows : 0
    return Layout(
      frame: frame, fields: fields, status: body.keeping(rows: body.rows - recents),
      recents: body.dropping(rows: body.rows - recents), isRoomy: isRoomy)
  }

  fileprivate func recentList(_ desk: Desk) -> ListView {
    ListView(count: desk.recents?.count ?? 0, selection: focus == .recents ? recent : -1, isActive: true)
  }

  private var isEditing: Bool {
    switch phase {
    case .editing, .asking: true
    case .stopped, .foundNothing: false
    }
  }

  /// Narrow labels leave an ID as much room as they can.
  private static func labelWidth(_ rect: Rect) -> Int { rect.columns < 50 ? 9 : 18 }

  private func draw(_ field: Field, _ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let labelWidth = Self.labelWidth(rect)
    let mark = focus == field ? "▸" : " "
    canvas.putTruncated(
      SafeText("\(mark)\(desk.text(desk.isNarrow ? field.shortLabel : field.label))"),
      in: rect.keeping(columns: labelWidth),
      style: focus == field ? .label : .normal)
    let room = rect.dropping(columns: labelWidth).line(0)
    if let text = text(of: field) {
      text.draw(on: &canvas, in: room, isActive: focus == field)
    } else {
      let any = desk.text("any", "不限").text
      let words = state.map { [desk.formats.bothNames($0), $0.word(in: desk.language)] } ?? [any]
      let choices = words.map { SafeText(" ‹ \($0) ›") }
      let choice = choices.first { $0.columns <= room.columns } ?? choices[choices.count - 1]
      canvas.putTruncated(choice, in: room, style: focus == field ? .selected : .normal)
    }
  }

  /// What is wrong with a field, or that it can be left empty.
  private func note(on field: Field, _ desk: Desk) -> (text: SafeText, style: Style)? {
    if field == .state, focus == .state { return (desk.text("← → or Space changes it", "按 ← → 或空格切换"), .dim) }
    guard let text = text(of: field) else { return nil }
    if text.isEmpty { return field == .openID ? nil : (desk.text("optional", "可不填"), .dim) }
    return problem(of: field).map { (desk.text(sentence($0)), .warning) }
  }

  private func draw(_ recents: [OpenID], _ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let title = desk.text("Looked up before, newest first", "最近查询，新的在前")
    canvas.putTruncated(SafeText(" \(title)"), in: rect.line(0), style: focus == .recents ? .label : .dim)
    recentList(desk).draw(on: &canvas, in: rect.dropping(rows: 1)) { canvas, index, line, style in
      let openID = desk.isMasking ? recents[index].masked : recents[index].text
      canvas.putTruncated(SafeText(openID), in: line, style: style ?? .normal)
    }
  }

  /// What came of the last look-up; nil while there is nothing to tell.
  func outcome(_ desk: Desk) -> TextPage? { isEditing ? nil : status(desk) }

  /// - Parameter noting: a field whose note has no line of its own.
  private func status(_ desk: Desk, noting field: Field? = nil) -> TextPage {
    var page = TextPage(desk)
    if let field, isEditing, let note = note(on: field, desk) { page.add(note.text, style: note.style) }
    switch phase {
    case .editing:
      page.add(
        desk.text(
          "Type or paste the OpenID, then press Enter.", "输入或粘贴 OpenID，然后按 Enter。"), style: .dim)
      if desk.isFirstRun {
        page.add(
          desk.text(
            "New here? Press ? for keys, Ctrl-P for actions, Ctrl-T for a tour.",
            "初次使用：? 按键，Ctrl-P 全部操作，Ctrl-T 引导。"),
          style: .label)
      }
    case .asking:
      page.add(desk.text("Asking WeChat Pay…  Esc stops.", "正在查询微信支付……  按 Esc 停止。"), style: .waiting)
    case .stopped(let failure): page.add(failure, in: desk.language)
    case .foundNothing(let query): addNothingFound(query, to: &page, desk)
    }
    return page
  }

  private func addNothingFound(_ query: CouponQuery, to page: inout TextPage, _ desk: Desk) {
    let sentence =
      if query.state != nil, query.bundleID != nil {
        Phrase("No coupon of this bundle is in this state with this customer.", "该用户的此券组没有处于该状态的商品券。")
      } else if query.state != nil {
        Phrase("This customer holds no coupon in this state.", "该用户没有处于该状态的商品券。")
      } else if query.bundleID != nil {
        Phrase("This customer holds no bundle with this ID.", "该用户没有此 ID 的券组。")
      } else {
        Phrase("This customer holds no coupons of the brand under this AppID.", "该用户在此 AppID 下没有本品牌的商品券。")
      }
    page.add(desk.text(sentence))
    page.add(desk.text("Nothing was changed.", "未作任何变更。"))
    let next =
      query.state == nil
      ? Phrase("Compare the IDs with the customer's record.", "请与用户资料核对编号。")
      : Phrase("Set the state to ‹ any › (Tab, ← →) to see all.", "可用 Tab 与 ← → 将“仅限状态”改为“不限”再查。")
    page.add(desk.text(next))
  }
}

extension LookUpScreen.Field {
  fileprivate var label: Phrase {
    switch self {
    case .openID: Phrase("Customer OpenID", "用户 OpenID")
    case .bundleID: Phrase("Bundle ID", "用户券组 ID")
    case .couponCode: Phrase("Coupon code", "商品券 Code")
    case .state: Phrase("Only in state", "仅限状态")
    case .recents: Phrase("Looked up before", "最近查询")
    }
  }

  fileprivate var shortLabel: Phrase {
    switch self {
    case .openID: Phrase("OpenID", "OpenID")
    case .bundleID: Phrase("Bundle", "券组 ID")
    case .couponCode: Phrase("Code", "券 Code")
    case .state: Phrase("State", "状态")
    case .recents: label
    }
  }
}
