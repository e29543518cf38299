import Foundation

@testable import CouponKit

/// Ours; Foundation has one too.
typealias Operation = CouponKit.Operation

/// A journal in a folder of its own, with a clock that stands where the test puts it; the folder goes with the test.
final class JournalUnderTest {
  let folder: String
  var now = Instant(rfc3339: "2026-11-23T10:00:00+08:00")!
  private let facts: JournalFacts

  /// - Parameter place: where the folder is made; in memory where the machine has such a place, as fsync is not its subject.
  init(in place: String? = nil) throws {
    facts = JournalFacts(
      profile: "shop", environment: "sandbox", mode: "partner", brandID: try BrandID("120344"),
      appID: try AppID("wx233544546545989"), agentID: 1001, agentName: "wang.li", build: "test")
    let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
    folder = (place.map { $0 + "/" } ?? memory) + "coupon-journal-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var file: String { folder + "/journal.sqlite" }
  var audit: JournalAudit { JournalAudit(folder: folder) }

  func open(operationsPerHour: Int = .max, retentionDays: Int = 90) throws -> JournalStore {
    var facts = facts
    (facts.operationsPerHour, facts.retentionDays) = (operationsPerHour, retentionDays)
    return try JournalStore(in: JournalFolder(existing: folder), facts: facts, at: now)
  }

  func journal(witness: @escaping @Sendable (JournalHead) -> Bool = { _ in true }) -> Journal {
    let now = now
    let clock = Clock(now: { now }, millisecondsSinceBoot: { 0 }, wait: { _ in })
    return Journal(folder: folder, facts: facts, clock: clock, witness: witness)
  }

  func moment() -> Moment {
    Moment(wall: now, bootMilliseconds: now.millisecondsSince1970 - 1_700_000_000_000, bootID: "boot-1")
  }

  /// A wish to deactivate the bundle with this number, which holds three live coupons.
  func operation(_ number: Int, bundle: Int? = nil, generation: Int = 0, coupons: Int = 3) throws -> Operation {
    let target = DeactivationTarget(
      subject: .bundle(try UserCouponBundleID("bundle-\(bundle ?? number)"), StockBundleID("stock-bundle-1")),
      openID: try OpenID("openid-of-customer-\(bundle ?? number)"), productCouponID: ProductCouponID("product-1"))
    let requestNumber = RequestNumber(
      mode: .brand, brandID: facts.brandID, target: target, generation: generation)
    let before = try (0..<coupons).map { position in
      Operation.CouponSnapshot(
        position: position, code: try CouponCode("code-\(number)-\(position)"), state: .effective, trace: nil)
    }
    var wish = Operation.Wish(
      operationID: String(format: "01900000-0000-7000-8000-%012d", number), target: target, productName: "晨光咖啡 \"大\"",
      reason: try DeactivateReason("顾客要求退款"), requestNumber: requestNumber, generation: generation,
      body: Array("{\"reason\":\"顾客要求退款\",\"n\":\(number)}".utf8), before: before, agent: "wang.li",
      createdAt: moment())
    wish.agentID = facts.agentID
    wish.tag = number.isMultiple(of: 2) ? OperationTag(operationID: wish.operationID) : nil
    return Operation(wish)
  }

  /// Writes the operation in `state`, as the deactivator does.
  @discardableResult
  func record(
    _ operation: inout Operation, as state: DeactivationReport.State, in store: JournalStore
  ) throws -> JournalStore.Recorded {
    var request: SignedRequest?
    if state == .sending {
      operation.attempts.append(
        Operation.Attempt(number: operation.attempts.count + 1, startedAt: moment(), outcome: nil))
      request = Self.request(operation)
    }
    if state.isClosed { operation.closedAt = now }
    let recorded = try store.record(
      operation, as: state, request: request, host: GatewayHost(url: "https://127.0.0.1:18443"), at: now)
    operation.state = state
    operation.receipt = recorded.receipt
    return recorded
  }

  static func request(_ operation: Operation) -> SignedRequest {
    SignedRequest(
      method: .post, target: "/v3/x", headers: [], body: operation.wish.body, timestamp: 1_790_000_000,
      nonce: "nonce\(operation.attempts.count)")
  }

  /// A journal of operations that went through each kind of end, and one that is open.
  @discardableResult
  func fill(operations: Int) throws -> JournalStore {
    let store = try open()
    let ends: [[DeactivationReport.State]] = [
      [.sending, .confirmed], [.sending, .unknown, .sending, .unknown, .already], [.notApplied],
      [.sending, .unknown, .rejected], [.sending, .unknown, .notApplied],
    ]
    for number in 1...operations {
      now = now.advanced(bySeconds: 7)
      var operation = try operation(number)
      try record(&operation, as: .intent, in: store)
      for state in number == operations ? [.sending] : ends[number % ends.count] {
        now = now.advanced(bySeconds: 1)
        if state == .confirmed { operation.after = operation.wish.before.map(Self.deactivated) }
        try record(&operation, as: state, in: store)
      }
    }
    return store
  }

  private static func deactivated(_ coupon: Operation.CouponSnapshot) -> Operation.CouponSnapshot {
    Operation.CouponSnapshot(position: coupon.position, code: coupon.code, state: .deactivated, trace: nil)
  }
}

/// What a call that ought to be refused gave as its reason.
func refusal(_ body: () throws -> Void) -> JournalProblem? {
  do {
    try body()
    return nil
  } catch { return error as? JournalProblem }
}

extension JournalProblem {
  /// The words that the reference line will show.
  var detail: String {
    switch self {
    case .database(_, let message): message
    case .refused(.journalUnusable(let detail)): detail
    case .refused(let kind): kind.name
    }
  }
}
