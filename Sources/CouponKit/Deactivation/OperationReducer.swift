extension Operation {
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
      readAt = nil
      // Within the budget a repeat harms nothing; later nobody sends without having looked.
      return repeats == .withinBudget ? undecided(at: now) : leaveOpen()
    case .waited: return firstLook == nil ? repeatInTime(at: now) : [.readBack]
    case .checkAsked:
      guard !state.isClosed else { return [.report] }
      repeats = .never
      return state == .sending ? write(.unknown, then: .readBack) : settleOrRead(at: now)
    case .repeatAsked(let person, let seen):
      guard state == .unknown else { return [.report] }
      guard mayRepeat(person, at: now) else {
        lastFailure = CouponFailure(.supervisorNeeded)
        return [.report]
      }
      repeats = .onceMore
      seenBeforeRepeat = seen
      return settleOrRead(at: now)
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
    unrecorded = nil
    hasLearned = false
    switch written.next {
    // The intent is on disk: now the attempt is written, and only then it is made.
    case .send: return state == .intent ? send(at: now) : [.report, .send]
    case .readBack: return [.report, .readBack]
    case .settle: return settleOrRead(at: now)
    case .report: return [.report]
    case .wait(let milliseconds): return [.report, .wait(milliseconds: milliseconds)]
    }
  }

  /// The journal refused. Before the first request that is the end, and nothing was done; after it the result stands on the
  /// screen only, and a later check will find it out again.
  private mutating func giveUpWriting(_ failure: CouponFailure, at now: Moment) -> [Step] {
    guard let refused = writing else { return [] }
    writing = nil
    lastFailure = failure
    repeats = .never
    if refused.state == .sending { attempts.removeLast() }
    if refused.state != .intent, case .operationOpen = failure.kind {
      // Another run of the program knows of requests that this one does not.
      closedAt = nil
      return [.report]
    }
    switch refused.state {
    case .sending where nothingLeft: return close(.notApplied, .neverSent, at: now)
    case .intent,
      .notApplied where nothingLeft:
      // This needs no record to be true; a later check closes what was written of it.
      proof = .neverSent
      closedAt = now.wall
      state = .notApplied
    // What is in the journal already stays there, and what was learned beside it is learned again.
    case .sending,
      .unknown where state == .unknown:
      break
    default:
      closedAt = nil
      unrecorded = refused.state
    }
    return [.report]
  }

  // MARK: - Sending

  private mutating func send(at now: Moment) -> [Step] {
    attempts.append(Attempt(number: attempts.count + 1, startedAt: now, outcome: nil))
    firstLook = nil
    return write(.sending, then: .send)
  }

  private mutating func take(_ reply: Reply, at now: Moment) -> [Step] {
    guard state == .sending, !attempts.isEmpty else { return [] }
    let last = attempts.count - 1
    switch reply {
    case .done(let coupons, let id):
      attempts[last].outcome = .settled
      attempts[last].answer = Attempt.Answer(
        failure: nil, httpStatus: 200, code: nil, requestID: id, signature: .proved,
        milliseconds: attempts[last].milliseconds(until: now))
      requestID = id
      after = coupons
      readAt = nil
      lastFailure = nil
      if isDeactivatedByUs(coupons) { return close(.confirmed, .verifiedReply, at: now) }
    case .refused(let failure):
      attempts[last].outcome = .settled
      refusal = failure
      // The same request would be refused again.
      repeats = .never
      note(failure, at: now)
    case .neverLeft(let failure):
      attempts[last].outcome = .neverLeft
      note(failure, at: now)
      if case .serverNotTrusted = failure.kind { repeats = .never }
      return write(.unknown, then: pauseBeforeRepeat(at: now).map { .wait(milliseconds: $0) } ?? .settle)
    case .unknown(let failure):
      attempts[last].outcome = .unanswered
      note(failure, at: now)
    case .unknownAndHopeless(let failure):
      attempts[last].outcome = .unanswered
      repeats = .never
      note(failure, at: now)
    }
    return write(.unknown, then: .readBack)
  }

  private mutating func note(_ failure: CouponFailure, at now: Moment) {
    lastFailure = failure
    let references = failure.references
    let last = attempts.count - 1
    attempts[last].answer = Attempt.Answer(
      failure: failure.kind.name, httpStatus: references.httpStatus, code: references.code,
      requestID: references.requestID, signature: references.signature, securityEvent: references.securityEvent,
      milliseconds: attempts[last].milliseconds(until: now), transportCode: references.transportCode)
    requestID = references.requestID ?? requestID
  }

  /// How long to wait before the same request goes out again; `nil` when no further one may, unless a person asks.
  private func pauseBeforeRepeat(at now: Moment) -> Int64? {
    guard repeats == .withinBudget, attempts.count < limits.mostAttempts, let first = attempts.first,
      !now.isPast(limits.repeatWindow, since: first.startedAt)
    else { return nil }
    guard case .tooManyRequests(let seconds?) = lastFailure?.kind else { return pause(before: attempts.count + 1) }
    return max(pause(before: attempts.count + 1), Int64(min(seconds, 30)) * 1000)
  }

  /// 1, 2, 4 s, give or take a quarter; the same for the same operation, so that a history can be repeated.
  private func pause(before attempt: Int) -> Int64 {
    let base = Int64(1000) << Int64(min(attempt - 2, 2))
    let seed = wish.operationID.utf8.reduce(UInt64(attempt)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return base * 3 / 4 + Int64((seed >> 16) % UInt64(base / 2))
  }

  /// The machine may have slept through the pause: nothing is sent an hour later because of an agent who has left.
  private mutating func repeatInTime(at now: Moment) -> [Step] {
    pauseBeforeRepeat(at: now) == nil ? settleOrRead(at: now) : send(at: now)
  }

  // MARK: - Settling

  private mutating func close(
    _ outcome: DeactivationReport.State, _ proof: DeactivationReport.Proof, at now: Moment
  ) -> [Step] {
    self.proof = proof
    closedAt = now.wall
    // One that is not listed any more was not seen deactivated.
    let ends = wish.before.filter(\.state.isLive).map { before in after.first { $0.code == before.code }?.state }
    isPartial = (outcome == .confirmed || ends.contains(.deactivated)) && ends.contains { $0 != .deactivated }
    return write(outcome, then: .report)
  }

  /// An operation that never sent a byte is settled without asking anybody.
  private mutating func settleOrRead(at now: Moment) -> [Step] {
    nothingLeft ? close(.notApplied, .neverSent, at: now) : [.readBack]
  }

  private mutating func take(_ coupons: [CouponSnapshot], isComplete: Bool, at now: Moment) -> [Step] {
    guard state == .unknown else { return [] }
    let missing = after.filter { known in known.state.isFinal && !coupons.contains { $0.code == known.code } }
    let coupons = coupons.map(knowingBetter) + missing
    hasLearned =
      hasLearned
      || coupons.contains { coupon in
        coupon.state.isFinal && !after.contains { $0.code == coupon.code && $0.state == coupon.state }
      }
    if isComplete || !coupons.isEmpty { after = coupons }
    readAt = isComplete ? now.wall : nil
    let finding = ReadBack.finding(in: coupons, isComplete: isComplete, of: self)
    switch finding {
    case .ours: return close(.confirmed, .readBack, at: now)
    case .others: return close(.already, .readBack, at: now)
    case .untouched where isRefused && !isRefusalAmbiguous: return close(.rejected, .readBack, at: now)
    case .unclear: return leaveOpen()
    case _ where isQuarantineOver(at: now): return settle(finding, at: now)
    case .untouched, .oursPartly: return undecided(at: now)
    case .othersPartly, .gone, .unlisted: return leaveOpen()
    }
  }

  /// What a proved answer once showed of a coupon that no call can change any more stays true, whatever a replica that lags
  /// behind says of it, or leaves out.
  private func knowingBetter(_ coupon: CouponSnapshot) -> CouponSnapshot {
    after.first { $0.code == coupon.code && $0.state.isFinal } ?? coupon
  }

  /// What rests on the quarantine rests on two equal read-backs as well: one may come from a replica that lags behind.
  private mutating func settle(_ finding: ReadBack.Finding, at now: Moment) -> [Step] {
    guard let first = firstLook, first.finding == finding, now.isPast(limits.readBackDistance, since: first.at) else {
      if firstLook?.finding != finding {
        let changes = firstLook.map { $0.changes + 1 } ?? 0
        // A list that says something else each time settles nothing: a later check looks again.
        guard changes <= 3 else { return leaveOpen() }
        firstLook = FirstLook(finding: finding, at: now, changes: changes)
      }
      return [.wait(milliseconds: limits.readBackDistance)]
    }
    switch finding {
    case .untouched: return close(isRefused ? .rejected : .notApplied, .readBack, at: now)
    case .oursPartly: return close(.confirmed, .readBack, at: now)
    default: return close(.already, .readBack, at: now)
    }
  }

  /// Nothing is certain yet: send the same request again where that may be done, or leave the operation open.
  private mutating func undecided(at now: Moment) -> [Step] {
    firstLook = nil
    if repeats == .onceMore {
      repeats = .never
      let differences = CouponSnapshot.differences(seenBeforeRepeat ?? [], after)
      if differences.isEmpty { return send(at: now) }
      lastFailure = CouponFailure(.changedSinceReview(differences))
      return leaveOpen()
    }
    return pauseBeforeRepeat(at: now).map { [.wait(milliseconds: $0)] } ?? leaveOpen()
  }

  /// What was learned meanwhile is kept for the next check, which may meet a list that lags behind.
  private mutating func leaveOpen() -> [Step] {
    firstLook = nil
    repeats = .never
    return hasLearned ? write(.unknown, then: .report) : [.report]
  }

  private var nothingLeft: Bool { attempts.allSatisfy { $0.outcome == .neverLeft } }

  /// Whether WeChat Pay refused every request that left.
  private var isRefused: Bool {
    refusal != nil && attempts.allSatisfy { $0.isRefused || $0.outcome == .neverLeft }
  }

  /// A used number and a state that does not allow the call may be the traces of this very request, delivered twice, or of
  /// another agent's that is still at work. Live coupons then only mean that the list lags behind. Both come under codes
  /// that say no more; what does, the number of `Request-ID`, is not signed, so that its word is not enough to rule them out.
  private var isRefusalAmbiguous: Bool {
    switch refusal?.kind {
    case .requestNumberUsed, .stateRefused: true
    default: ["INVALID_REQUEST", "ALREADY_EXISTS"].contains(refusal?.references.code)
    }
  }

  /// Whether no request of this operation can still take effect; ``certainty(in:)`` says when.
  func isQuarantineOver(at now: Moment) -> Bool {
    attempts.filter { $0.outcome != .neverLeft }.allSatisfy { now.isPast(limits.quarantine, since: $0.startedAt) }
  }
}
