import Foundation
import Testing

@testable import CouponKit

@Suite("What the record of deactivations refuses")
struct JournalRefusalTests {
  typealias State = DeactivationReport.State
  let journal: JournalUnderTest
  init() throws { journal = try JournalUnderTest() }

  @Test(
    "an operation goes from one state to another only as the protocol allows",
    arguments: State.allCases, State.allCases.filter { $0 != .intent })
  func moves(from: State, to: State) throws {
    let store = try journal.open()
    var operation = try journal.operation(1)
    try journal.record(&operation, as: .intent, in: store)
    let path: [State] =
      switch from {
      case .intent: []
      case .notApplied: [.notApplied]
      case .sending: [.sending]
      case .unknown: [.sending, .unknown]
      default: [.sending, from]
      }
    for state in path { try journal.record(&operation, as: state, in: store) }
    let isLegal = JournalSchema.moves.contains { $0.from == from && $0.to == to } || from == to
    let before = try store.database.run("SELECT COUNT(*) FROM event")
    if from.isClosed && from != to {
      #expect(try journal.record(&operation, as: to, in: store).contradicts == from)
    } else if isLegal {
      try journal.record(&operation, as: to, in: store)
    } else {
      #expect(refusal { try journal.record(&operation, as: to, in: store) }?.detail == "illegal move")
    }
    let held = try store.database.run("SELECT state FROM op")
    #expect(held == [[.text(isLegal ? to.rawValue : from.rawValue)]])
    if from.isClosed && from == to { #expect(try store.database.run("SELECT COUNT(*) FROM event") == before) }
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
  }

  @Test("the database itself refuses a move that the protocol does not know")
  func rawMoves() throws {
    let store = try journal.fill(operations: 6)
    let legal = Set(JournalSchema.moves.map { "\($0.from.rawValue) \($0.to.rawValue)" })
    for row in try store.database.run("SELECT op_id, state FROM op") {
      for state in State.allCases where state.rawValue != row[1].text {
        guard !legal.contains("\(row[1].text ?? "") \(state.rawValue)") else { continue }
        let closed = state.isClosed ? "1" : "NULL"
        let sql = "UPDATE op SET state='\(state.rawValue)', closed_utc=\(closed) WHERE op_id=?"
        #expect(refusal { try store.database.run(sql, [row[0]]) } != nil, "\(row) to \(state)")
      }
    }
  }

  @Test("a second agent who confirms the same bundle is told which operation holds it")
  func secondOpenOperation() throws {
    let store = try journal.open()
    var first = try journal.operation(1)
    try journal.record(&first, as: .intent, in: store)
    let otherAgent = try journal.open()
    var second = try journal.operation(2, bundle: 1)
    let problem = refusal { try journal.record(&second, as: .intent, in: otherAgent) }
    #expect(problem == .refused(.operationOpen(first.wish.operationID)))
    let insert = """
      INSERT INTO op SELECT 'x', profile, env, mode, brand_id, kind, target, product_coupon_id, stock, product_name, appid,
        subject, 'other-number', generation, tag, body_commit, preview_hash, live_count, box_commit, agent_uid, agent_name,
        login_uid, tty, ssh_from, role, role_hash, build, state, partial, created_utc, created_boot, boot_id, NULL, NULL, NULL, NULL, NULL FROM op
      """
    #expect(refusal { try store.database.run(insert) }?.detail.contains("UNIQUE") == true)
  }

  @Test("a number that took effect is not used a second time, and one that did not may be")
  func numberReuse() throws {
    let store = try journal.open()
    var first = try journal.operation(1)
    try journal.record(&first, as: .intent, in: store)
    first.proof = .neverSent
    try journal.record(&first, as: .notApplied, in: store)
    var second = try journal.operation(2, bundle: 1)
    try journal.record(&second, as: .intent, in: store)
    try journal.record(&second, as: .sending, in: store)
    try journal.record(&second, as: .confirmed, in: store)
    var third = try journal.operation(3, bundle: 1)
    let problem = refusal { try journal.record(&third, as: .intent, in: store) }
    #expect(problem == .refused(.changedSinceReview([])))
    // What has become live again since has a number of its own.
    var next = try journal.operation(4, bundle: 1, generation: 1)
    #expect(refusal { try journal.record(&next, as: .intent, in: store) } == nil)
  }

  @Test("the next number is taken once the one before was settled, and told by an event of its own")
  func nextNumber() throws {
    let store = try journal.open()
    var first = try journal.operation(1)
    for state in [State.intent, .sending, .unknown, .notApplied] { try journal.record(&first, as: state, in: store) }
    var early = try journal.operation(2, bundle: 1, generation: 2)
    #expect(refusal { try journal.record(&early, as: .intent, in: store) } == .refused(.changedSinceReview([])))
    var second = try journal.operation(3, bundle: 1, generation: 1)
    try journal.record(&second, as: .intent, in: store)
    let kinds = try store.database.run("SELECT kind FROM event ORDER BY seq DESC LIMIT 2").map { $0[0].text }
    #expect(kinds == ["INTENT", "GENERATION"])
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
  }

  @Test("one agent begins no more within an hour than the profile allows, and is told when the next one is possible")
  func ratePerAgent() throws {
    let store = try journal.open(operationsPerHour: 3)
    let began = journal.now
    for number in 1...3 {
      var operation = try journal.operation(number)
      try journal.record(&operation, as: .intent, in: store)
      try journal.record(&operation, as: .sending, in: store)
      journal.now = journal.now.advanced(bySeconds: 600)
    }
    var fourth = try journal.operation(4)
    #expect(
      refusal { try journal.record(&fourth, as: .intent, in: store) }
        == .refused(.tooManyDeactivations(limit: 3, until: began.advanced(bySeconds: 3600))))
    #expect(try store.database.run("SELECT COUNT(*) FROM op") == [[.integer(3)]])
    journal.now = began.advanced(bySeconds: 3600)
    fourth = try journal.operation(4)
    try journal.record(&fourth, as: .intent, in: store)
  }

  @Test("what never left does not count for the hour")
  func rateCountsWhatLeft() throws {
    let store = try journal.open(operationsPerHour: 1)
    for number in 1...3 {
      var operation = try journal.operation(number)
      try journal.record(&operation, as: .intent, in: store)
      operation.proof = .neverSent
      try journal.record(&operation, as: .notApplied, in: store)
    }
  }

  @Test(
    "what was written stays as it was written",
    arguments: [
      "UPDATE event SET kind='x'", "UPDATE event SET utc=utc+1 WHERE seq=3", "DELETE FROM event",
      "DELETE FROM event WHERE seq=(SELECT MAX(seq) FROM event)", "DELETE FROM op",
      "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq=2",
      "INSERT INTO event SELECT 1000, op_id, utc, kind, payload, prev, hash FROM event WHERE seq=2",
      "UPDATE op SET state='CONFIRMED' WHERE closed_utc IS NULL",
      "INSERT INTO private VALUES('nobody', x'00')",
    ])
  func edits(sql: String) throws {
    let store = try journal.fill(operations: 4)
    #expect(refusal { try store.database.execute(sql) } != nil)
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
  }

  @Test("when two runs settle the same operation, the second gets the same receipt and writes nothing")
  func settledTwice() throws {
    let store = try journal.open()
    var operation = try journal.operation(1)
    for state in [State.intent, .sending, .unknown] { try journal.record(&operation, as: state, in: store) }
    var elsewhere = operation
    let otherRun = try journal.open()
    let receipt = try journal.record(&operation, as: .confirmed, in: store).receipt
    #expect(receipt != nil)
    #expect(try journal.record(&elsewhere, as: .confirmed, in: otherRun).receipt == receipt)
    #expect(try store.database.run("SELECT COUNT(*) FROM event WHERE kind='CONFIRMED'") == [[.integer(1)]])
  }
}
