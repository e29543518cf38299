import CouponKit

/// The form that finds a customer.
struct LookUpScreen: Sendable, Equatable {
  enum Field: Sendable, CaseIterable { case openID, bundleID }

  enum Phase: Sendable, Equatable {
    case editing
    case asking(CouponQuery, Ticket)
    case stopped(CouponFailure)
    /// The customer holds nothing of what was asked for.
    case foundNothing(CouponQuery)
  }

  private(set) var openID: TextField
  private(set) var bundleID = TextField()
  /// The field that takes text; nil after Escape, when letters are keys.
  private(set) var focus: Field? = .openID
  private(set) var phase = Phase.editing

  init(openID: OpenID?, bundleID: UserCouponBundleID? = nil) {
    self.openID = TextField(openID?.text ?? "")
    self.bundleID = TextField(bundleID?.text ?? "")
  }

  var place: Place { focus == nil ? .resting : .form }

  // MARK: Update

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch event {
    case .keyPressed(let key): return press(key, &desk)
    case .pasted(let text):
      edit(.insert(text))
      return .nothing
    case .pageArrived(let page, let ticket):
      guard case .asking(let query, ticket) = phase else { return .nothing }
      // An empty page alone says nothing: more may follow, and the end says when none does.
      guard !page.coupons.isEmpty else { return .nothing }
      phase = .editing
      return Step(turn: .open(.bundles(BundlesScreen(query: query, page: page, ticket: ticket))))
    case .lookUpEnded(let ticket):
      if case .asking(let query, ticket) = phase { phase = .foundNothing(query) }
      return .nothing
    case .stopped(let failure, let ticket):
      if case .asking(_, ticket) = phase { phase = failure.kind == .cancelled ? .editing : .stopped(failure) }
      return .nothing
    default: return .nothing
    }
  }

  private mutating func press(_ key: Key, _ desk: inout Desk) -> Step {
    switch KeyMap.action(for: key, in: place) {
    case .open: return lookUp(&desk)
    case .nextPane: moveFocus(by: 1)
    case .previousPane: moveFocus(by: -1)
    case .back: return goBack(&desk)
    case .history:
      let (screen, effect) = HistoryScreen.opened(&desk)
      return Step(effects: [effect], turn: .open(.history(screen)))
    default: if focus != nil, let change = TextField.Edit(key) { edit(change) }
    }
    return .nothing
  }

  /// Starts a look-up, unless a field can not be what it asks for.
  mutating func lookUp(_ desk: inout Desk) -> Step {
    if case .asking = phase { return .nothing }
    do {
      var query = CouponQuery(openID: try OpenID(openID.text))
      if !bundleID.isEmpty { query.bundleID = try UserCouponBundleID(bundleID.text) }
      let ticket = desk.nextTicket()
      phase = .asking(query, ticket)
      return Step(effects: [.lookUp(query, ticket)])
    } catch {
      focus = error.field == .bundleID ? .bundleID : .openID
      return Step(notice: desk.text(sentence(error)))
    }
  }

  private mutating func goBack(_ desk: inout Desk) -> Step {
    if case .asking(_, let ticket) = phase {
      phase = .editing
      desk.link = .untried
      return Step(effects: [.stop(ticket)])
    }
    focus = nil
    return .nothing
  }

  private mutating func moveFocus(by distance: Int) {
    let fields = Field.allCases
    guard let focus, let index = fields.firstIndex(of: focus) else {
      focus = .openID
      return
    }
    self.focus = fields[(index + distance + fields.count) % fields.count]
  }

  private mutating func edit(_ change: TextField.Edit) {
    if case .asking = phase { return }
    phase = .editing
    switch focus ?? .openID {
    case .openID: openID.apply(change)
    case .bundleID: bundleID.apply(change)
    }
  }

  // MARK: Draw

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let size = Size(columns: min(76, rect.columns), rows: min(18, rect.rows))
    let title = desk.text(Phrase("Look up a customer's coupons", "查询用户的商品券"))
    let box = Pane(title: title, isActive: true).draw(on: &canvas, in: rect.centered(size))
    let isRoomy = box.rows >= 12
    var body = box.dropping(columns: 1).keeping(columns: box.columns - 2).dropping(rows: isRoomy ? 1 : 0)
    for field in Field.allCases {
      draw(field, desk, on: &canvas, in: body)
      body = body.dropping(rows: isRoomy ? 3 : 2)
    }
    status(desk).draw(on: &canvas, in: body)
  }

  private func draw(_ field: Field, _ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let labelWidth = min(18, rect.columns / 3)
    let text = field == .openID ? openID : bundleID
    let label = field == .openID ? Phrase("Customer OpenID", "用户 OpenID") : Phrase("Bundle ID", "用户券组 ID")
    let style: Style = focus == field ? .label : .normal
    canvas.putTruncated(
      SafeText((focus == field ? "▸" : " ") + desk.text(label).text), in: rect.keeping(columns: labelWidth),
      style: style)
    let room = rect.dropping(columns: labelWidth)
    text.draw(on: &canvas, in: room.line(0), isActive: focus == field)
    if !text.isEmpty, let problem = problem(of: field) {
      canvas.putTruncated(desk.text(sentence(problem)), in: room.line(1).dropping(columns: 1), style: .warning)
    } else if field == .bundleID, text.isEmpty {
      canvas.putTruncated(desk.text(Phrase("optional", "可不填")), in: room.line(1).dropping(columns: 1), style: .dim)
    }
  }

  /// Why what stands in a field can not be looked up.
  private func problem(of field: Field) -> InputProblem? {
    do throws(InputProblem) {
      switch field {
      case .openID: _ = try OpenID(openID.text)
      case .bundleID: _ = try UserCouponBundleID(bundleID.text)
      }
      return nil
    } catch { return error }
  }

  private func status(_ desk: Desk) -> TextPage {
    var page = TextPage()
    switch phase {
    case .editing:
      page.add(
        desk.text(
          Phrase("Enter or paste the OpenID, then press Enter.", "输入或粘贴 OpenID，然后按 Enter。")), style: .dim)
    case .asking:
      page.add(desk.text(Phrase("Asking WeChat Pay…  Esc stops.", "正在查询微信支付……  按 Esc 停止。")), style: .waiting)
    case .stopped(let failure): page.add(failure, in: desk.language)
    case .foundNothing(let query):
      page.add(
        desk.text(
          query.bundleID == nil
            ? Phrase(
              "This customer holds no coupons of the brand under this AppID.", "该用户在此 AppID 下没有本品牌的商品券。")
            : Phrase("This customer holds no bundle with this ID.", "该用户没有此 ID 的券组。")))
      page.add(desk.text(Phrase("Nothing was changed.", "未作任何变更。")))
      page.add(desk.text(Phrase("Compare the IDs with the customer's record.", "请与用户资料核对编号。")))
    }
    return page
  }
}
