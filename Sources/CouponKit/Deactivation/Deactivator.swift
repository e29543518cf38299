import Glibc

/// Runs the steps of an operation against the disk, the network and the clock, in the order in which it asks for them.
struct Deactivator: Sendable {
  var gateway: CouponGateway
  let journal: Journal
  let clock: Clock
  /// The right to send. Without it everything can be read and settled, and nothing leaves.
  let grant: WriteGrant?
  /// Which boot of the machine this is: spans are measured on the boot clock only within one.
  let bootID: String

  /// Feeds the operation with `input` and every fact that follows, until it asks for nothing more.
  ///
  /// - Parameter onMove: called whenever there is something new to show.
  func run(
    _ operation: Operation, _ input: Operation.Input, onMove: @Sendable (Operation) -> Void
  ) async -> Operation {
    var runner = self
    runner.gateway.operationID = operation.wish.operationID
    return await runner.runSteps(operation, input, onMove: onMove)
  }

  private func runSteps(
    _ operation: Operation, _ input: Operation.Input, onMove: @Sendable (Operation) -> Void
  ) async -> Operation {
    var operation = operation
    var steps = operation.handle(input, at: now())
    var request: SignedRequest?
    while !steps.isEmpty {
      let step = steps.removeFirst()
      let fact: Operation.Input
      switch step {
      case .report:
        onMove(operation)
        continue
      case .record(let state): fact = await record(&request, &operation, as: state)
      case .send: fact = await send(request, operation)
      case .readBack: fact = await readBack(&operation)
      case .wait(let milliseconds):
        await clock.wait(milliseconds)
        fact = .waited
      }
      steps += operation.handle(fact, at: now())
    }
    return operation
  }

  func now() -> Moment {
    Moment(wall: clock.now(), bootMilliseconds: clock.millisecondsSinceBoot(), bootID: bootID)
  }

  /// A request is signed before it is recorded, since its nonce, its timestamp and its host are part of the record. It is
  /// signed for the moment at which its attempt began, so that its life and the quarantine are counted from one instant.
  private func record(
    _ request: inout SignedRequest?, _ operation: inout Operation, as state: DeactivationReport.State
  ) async -> Operation.Input {
    do throws(CouponFailure) {
      request = nil
      if state == .sending, let attempt = operation.attempts.last {
        guard let grant else { throw CouponFailure(.readOnly) }
        let wish = operation.wish
        request = try gateway.signedDeactivation(wish.target, body: wish.body, at: attempt.startedAt.wall, by: grant)
      }
      operation.receipt = try await journal.record(operation, as: state, request: request, host: host(for: operation))
      return .recorded
    } catch { return .notRecorded(error) }
  }

  private func host(for operation: Operation) -> GatewayHost {
    let hosts = gateway.account.hosts
    return hosts[operation.hostTurn % hosts.count]
  }

  private func send(_ request: SignedRequest?, _ operation: Operation) async -> Operation.Input {
    guard let request else { return .answered(.neverLeft(CouponFailure(.cancelled))) }
    do throws(CouponFailure) {
      let answer = try await gateway.deactivate(operation.wish.target, request, at: host(for: operation))
      return .answered(.done(answer.coupons.map(Operation.CouponSnapshot.init), requestID: answer.requestID))
    } catch { return .answered(Operation.Reply(error)) }
  }

  private func readBack(_ operation: inout Operation) async -> Operation.Input {
    let target = operation.wish.target
    do throws(CouponFailure) {
      let read = try await currentCoupons(of: target)
      // A part says nothing for certain, and why it is one is worth telling.
      if let shortfall = read.shortfall { operation.lastFailure = shortfall }
      return .read(read.coupons.map(Operation.CouponSnapshot.init), isComplete: read.shortfall == nil)
    } catch {
      // A single coupon that the customer deleted may not be found any more, as one of a bundle may not be listed.
      if case .coupon = target.subject, error.references.isProved, error.references.httpStatus == 404 {
        return .read([], isComplete: true)
      }
      return .notRead(error)
    }
  }

  /// The coupons of the target as WeChat Pay has them now, by position.
  func currentCoupons(of target: DeactivationTarget) async throws(CouponFailure) -> ReadCoupons {
    switch target.subject {
    case .bundle(let bundleID, _):
      let query = CouponQuery(openID: target.openID, bundleID: bundleID)
      let read = try await LookUpCoupons(gateway: gateway).all(query)
      // A gateway that does not know the filter would answer with everything.
      let coupons = read.coupons.filter { $0.position?.id == bundleID }
        .sorted { ($0.position?.index ?? .max) < ($1.position?.index ?? .max) }
      // Then nobody can say whether the customer holds the bundle.
      if !read.coupons.isEmpty, read.coupons.allSatisfy({ $0.position == nil }) {
        throw CouponFailure(
          .answerNotUnderstood(detail: "user_product_coupon_bundle_info"), references: read.references)
      }
      return ReadCoupons(coupons: coupons, shortfall: read.shortfall, references: read.references)
    case .coupon(let code, let stockID):
      let (coupon, references) = try await gateway.coupon(
        code, of: target.openID, productCouponID: target.productCouponID, stockID: stockID)
      guard coupon.code == code else {
        let other = CouponFailure(.answerNotUnderstood(detail: "another coupon_code"), references: references)
        return ReadCoupons(coupons: [], shortfall: other, references: references)
      }
      return ReadCoupons(coupons: [coupon], shortfall: nil, references: references)
    }
  }
}

extension Operation.CouponSnapshot {
  init(_ coupon: UserCoupon) {
    self.init(
      position: coupon.position?.index ?? 0, code: coupon.code, state: coupon.state,
      trace: coupon.deactivation.map {
        Trace(requestNumber: $0.requestNumber, reason: $0.reason, time: $0.time?.instant)
      })
    usedAt = coupon.state == .used ? coupon.usage?.useTime?.instant : nil
    roundCount = coupon.position?.totalCount
  }
}

extension DeactivationReport.CouponChange {
  /// The coupons that were reviewed, then those that have come since.
  static func between(
    _ before: [Operation.CouponSnapshot], _ after: [Operation.CouponSnapshot]
  ) -> [DeactivationReport.CouponChange] {
    let come = after.filter { coupon in !before.contains { $0.code == coupon.code } }
    return (before + come).map { coupon in
      let (old, new) = (before.first { $0.code == coupon.code }, after.first { $0.code == coupon.code })
      var change = Self(position: coupon.position, code: coupon.code, before: old?.state, after: new?.state)
      change.usedAt = new?.usedAt
      return change
    }
  }
}

extension DeactivationReport {
  /// What the operation says to a screen, a receipt or the history.
  ///
  /// - Parameter now: when it is told.
  init(_ operation: Operation, at now: Moment) {
    let wish = operation.wish
    let sent = operation.attempts.filter { $0.outcome != .neverLeft }
    let lastSend = sent.last?.startedAt.wall
    self.init(
      operationID: wish.operationID, target: wish.target, productName: wish.productName, reason: wish.reason,
      requestNumber: wish.requestNumber, state: operation.state, isPartial: operation.isPartial,
      proof: operation.state.isClosed ? operation.proof : nil,
      changes: CouponChange.between(wish.before, operation.after),
      attempts: sent.count, createdAt: wish.createdAt.wall, closedAt: operation.closedAt,
      lastSendAt: lastSend, requestID: operation.requestID, lastFailure: operation.lastFailure,
      certainBy: operation.state.isClosed ? nil : operation.certainty(in: now.bootID), agent: wish.agent,
      receipt: operation.receipt, attemptHistory: operation.attempts)
    unrecorded = operation.unrecorded
    attribution = Attribution(operation)
    alarm = operation.alarm(as: operation.state)
    agentID = wish.agentID
    generation = wish.generation
    readAt = operation.readAt
    isWaitOver = !sent.isEmpty && operation.isQuarantineOver(at: now)
    unlistedRounds = operation.unlistedRounds(beside: operation.after)
  }
}
