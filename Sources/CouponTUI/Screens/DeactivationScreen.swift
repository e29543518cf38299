import CouponKit

/// The five steps of a deactivation: review, reason, confirmation, sending, outcome. Nothing is sent before the fourth,
/// and Escape goes back a step until then.
struct DeactivationScreen: Sendable, Equatable {
  let target: DeactivationTarget
  let name: SafeText
  /// The coupons as the agent saw them in the list.
  private(set) var seen: [UserCoupon]
  private(set) var stage: Stage
  private(set) var reason = ReasonForm()
  private(set) var first = 0
  private var watch = OperationWatch()
  /// Keys that were meant for what was there before do not count for the stage that has come up.
  private(set) var arming = Arming()
  /// Whether it began with what had become of an earlier wish.
  private(set) var isOfRecord = false
  /// Whether the outcome has just come, under the fingers of somebody who was about to leave.
  private var isFresh = false
  /// Whether anything was sent or found out since it was opened.
  private(set) var hasNews = false
  /// Why the last wish of this dialog was not sent, while it has not been confirmed anew.
  private(set) var refusal: CouponFailure?
  /// Whether the coupons were found to be other than the list below shows them.
  private(set) var isListWrong = false
  /// Of the review, and of the draft that is read along with it.
  private var reviewTicket: Ticket?

  /// Opens the dialog on a target, which it keeps whatever happens to the lists below.
  static func opened(
    _ target: DeactivationTarget, name: SafeText, seen: [UserCoupon], _ desk: inout Desk
  ) -> (DeactivationScreen, Effect) {
    let ticket = desk.nextTicket()
    var screen = DeactivationScreen(
      target: target, name: name, seen: seen, stage: .reading(ticket))
    screen.reviewTicket = ticket
    return (screen, .review(target, ticket))
  }

  /// Shows what became of an earlier wish.
  init(_ report: DeactivationReport) {
    self.init(target: report.target, name: SafeText(report.productName), seen: [], stage: .outcome(report))
    isOfRecord = true
  }

  private init(target: DeactivationTarget, name: SafeText, seen: [UserCoupon], stage: Stage) {
    self.target = target
    self.name = name
    self.seen = seen
    self.stage = stage
  }

  // MARK: Update

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch event {
    case .keyPressed(let key): return press(key, &desk)
    case .pasted(let text):
      // The phrase that commits is typed, never pasted.
      if case .reason = stage {
        reason.insert(text)
        return Step(effects: [.keepDraft(reason.field.text, target)])
      }
      if case .confirmation = stage {
        return Step(notice: desk.text("Please type the four characters.", "请手工输入这四个字符。"))
      }
    case .reviewArrived(let review, let ticket):
      guard case .reading(ticket) = stage else { return .nothing }
      if !seen.isEmpty, !CouponDifference.between(seen, review.coupons).isEmpty { isListWrong = true }
      show(.review(review), desk)
      return Step(effects: [.readDraft(target, ticket)])
    case .draftFound(let text, let ticket): if ticket == reviewTicket { reason.offer(text) }
    case .deactivationMoved(let report, let ticket):
      if case .sending(var sending) = stage, sending.ticket == ticket {
        sending.report = report
        stage = .sending(sending)
      }
    case .deactivationEnded(let report, let ticket):
      guard case .sending(let sending) = stage, sending.ticket == ticket else { return .nothing }
      let isToRepeat = sending.purpose == .checkBeforeRepeat
      show(isToRepeat && report.mayBeRepeated ? .repeatReview(report) : .outcome(report), desk)
      isFresh = true
      if isToRepeat, !report.state.isClosed, report.hasNothingToRepeat {
        return Step(
          notice: desk.text("No live coupon is listed: there is nothing to send again.", "列表中没有有效的券，无需再次提交。"))
      }
    case .openOperationsSettled(let reports):
      guard case .outcome(let shown) = stage, !shown.isUnderWay, !shown.state.isClosed,
        let report = reports.first(where: { $0.operationID == shown.operationID })
      else { return .nothing }
      guard report.isNews(after: shown) else {
        stage = .outcome(report)
        return .nothing
      }
      show(.outcome(report), desk)
      (isFresh, hasNews) = (true, true)
    case .operationRead(let report, let ticket):
      if case .reading(ticket) = stage {
        refusal = nil
        show(.outcome(report), desk)
        hasNews = report.state.isClosed
      }
      if case .outcome = stage, watch.awaits(ticket) {
        stage = .outcome(report)
        hasNews = hasNews || report.state.isClosed
      }
    case .stopped(let failure, let ticket): return stop(failure, ticket, &desk)
    case .frameShown(let now): arming.frameShown(at: now)
    case .clockTicked(let now):
      let isArmedNow = arming.tick(now)
      if isArmedNow, case .confirmation = stage { return Step(effects: [.discardTyped]) }
      guard case .outcome(let report) = stage, let effect = watch.look(at: report, &desk) else { return .nothing }
      return Step(effects: [effect])
    default: break
    }
    return .nothing
  }

  private mutating func stop(_ failure: CouponFailure, _ ticket: Ticket, _ desk: inout Desk) -> Step {
    if case .reading(ticket) = stage {
      switch failure.kind {
      case .operationOpen(let operationID): return lead(to: operationID, &desk)
      case .nothingToDeactivate, .bundleNotHeld: isListWrong = true
      default: break
      }
      show(.notReviewed(failure), desk)
      return .nothing
    }
    guard case .sending(let sending) = stage, sending.ticket == ticket else { return .nothing }
    if sending.purpose == .write, sending.report == nil { refusal = failure }
    switch failure.kind {
    case .operationOpen(let operationID) where sending.report == nil: return lead(to: operationID, &desk)
    case .changedSinceReview(let differences) where sending.report == nil:
      // Nothing was sent: the difference is shown coupon by coupon, and the way to the confirmation begins anew.
      isListWrong = true
      let ticket = desk.nextTicket()
      reviewTicket = ticket
      show(.reading(ticket), desk)
      return Step(effects: [.review(target, ticket)], notice: desk.text(changedSentence(differences)))
    default: break
    }
    // A check that came to nothing leaves the outcome as it was.
    if var report = sending.report {
      report.lastFailure = failure
      show(.outcome(report), desk)
    } else {
      show(.unreported(failure), desk)
    }
    return .nothing
  }

  /// What is open about the target is led to; a second one never begins beside it.
  private mutating func lead(to operationID: String, _ desk: inout Desk) -> Step {
    let ticket = desk.nextLocalTicket()
    show(.reading(ticket), desk)
    return Step(
      effects: [.readOperation(operationID: operationID, ticket)],
      notice: desk.text("Something about it is open already.", "该对象已有未了结的操作。"))
  }

  private mutating func show(_ next: Stage, _ desk: Desk) {
    stage = next
    first = 0
    arming = Arming()
    isFresh = false
    if case .sending = next { hasNews = true }
  }

  private mutating func press(_ key: Key, _ desk: inout Desk) -> Step {
    let action = KeyMap.action(for: key, in: place)
    // Whoever presses a key here has been shown it.
    refusal = nil
    if action == .back { return goBack(desk) }
    if let action { scroll(action, desk) }
    switch stage {
    case .confirmation(let wish, let confirmation): return press(key, action, wish, confirmation, &desk)
    case .reason(let review): return press(key, action, review, desk)
    case .review(let review):
      if action == .open, isArmed(desk), review.hasLiveCoupons { show(.reason(review), desk) }
    case .repeatReview(let report):
      if action == .open, isArmed(desk) { return confirm(.sendAgain(report), desk) }
    case .reading, .sending: break
    case .notReviewed, .unreported, .outcome: return settle(action, &desk)
    }
    return .nothing
  }

  /// On top again after something that lay over it, or that it was too small to be seen: a question is asked anew.
  mutating func comeUp() {
    arming = Arming()
    if case .confirmation(let wish, _) = stage { stage = .confirmation(wish, Confirmation()) }
  }

  /// Whether a key that commits to something is meant for what the agent sees.
  private func isArmed(_ desk: Desk) -> Bool { desk.isLegible && arming.takesKeys(at: desk.now) }

  private mutating func goBack(_ desk: Desk) -> Step {
    switch stage {
    case .reading(let ticket): return Step(effects: [.stop(ticket)], turn: .back)
    case .reason(let review): show(.review(review), desk)
    case .confirmation(.deactivate(let review, _), _): show(.reason(review), desk)
    case .confirmation(.sendAgain(let report), _): show(.repeatReview(report), desk)
    case .repeatReview(let report): show(.outcome(report), desk)
    case .sending:
      return Step(
        turn: .back, notice: desk.text("It goes on; H shows where it stands.", "操作仍在进行，按 H 查看。"))
    case .outcome where isFresh && !isArmed(desk): return .nothing
    case .review, .notReviewed, .unreported, .outcome: return .back
    }
    return .nothing
  }

  private mutating func press(_ key: Key, _ action: Action?, _ review: DeactivationReview, _ desk: Desk) -> Step {
    switch reason.press(key, action, desk.profile) {
    case .stay: return .nothing
    case .changed: return Step(effects: [.keepDraft(reason.field.text, target)])
    case .reason(let reason):
      return confirm(.deactivate(review, reason), desk)
    case .refused(let problem): return Step(notice: desk.text(sentence(problem)))
    }
  }

  private mutating func press(
    _ key: Key, _ action: Action?, _ wish: Wish, _ confirmation: Confirmation, _ desk: inout Desk
  ) -> Step {
    guard isArmed(desk) else { return .nothing }
    var confirmation = confirmation
    switch confirmation.press(key, action) {
    case .goOn: stage = .confirmation(wish, confirmation)
    case .cancel: return goBack(desk)
    case .wanted:
      // A pasted or injected line brings its Enter along; a hand presses it by itself, once the phrase stands there.
      if confirmation.matches(target.confirmationPhrase), !desk.isSingleKey {
        return Step(notice: desk.text("Please press Enter once more.", "请再按一次 Enter。"))
      }
      if let effect = send(wish, confirmation, &desk) { return Step(effects: [effect]) }
      let phrase = target.confirmationPhrase
      return Step(notice: desk.text("Type \(phrase) to confirm.", "请输入 \(phrase) 以确认。"))
    }
    return .nothing
  }

  /// Asks for the final word. Nothing that was typed so far is part of it.
  private mutating func confirm(_ wish: Wish, _ desk: Desk) -> Step {
    show(.confirmation(wish, Confirmation()), desk)
    return Step(effects: [.discardTyped])
  }

  /// The one place from which something leaves that changes coupons; nil unless the phrase was typed.
  private mutating func send(_ wish: Wish, _ confirmation: Confirmation, _ desk: inout Desk) -> Effect? {
    switch wish {
    case .deactivate(let review, let reason):
      let wish = ConfirmedDeactivation(review: review, reason: reason, typedPhrase: confirmation.typed.text)
      guard let wish else { return nil }
      let ticket = desk.nextWriteTicket()
      seen = review.coupons
      show(.sending(Sending(ticket: ticket, since: desk.now, purpose: .write)), desk)
      return .deactivate(wish, ticket)
    case .sendAgain(let report):
      guard let wish = ConfirmedRepeat(report: report, typedPhrase: confirmation.typed.text) else { return nil }
      let ticket = desk.nextWriteTicket(isRepeat: true)
      show(.sending(Sending(ticket: ticket, since: desk.now, purpose: .write, report: report)), desk)
      return .sendAgain(wish, ticket)
    }
  }

  /// Keys on what has ended: look what became of it, send again, copy the receipt, or close.
  private mutating func settle(_ action: Action?, _ desk: inout Desk) -> Step {
    var report: DeactivationReport?
    if case .outcome(let shown) = stage { report = shown }
    switch action {
    case .readAgain:
      guard let operationID = stage.operationID else {
        // Not even a number came back: the list of what was done knows it.
        return HistoryScreen.open(&desk)
      }
      let ticket = desk.nextTicket()
      show(.sending(Sending(ticket: ticket, since: desk.now, purpose: .check, report: report)), desk)
      return Step(effects: [.check(operationID: operationID, ticket)])
    case .sendAgain:
      guard let report else { return Step(notice: desk.text("Check first: press r.", "请先按 r 核对。")) }
      // The coupons as they are now come before the question.
      let ticket = desk.nextTicket()
      show(.sending(Sending(ticket: ticket, since: desk.now, purpose: .checkBeforeRepeat, report: report)), desk)
      return Step(effects: [.reviewRepeat(operationID: report.operationID, ticket)])
    case .history: return HistoryScreen.open(&desk)
    case .bare, .copySummary: return receiptStep(action, of: report, desk)
    case .open where isArmed(desk): return .back
    default: break
    }
    return .nothing
  }

  private mutating func scroll(_ action: Action, _ desk: Desk) {
    let total = page(desk).rows(width: size(desk).columns - 5).count
    first = TextPage.scrolled(first, by: action, total: total, rows: textRows(desk)) ?? first
  }
}
