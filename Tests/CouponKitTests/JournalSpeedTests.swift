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
    print(
      "journal  \(verdict?.events ?? 0) events verified in \(Self.milliseconds(time)), "
        + "\(Self.milliseconds(processorTime)) of a processor (goal 10000 ms)")
    #expect(verdict?.finding == .soundWithoutAnchor)
    #expect(processorTime < .seconds(10))
    let opening = try clock.measure { _ = try journal.open() }
    print("journal  opened with \(verdict?.events ?? 0) events in \(Self.milliseconds(opening))")
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
    print("journal  opened, and 1000 open operations listed, in \(Self.milliseconds(time)) (goal 150 ms)")
    #expect(time < .milliseconds(150))
  }

  @Test("the three writes of an operation take less than 50 ms together in 99 of 100 cases, on this disk")
  func writing() throws {
    let journal = try JournalUnderTest(in: FileManager.default.currentDirectoryPath + "/.build")
    let store = try journal.open()
    var times: [Duration] = []
    var bare: [Duration] = []
    for number in 1...300 {
      var operation = try journal.operation(number)
      times.append(
        try ContinuousClock().measure {
          for state in [DeactivationReport.State.intent, .sending, .confirmed] {
            try journal.record(&operation, as: state, in: store)
          }
        })
      bare.append(try synchronisedWrite(in: journal.folder))
    }
    times.sort()
    bare.sort()
    let ratio = times[150] / bare[150]
    print(
      "journal  three transactions of an operation: half within \(Self.milliseconds(times[150])), 99 in 100 within "
        + "\(Self.milliseconds(times[296])) (goal 50 ms); as long as \(Int(ratio.rounded())) bare writes with fdatasync, "
        + "half of which are within \(Self.milliseconds(bare[150])), 99 in 100 within \(Self.milliseconds(bare[296]))")
    #expect(times[296] < .milliseconds(50))
  }

  /// What the disk takes for one page that is synchronised, and nothing else.
  private func synchronisedWrite(in folder: String) throws -> Duration {
    let descriptor = open(folder + "/bare", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let page = (0..<4096).map { _ in UInt8.random(in: .min ... .max) }
    return ContinuousClock().measure {
      _ = pwrite(descriptor, page, page.count, 0)
      fdatasync(descriptor)
    }
  }

  private static func milliseconds(_ span: Duration) -> String {
    let value = span / .milliseconds(1)
    return (value < 100 ? String(format: "%.1f", value) : String(Int(value.rounded()))) + " ms"
  }
}
