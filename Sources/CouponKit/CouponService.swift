/// Everything a screen or a command may ask of CouponKit, for one profile: look-up, review, deactivation and history.
///
/// Making one opens no file and no connection; the first call that needs the keys reads them.
public struct CouponService: Sendable {
  public let profile: Profile
  public let agent: AgentIdentity
  let clock: Clock
  private let language: String
  let journal: Journal
  let notes: SealedNotes
  private let keys: AccountCache
  let openedKey: OpenedKey?

  /// - Parameters:
  ///   - language: `zh-CN` or `en`, for WeChat Pay's own messages.
  ///   - openedKey: the profile's private key, where a passphrase guards its file.
  public init(
    profile: Profile, agent: AgentIdentity, language: String, clock: Clock = .system, openedKey: OpenedKey? = nil
  ) {
    self.init(
      profile: profile, agent: agent, language: language, clock: clock, transport: nil, openedKey: openedKey)
  }

  /// - Parameter transport: stands where libcurl would.
  package init(
    profile: Profile, agent: AgentIdentity, language: String, clock: Clock, transport: (any Transport)?,
    openedKey: OpenedKey? = nil
  ) {
    self.profile = profile
    self.agent = agent
    self.language = language
    self.clock = clock
    journal = Journal(
      folder: profile.stateDirectory,
      facts: JournalFacts(
        profile: profile.name, environment: profile.environment.rawValue, mode: profile.mode.word,
        brandID: profile.brandID, appID: profile.appID, agentID: agent.userID, agentName: agent.name.text,
        build: Version.number, loginUserID: agent.loginUserID, terminal: agent.terminal,
        remoteAddress: agent.remoteAddress, operationsPerHour: profile.deactivationsPerHour,
        retentionDays: profile.retentionDays), clock: clock)
    notes = SealedNotes(folder: profile.stateDirectory)
    self.openedKey = openedKey
    keys = AccountCache(profile, agent, transport: transport, openedKey: openedKey)
  }

  var authoriser: Authoriser { Authoriser(profile: profile) }

  /// Finds the coupons of a user, a page at a time and in order, and notes who looked. Cancelling stops it.
  public func lookUp(
    _ query: CouponQuery, onPage: @escaping @Sendable (UserCouponPage) -> Void
  ) async throws(CouponFailure) {
    journal.note(lookUpOf: query.openID)
    try await LookUpCoupons(gateway: gateway())(query, onPage: onPage)
    // An answer counts as proved only while the clocks agree.
    journal.eraseWhatIsDue()
    notes.forget(before: clock.now().advanced(bySeconds: -Int64(profile.retentionDays) * 86_400))
  }

  /// Waits until the journal holds who looked whom up, as far as it can be written. For a program that ends right after its
  /// look-up.
  public func finishNotes() async { await journal.finishNotes() }

  /// Reads the target afresh, and says what a deactivation would carry. Sends nothing.
  ///
  /// - Throws: `operationOpen` when something about the target is open already, `nothingToDeactivate` when no coupon of it
  ///   is live any more, `clockOff` when this machine's clock is more than a minute off, `tooManyDeactivations`,
  ///   `journalUnusable`, `readOnly`, or what the look-up throws.
  public func review(_ target: DeactivationTarget) async throws(CouponFailure) -> DeactivationReview {
    _ = try authoriser.grant()
    if let open = try await journal.openOperation(on: target) {
      throw CouponFailure(.operationOpen(open.wish.operationID))
    }
    try await journal.requireMayBegin()
    let coupons = try await couponsToConfirm(of: target)
    guard coupons.contains(where: \.state.isLive) else {
      throw CouponFailure(.nothingToDeactivate(unlistedRounds: coupons.unlistedRounds))
    }
    let generation = try await journal.nextGeneration(of: target)
    var review = DeactivationReview(
      target: target, coupons: coupons, readAt: clock.now(),
      requestNumber: requestNumber(of: target, generation: generation))
    review.generation = generation
    review.secondsBehind = try gateway().account.verifier.memory.secondsBehind ?? 0
    return review
  }

  private func requestNumber(of target: DeactivationTarget, generation: Int) -> RequestNumber {
    RequestNumber(mode: profile.mode, brandID: profile.brandID, target: target, generation: generation)
  }

  /// Deactivates what was reviewed. There is no way back.
  ///
  /// The role is read anew, and the coupons are read once more; if they are not as they were reviewed, nothing is done. The
  /// wish is in the journal before the request leaves, and its outcome before this returns. Run it in a task that nobody
  /// cancels.
  ///
  /// - Parameter onMove: called whenever there is something new to show.
  /// - Throws: only while nothing has been sent; afterwards the report tells what is known.
  public func deactivate(
    _ wish: ConfirmedDeactivation, onMove: @escaping @Sendable (DeactivationReport) -> Void
  ) async throws(CouponFailure) -> DeactivationReport {
    let grant = try authoriser.grant()
    let review = wish.review
    let deactivator = try deactivator(grant)
    try await journal.requireMayBegin()
    let generation = try await journal.nextGeneration(of: review.target)
    // Read last, so that nothing but the journal comes between what was seen and what is recorded.
    let coupons = try await couponsToConfirm(of: review.target)
    let differences = CouponDifference.between(review.coupons, coupons)
    let isNextNumber = requestNumber(of: review.target, generation: generation) == review.requestNumber
    guard differences.isEmpty, isNextNumber else { throw CouponFailure(.changedSinceReview(differences)) }
    let operation = Operation(try self.wish(wish, coupons, generation, grant, deactivator))
    let lease = try lease(operation.wish.operationID)
    let ended = await deactivator.run(operation, .confirmed) { moved in
      // What ends before its first request is told by a failure, and not by a report of nothing.
      if !moved.attempts.isEmpty { onMove(report(moved)) }
    }
    withExtendedLifetime(lease) {}
    // From here on the reason stands in the journal.
    if !ended.attempts.isEmpty { keepDraft("", for: review.target) }
    if ended.state == .notApplied, ended.attempts.isEmpty, let failure = ended.lastFailure { throw failure }
    return try await toldByTheJournal(ended)
  }

  private func wish(
    _ wish: ConfirmedDeactivation, _ coupons: [UserCoupon], _ generation: Int, _ grant: WriteGrant,
    _ deactivator: Deactivator
  ) throws(CouponFailure) -> Operation.Wish {
    let review = wish.review
    let operationID = try OperationID.fresh(at: clock.now())
    let tag = profile.tagsReasons ? OperationTag(operationID: operationID) : nil
    let sentReason: DeactivateReason
    do throws(InputProblem) {
      sentReason = try DeactivateReason(
        try profile.reason(wish.reason.text).text + (tag?.suffix ?? ""))
    } catch { throw CouponFailure(.input(error)) }
    var made = Operation.Wish(
      operationID: operationID, target: review.target,
      productName: SafeText(coupons.first?.productCoupon?.display?.name ?? "").text, reason: wish.reason,
      requestNumber: review.requestNumber, generation: generation,
      body: deactivator.gateway.deactivationBody(
        review.target, requestNumber: review.requestNumber, reason: sentReason),
      before: coupons.map(Operation.CouponSnapshot.init), agent: agent.name.text, createdAt: deactivator.now())
    made.agentID = agent.userID
    made.tag = tag
    made.role = grant.role
    made.roleHash = grant.roleHash
    return made
  }

  /// Asks WeChat Pay what became of an open operation. Sends nothing but reads.
  public func check(_ operationID: String) async throws(CouponFailure) -> DeactivationReport {
    try await goOn(operationID, .checkAsked, nil) { _ in }
  }

  /// Looks what became of an operation, for somebody who wants to send it again. Sends nothing but reads.
  ///
  /// - Returns: where it stands; its `changes` are what ``ConfirmedRepeat`` is made from, when it is still open and the coupons
  ///   could be read.
  /// - Throws: `supervisorNeeded` when this agent may not, or may not any more.
  public func reviewRepeat(of operationID: String) async throws(CouponFailure) -> DeactivationReport {
    let (_, operation) = try await requireRepeat(of: operationID)
    return try await goOn(operation.wish.operationID, .checkAsked, nil) { _ in }
  }

  /// Sends the same request again, byte for byte and with the same number, because a person asks for it. It goes out only if
  /// the coupons are still as that person saw them.
  public func sendAgain(
    _ wish: ConfirmedRepeat, onMove: @escaping @Sendable (DeactivationReport) -> Void
  ) async throws(CouponFailure) -> DeactivationReport {
    let (grant, _) = try await requireRepeat(of: wish.operationID)
    let input = Operation.Input.repeatAsked(by: person(grant), seen: wish.seen)
    return try await goOn(wish.operationID, input, grant, onMove: onMove)
  }

  private func requireRepeat(
    of operationID: String
  ) async throws(CouponFailure) -> (WriteGrant, Operation) {
    let grant = try authoriser.grant()
    let operation = try await known(operationID)
    guard operation.mayRepeat(person(grant), at: try deactivator(nil).now()) else {
      throw CouponFailure(.supervisorNeeded)
    }
    return (grant, operation)
  }

  private func person(_ grant: WriteGrant) -> Operation.Person {
    Operation.Person(agentID: agent.userID, isSupervisor: grant.role == .supervisor)
  }

  private func goOn(
    _ operationID: String, _ input: Operation.Input, _ grant: WriteGrant?,
    onMove: @escaping @Sendable (DeactivationReport) -> Void
  ) async throws(CouponFailure) -> DeactivationReport {
    let lease = try lease(operationID)
    defer { withExtendedLifetime(lease) {} }
    return try await goOn(try await known(operationID), input, grant, onMove: onMove)
  }

  func goOn(
    _ operation: Operation, _ input: Operation.Input, _ grant: WriteGrant?,
    onMove: @escaping @Sendable (DeactivationReport) -> Void
  ) async throws(CouponFailure) -> DeactivationReport {
    let ended = try await deactivator(grant).run(operation, input) { onMove(report($0)) }
    return try await toldByTheJournal(ended)
  }

  /// Where a run left its operation. When another run, or a write that seemed to have come to nothing, had gone further than
  /// this one, what the journal holds is what is known.
  private func toldByTheJournal(_ ended: Operation) async throws(CouponFailure) -> DeactivationReport {
    if case .operationOpen(let id)? = ended.lastFailure?.kind, let known = try await journal.operation(id) {
      return await told(known)
    }
    return await told(ended)
  }

  func lease(_ operationID: String) throws(CouponFailure) -> OperationLease {
    try OperationLease.take(operationID, in: profile.stateDirectory)
  }

  /// The coupons as they are this moment, with what a confirmation rests on: that all of them came, that this version
  /// knows their states, that none is shown as live which is known to be over, and that the clocks agree.
  private func couponsToConfirm(of target: DeactivationTarget) async throws(CouponFailure) -> [UserCoupon] {
    var deactivator = try deactivator(nil)
    deactivator.gateway.clockDifference = Operation.Limits().clockDifference
    let read = try await deactivator.currentCoupons(of: target)
    if let shortfall = read.shortfall { throw shortfall }
    let known = try await journal.deactivatedCodes(of: target)
    if read.coupons.contains(where: { $0.state.isLive && known.contains($0.code) }) {
      throw CouponFailure(.listLags, references: read.references)
    }
    guard !read.coupons.isEmpty else { throw CouponFailure(.bundleNotHeld, references: read.references) }
    guard read.coupons.allSatisfy(deactivator.gateway.isOfThisBrand) else {
      throw CouponFailure(.answerNotUnderstood(detail: "brand_id"), references: read.references)
    }
    for coupon in read.coupons where !coupon.state.isListed {
      throw CouponFailure(
        .answerNotUnderstood(detail: "coupon_state \(coupon.state.wire)"), references: read.references)
    }
    return read.coupons
  }

  private func gateway() throws(CouponFailure) -> CouponGateway {
    var gateway = try gatewayWithoutJournal()
    gateway.onUnproved = { [journal] in await journal.note($0) }
    return gateway
  }

  /// One that records nothing of the answers that it cannot prove.
  func gatewayWithoutJournal() throws(CouponFailure) -> CouponGateway {
    let (account, transport) = try keys.read()
    return CouponGateway(account: account, transport: transport, clock: clock, language: language)
  }

  /// - Parameter grant: `nil` for what only reads.
  private func deactivator(_ grant: WriteGrant?) throws(CouponFailure) -> Deactivator {
    Deactivator(gateway: try gateway(), journal: journal, clock: clock, grant: grant, bootID: BootID.current)
  }
}
