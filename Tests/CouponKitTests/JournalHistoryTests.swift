import Foundation
import SeededNumbers
import Testing

@testable import CouponKit

@Suite("What the record gives back")
struct JournalHistoryTests {
  /// Runs one made-up history through the real reducer and writes each step into the real journal.
  struct History {
    let journal: JournalUnderTest
    let store: JournalStore
    var numbers: SeededRandom
    var operation: Operation
    private(set) var writes = 0

    init(_ journal: JournalUnderTest, _ store: JournalStore, seed: Int) throws {
      self.journal = journal
      self.store = store
      numbers = SeededRandom(seed: UInt64(seed))
      operation = try journal.operation(seed, coupons: 1 + seed % 4)
    }

    /// - Parameter isSame: gets the operation as it was written and as the journal gives it back.
    mutating func run(_ isSame: (Operation, Operation?) -> Void) throws {
      var steps = operation.handle(.confirmed, at: journal.moment())
      for _ in 0..<60 {
        guard !steps.isEmpty else {
          guard !operation.state.isClosed, Int.random(in: 0..<4, using: &numbers) > 0 else { return }
          let asked: [Operation.Input] = [.checkAsked, .repeatAsked(by: .supervisor, seen: operation.after)]
          steps = operation.handle(asked.randomElement(using: &numbers) ?? .checkAsked, at: journal.moment())
          continue
        }
        switch steps.removeFirst() {
        case .report: continue
        case .record(let state):
          try write(state, isSame)
          steps += operation.handle(.recorded, at: journal.moment())
        case .send: steps += operation.handle(.answered(reply()), at: journal.moment())
        case .readBack: steps += operation.handle(read(), at: journal.moment())
        case .wait(let milliseconds):
          journal.now = journal.now.advanced(bySeconds: milliseconds / 1000 + 1)
          steps += operation.handle(.waited, at: journal.moment())
        }
        if Bool.random(using: &numbers) {
          journal.now = journal.now.advanced(bySeconds: Int64.random(in: 1...400, using: &numbers))
        }
      }
    }

    private mutating func write(_ state: DeactivationReport.State, _ isSame: (Operation, Operation?) -> Void) throws {
      let recorded = try store.record(
        operation, as: state, request: state == .sending ? JournalUnderTest.request(operation) : nil,
        host: GatewayHost(url: "https://127.0.0.1:18443"), at: journal.now)
      operation.receipt = recorded.receipt
      writes += 1
      var written = operation
      written.state = state
      isSame(written, try store.operations(where: "op_id=?", [.text(written.wish.operationID)]).first)
    }

    private mutating func coupons() -> [Operation.CouponSnapshot] {
      let states: [CouponState] = [
        .effective, .effective, .deactivated, .deactivated, .used, .expired, .unlisted("NEW"),
      ]
      let traces: [Operation.CouponSnapshot.Trace?] = [
        nil,
        .init(requestNumber: operation.wish.requestNumber.text, reason: operation.wish.reason.text, time: journal.now),
        .init(requestNumber: "another-number", reason: "别的 \"原因\"", time: nil),
        .init(requestNumber: nil, reason: nil, time: nil),
      ]
      let isOurs = Int.random(in: 0..<3, using: &numbers) == 0
      return operation.wish.before.map { before in
        Operation.CouponSnapshot(
          position: before.position, code: before.code,
          state: isOurs ? .deactivated : states.randomElement(using: &numbers) ?? .effective,
          trace: isOurs ? traces[1] : traces.randomElement(using: &numbers) ?? nil)
      }
    }

    private mutating func read() -> Operation.Input {
      switch Int.random(in: 0..<5, using: &numbers) {
      case 0: .notRead(CouponFailure(.noAnswer(detail: "")))
      case 1: .read(operation.wish.before, isComplete: true)
      default: .read(coupons(), isComplete: Int.random(in: 0..<5, using: &numbers) > 0)
      }
    }

    private mutating func reply() -> Operation.Reply {
      let kinds: [CouponFailure.Kind] = [
        .stateRefused(message: "券状态\n不允许"), .requestNumberUsed(message: "used"), .notFound(message: ""),
        .requestRefused(message: "no"), .notPermitted(message: "no"), .openIDUnknown(message: "no"),
        .appIDRefused(message: "no"), .stateRefused(message: "no", .expired),
      ]
      let kind = kinds.randomElement(using: &numbers) ?? .notFound(message: "")
      let code = Bool.random(using: &numbers) ? "INVALID_REQUEST" : "PARAM_ERROR"
      let references = CouponFailure.References(
        httpStatus: 400, code: code, requestID: kind == kinds.last ? "08F1-272756790" : "08F1-268578367",
        isProved: true)
      switch Int.random(in: 0..<6, using: &numbers) {
      case 0: return .done(coupons(), requestID: "08F1-0")
      case 1: return .refused(CouponFailure(kind, references: references))
      case 2: return .neverLeft(CouponFailure(.cannotConnect(host: "x", detail: "refused")))
      case 3: return .unknownAndHopeless(CouponFailure(.callerRefused(message: "sign"), change: .unknown))
      default: return .unknown(CouponFailure(.noAnswer(detail: "timeout"), change: .unknown))
      }
    }
  }

  @Test("an operation read back is the one that was written, whatever happened to it")
  func readBack() throws {
    let journal = try JournalUnderTest()
    let store = try journal.open()
    var ends: [DeactivationReport.State: Int] = [:]
    var writes = 0
    for seed in 1...400 {
      var history = try History(journal, store, seed: seed)
      try history.run { written, read in
        #expect(read.map(remembered) == remembered(written), "seed \(seed)")
      }
      ends[history.operation.state, default: 0] += 1
      writes += history.writes
    }
    // All kinds of ends were met, so the equality was put to the test.
    #expect(writes > 1500)
    for state in [DeactivationReport.State.unknown, .confirmed, .already, .rejected, .notApplied] {
      #expect(ends[state, default: 0] >= 5, "\(ends)")
    }
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
  }

  /// What outlives the program: not what was about to be written, nor the budget of this run.
  private func remembered(_ operation: Operation) -> Operation {
    var operation = operation
    operation.writing = nil
    operation.firstLook = nil
    operation.readAt = nil
    operation.hasLearned = false
    operation.repeats = .withinBudget
    operation.unrecorded = nil
    operation.seenBeforeRepeat = nil
    operation.lastFailure = operation.refusal
    return operation
  }

  @Test("a receipt is what the history shows for the outcome, also after a restart")
  func receipt() throws {
    let journal = try JournalUnderTest()
    var operation = try journal.operation(1)
    let store = try journal.open()
    try journal.record(&operation, as: .intent, in: store)
    #expect(operation.receipt == nil)
    try journal.record(&operation, as: .sending, in: store)
    let receipt = try #require(try journal.record(&operation, as: .confirmed, in: store).receipt)
    #expect(receipt.text.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/) != nil)
    let reopened = try #require(try journal.open().operations(where: "1").first)
    #expect(DeactivationReport(reopened, at: journal.moment()).receipt == receipt)
    #expect(try journal.audit.events(of: operation.wish.operationID).last?.receipt == receipt)
  }

  @Test("each event carries the moment at which it was written, and tells nothing personal")
  func eventsArePublic() throws {
    let journal = try JournalUnderTest()
    try journal.fill(operations: 5)
    let rows = try journal.open().database.run("SELECT utc, payload FROM event")
    var before: Int64 = 0
    for row in rows {
      let moment = try #require(row[0].integer)
      #expect(moment >= before && moment <= journal.now.millisecondsSince1970)
      before = moment
      let root = try JSONReader.read(try #require(row[1].blob)).root
      #expect(root["at"]?.integer == moment)
    }
    let file = try Data(contentsOf: URL(fileURLWithPath: journal.file))
    for secret in ["openid-of-customer", "code-1-0", "顾客要求退款"] {
      #expect(file.range(of: Data(secret.utf8)) == nil, "\(secret) can be read in the file")
    }
    #expect(file.range(of: Data("bundle-1".utf8)) != nil)
  }

  @Test("the private part goes when its time has come, and the record stays sound")
  func erasure() throws {
    let journal = try JournalUnderTest()
    try journal.fill(operations: 6)
    journal.now = journal.now.advanced(bySeconds: 89 * 86_400)
    let store = try journal.open()
    try store.erasePrivateParts(dueAt: journal.now)
    #expect(try store.operations(where: "1").count == 6)
    journal.now = journal.now.advanced(bySeconds: 2 * 86_400)
    try store.erasePrivateParts(dueAt: journal.now)
    // The open one keeps what is needed to settle it.
    #expect(try store.operations(where: "1").map(\.state) == [.sending])
    #expect(try store.database.run("SELECT COUNT(*) FROM private") == [[.integer(1)]])
    #expect(try store.database.run("SELECT COUNT(*) FROM event WHERE kind='ERASED'") == [[.integer(5)]])
    #expect(try store.nextGeneration(of: journal.operation(3).wish.target) == 1)
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
  }

  @Test("the private part stays for as many days as the profile says", arguments: [30, 365])
  func retention(days: Int) throws {
    let journal = try JournalUnderTest()
    var operation = try journal.operation(1)
    let store = try journal.open(retentionDays: days)
    for state in [DeactivationReport.State.intent, .sending, .confirmed] {
      try journal.record(&operation, as: state, in: store)
    }
    func privateParts(afterDays days: Int) throws -> [[DatabaseValue]] {
      journal.now = operation.wish.createdAt.wall.advanced(bySeconds: Int64(days) * 86_400)
      try store.erasePrivateParts(dueAt: journal.now)
      return try store.database.run("SELECT COUNT(*) FROM private")
    }
    #expect(try privateParts(afterDays: days - 1) == [[.integer(1)]])
    #expect(try privateParts(afterDays: days + 1) == [[.integer(0)]])
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
  }

  @Test("who looked up whom is noted under a pseudonym, and a look-up never waits for it")
  func lookUps() async throws {
    let journal = try JournalUnderTest()
    let writer = journal.journal()
    writer.note(lookUpOf: try OpenID("openid-of-customer-1"))
    _ = try await writer.openOperations()
    let rows = try journal.open().database.run("SELECT payload FROM event WHERE kind='LOOKUP'")
    let text = String(decoding: try #require(rows.first?.first?.blob), as: UTF8.self)
    #expect(text.contains("wang.li") && !text.contains("openid-of-customer"))
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
    let nowhere = Journal(
      folder: "/proc/nowhere",
      facts: JournalFacts(
        profile: "", environment: "", mode: "", brandID: try BrandID("1"), appID: try AppID("a"), agentID: 1,
        agentName: "",
        build: ""))
    nowhere.note(lookUpOf: try OpenID("o"))
  }

  @Test("the head is shown outside after each closed operation, with its receipt at the end of the hash")
  func witness() async throws {
    let journal = try JournalUnderTest()
    let (heads, feed) = AsyncStream.makeStream(of: JournalHead.self)
    let writer = journal.journal {
      feed.yield($0)
      return true
    }
    var operation = try journal.operation(1)
    let host = GatewayHost(url: "https://127.0.0.1:18443")
    _ = try await writer.record(operation, as: .intent, request: nil, host: nil)
    operation.attempts = [Operation.Attempt(number: 1, startedAt: journal.moment(), outcome: nil)]
    let request = JournalUnderTest.request(operation)
    _ = try await writer.record(operation, as: .sending, request: request, host: host)
    operation.closedAt = journal.now
    let receipt = try await writer.record(operation, as: .confirmed, request: nil, host: nil)
    var shown = heads.makeAsyncIterator()
    #expect(await shown.next()?.sequence == 2, "when it was opened")
    let head = try #require(await shown.next())
    #expect(head.sequence == 4)
    #expect(receipt == Receipt(eventHash: Vectors.base64(head.hash)))
    #expect(JournalHead.checkpoints(in: "Nov 23 box coupon-tui[7]: \(head.checkpoint)") == [head])
    #expect(journal.audit.verdict(anchors: [head]).finding == .sound)
  }
}
