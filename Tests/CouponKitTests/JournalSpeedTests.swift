import Foundation
import Glibc
import Testing

@testable import CouponKit

@Suite(
  "How fast the record is", .serialized,
  .enabled(if: ProcessInfo.processInfo.environment["COUPON_BENCH"] != nil, "figures are for a release build"))
struct JournalSpeedTests {
  /// Nine of ten operations are older than ninety days, as in a journal of three years.
  private func grow(_ journal: JournalUnderTest, events: Int64) throws {
    let store = try journal.open()
    var pattern = try journal.operation(1)
    for state in [DeactivationReport.State.intent, .sending, .confirmed] {
      try journal.record(&pattern, as: state, in: store)
    }
    let part = PrivatePart(pattern, salt: [UInt8](repeating: 7, count: 16))
    try store.database.transaction { () throws(JournalProblem) in
      try store.database.execute("DROP TRIGGER op_begins")
      var sequence: Int64 = 4
      var number = 2
      while sequence < events {
        let id = String(format: "01900000-0000-7000-8000-%012d", number)
        sequence = try add(id, like: pattern, part, isErased: !number.isMultiple(of: 10), to: store, at: journal.now)
        number += 1
      }
      try store.database.execute(
        "CREATE TRIGGER op_begins BEFORE INSERT ON op WHEN NEW.state <> 'INTENT'\n"
          + "  BEGIN SELECT RAISE(ABORT, 'an operation begins with its intent'); END")
    }
  }

  private func add(
    _ id: String, like pattern: Operation, _ part: PrivatePart, isErased: Bool, to store: JournalStore, at now: Instant
  ) throws(JournalProblem) -> Int64 {
    let database = store.database
    let box = try store.key.seal(part.bytes, operationID: id)
    let columns = TableImage.operation.columns
    let values = columns.map { column in
      switch column {
      case "request_no", "target": "?5"
      case "box_commit": "?2"
      case "body_commit": "?3"
      case "preview_hash": "?4"
      case "erased_utc": isErased ? "erase_after" : "NULL"
      default: column
      }
    }
    let like = pattern.wish.operationID
    try database.run(
      "INSERT INTO op(op_id, \(columns.joined(separator: ","))) SELECT ?5, \(values.joined(separator: ",")) "
        + "FROM op WHERE op_id=?1",
      [
        .text(like), .blob(Digest.sha256(box)), .blob(part.commitment(to: part.body)), .blob(part.previewHash),
        .text(id),
      ])
    for table in [TableImage.attempts, .coupons] {
      let columns = table.columns.joined(separator: ",")
      try database.run(
        "INSERT INTO \(table.name)(op_id,\(columns)) SELECT ?1, \(columns) FROM \(table.name) WHERE op_id=?2",
        [.text(id), .text(like)])
    }
    if !isErased { try database.run("INSERT INTO private VALUES(?,?)", [.text(id), .blob(box)]) }
    let image = try database.image(of: id)
    var sequence: Int64 = 0
    for kind in ["INTENT", "SENDING", "CONFIRMED"] + (isErased ? ["ERASED"] : []) {
      sequence = try database.append(kind, operationID: id, rows: image, store.identity, at: now).sequence
    }
    return sequence
  }

  @Test("a million events are verified within ten seconds of one processor")
  func verifying() throws {
    let journal = try JournalUnderTest()
    try grow(journal, events: 1_000_000)
    let clock = ContinuousClock()
    var verdict: JournalVerdict?
    let before = Glibc.clock()
    let time = clock.measure { verdict = journal.audit.verdict() }
    let processorTime = Duration.microseconds(Glibc.clock() - before)
    print("journal verify: \(verdict?.events ?? 0) events in \(time), \(processorTime) of a processor")
    #expect(verdict?.finding == .soundWithoutAnchor)
    #expect(processorTime < .seconds(10))
    let opening = try clock.measure { _ = try journal.open() }
    print("journal opening on \(verdict?.events ?? 0) events: \(opening)")
  }

  @Test("a thousand open operations are listed within 150 ms")
  func listing() throws {
    let journal = try JournalUnderTest()
    let store = try journal.open()
    for number in 1...1000 {
      var operation = try journal.operation(number)
      try journal.record(&operation, as: .intent, in: store)
      try journal.record(&operation, as: .sending, in: store)
    }
    var listed: [Operation] = []
    let time = try ContinuousClock().measure { listed = try journal.open().operations(where: "closed_utc IS NULL") }
    #expect(listed.count == 1000)
    print("opening and listing 1000 open operations: \(time)")
    #expect(time < .milliseconds(150))
  }

  @Test("the three writes of an operation take less than 50 ms together in 99 of 100 cases, on this disk")
  func writing() throws {
    let journal = try JournalUnderTest(in: FileManager.default.currentDirectoryPath + "/.build")
    let store = try journal.open()
    var times: [Duration] = []
    for number in 1...300 {
      var operation = try journal.operation(number)
      times.append(
        try ContinuousClock().measure {
          for state in [DeactivationReport.State.intent, .sending, .confirmed] {
            try journal.record(&operation, as: state, in: store)
          }
        })
    }
    times.sort()
    print("three writes of an operation: median \(times[150]), p99 \(times[296])")
    #expect(times[296] < .milliseconds(50))
  }
}
