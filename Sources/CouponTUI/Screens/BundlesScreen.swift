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

  init(query: CouponQuery, page: UserCouponPage, ticket: Ticket) {
    self.query = query
    reading = .loading(ticket)
    shelf.add(page.coupons)
    totalCount = page.totalCount
  }

  var group: BundleGroup? { shelf.groups.indices.contains(bundleIndex) ? shelf.groups[bundleIndex] : nil }
  var coupon: UserCoupon? {
    group.flatMap { $0.coupons.indices.contains(couponIndex) ? $0.coupons[couponIndex] : nil }
  }
  var place: Place { focus == .detail ? .detail : .lists }

  func outline(_ desk: Desk) -> BundleOutline.LazySections? {
    guard let coupon, let group else { return nil }
    return BundleOutline(
      coupon: coupon, bundle: group.siblings, now: desk.now, formats: desk.formats, isMasked: desk.isMasking
    ).sections(folded: detail.folded)
  }

  private func sections(_ desk: Desk) -> [OutlineSection] { outline(desk).map { Array($0) } ?? [] }

  // MARK: Update

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch event {
    case .keyPressed(let key):
      return KeyMap.action(for: key, in: place).map { perform($0, &desk) } ?? .nothing
    case .pageArrived(let page, let ticket):
      take(page, ticket, desk.now)
      return .nothing
    case .lookUpEnded(let ticket):
      finish(ticket, desk.now)
      return .nothing
    case .stopped(let failure, let ticket): return halt(failure, ticket, desk)
    default: return .nothing
    }
  }

  private mutating func perform(_ action: Action, _ desk: inout Desk) -> Step {
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

  private mutating func scroll(_ action: Action, _ desk: Desk) {
    let rows = max(1, desk.size.rows - 4)
    switch focus {
    case .bundles:
      let moved = ListView.moved(bundleIndex, by: action, count: shelf.groups.count, rows: rows)
      guard moved != bundleIndex else { return }
      bundleIndex = moved
      couponIndex = 0
      detail.restart()
    case .coupons:
      let moved = ListView.moved(couponIndex, by: action, count: group?.coupons.count ?? 0, rows: rows)
      guard moved != couponIndex else { return }
      couponIndex = moved
      detail.restart()
    case .detail: detail.perform(action, in: sections(desk), rows: rows)
    }
  }

  private mutating func goBack(_ desk: inout Desk) -> Step {
    if let ticket = awaited {
      if case .loading = reading { reading = .stoppedByAgent } else { reading = .complete }
      desk.link = .untried
      return Step(effects: [.stop(ticket)])
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
    case .again(ticket, var fresh):
      // Taken out before it grows, so that it is not copied.
      reading = .complete
      totalCount = page.totalCount ?? totalCount
      fresh.add(page.coupons)
      reading = .again(ticket, fresh)
    default: break
    }
  }

  private mutating func finish(_ ticket: Ticket, _ now: Instant) {
    guard awaited == ticket else { return }
    if case .again(_, let fresh) = reading { keepingSelection { $0 = fresh } }
    reading = .complete
    readAt = now
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
    // Most pages leave it in its place; only otherwise is it searched for.
    if group?.id != groupID {
      bundleIndex = shelf.groups.firstIndex { $0.id == groupID } ?? min(bundleIndex, max(0, shelf.groups.count - 1))
    }
    if coupon?.code != code { couponIndex = group?.coupons.firstIndex { $0.code == code } ?? 0 }
  }

  // MARK: Deactivating and copying

  private func deactivate(_ desk: inout Desk) -> Step {
    guard desk.mayDeactivate else {
      return Step(notice: FailureSentences(CouponFailure(.readOnly), in: desk.language).text)
    }
    switch target {
    case .success(let target):
      let (screen, effect) = DeactivationScreen.opened(
        target, name: group?.name(in: desk.language) ?? "", seen: coupons(of: target), &desk)
      return Step(effects: [effect], turn: .open(.deactivation(screen)))
    case .failure(let reason): return Step(notice: desk.text(reason.phrase))
    }
  }

  private func coupons(of target: DeactivationTarget) -> [UserCoupon] {
    switch target.subject {
    case .bundle: group.map { Array($0.coupons) } ?? []
    case .coupon: coupon.map { [$0] } ?? []
    }
  }

  /// Why there is no target under the cursor.
  private struct NoTarget: Error {
    let phrase: Phrase
    init(_ en: String, _ zh: String) { phrase = Phrase(en, zh) }
  }

  /// The identifiers of what is selected now.
  private var target: Result<DeactivationTarget, NoTarget> {
    guard let group, let coupon else { return .failure(NoTarget("There is nothing here.", "此处没有内容。")) }
    if group.id == .singles, focus == .bundles {
      return .failure(NoTarget("Open the group and choose one coupon first.", "请先打开该组并选定一张券。"))
    }
    guard group.coupons.contains(where: \.state.isLive) else {
      return .failure(
        NoTarget("None of these coupons can still be deactivated. Nothing was changed.", "没有仍可失效的商品券，未作任何变更。"))
    }
    let unnamed = NoTarget(
      "WeChat Pay did not name the stock, which a deactivation needs. Read again (r).", "应答缺少失效所需的批次信息，请重读（r）。")
    guard let product = coupon.productCouponID else { return .failure(unnamed) }
    switch group.id {
    case .bundle(let bundleID):
      let stockBundleIDs = group.coupons.compactMap { $0.stock?.bundlePosition?.id }
      guard let stockBundleID = stockBundleIDs.first else { return .failure(unnamed) }
      return .success(
        DeactivationTarget(
          subject: .bundle(bundleID, stockBundleID), openID: query.openID, productCouponID: product))
    case .singles:
      guard coupon.state.isLive else {
        return .failure(NoTarget("This coupon can not be deactivated any more.", "该券已不能失效。"))
      }
      guard let stockID = coupon.stock?.id else { return .failure(unnamed) }
      return .success(
        DeactivationTarget(subject: .coupon(coupon.code, stockID), openID: query.openID, productCouponID: product))
    }
  }

  private func field(_ desk: Desk) -> SafeText? {
    switch focus {
    case .bundles:
      guard case .bundle(let id)? = group?.id else { return group?.name(in: desk.language) }
      return SafeText(id.text)
    case .coupons:
      return coupon.map { SafeText(desk.isMasking ? $0.code.masked : $0.code.text) }
    case .detail: return detail.selectedLine(in: sections(desk))?.copyText
    }
  }

  /// What belongs in a ticket; the customer and the codes stay masked.
  private func summary(_ desk: Desk) -> SafeText? {
    guard let group else { return nil }
    var lines = [group.name(in: desk.language).text]
    if case .bundle(let id) = group.id { lines.append("user_coupon_bundle_id \(id)") }
    lines.append("openid \(query.openID.masked)")
    lines += group.coupons.map { "\(($0.position?.index ?? 0) + 1)  \($0.code.masked)  \($0.state.wire)" }
    return SafeText(lines.joined(separator: "; "))
  }

  private func copy(_ text: SafeText?, _ desk: Desk) -> Step {
    guard let text else {
      let phrase = Phrase("There is nothing to copy here; m shows masked values.", "此处没有可复制的内容；按 m 显示完整内容。")
      return Step(notice: desk.text(phrase))
    }
    return Step(effects: [.copy(text)])
  }
}
