import CouponKit

/// Where the broken protocols differ from the product's; what is not here stands as a single condition in the history.
extension Mutant {
  /// The fact as the broken protocol understands it.
  func distorted(_ input: Operation.Input, _ operation: inout Operation) -> Operation.Input {
    switch (self, input) {
    case (.believesUnprovedRefusals, .answered(.unknown(Props.Failure.hearsay))):
      return .answered(.refused(Props.Failure.refused))
    case (.believesForgedSuccess, .answered(.unknown(Props.Failure.forged))),
      (.believesMisboundSuccess, .answered(.unknown(Props.Failure.misbound))):
      return .answered(.done(operation.allDeactivated, requestID: nil))
    case (.noAnswerIsNotSent, .answered(.unknown(Props.Failure.noAnswer))):
      return .answered(.neverLeft(Props.Failure.neverLeft))
    case (.refusalEndsAll, .answered(.refused)):
      for place in operation.attempts.indices.dropLast() { operation.attempts[place].outcome = .settled }
      return input
    case (.ambiguousRefusalIsFinal, .answered(.refused)): return .answered(.refused(Props.Failure.refused))
    case (.ignoresReason, .read(let coupons, let isComplete)):
      return .read(coupons.map(\.withoutReason), isComplete: isComplete)
    case (.ignoresTags, .read(let coupons, let isComplete)):
      return .read(coupons.map { $0.tagged(as: operation.wish) }, isComplete: isComplete)
    case (.anybodyRepeats, .repeatAsked(_, let seen)):
      return .repeatAsked(by: Operation.Person(agentID: operation.wish.agentID, isSupervisor: true), seen: seen)
    case (.ignoresWhatWasSeen, .read(let coupons, let isComplete)):
      operation.seenBeforeRepeat = operation.seenBeforeRepeat == nil ? nil : coupons
      return .read(coupons, isComplete: isComplete)
    default: return input
    }
  }
}

extension Operation {
  /// The operation as the next run of the program finds it: as recorded, and nothing of what was under way.
  init(reopening held: Operation, limits: Limits, _ mutant: Mutant?) {
    self.init(held.wish, limits: limits)
    state = held.state
    attempts = held.attempts
    after = held.after
    refusal = held.refusal
    if mutant == .forgetsCutOffSends {
      for place in attempts.indices where attempts[place].outcome == nil { attempts[place].outcome = .neverLeft }
    }
  }

  fileprivate var allDeactivated: [CouponSnapshot] {
    wish.before.map { coupon in
      CouponSnapshot(
        position: coupon.position, code: coupon.code, state: .deactivated,
        trace: .init(requestNumber: wish.requestNumber.text, reason: nil, time: nil))
    }
  }
}

extension Operation.CouponSnapshot {
  /// A reason that differs from the operation's in its tag alone counts as the operation's.
  fileprivate func tagged(as wish: Operation.Wish) -> Self {
    guard let trace, let reason = trace.reason, OperationTag(endOf: reason) != nil,
      reason.dropLast(OperationTag.length) == wish.reason.text
    else { return self }
    return Self(
      position: position, code: code, state: state,
      trace: .init(requestNumber: trace.requestNumber, reason: wish.sentReason, time: trace.time))
  }

  fileprivate var withoutReason: Self {
    Self(
      position: position, code: code, state: state,
      trace: trace.map { .init(requestNumber: $0.requestNumber, reason: nil, time: $0.time) })
  }
}

extension Operation.Limits {
  init(_ mutant: Mutant?) {
    self.init()
    switch mutant {
    case .notAppliedFromOneReadBack:
      quarantine = 0
      readBackDistance = 0
    case .quarantineOf60Seconds: quarantine = 60_000
    case .quarantineOf300Seconds: quarantine = 300_000
    case .readBacksAtOnce: readBackDistance = 0
    case .sendsAfterSleep: repeatWindow = .max
    default: break
    }
  }
}
