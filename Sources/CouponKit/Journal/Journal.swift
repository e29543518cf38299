import CSystem
import Glibc

/// The durable record of every deactivation: written before a request leaves, and again after its answer came.
///
/// A SQLite file in a folder of its own, mode 0700, on a local file system; one thread owns it. Each call that writes is
/// one transaction that has reached the disk when it returns.
///
/// `@unchecked Sendable`: `store` is touched on `thread` only.
public final class Journal: @unchecked Sendable {
  private let folder: String
  private let facts: JournalFacts
  private let thread = OwnerThread()
  private var store: JournalStore?

  init(folder: String, facts: JournalFacts) {
    self.folder = folder
    self.facts = facts
    thread.start()
  }

  deinit { thread.stop() }

  /// Writes the operation in `state`, and one event that tells it.
  func record(_ operation: Operation, as state: DeactivationReport.State, request: SignedRequest?, host: GatewayHost?)
    async throws(CouponFailure)
  {
    try await onThread { store throws(DatabaseProblem) in
      try store.record(operation, as: state, request: request, host: host)
    }
  }

  /// The operations whose outcome is not settled, oldest first.
  func openOperations() async throws(CouponFailure) -> [Operation] {
    try await onThread { store throws(DatabaseProblem) in try store.operations(where: "closed_utc IS NULL") }
  }

  func operation(_ operationID: String) async throws(CouponFailure) -> Operation? {
    try await onThread { store throws(DatabaseProblem) in
      try store.operations(where: "op_id = ?", [.text(operationID)]).first
    }
  }

  /// Every operation in the journal, newest first.
  func operations() async throws(CouponFailure) -> [Operation] {
    try await onThread { store throws(DatabaseProblem) in try store.operations(where: "1").reversed() }
  }

  /// The open operation on a target, if there is one: no second one can begin beside it.
  func openOperation(on target: DeactivationTarget) async throws(CouponFailure) -> Operation? {
    try await onThread { store throws(DatabaseProblem) in try store.openOperation(on: target) }
  }

  /// How many generations of the target's request number were settled without taking effect.
  func nextGeneration(of target: DeactivationTarget) async throws(CouponFailure) -> Int {
    try await onThread { store throws(DatabaseProblem) in try store.nextGeneration(of: target) }
  }

  private func onThread<Value: Sendable>(
    _ body: @escaping @Sendable (JournalStore) throws(DatabaseProblem) -> Value
  ) async throws(CouponFailure) -> Value {
    let result = await thread.run { [self] () -> Result<Value, CouponFailure> in
      do throws(CouponFailure) {
        let store = try openedStore()
        do throws(DatabaseProblem) { return .success(try body(store)) } catch { throw CouponFailure(error) }
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  private func openedStore() throws(CouponFailure) -> JournalStore {
    if let store { return store }
    try JournalFolder.prepare(folder)
    let key = try JournalKey(folder: folder)
    do throws(DatabaseProblem) {
      let store = try JournalStore(path: folder + "/journal.sqlite", key: key, facts: facts)
      self.store = store
      return store
    } catch { throw CouponFailure(error) }
  }
}

/// What every operation of this program carries into the journal.
struct JournalFacts: Sendable {
  let profile: String
  let environment: String
  let mode: String
  let brandID: BrandID
  let appID: AppID
  let agentID: UInt32
  let agentName: String
  let build: String
}

extension CouponFailure {
  init(_ problem: DatabaseProblem) {
    self.init(.journalUnusable(detail: "SQLite \(problem.code): \(problem.message)"))
  }
}

/// The folder that holds the journal.
enum JournalFolder {
  /// NFS, SMB, CIFS, SMB2, FUSE: their locks and fsync promise less than the journal needs.
  private static let remoteFileSystems: Set<Int64> = [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546]

  /// Makes the folder and its parents where they are missing, and refuses one that others may enter or that is not local.
  static func prepare(_ path: String) throws(CouponFailure) {
    var place = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: true) {
      place += (place.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
      if mkdir(place, 0o700) != 0, errno != EEXIST {
        throw CouponFailure(.journalUnusable(detail: "\(place): \(String(cString: strerror(errno)))"))
      }
    }
    var facts = stat()
    guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
      throw CouponFailure(.journalUnusable(detail: "\(path) is not a folder"))
    }
    guard facts.st_mode & 0o022 == 0 else {
      throw CouponFailure(.journalUnusable(detail: "others may write to \(path)"))
    }
    if remoteFileSystems.contains(csystem_file_system_type(path)) {
      throw CouponFailure(.journalUnusable(detail: "\(path) is not on a local disk"))
    }
  }
}
