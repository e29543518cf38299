import CouponKit

/// Something that must never be.
struct Violation: Error, CustomStringConvertible {
  enum Rule: String {
    case recordedFirst = "I1 every effect has a durable intent older than it"
    case oneNumber = "I2 all requests of one generation carry one number, and of one operation one body"
    case settledGeneration = "I3 a new generation begins only after the old one was settled"
    case confirmedIsTrue = "I4 CONFIRMED is told if and only if the record carries our number"
    case nothingIsNothing = "I5 after NOT_APPLIED or REJECTED no request takes effect, and none had"
    case closes = "I6 every operation closes once the quarantine has passed"
    case oneClaim = "I7 each effect is claimed by one operation"
    case toldIsRecorded = "I8 what is told is what the journal holds"
    case legalMoves = "I8 the journal sees legal moves only"
    case aPersonSends = "no request leaves without a person, but the repeats of one minute"
    case whoMaySends = "only the agent who confirmed sends again, within a quarter of an hour, or a supervisor"
    case sentAsSeen = "a person's repeat leaves only while the coupons are as that person saw them"
    case shownAsRead = "what was read last is what is shown"
    case allIsAll = "what is told to be at an end is at an end"
  }
  let rule: Rule
  let detail: String

  init(_ rule: Rule, _ detail: String) {
    self.rule = rule
    self.detail = detail
  }

  var description: String { "\(rule.rawValue): \(detail)" }
}

/// What is looked at whenever something leaves, takes effect, is recorded or is told.
extension History {
  /// Before a request leaves.
  func requireMayLeave(_ run: Run) throws(Violation) {
    let wish = wishes[run.wish]
    let held = hosts[wish.host].journal[run.wish]
    guard let attempt = run.operation.attempts.last, let held, held.attempts.count >= attempt.number else {
      throw Violation(.recordedFirst, "the attempt is not in the journal")
    }
    switch run.cause {
    case .check: throw Violation(.aPersonSends, "a check sends")
    case .personAskedToRepeat(let isAllowed, let seen):
      if run.sent > 0 { throw Violation(.aPersonSends, "one wish to repeat sends twice") }
      if !isAllowed { throw Violation(.whoMaySends, "a colleague, or the agent after a quarter of an hour") }
      try requireAsSeen(run, seen)
    case .confirmed:
      if run.sent == 3 { throw Violation(.aPersonSends, "a fourth request") }
      if let first = run.operation.attempts.first,
        attempt.startedAt.bootMilliseconds - first.startedAt.bootMilliseconds > 60_000
      {
        throw Violation(.aPersonSends, "a repeat after more than a minute")
      }
    }
  }

  /// Before a person's repeat leaves: the same coupons are listed as that person was shown, each in the same state. A list
  /// that lags behind may say less of a coupon that no call can change any more, and only where what was shown is the truth.
  private func requireAsSeen(_ run: Run, _ seen: [Operation.CouponSnapshot]) throws(Violation) {
    for code in Set((run.read + seen).map(\.code)) {
      let shown = seen.first { $0.code == code }?.state
      let listed = run.read.first { $0.code == code }?.state
      if shown == listed { continue }
      guard let shown, listed != nil, shown.isFinal, gateway.state(of: code) == shown else {
        throw Violation(
          .sentAsSeen, "\(code) was shown as \(shown?.wire ?? "nothing"), and is \(listed?.wire ?? "not listed")")
      }
    }
  }

  func requireOneNumber(_ request: GatewayModel.Request, _ operation: Operation) throws(Violation) {
    let wish = wishes[request.wish]
    guard request.number == wish.number, request.number == Props.numbers[operation.wish.generation],
      request.body == wish.body
    else { throw Violation(.oneNumber, "\(request.number) instead of \(wish.number)") }
  }

  func requireSettledGeneration(before generation: Int, in journal: JournalModel) throws(Violation) {
    let isSettled = journal.entries.map(\.operation).allSatisfy {
      $0.wish.generation >= generation || $0.state.isClosed
    }
    if generation > 0, !isSettled { throw Violation(.settledGeneration, "generation \(generation)") }
  }

  /// When a request ends a coupon.
  mutating func requireExpected(_ request: GatewayModel.Request) throws(Violation) {
    let wish = wishes[request.wish]
    guard let held = hosts[wish.host].journal[request.wish] else {
      throw Violation(.recordedFirst, "an effect without an intent")
    }
    switch held.state {
    case .notApplied, .rejected: throw Violation(.nothingIsNothing, "\(held.state.rawValue) came before the effect")
    case .already: throw Violation(.confirmedIsTrue, "ALREADY came before the effect")
    default: break
    }
    wishes[request.wish].appliedAt = wish.appliedAt ?? now
  }

  /// When a state has reached the journal.
  mutating func requireTruth(of state: DeactivationReport.State, _ run: Run) throws(Violation) {
    guard state.isClosed else { return }
    wishes[run.wish].isClosed = true
    let wish = wishes[run.wish]
    let isApplied = wish.appliedAt != nil
    if state == .confirmed || state == .already, gateway.hasLive, !run.operation.isPartial {
      throw Violation(.allIsAll, "\(state.rawValue) with a live coupon left")
    }
    switch state {
    case .confirmed where !gateway.carries(wish.number, wish.reason):
      throw Violation(.confirmedIsTrue, "CONFIRMED without a record of it")
    case .already where isApplied && gateway.behaviour.showsNumber:
      throw Violation(.confirmedIsTrue, "ALREADY, and it was this operation")
    case .notApplied where isApplied, .rejected where isApplied:
      throw Violation(.nothingIsNothing, "\(state.rawValue) came after the effect")
    default: break
    }
  }

  /// When something is shown to the agent.
  func requireRecorded(_ run: Run) throws(Violation) {
    let shown = run.operation.state
    guard shown.isClosed else { return }
    let held = hosts[wishes[run.wish].host].journal[run.wish]?.state
    if held == shown { return }
    // That nothing ever left is true whether or not it is written.
    if shown == .notApplied, run.operation.proof == .neverSent, wishes[run.wish].sent == 0 { return }
    throw Violation(.toldIsRecorded, "\(shown.rawValue) told, \(held?.rawValue ?? "nothing") recorded")
  }

  /// Also when something is shown: so the agent sees what has changed since.
  func requireShownAsRead(_ run: Run) throws(Violation) {
    for read in run.read {
      let shown = run.operation.after.first { $0.code == read.code }?.state
      if shown == read.state { continue }
      guard let shown, shown.isFinal, gateway.state(of: read.code) == shown else {
        throw Violation(
          .shownAsRead, "\(read.code) is shown as \(shown?.wire ?? "nothing"), and was read as \(read.state.wire)")
      }
    }
  }

  /// When nothing can happen any more.
  func requireEnd() throws(Violation) {
    let confirmed = wishes.indices.filter { wish in
      hosts[wishes[wish].host].journal[wish]?.state == .confirmed
    }
    for first in confirmed where gateway.behaviour.showsReason {
      let isShared = confirmed.contains {
        wishes[$0].number == wishes[first].number && wishes[$0].reason != wishes[first].reason
      }
      if isShared { throw Violation(.oneClaim, "two reasons, one effect") }
    }
    for wish in wishes.indices where wishes[wish].appliedAt != nil && gateway.behaviour.showsNumber {
      if !confirmed.contains(wish) { throw Violation(.confirmedIsTrue, "an effect that nobody confirmed") }
    }
  }
}
