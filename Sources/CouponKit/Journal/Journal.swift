import CSystem

/// The durable record of every deactivation: written before a request leaves, and again after its answer came.
///
/// A SQLite file in a folder of its own, mode 0700, on a local file system; one thread owns it. Each call that writes is
/// one transaction that has reached the disk when it returns. Its newest hash is shown to the system log, so that nobody
/// who owns the file can shorten it unseen.
///
/// `@unchecked Sendable`: `store`, `unrecorded` and `unwitnessed` are touched on `thread` only, each piece of whose work
/// holds the journal, so that it goes when there is none left; the rest is constant and Sendable.
public final class Journal: @unchecked Sendable {
  private let path: String
  private let facts: JournalFacts
  private let clock: Clock
  private let witness: @Sendable (JournalHead) -> Bool
  private let thread = OwnerThread()
  /// Why `thread` does not run; nothing may be asked of it then.
  private let threadProblem: String?
  private var store: JournalStore?
  /// Operations of this run whose outcome the disk refused to take.
  private var unrecorded: Set<String> = []
  /// What nobody outside has seen yet.
  private var unwitnessed: Unwitnessed?

  private struct Unwitnessed {
    /// Stands for all before it.
    let newest: JournalHead
    /// The first event that has not been shown.
    let since: Int64
  }

  /// - Parameter witness: is shown the newest event after an opening, since nobody knows what it took of an earlier run, after
  ///   each closed operation, and every hundred events; false when it did not take it.
  init(
    folder: String, facts: JournalFacts, clock: Clock = .system,
    witness: @escaping @Sendable (JournalHead) -> Bool = Journal.writeToSystemLog
  ) {
    path = folder
    self.facts = facts
    self.clock = clock
    self.witness = witness
    threadProblem = thread.start()
  }

  deinit { thread.stop() }

  /// Writes the operation in `state`, and one event that tells it.
  ///
  /// - Returns: the receipt, when the state is a settled one.
  func record(_ operation: Operation, as state: DeactivationReport.State, request: SignedRequest?, host: GatewayHost?)
    async throws(CouponFailure) -> Receipt?
  {
    let clock = clock
    let id = operation.wish.operationID
    let recorded: JournalStore.Recorded
    do throws(CouponFailure) {
      recorded = try await onThread { [self] store throws(JournalProblem) in
        let recorded = try store.record(operation, as: state, request: request, host: host, at: clock.now())
        unrecorded.remove(id)
        return recorded
      }
    } catch {
      if case .operationOpen = error.kind { throw error }
      // Also when the journal could not even be opened.
      if threadProblem == nil, state != .intent, state != .sending, state != operation.state {
        _ = await thread.run { [self] in unrecorded.insert(id) }
      }
      throw error
    }
    if let alarm = operation.alarm(as: state) { Self.alarm(alarm, operation.wish.operationID) }
    if let held = recorded.contradicts {
      let detail = "operation \(operation.wish.operationID) was closed as \(held.rawValue) before"
      throw CouponFailure(.journalUnusable(detail: detail))
    }
    return recorded.receipt
  }

  /// The operations whose outcome is not settled, oldest first.
  func openOperations() async throws(CouponFailure) -> [Operation] {
    try await onThread { store throws(JournalProblem) in try store.operations(where: "closed_utc IS NULL") }
  }

  func operation(_ operationID: String) async throws(CouponFailure) -> Operation? {
    try await onThread { store throws(JournalProblem) in
      try store.operations(where: "op_id = ?", [.text(operationID)]).first
    }
  }

  /// Every operation whose private part is still there, newest first.
  func operations() async throws(CouponFailure) -> [Operation] {
    try await onThread { store throws(JournalProblem) in try store.operations(where: "1").reversed() }
  }

  /// The open operation on a target, if there is one: no second one can begin beside it.
  func openOperation(on target: DeactivationTarget) async throws(CouponFailure) -> Operation? {
    try await onThread { store throws(JournalProblem) in
      guard let id = try store.openOperationID(on: target) else { return nil }
      return try store.operations(where: "op_id = ?", [.text(id)]).first
    }
  }

  /// How many generations of the target's request number were settled, but for those that never left.
  func nextGeneration(of target: DeactivationTarget) async throws(CouponFailure) -> Int {
    try await onThread { store throws(JournalProblem) in try store.nextGeneration(of: target) }
  }

  /// The coupons of a target of which the journal holds that they were deactivated here.
  func deactivatedCodes(of target: DeactivationTarget) async throws(CouponFailure) -> [CouponCode] {
    try await onThread { store throws(JournalProblem) in try store.deactivatedCodes(of: target) }
  }

  /// Refuses what would begin something new: while an outcome stands on a screen only, and once the agent has deactivated
  /// as much as the profile allows in an hour.
  func requireMayBegin() async throws(CouponFailure) {
    let clock = clock
    try await onThread { [self] store throws(JournalProblem) in
      // Another program may have found an outcome out and recorded it.
      for id in unrecorded {
        if try store.isClosed(id) { unrecorded.remove(id) }
      }
      if let id = unrecorded.first { throw .unusable("the outcome of operation \(id) is not recorded") }
      try store.requireRate(at: clock.now())
    }
  }

  /// Records that an operation which was left open is looked after, once.
  func noteRecovery(of operationID: String) async throws(CouponFailure) {
    let clock = clock
    try await onThread { store throws(JournalProblem) in try store.tellRecovery(of: operationID, at: clock.now()) }
  }

  /// This agent's operations that are settled, and of which the agent has not taken note, oldest first.
  func unnotedOperations() async throws(CouponFailure) -> [Operation] {
    let clock = clock
    return try await onThread { store throws(JournalProblem) in try store.unnotedOperations(at: clock.now()) }
  }

  /// Records that the agent has taken note of some of ``unnotedOperations()``; of others there is nothing to note.
  func takeNote(of operationIDs: [String]) async throws(CouponFailure) {
    let clock = clock
    try await onThread { store throws(JournalProblem) in
      for operation in try store.unnotedOperations(at: clock.now()) {
        let id = operation.wish.operationID
        if operationIDs.contains(id) { try store.tellNote(of: id, at: clock.now()) }
      }
    }
  }

  /// Adds to reports what the journal knows beside their operations.
  func completing(_ reports: [DeactivationReport]) async throws(CouponFailure) -> [DeactivationReport] {
    try await onThread { [self] store throws(JournalProblem) in
      if let unwitnessed { show(unwitnessed.newest) }
      var completed: [DeactivationReport] = []
      for report in reports { completed.append(try store.completing(report, unwitnessedSince: unwitnessed?.since)) }
      return completed
    }
  }

  /// Records an answer that could not be authenticated.
  ///
  /// - Returns: the number of its event; nil when the journal cannot be written.
  func note(_ answer: UnprovedAnswer) async -> Int64? {
    let clock = clock
    return try? await onThread { store throws(JournalProblem) in try store.note(answer, at: clock.now()) }
  }

  /// Looks whether coupons that WeChat Pay shows as deactivated were told as not deactivated here, and records what it finds.
  ///
  /// - Returns: the operations that were told wrongly, and were not found out before.
  func findContradictions(in coupons: [Operation.CouponSnapshot]) async throws(CouponFailure) -> [Operation] {
    let numbers = Set(coupons.filter { $0.state == .deactivated }.compactMap { $0.trace?.requestNumber })
      .filter { RequestNumber.isOurs($0) && RequestNumber($0) != nil }
    guard !numbers.isEmpty else { return [] }
    let clock = clock
    return try await onThread { store throws(JournalProblem) in
      var found: [Operation] = []
      for operation in try store.deniedOperations(under: numbers.sorted()) {
        let isOurs = coupons.contains { coupon in
          coupon.state == .deactivated && operation.wish.before.contains { $0.code == coupon.code }
            && operation.isOurs(coupon.trace)
        }
        let id = operation.wish.operationID
        guard isOurs, try store.tellContradiction(of: id, at: clock.now()) != nil else { continue }
        Self.alarm(.contradiction, id)
        found.append(operation)
      }
      return found
    }
  }

  /// Notes who looked up whom, when the journal can be written. A look-up neither waits for it nor depends on it.
  func note(lookUpOf openID: OpenID) {
    thread.post { [self] in
      _ = perform { store throws(JournalProblem) in try store.note(lookUpOf: openID, at: clock.now()) }
    }
  }

  /// Erases what has had its time, when the journal can be written. Only for when the machine's clock was just proved to be
  /// right.
  func eraseWhatIsDue() {
    thread.post { [self] in
      _ = perform { store throws(JournalProblem) in try store.erasePrivateParts(dueAt: clock.now()) }
    }
  }

  /// Waits until all that was to be noted so far is noted, or could not be.
  func finishNotes() async {
    if threadProblem == nil { await thread.run {} }
  }

  private func onThread<Value: Sendable>(
    _ body: @escaping @Sendable (JournalStore) throws(JournalProblem) -> Value
  ) async throws(CouponFailure) -> Value {
    if let threadProblem { throw CouponFailure(.journalUnusable(detail: threadProblem)) }
    let result = await thread.run { [self] in perform(body) }
    do throws(JournalProblem) { return try result.get() } catch { throw CouponFailure(error) }
  }

  /// On the thread.
  private func perform<Value>(
    _ body: (JournalStore) throws(JournalProblem) -> Value
  ) -> Result<Value, JournalProblem> {
    openedStore().flatMap { store in
      do throws(JournalProblem) {
        let value = try body(store)
        // What was asked for is done, whether or not the head can be read.
        if let head = try? store.takeDueHead() { show(head) }
        return .success(value)
      } catch {
        // After a failed write or fsync nobody knows what is on the disk: the next call opens and looks anew.
        if error.isInputOutput { self.store = nil }
        return .failure(error)
      }
    }
  }

  private func openedStore() -> Result<JournalStore, JournalProblem> {
    if let store, store.isInPlace { return .success(store) }
    store = nil
    do throws(JournalProblem) {
      let opened = try JournalStore(in: JournalFolder.make(path), facts: facts, at: clock.now())
      store = opened
      return .success(opened)
    } catch { return .failure(error) }
  }

  /// Shows the newest head outside, on the thread; one that nobody took is shown again with the next one.
  private func show(_ head: JournalHead) {
    let since = unwitnessed?.since ?? head.sequence
    unwitnessed = witness(head) ? nil : Unwitnessed(newest: head, since: since)
  }

  /// One line in the system log that somebody should be called for.
  private static func alarm(_ alarm: Operation.Alarm, _ operationID: String) {
    _ = csystem_log_authpriv("coupon-tui ALARM \(alarm.rawValue) operation \(operationID)")
  }

  /// One line in the system log, as `authpriv`, where a site forwards it to another machine. False where no log listens.
  private static func writeToSystemLog(_ head: JournalHead) -> Bool {
    csystem_log_authpriv(head.checkpoint.split(separator: "\n").joined(separator: " ")) == 0
  }
}
