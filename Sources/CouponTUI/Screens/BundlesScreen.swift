import CouponKit

/// What a customer holds: bundles, the coupons of one, and everything about one coupon.
struct BundlesScreen: Sendable, Equatable {
  enum Focus: Int, Sendable, CaseIterable { case bundles, coupons, detail }

  /// How far the reading has come.
  enum Reading: Sendable, Equatable {
    case loading(Ticket)
    /// The coupons are being read anew. What is on the screen stays until the new ones are complete.
    case again(Ticket, Shelf)
    case complete
    case stoppedByAgent
    case stopped(CouponFailure)
  }

  let query: CouponQuery
  private(set) var shelf = Shelf()
  private(set) var reading: Reading
  /// When the last coupon arrived.
  private(set) var readAt: Instant?
  private(set) var totalCount: Int?
  private(set) var focus = Focus.bundles
  private(set) var bundleIndex = 0
  private(set) var couponIndex = 0
  private(set) var detail = OutlineView()
  private(set) var view = ShelfView()
  private(set) var finding = Finding()
  /// What was folded when the finding began: what is found on the way is folded again.
  private var detailBeforeFinding = OutlineView()
  /// The detail without frames, from this row on; nil shows the panes.
  private(set) var bareRow: Int?

  /// The coupon that was asked for and has not come yet.
  private(set) var wanted: CouponCode?

  /// - Parameter wanted: is selected as soon as it arrives.
  init(query: CouponQuery, wanted: CouponCode? = nil, page: UserCouponPage, ticket: Ticket, at now: Instant) {
    self.query = query
    self.wanted = wanted
    reading = .loading(ticket)
    shelf.add(page.coupons)
    totalCount = page.totalCount
    readAt = now
    selectWanted(among: page.coupons)
  }

  var group: BundleGroup? { view.group(at: bundleIndex, of: shelf) }
  /// The coupons of the group that the filter lets through.
  var listed: ListedCoupons { view.coupons(of: group) }
  var coupon: UserCoupon? {
    let listed = listed
    return listed.indices.contains(couponIndex) ? listed[couponIndex] : nil
  }
  var place: Place {
    if bareRow != nil { return .bare }
    return finding.isTyping ? .finding : focus == .detail ? .detail : .lists
  }

  func outline(_ desk: Desk) -> BundleOutline.LazySections? {
    guard let coupon, let group else { return nil }
    return BundleOutline(
      coupon: coupon, bundle: group.siblings, now: desk.now, formats: desk.formats, isMasked: desk.isMasking
    ).sections(folded: detail.folded)
  }

  func sections(_ desk: Desk) -> [OutlineSection] { outline(desk).map { Array($0) } ?? [] }

  /// The same with nothing folded, as it is searched.
  private func allSections(_ desk: Desk) -> [OutlineSection] {
    guard let coupon, let group else { return [] }
    return BundleOutline.sections(
      of: coupon, in: group.siblings, at: desk.now, language: desk.language, isMasked: desk.isMasking)
  }

  // MARK: Update

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch event {
    case .keyPressed(let key) where finding.isTyping:
      return followTyping(finding.press(key, in: findable(desk)), desk)
    case .keyPressed(let key):
      return KeyMap.action(for: key, in: place).map { perform($0, &desk) } ?? .nothing
    case .pasted(let text):
      guard finding.isTyping else { return .nothing }
      return followTyping(finding.change(.insert(text), in: findable(desk)), desk)
    case .clicked(let point): click(point, desk)
    case .wheeled(let rows, let point): wheel(rows, at: point, desk)
    case .pageArrived(let page, let ticket):
      take(page, ticket, desk.now)
    case .lookUpEnded(let ticket):
      return finish(ticket, desk)
    case .stopped(let failure, let ticket): return halt(failure, ticket, desk)
    default: break
    }
    return .nothing
  }

  private mutating func perform(_ action: Action, _ desk: inout Desk) -> Step {
    if let row = bareRow {
      bareRow = action == .back ? nil : barePage(desk).scrolled(row, by: action, on: desk.size)
      return .nothing
    }
    switch action {
    case .nextPane: move(to: focus.rawValue + 1)
    case .previousPane: move(to: focus.rawValue - 1)
    case .open: move(to: focus.rawValue + 1)
    case .back: return goBack(&desk)
    case .section(let number):
      move(to: Focus.detail.rawValue)
      detail.jump(to: number - 1, in: sections(desk))
    case .deactivate: return deactivate(&desk)
    case .readAgain: return readAgain(&desk)
    case .history:
      let (screen, effect) = HistoryScreen.opened(&desk)
      return Step(effects: [effect], turn: .open(.history(screen)))
    case .bare: bareRow = 0
    case .filter: changeView { $0.filterNext($1) }
    case .sort: changeView { $0.sortNext($1) }
    case .find:
      detailBeforeFinding = detail
      finding.begin(at: findPlace(desk))
    case .findNext: return follow(finding.next(after: findPlace(desk), in: findable(desk)), desk)
    case .findPrevious: return follow(finding.previous(before: findPlace(desk), in: findable(desk)), desk)
    case .copyField: return copy(field(desk), desk)
    case .copySummary: return copy(summary(desk), desk)
    default: scroll(action, desk)
    }
    return .nothing
  }

  private mutating func move(to index: Int) {
    guard let next = Focus(rawValue: index) else { return }
    focus = next
  }

  private mutating func scroll(_ action: Action, _ desk: Desk) { scroll(action, in: focus, desk) }

  private mutating func scroll(_ action: Action, in pane: Focus, _ desk: Desk) {
    let rows = max(1, desk.size.rows - 4)
    switch pane {
    case .bundles: select(ListView.moved(bundleIndex, by: action, count: view.groupCount(shelf), rows: rows), in: pane)
    case .coupons: select(ListView.moved(couponIndex, by: action, count: listed.count, rows: rows), in: pane)
    case .detail: detail.perform(action, in: sections(desk), rows: rows)
    }
  }

  /// The row that is selected in the pane that has the keys.
  private var selection: Int { selection(in: focus) }

  private func selection(in pane: Focus) -> Int {
    switch pane {
    case .bundles: bundleIndex
    case .coupons: couponIndex
    case .detail: detail.selection
    }
  }

  private mutating func select(_ row: Int) { select(row, in: focus) }

  private mutating func select(_ row: Int, in pane: Focus) {
    guard row != selection(in: pane) else { return }
    switch pane {
    case .bundles:
      bundleIndex = row
      couponIndex = 0
      detail.restart()
    case .coupons:
      couponIndex = row
      detail.restart()
    case .detail: detail.select(row)
    }
  }

  // MARK: Mouse

  /// A click gives the keys to a pane and selects its row; a click on the row that is selected there opens it.
  private mutating func click(_ point: Point, _ desk: Desk) {
    guard bareRow == nil, !finding.isTyping,
      let (pane, rect) = panes(in: desk.body).first(where: { $0.rect.contains(point) })
    else { return }
    let hadKeys = focus == pane
    focus = pane
    guard let row = row(at: point, in: pane, rect.inside, desk) else { return }
    guard hadKeys, row == selection else { return select(row) }
    if pane == .detail { scroll(.fold, desk) } else { move(to: pane.rawValue + 1) }
  }

  private func row(at point: Point, in pane: Focus, _ rect: Rect, _ desk: Desk) -> Int? {
    switch pane {
    case .bundles: bundleList.index(at: point, in: rect.keeping(rows: rect.rows - 1))
    case .coupons: couponList.index(at: point, in: rect.keeping(rows: rect.rows - (unlistedCount > 0 ? 1 : 0)))
    case .detail: outline(desk).flatMap { detail.row(at: point, of: $0, in: rect) }
    }
  }

  /// The wheel moves what lies under it, wherever the keys go.
  private mutating func wheel(_ rows: Int, at point: Point, _ desk: Desk) {
    let action: Action = rows < 0 ? .up : .down
    for _ in 0..<abs(rows) {
      if let row = bareRow {
        bareRow = barePage(desk).scrolled(row, by: action, on: desk.size)
      } else if !finding.isTyping, let pane = panes(in: desk.body).first(where: { $0.rect.contains(point) })?.focus {
        scroll(action, in: pane, desk)
      }
    }
  }

  private mutating func goBack(_ desk: inout Desk) -> Step {
    if let ticket = awaited {
      if case .loading = reading { reading = .stoppedByAgent } else { reading = .complete }
      desk.giveUpAsking()
      return Step(effects: [.stop(ticket)])
    }
    if focus == .bundles, view.state != nil {
      changeView { $0.filterNothing($1) }
      return .nothing
    }
    guard focus != .bundles else { return .back }
    move(to: focus.rawValue - 1)
    return .nothing
  }

  // MARK: Reading

  /// The ticket of what is being read.
  var awaited: Ticket? {
    switch reading {
    case .loading(let ticket), .again(let ticket, _): ticket
    case .complete, .stoppedByAgent, .stopped: nil
    }
  }

  mutating func readAgain(_ desk: inout Desk) -> Step {
    guard awaited == nil else { return .nothing }
    let ticket = desk.nextTicket()
    reading = .again(ticket, Shelf())
    return Step(effects: [.lookUp(query, ticket)])
  }

  private mutating func take(_ page: UserCouponPage, _ ticket: Ticket, _ now: Instant) {
    switch reading {
    case .loading(ticket):
      totalCount = page.totalCount ?? totalCount
      readAt = now
      keepingSelection { $0.add(page.coupons) }
      selectWanted(among: page.coupons)
    case .again(ticket, var fresh):
      // Taken out before it grows, so that it is not copied.
      reading = .complete
      totalCount = page.totalCount ?? totalCount
      fresh.add(page.coupons)
      reading = .again(ticket, fresh)
    default: break
    }
  }

  private mutating func finish(_ ticket: Ticket, _ desk: Desk) -> Step {
    guard awaited == ticket else { return .nothing }
    if case .again(_, let fresh) = reading { keepingSelection { $0 = fresh } }
    reading = .complete
    readAt = desk.now
    guard wanted != nil else { return .nothing }
    wanted = nil
    return Step(
      notice: desk.text(
        Phrase("No coupon of this customer has the code that you typed.", "该用户没有您所输入 Code 的商品券。")))
  }

  /// Goes to the coupon that was asked for, once it is there.
  private mutating func selectWanted(among arrived: [UserCoupon]) {
    guard let code = wanted, let coupon = arrived.first(where: { $0.code == code }) else { return }
    wanted = nil
    reselect(coupon.position.map { .bundle($0.id) } ?? .singles, code)
    focus = .coupons
  }

  private mutating func halt(_ failure: CouponFailure, _ ticket: Ticket, _ desk: Desk) -> Step {
    guard awaited == ticket else { return .nothing }
    reading = .stopped(failure)
    return Step(notice: FailureSentences(failure, in: desk.language).text)
  }

  /// Changes the shelf; what is selected stays selected wherever it has moved.
  private mutating func keepingSelection(_ change: (inout Shelf) -> Void) {
    let (groupID, code) = (group?.id, coupon?.code)
    change(&shelf)
    view.refresh(shelf)
    reselect(groupID, code)
  }

  private mutating func reselect(_ groupID: BundleGroup.ID?, _ code: CouponCode?) {
    // Most pages leave it in its place; only otherwise is it searched for.
    if group?.id != groupID {
      bundleIndex = view.index(of: groupID, in: shelf) ?? max(0, min(bundleIndex, view.groupCount(shelf) - 1))
    }
    if coupon?.code != code { couponIndex = listed.firstIndex { $0.code == code } ?? 0 }
  }

  // MARK: Filtering, sorting, finding

  private mutating func changeView(_ change: (inout ShelfView, Shelf) -> Void) {
    let (groupID, code) = (group?.id, coupon?.code)
    change(&view, shelf)
    reselect(groupID, code)
    detail.restart()
  }

  /// What the pane that has the keys holds, as it is searched: codes in full, since the customer may read one out.
  private func findable(_ desk: Desk) -> Finding.Rows {
    switch focus {
    case .bundles:
      return Finding.Rows(count: view.groupCount(shelf)) { index in
        guard let group = view.group(at: index, of: shelf) else { return "" }
        let name = group.name(in: desk.language).text
        if case .bundle(let id) = group.id { return "\(name) \(id)" } else { return name }
      }
    case .coupons:
      let listed = listed
      return Finding.Rows(count: listed.count) { index in
        let coupon = listed[index]
        let name = coupon.productName?.text ?? ""
        return "\(coupon.code) \(coupon.state.wire) \(coupon.state.word(in: desk.language)) \(name)"
      }
    case .detail: return detail.findable(allSections(desk))
    }
  }

  /// Where the selected row stands among those that are searched.
  private func findPlace(_ desk: Desk) -> Int {
    focus == .detail ? detail.findPlace(in: allSections(desk)) : selection
  }

  private mutating func followTyping(_ outcome: Finding.Outcome, _ desk: Desk) -> Step {
    if case .goTo = outcome, focus == .detail { detail = detailBeforeFinding }
    return follow(outcome, desk)
  }

  private mutating func follow(_ outcome: Finding.Outcome, _ desk: Desk) -> Step {
    switch outcome {
    case .goTo(let row) where focus == .detail: detail.show(row, in: allSections(desk))
    case .goTo(let row): select(row)
    case .notFound: return Step(notice: desk.text(finding.notFound))
    case .stay: break
    }
    return .nothing
  }

  var prompt: Prompt? { finding.isTyping ? Prompt(label: "/", field: finding.field) : nil }
}
