import CouponKit

/// The form that finds a customer.
struct LookUpScreen: Sendable, Equatable {
  /// In the order in which the keys go through them.
  enum Field: Sendable, CaseIterable { case openID, bundleID, couponCode, state, recents }

  enum Phase: Sendable, Equatable {
    case editing
    case asking(Question, Ticket)
    case stopped(CouponFailure)
    /// The customer holds nothing of what was asked for.
    case foundNothing(CouponQuery)
  }

  struct Question: Sendable, Equatable {
    let query: CouponQuery
    /// WeChat Pay finds no coupon by its code alone: it is looked for among those of the customer.
    let code: CouponCode?
  }

  private(set) var openID: TextField
  private(set) var bundleID = TextField()
  private(set) var couponCode = TextField()
  private(set) var state: CouponState?
  /// Which of the desk's recent customers is marked.
  private(set) var recent = 0
  /// What the keys go to; nil after Escape, when letters are keys.
  private(set) var focus: Field? = .openID
  private(set) var phase = Phase.editing

  init(openID: OpenID?, bundleID: UserCouponBundleID? = nil) {
    self.openID = TextField(openID?.text ?? "")
    self.bundleID = TextField(bundleID?.text ?? "")
  }

  var place: Place {
    if case .asking = phase { return .asking }
    return focus == nil ? .resting : .form
  }

  /// Letters are keys from now on.
  mutating func leaveFields() { focus = nil }

  func text(of field: Field) -> TextField? {
    switch field {
    case .openID: openID
    case .bundleID: bundleID
    case .couponCode: couponCode
    case .state, .recents: nil
    }
  }

  // MARK: Update

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch event {
    case .keyPressed(let key): return press(key, &desk)
    case .pasted(let text): take(pasted: text)
    case .clicked(let point): return click(point, &desk)
    case .pageArrived(let page, let ticket):
      guard case .asking(let question, ticket) = phase else { return .nothing }
      // An empty page alone says nothing: more may follow, and the end says when none does.
      guard !page.coupons.isEmpty else { return .nothing }
      phase = .editing
      let screen = BundlesScreen(query: question.query, wanted: question.code, page: page, ticket: ticket, at: desk.now)
      return Step(effects: [desk.remember(question.query.openID)], turn: .open(.bundles(screen)))
    case .lookUpEnded(let ticket):
      if case .asking(let question, ticket) = phase { phase = .foundNothing(question.query) }
    case .stopped(let failure, let ticket):
      if case .asking(_, ticket) = phase { phase = failure.kind == .cancelled ? .editing : .stopped(failure) }
    default: break
    }
    return .nothing
  }

  private mutating func press(_ key: Key, _ desk: inout Desk) -> Step {
    switch KeyMap.action(for: key, in: place) {
    case .open: return focus == .recents ? lookUpRecent(&desk) : lookUp(&desk)
    case .nextPane: moveFocus(by: 1, desk)
    case .previousPane: moveFocus(by: -1, desk)
    case .back: return goBack(&desk)
    case .history: return HistoryScreen.open(&desk)
    default: write(key)
    }
    return .nothing
  }

  /// A field that is clicked gets the keys; the state goes on to the next one, and a customer who is marked is looked up.
  private mutating func click(_ point: Point, _ desk: inout Desk) -> Step {
    let layout = layout(desk, in: desk.body)
    if let field = layout.fields.first(where: { $0.rect.contains(point) })?.field {
      if field == .state, focus == .state { chooseState(by: 1) }
      focus = field
    } else if let index = layout.recent(at: point, of: self, desk) {
      if focus == .recents, index == recent { return lookUpRecent(&desk) }
      focus = .recents
      recent = index
    }
    return .nothing
  }

  /// Starts a look-up, unless a field can not be what it asks for.
  private mutating func lookUp(_ desk: inout Desk) -> Step {
    do {
      var query = CouponQuery(openID: try OpenID(openID.text), state: state)
      if !bundleID.isEmpty { query.bundleID = try UserCouponBundleID(bundleID.text) }
      let code = couponCode.isEmpty ? nil : try CouponCode(couponCode.text)
      return ask(Question(query: query, code: code), &desk)
    } catch {
      focus = Field.allCases.first { $0.input == error.field } ?? .openID
      return Step(notice: desk.text(sentence(error)))
    }
  }

  private mutating func lookUpRecent(_ desk: inout Desk) -> Step {
    guard let openIDs = desk.recents, openIDs.indices.contains(recent) else { return .nothing }
    return ask(Question(query: CouponQuery(openID: openIDs[recent], state: state), code: nil), &desk)
  }

  private mutating func ask(_ question: Question, _ desk: inout Desk) -> Step {
    if case .asking = phase { return .nothing }
    let ticket = desk.nextTicket()
    phase = .asking(question, ticket)
    return Step(effects: [.lookUp(question.query, ticket)])
  }

  private mutating func goBack(_ desk: inout Desk) -> Step {
    if case .asking(_, let ticket) = phase {
      phase = .editing
      desk.giveUpAsking()
      return Step(effects: [.stop(ticket)])
    }
    focus = nil
    return .nothing
  }

  /// Through the fields, and one by one through the recent customers where there are any.
  private mutating func moveFocus(by distance: Int, _ desk: Desk) {
    let count = desk.recents?.count ?? 0
    if focus == .recents, (0..<count).contains(recent + distance) {
      recent += distance
      return
    }
    let fields = Field.allCases.filter { $0 != .recents || count > 0 }
    guard let index = fields.firstIndex(where: { $0 == focus }) else {
      focus = .openID
      return
    }
    focus = fields[(index + distance + fields.count) % fields.count]
    recent = distance > 0 ? 0 : max(0, count - 1)
  }

  private mutating func write(_ key: Key) {
    if focus == .state {
      switch key {
      case .right, .character(" "): chooseState(by: 1)
      case .left: chooseState(by: -1)
      default: break
      }
    } else if focus != nil, focus != .recents, let change = TextField.Edit(key) {
      edit(change)
    }
  }

  private mutating func chooseState(by distance: Int) {
    let choices = [nil] + CouponState.listed.map { Optional($0) }
    let index = choices.firstIndex(of: state) ?? 0
    state = choices[(index + distance + choices.count) % choices.count]
  }

  /// Of every OpenID that WeChat has made. Less may be the rest of one that a slow line delivers in two pieces.
  private static let openIDLength = 28

  /// A whole OpenID is the next customer: it takes the place of the one before. No ID has blanks at its ends.
  private mutating func take(pasted text: SafeText) {
    let text = SafeText(pasted: text.text)
    let isWhole = text.text.utf8.count >= Self.openIDLength && (try? OpenID(text.text)) != nil
    if focus != .bundleID, focus != .couponCode, isWhole { edit(.eraseToEnd, .eraseToStart) }
    edit(.insert(text))
  }

  private mutating func edit(_ changes: TextField.Edit...) {
    for change in changes { edit(change) }
  }

  private mutating func edit(_ change: TextField.Edit) {
    if case .asking = phase { return }
    phase = .editing
    switch focus {
    case .bundleID: bundleID.apply(change)
    case .couponCode: couponCode.apply(change)
    // What is pasted where no text is taken is most likely a customer.
    case .openID, .state, .recents, nil:
      if focus != nil { focus = .openID }
      openID.apply(change)
    }
  }

  /// Why what stands in a field can not be looked up.
  func problem(of field: Field) -> InputProblem? {
    do throws(InputProblem) {
      switch field {
      case .openID: _ = try OpenID(openID.text)
      case .bundleID: _ = try UserCouponBundleID(bundleID.text)
      case .couponCode: _ = try CouponCode(couponCode.text)
      case .state, .recents: break
      }
      return nil
    } catch { return error }
  }
}

extension LookUpScreen.Field {
  fileprivate var input: InputProblem.Field? {
    switch self {
    case .openID: .openID
    case .bundleID: .bundleID
    case .couponCode: .couponCode
    case .state, .recents: nil
    }
  }
}
