/// What the journal holds of deactivations that were begun: how they stand, what an earlier run left open, and what was told
/// wrongly.
extension CouponService {
  /// Begins a new journal with what can be verified of a damaged one. For a supervisor.
  ///
  /// - Returns: `nil` when the journal is sound, and nothing was done.
  public func salvageJournal() throws(CouponFailure) -> JournalSalvage? {
    _ = try authoriser.grant(for: .supervisor)
    return try JournalAudit(folder: profile.stateDirectory).salvage(at: clock.now())
  }

  /// Looks whether coupons that were read show a deactivation that was told as not done here. What it finds is recorded.
  public func findContradictions(in coupons: [UserCoupon]) async throws(CouponFailure) -> [DeactivationReport] {
    let snapshots = coupons.filter { $0.state == .deactivated }.map(Operation.CouponSnapshot.init)
    guard !snapshots.isEmpty else { return [] }
    return try await journal.findContradictions(in: snapshots).map { operation in
      var report = self.report(operation)
      report.alarm = .contradiction
      return report
    }
  }

  /// Settles what an earlier run of the program left open, as far as reading can settle it. Sends nothing but reads, and
  /// leaves alone what a living process is working on.
  ///
  /// - Returns: the operations that were open, as they now stand, oldest first; then those of this agent that were settled
  ///   before, until ``takeNote(of:)``.
  public func recover() async throws(CouponFailure) -> [DeactivationReport] {
    var reports: [DeactivationReport] = []
    var problem: CouponFailure?
    for found in try await journal.openOperations() {
      let operationID = found.wish.operationID
      let lease: OperationLease
      do throws(CouponFailure) { lease = try self.lease(operationID) } catch {
        var report = await told(found)
        if case .operationOpen = error.kind { report.isUnderWay = true } else { report.lastFailure = error }
        reports.append(report)
        continue
      }
      // Between the list and the lease somebody may have settled it.
      guard let operation = try await journal.operation(operationID) else { continue }
      // What cannot be noted is looked for all the same.
      try? await journal.noteRecovery(of: operationID)
      do throws(CouponFailure) { reports.append(try await goOn(operation, .checkAsked, nil) { _ in }) } catch {
        var report = await told(operation)
        report.lastFailure = error
        reports.append(report)
        problem = error
      }
      withExtendedLifetime(lease) {}
    }
    let unnoted = try await journal.unnotedOperations()
    for found in unnoted {
      let isTold = reports.contains { $0.operationID == found.wish.operationID }
      if !isTold { reports.append(await told(found)) }
    }
    // What is settled is told also while the others cannot be looked at.
    if let problem, unnoted.isEmpty { throw problem }
    return reports
  }

  /// Records that the agent has been told the outcome of these operations: it was on the screen, and somebody was there to
  /// read it. Until then ``recover()`` tells it. Other agents' operations wait for them.
  public func takeNote(of operationIDs: [String]) async throws(CouponFailure) {
    try await journal.takeNote(of: operationIDs)
  }

  /// Where one deactivation stands, from the journal alone, and whether somebody is at it.
  public func report(of operationID: String) async throws(CouponFailure) -> DeactivationReport {
    var report = await told(try await known(operationID))
    report.isUnderWay = isUnderWay(report)
    return report
  }

  /// Whether a living process is at it.
  private func isUnderWay(_ report: DeactivationReport) -> Bool {
    !report.state.isClosed
      && OperationLease.isHeld(operationID: report.operationID, folder: profile.stateDirectory)
  }

  /// Every deactivation in the journal, newest first.
  public func history() async throws(CouponFailure) -> [DeactivationReport] {
    var reports: [DeactivationReport] = []
    for operation in try await journal.operations() {
      var report = self.report(operation)
      report.isUnderWay = isUnderWay(report)
      reports.append(report)
    }
    return try await journal.completing(reports)
  }

  func known(_ operationID: String) async throws(CouponFailure) -> Operation {
    guard let operation = try await journal.operation(operationID) else {
      throw CouponFailure(.operationNotRecorded(operationID))
    }
    return operation
  }

  /// What an operation says, with all that the journal knows beside it; without that when it cannot be read.
  func told(_ operation: Operation) async -> DeactivationReport {
    let report = self.report(operation)
    return (try? await journal.completing([report]).first) ?? report
  }

  func report(_ operation: Operation) -> DeactivationReport {
    let now = Moment(
      wall: clock.now(), bootMilliseconds: clock.millisecondsSinceBoot(), bootID: BootID.current)
    return DeactivationReport(operation, at: now)
  }
}
