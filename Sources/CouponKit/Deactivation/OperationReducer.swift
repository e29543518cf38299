extension Operation {
  /// After the last request that may have left, this long must pass before "not deactivated" is certain: 300 s for which a
  /// signature lives, twice 60 s of admitted clock skew, and 180 s of margin.
  static let quarantine: Int64 = 600_000
  /// Two equal read-backs this far apart settle that nothing was applied.
  static let readBackDistance: Int64 = 5_000
  static let mostAttempts = 3
  /// Repeats without a person end this long after the first request.
  static let repeatWindow: Int64 = 60_000

  /// Takes a fact and answers with what follows from it, in order.
  public mutating func handle(_ input: Input, at now: Moment) -> [Step] {
    switch input {
    case .confirmed: return write(.intent, then: .send)
    case .recorded: return goOn(at: now)
    case .notRecorded(let failure): return giveUpWriting(failure, at: now)
    case .answered(let reply): return take(reply, at: now)
    case .read(let coupons, let isComplete): return take(coupons, isComplete: isComplete, at: now)
    case .notRead(let failure):
      lastFailure = failure
      return undecided(at: now)
    case .waited: return state == .unknown && untouchedSince == nil ? send(at: now) : [.readBack]
    case .checkAsked:
      mayRepeat = false
      return state.isClosed ? [.report] : settleOrRead(at: now)
    case .repeatAsked:
      guard state == .unknown else { return [.report] }
      mayRepeat = false
      return send(at: now)
    case .restarted:
      mayRepeat = false
      guard state == .sending else { return settleOrRead(at: now) }
      return write(.unknown, then: .readBack)
    }
  }

  // MARK: - Writing

  private mutating func write(_ state: DeactivationReport.State, then next: Writing.Next) -> [Step] {
    writing = Writing(state: state, next: next)
    return [.record(state)]
  }

  private mutating func goOn(at now: Moment) -> [Step] {
    guard let written = writing else { return [] }
    writing = nil
    state = written.state
    isUnrecorded = false
    switch written.next {
    // The intent is on disk: now the attempt is written, and only then it is made.
    case .send: return state == .intent ? send(at: now) : [.report, .send]
    case .readBack: return [.report, .readBack]
    case .settle: return settleOrRead(at: now)
    case .report: return [.report]
    case .wait(let milliseconds): return [.report, .wait(milliseconds: milliseconds)]
    }
  }

  /// The disk refused. Before the first request that is the end, and nothing was done; after it the result stands on the
  /// screen only, and the recovery will find it out again.
  private mutating func giveUpWriting(_ failure: CouponFailure, at now: Moment) -> [Step] {
    guard let refused = writing else { return [] }
    writing = nil
    lastFailure = failure
    switch (refused.next, state) {
    case (.send, .intent):
      attempts = []
      proof = .neverSent
      closedAt = now.wall
      // Nothing left, so this needs no record to be true; the recovery closes what was written of it.
      state = .notApplied
    case (.send, _):
      if attempts.last?.outcome == nil { attempts.removeLast() }
      mayRepeat = false
    default: isUnrecorded = true
    }
    return [.report]
  }

  // MARK: - Sending

  private mutating func send(at now: Moment) -> [Step] {
    attempts.append(Attempt(number: attempts.count + 1, startedAt: now, outcome: nil))
    untouchedSince = nil
    return write(.sending, then: .send)
  }

  private mutating func take(_ reply: Reply, at now: Moment) -> [Step] {
    guard !attempts.isEmpty else { return [] }
    let last = attempts.count - 1
    switch reply {
    case .done(let coupons, let id):
      attempts[last].outcome = .settled
      attempts[last].answer = Attempt.Answer(failure: nil, httpStatus: 200, code: nil, requestID: id)
      requestID = id
      after = coupons
      lastFailure = nil
      if isDeactivatedByUs(coupons, at: now) { return close(.confirmed, .verifiedReply, at: now) }
      return write(.unknown, then: .readBack)
    case .refused(let failure):
      attempts[last].outcome = .settled
      refusal = failure
      note(failure)
      return write(.unknown, then: .readBack)
    case .neverLeft(let failure):
      attempts[last].outcome = .neverLeft
      note(failure)
      return write(.unknown, then: next(at: now))
    case .unknown(let failure):
      attempts[last].outcome = .unanswered
      note(failure)
      return write(.unknown, then: .readBack)
    case .unknownAndHopeless(let failure):
      attempts[last].outcome = .unanswered
      mayRepeat = false
      note(failure)
      return write(.unknown, then: .readBack)
    }
  }

  private mutating func note(_ failure: CouponFailure) {
    lastFailure = failure
    let references = failure.references
    attempts[attempts.count - 1].answer = Attempt.Answer(
      failure: failure.kind.name, httpStatus: references.httpStatus, code: references.code,
      requestID: references.requestID)
    requestID = references.requestID ?? requestID
  }

  /// What to do about coupons that are untouched while it is not certain that they stay so.
  private func next(at now: Moment) -> Writing.Next {
    guard mayRepeat, attempts.count < Self.mostAttempts, let first = attempts.first,
      !now.isPast(Self.repeatWindow, since: first.startedAt)
    else { return attempts.allSatisfy({ $0.outcome == .neverLeft }) ? .settle : .report }
    return .wait(milliseconds: pause(before: attempts.count + 1))
  }

  /// 1, 2, 4 s, give or take a quarter; the same for the same operation, so that a history can be repeated.
  private func pause(before attempt: Int) -> Int64 {
    let base = Int64(1000) << Int64(min(attempt - 2, 2))
    let seed = wish.operationID.utf8.reduce(UInt64(attempt)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return base * 3 / 4 + Int64(seed >> 16 % UInt64(base / 2))
  }

  // MARK: - Settling

  mutating func close(
    _ outcome: DeactivationReport.State, _ proof: DeactivationReport.Proof, at now: Moment
  ) -> [Step] {
    self.proof = proof
    closedAt = now.wall
    isPartial =
      outcome == .confirmed
      && wish.before.contains { before in
        guard before.state.isLive else { return false }
        return after.first { $0.code == before.code }.map { $0.state != .deactivated } ?? false
      }
    return write(outcome, then: .report)
  }

  /// An operation that never sent a byte is settled without asking anybody.
  private mutating func settleOrRead(at now: Moment) -> [Step] {
    guard attempts.allSatisfy({ $0.outcome == .neverLeft }) else { return [.readBack] }
    if state == .sending { return write(.unknown, then: .settle) }
    return close(.notApplied, .neverSent, at: now)
  }

  private mutating func take(_ coupons: [CouponSnapshot], isComplete: Bool, at now: Moment) -> [Step] {
    if !coupons.isEmpty { after = coupons }
    switch ReadBack.finding(in: coupons, isComplete: isComplete, of: self) {
    case .ours: return close(.confirmed, .readBack, at: now)
    case .others: return close(.already, .readBack, at: now)
    case .untouched: return takeUntouched(at: now)
    case .oursPartly:
      return isQuarantineOver(at: now) ? close(.confirmed, .readBack, at: now) : undecided(at: now)
    case .othersPartly:
      return isQuarantineOver(at: now) ? close(.already, .readBack, at: now) : undecided(at: now)
    case .unclear: return undecided(at: now)
    }
  }

  private mutating func takeUntouched(at now: Moment) -> [Step] {
    if attempts.allSatisfy({ $0.outcome == .neverLeft }) {
      // The network may come back within the budget, and then the same request goes out.
      if case .wait(let milliseconds) = next(at: now) { return [.wait(milliseconds: milliseconds)] }
      return close(.notApplied, .neverSent, at: now)
    }
    if isRefusedForGood { return close(.rejected, .readBack, at: now) }
    guard isQuarantineOver(at: now) else { return undecided(at: now) }
    if refusal != nil { return close(.rejected, .readBack, at: now) }
    guard let first = untouchedSince else {
      untouchedSince = now
      return [.wait(milliseconds: Self.readBackDistance)]
    }
    guard now.isPast(Self.readBackDistance, since: first) else {
      return [.wait(milliseconds: Self.readBackDistance)]
    }
    return close(.notApplied, .readBack, at: now)
  }

  /// Whether WeChat Pay refused every request that left. A refusal because of a used number is none: whoever used it may
  /// still be at work.
  private var isRefusedForGood: Bool {
    if case .requestNumberUsed = refusal?.kind { return false }
    return refusal != nil && attempts.allSatisfy { $0.outcome == .settled || $0.outcome == .neverLeft }
  }

  /// Nothing is certain yet: repeat within the budget, or leave it open.
  private mutating func undecided(at now: Moment) -> [Step] {
    untouchedSince = nil
    if state == .unknown, case .wait(let milliseconds) = next(at: now) { return [.wait(milliseconds: milliseconds)] }
    return state == .unknown ? [.report] : write(.unknown, then: .report)
  }

  /// Whether no request of this operation can still take effect.
  func isQuarantineOver(at now: Moment) -> Bool {
    attempts.filter { $0.outcome != .neverLeft }.allSatisfy { now.isPast(Self.quarantine, since: $0.startedAt) }
  }
}
