import CouponKit

/// What a customer holds: bundles, the coupons of one, and everything about one coupon.
struct BundlesScreen: Sendable, Equatable {
  enum Focus: Int, Sendable, CaseIterable { case bundles, coupons, detail }

  let query: CouponQuery
  private(set) var reading: CouponReading
  private(set) var focus = Focus.bundles
  private(set) var bundleIndex = 0
  private(set) var couponIndex = 0
  private(set) var detail = OutlineView()
  private(set) var view = ShelfView()
  private(set) var finding = Finding()
  /// What was folded when the finding began: what is found on the way is folded again.
  private var detailBeforeFinding = OutlineView()
  /// Lies over the panes while a state is chosen.
  private(set) var picker: StatePicker?
  /// The detail without frames, from this row on; nil shows the panes.
  private(set) var bareRow: Int?

  /// The coupon that was asked for and has not come yet.
  private(set) var wanted: CouponCode?

  /// - Parameter wanted: is selected as soon as it arrives.
  init(query: CouponQuery, wanted: CouponCode? = nil, page: UserCouponPage, ticket: Ticket, at now: Instant) {
    self.query = query
    self.wanted = wanted
    reading = CouponReading(page, ticket, at: now)
    couponIndex = firstToTell
    selectWanted(among: page.coupons)
  }

  // MARK: Update

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch event {
    case .keyPressed(let key) where picker != nil:
      if let outcome = picker?.press(key) { follow(outcome) }
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
    case .nextCoupon: return goToCoupon(couponIndex + 1, desk)
    case .previousCoupon: return goToCoupon(couponIndex - 1, desk)
    case .section(let number):
      move(to: Focus.detail.rawValue)
      detail.jump(to: number - 1, in: sections(desk))
    case .deactivate: return deactivate(&desk)
    case .readAgain: return readAgain(&desk)
    case .history: return HistoryScreen.open(&desk)
    case .bare: bareRow = 0
    case .filter: picker = StatePicker(shelf, listing: view.state)
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

  /// To another coupon of the bundle, wherever the keys go; in the detail the same section comes up.
  private mutating func goToCoupon(_ index: Int, _ desk: Desk) -> Step {
    guard listed.indices.contains(index) else {
      let end =
        index < 0 ? Phrase("This is the first coupon.", "这是第一张券。") : Phrase("This is the last coupon.", "这是最后一张券。")
      return Step(notice: desk.text(end))
    }
    let section = detail.section(in: sections(desk))
    select(index, in: .coupons)
    detail.goTo(section, in: sections(desk))
    return .nothing
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

  func selection(in pane: Focus) -> Int {
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
      couponIndex = firstToTell
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
    if let outcome = picker?.click(point, in: desk.body) { return follow(outcome) }
    guard bareRow == nil, !finding.isTyping,
      let (pane, rect) = panes(in: desk.body).first(where: { $0.rect.contains(point) })
    else { return }
    let hadKeys = focus == pane
    focus = pane
    guard let row = row(at: point, in: pane, rect.inside, desk) else { return }
    guard hadKeys, row == selection else { return select(row) }
    if pane == .detail { scroll(.fold, desk) } else { move(to: pane.rawValue + 1) }
  }

  /// The wheel moves what lies under it, wherever the keys go.
  private mutating func wheel(_ rows: Int, at point: Point, _ desk: Desk) {
    let action: Action = rows < 0 ? .up : .down
    for _ in 0..<abs(rows) {
      if picker != nil {
        _ = picker?.press(rows < 0 ? .up : .down)
      } else if let row = bareRow {
        bareRow = barePage(desk).scrolled(row, by: action, on: desk.size)
      } else if !finding.isTyping, let pane = panes(in: desk.body).first(where: { $0.rect.contains(point) })?.focus {
        scroll(action, in: pane, desk)
      }
    }
  }

  private mutating func goBack(_ desk: inout Desk) -> Step {
    if let ticket = awaited {
      reading.stop()
      desk.giveUpAsking()
      return Step(effects: [.stop(ticket)])
    }
    if focus == .bundles, view.state != nil {
      changeView { $0.filter(by: nil, $1) }
      return .nothing
    }
    guard focus != .bundles else { return .back }
    move(to: focus.rawValue - 1)
    return .nothing
  }

  // MARK: Reading

  mutating func readAgain(_ desk: inout Desk) -> Step {
    guard awaited == nil else { return .nothing }
    let ticket = desk.nextTicket()
    reading.begin(ticket)
    return Step(effects: [.lookUp(query, ticket)])
  }

  /// As ``readAgain(_:)``, and what is being read meanwhile does not count: it may be older than what has happened.
  mutating func readAnew(_ desk: inout Desk) -> [Effect] {
    let old = awaited.map { [Effect.stop($0)] } ?? []
    if awaited != nil { reading.stop() }
    reading.outdate()
    return old + readAgain(&desk).effects
  }

  private mutating func take(_ page: UserCouponPage, _ ticket: Ticket, _ now: Instant) {
    guard case .loading(ticket) = reading.phase else { return reading.take(page, ticket, now) }
    keepingSelection { $0.take(page, ticket, now) }
    selectWanted(among: page.coupons)
  }

  private mutating func finish(_ ticket: Ticket, _ desk: Desk) -> Step {
    guard awaited == ticket else { return .nothing }
    keepingSelection { $0.finish(desk.now) }
    guard wanted != nil, !findWanted() else { return .nothing }
    wanted = nil
    return Step(notice: desk.text(wantedNotFound))
  }

  /// Looks for the coupon that was asked for in all that there is.
  @discardableResult
  private mutating func findWanted() -> Bool {
    guard let code = wanted, goTo(code.text) else { return false }
    wanted = nil
    return true
  }

  /// Goes to the coupon that was asked for, once it is there.
  private mutating func selectWanted(among arrived: [UserCoupon]) {
    if let code = wanted, arrived.contains(where: { $0.code == code }) { findWanted() }
  }

  private mutating func halt(_ failure: CouponFailure, _ ticket: Ticket, _ desk: Desk) -> Step {
    guard awaited == ticket else { return .nothing }
    keepingSelection { $0.halt(failure, at: desk.now) }
    findWanted()
    return Step(tellingOf: failure, desk)
  }

  /// Changes what was read; what is selected stays selected wherever it has moved.
  private mutating func keepingSelection(_ change: (inout CouponReading) -> Void) {
    let (groupID, code) = (group?.id, coupon?.code)
    change(&reading)
    view.refresh(shelf)
    picker?.refresh(reading.shelf)
    reselect(groupID, code)
  }

  private mutating func reselect(_ groupID: BundleGroup.ID?, _ code: CouponCode?) {
    // Most pages leave it in its place; only otherwise is it searched for.
    if group?.id != groupID {
      bundleIndex = view.index(of: groupID, in: shelf) ?? max(0, min(bundleIndex, view.groupCount(shelf) - 1))
    }
    if coupon?.code != code { couponIndex = listed.firstIndex { $0.code == code } ?? firstToTell }
  }

  /// Goes to the bundle or the coupon that an ID names, also when a filter hides it; false when there is none.
  mutating func goTo(_ id: String) -> Bool {
    guard let (groupID, code) = shelf.find(id) else { return false }
    if view.state != nil { view.filter(by: nil, shelf) }
    reselect(groupID, code)
    detail.restart()
    focus = code == nil ? .bundles : .coupons
    return true
  }

  // MARK: Filtering, sorting, finding

  private mutating func changeView(_ change: (inout ShelfView, Shelf) -> Void) {
    let (groupID, code) = (group?.id, coupon?.code)
    change(&view, shelf)
    reselect(groupID, code)
    detail.restart()
  }

  private mutating func follow(_ outcome: StatePicker.Outcome) {
    if outcome == .stay { return }
    picker = nil
    if case .choose(let state) = outcome { changeView { $0.filter(by: state, $1) } }
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
}
