import CSystem

/// The durable record of every deactivation: written before a request leaves, and again after its answer came.
///
/// A SQLite file in a folder of its own, mode 0700, on a local file system; one thread owns it. Each call that writes is
/// one transaction that has reached the disk when it returns. Its newest hash is shown to the system log, so that nobody
/// who owns the file can shorten it unseen.
///
/// `@unchecked Sendable`: `store` is touched on `thread` only.
public final class Journal: @unchecked Sendable {
  private let path: String
  private let facts: JournalFacts
  private let clock: Clock
  private let witness: @Sendable (JournalHead) -> Void
  private let thread = OwnerThread()
  private var store: JournalStore?

  /// - Parameter witness: is shown the newest event after each closed operation, and every hundred events.
  init(
    folder: String, facts: JournalFacts, clock: Clock = .system,
    witness: @escaping @Sendable (JournalHead) -> Void = Journal.writeToSystemLog
  ) {
    path = folder
    self.facts = facts
    self.clock = clock
    self.witness = witness
    thread.start()
  }

  deinit { thread.stop() }

  /// Writes the operation in `state`, and one event that tells it.
  ///
  /// - Returns: the receipt, when the state is a settled one.
  func record(_ operation: Operation, as state: DeactivationReport.State, request: SignedRequest?, host: GatewayHost?)
    async throws(CouponFailure) -> Receipt?
  {
    let clock = clock
    let recorded = try await onThread { store throws(JournalProblem) in
      try store.record(operation, as: state, request: request, host: host, at: clock.now())
    }
    if let head = recorded.head { thread.post { [witness] in witness(head) } }
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

  /// How many generations of the target's request number were settled without taking effect.
  func nextGeneration(of target: DeactivationTarget) async throws(CouponFailure) -> Int {
    try await onThread { store throws(JournalProblem) in try store.nextGeneration(of: target) }
  }

  /// Notes who looked up whom, when the journal can be written. A look-up neither waits for it nor depends on it.
  func note(lookUpOf openID: OpenID) {
    thread.post { [self] in
      guard case .success(let store) = openedStore() else { return }
      try? store.note(lookUpOf: openID, at: clock.now())
    }
  }

  private func onThread<Value: Sendable>(
    _ body: @escaping @Sendable (JournalStore) throws(JournalProblem) -> Value
  ) async throws(CouponFailure) -> Value {
    let result = await thread.run { [self] in
      openedStore().flatMap { store -> Result<Value, JournalProblem> in
        do throws(JournalProblem) { return .success(try body(store)) } catch {
          // After a failed write or fsync nobody knows what is on the disk: the next call opens and looks anew.
          if error.isInputOutput { self.store = nil }
          return .failure(error)
        }
      }
    }
    do throws(JournalProblem) { return try result.get() } catch { throw CouponFailure(error) }
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

  /// One line in the system log, as `authpriv`, where a site forwards it to another machine.
  private static func writeToSystemLog(_ head: JournalHead) {
    csystem_log_authpriv(head.checkpoint.split(separator: "\n").joined(separator: " "))
  }
}
