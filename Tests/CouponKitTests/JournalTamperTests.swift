import CSQLite
import Foundation
import SeededNumbers
import Testing

@testable import CouponKit

/// Somebody who may write to the file and knows how it is made: foreign keys, checks and guards are in their hands.
final class Attacker {
  let database: Database
  private let identity: JournalIdentity
  private let key: JournalKey

  init(_ journal: JournalUnderTest) throws {
    database = try Database(path: journal.file, .existing)
    try database.execute("PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON")
    identity = try JournalIdentity(of: database)
    key = try JournalKey(reading: JournalFolder(existing: journal.folder))
  }

  /// Does the edit and hides that the guards were down for it.
  func edit(_ body: () throws(JournalProblem) -> Void) throws(JournalProblem) {
    for row in try database.run("SELECT name FROM sqlite_master WHERE type='trigger'") {
      try database.execute("DROP TRIGGER \(row[0].text ?? "")")
    }
    try body()
    try database.execute(JournalSchema.guards)
  }

  /// The verdict after an edit that is taken back again; `nil` when the database refused the edit.
  func verdict(after body: () throws(JournalProblem) -> Void) throws -> JournalVerdict? {
    try database.execute("BEGIN IMMEDIATE")
    // Rolling back what was just begun fails only where the test cannot go on anyway.
    defer { try? database.execute("ROLLBACK") }
    do throws(JournalProblem) { try edit(body) } catch { return nil }
    guard let identity = try? JournalIdentity(of: database) else {
      return .unreadable(.unusable("no journal"))
    }
    return JournalVerifier(database: database, identity: identity, key: key).verdict()
  }

  /// Writes every hash anew, as somebody would who has edited an event and knows the program.
  func forgeChain() throws(JournalProblem) {
    var hash = identity.genesis
    for row in try database.run("SELECT seq, payload FROM event ORDER BY seq") {
      let next = (row[1].blob ?? []).withUnsafeBytes {
        EventChain.hash(journalID: identity.journalID, sequence: row[0].integer ?? 0, previous: hash, payload: $0)
      }
      try database.run("UPDATE event SET prev=?, hash=? WHERE seq=?", [.blob(hash), .blob(next), row[0]])
      hash = next
    }
  }
}

@Suite("Tampering with the record")
struct JournalTamperTests {
  let journal: JournalUnderTest
  init() throws { journal = try JournalUnderTest() }

  /// One cell of one row, by the row's key.
  struct Cell {
    let table: String
    let column: String
    let condition: String
    let key: [DatabaseValue]
    let value: DatabaseValue

    /// The value with one bit of one byte turned over; a NULL becomes something.
    func flipped(_ numbers: inout SeededRandom) -> DatabaseValue {
      func flip(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [1] }
        var bytes = bytes
        bytes[Int.random(in: bytes.indices, using: &numbers)] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
        return bytes
      }
      switch value {
      case .null:
        return ["after", "outcome", "failure", "code", "request_id", "proof"].contains(column)
          ? .text("x") : .integer(1)
      case .integer(let number): return .integer(number ^ 1 << Int64.random(in: 0..<63, using: &numbers))
      case .text(let text): return .blob(flip(Array(text.utf8)))
      case .blob(let bytes): return .blob(flip(bytes))
      }
    }

    func write(_ value: DatabaseValue, to database: Database) throws(JournalProblem) {
      let isText = if case .text = self.value { true } else { false }
      let place = isText ? "CAST(? AS TEXT)" : "?"
      try database.run("UPDATE \(table) SET \(column)=\(place) WHERE \(condition)", [value] + key)
    }
  }

  /// The cells of a table, with what its rows are known by.
  private static func cells(of table: Table, in database: Database) throws -> [Cell] {
    let columns = try database.run("SELECT name FROM pragma_table_info('\(table.name)')").compactMap(\.first?.text)
    let condition = table.keys.map { "\($0)=?" }.joined(separator: " AND ")
    let rows = try database.run("SELECT \((table.keys + columns).joined(separator: ",")) FROM \(table.name)")
    return rows.flatMap { row in
      zip(columns, row.dropFirst(table.keys.count)).map { column, value in
        Cell(
          table: table.name, column: column, condition: condition, key: Array(row.prefix(table.keys.count)),
          value: value)
      }
    }
  }

  struct Table: Sendable, CustomTestStringConvertible {
    let name: String
    let keys: [String]
    var testDescription: String { name }
  }

  static let tables = [
    Table(name: "event", keys: ["seq"]), Table(name: "op", keys: ["op_id"]),
    Table(name: "attempt", keys: ["op_id", "n"]),
    Table(name: "coupon_result", keys: ["op_id", "idx"]), Table(name: "private", keys: ["op_id"]),
    Table(name: "meta", keys: ["k"]), Table(name: "transition", keys: ["a", "b"]),
  ]

  /// A small share of what `./dev torture edits` does to a journal of more than two hundred events.
  @Test("one bit turned over in any column of any table is found, and an event's by its number", arguments: tables)
  func everyColumn(table: Table) throws {
    try journal.fill(operations: 7)
    let attacker = try Attacker(journal)
    var numbers = SeededRandom(seed: 42)
    var columns: Set<String> = []
    for cell in try Self.cells(of: table, in: attacker.database) {
      let value = cell.flipped(&numbers)
      let verdict = try attacker.verdict { () throws(JournalProblem) in try cell.write(value, to: attacker.database) }
      // The database itself refuses a few, such as a second row with the same key.
      guard let verdict else { continue }
      columns.insert(cell.column)
      #expect(!verdict.isSound, "\(cell.table).\(cell.column) \(cell.key)")
      if cell.table == "event", cell.column != "seq", let sequence = cell.key.first?.integer {
        #expect(verdict.finding == .chainBroken(at: sequence), "event.\(cell.column)")
      }
    }
    let all = try attacker.database.run("SELECT name FROM pragma_table_info('\(table.name)')").compactMap(\.first?.text)
    #expect(columns == Set(all))
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
  }

  @Test("every byte of one event is under its hash")
  func everyByte() throws {
    try journal.fill(operations: 5)
    let attacker = try Attacker(journal)
    let payload = try #require(try attacker.database.run("SELECT payload FROM event WHERE seq=4").first?.first?.blob)
    for place in payload.indices {
      var changed = payload
      changed[place] ^= 1
      let verdict = try attacker.verdict { () throws(JournalProblem) in
        try attacker.database.run("UPDATE event SET payload=? WHERE seq=4", [.blob(changed)])
      }
      #expect(verdict?.finding == .chainBroken(at: 4))
    }
  }

  @Test(
    "rows that are deleted, inserted, swapped or moved are found",
    arguments: [
      ("DELETE FROM event WHERE seq=9", 10), ("DELETE FROM event WHERE seq=1", 10), ("DELETE FROM event", 10),
      ("UPDATE event SET seq=seq+1000 WHERE seq=9", 10),
      ("INSERT INTO event SELECT MAX(seq)+1, op_id, utc, kind, payload, prev, hash FROM event", 10),
      (
        "UPDATE event SET seq=-9 WHERE seq=9; UPDATE event SET seq=9 WHERE seq=10; UPDATE event SET seq=10 WHERE seq=-9",
        10
      ),
      ("UPDATE event SET payload=(SELECT payload FROM event WHERE seq=10) WHERE seq=9", 10),
      // Whoever cuts the tail leaves the rows as they were.
      ("DELETE FROM event WHERE seq=(SELECT MAX(seq) FROM event)", 12),
      ("DELETE FROM op WHERE closed_utc IS NOT NULL", 12), ("DELETE FROM attempt", 12),
      ("DELETE FROM coupon_result", 12),
      (
        "INSERT INTO attempt SELECT 'nobody', n, 1, 1, 'b', 'n', 1, 'h', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL "
          + "FROM attempt LIMIT 1",
        12
      ),
      ("DELETE FROM transition WHERE a='INTENT'", 12), ("DROP INDEX op_one_open", 12),
      ("CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM op; END", 12),
      ("INSERT INTO meta VALUES('x', x'00')", 12),
      ("DELETE FROM private WHERE op_id=(SELECT MIN(op_id) FROM op)", 15),
      (
        "UPDATE private SET box=(SELECT box FROM private ORDER BY op_id DESC LIMIT 1) WHERE op_id=(SELECT MIN(op_id) FROM op)",
        12
      ),
    ] as [(String, Int32)])
  func structure(sql: String, exitCode: Int32) throws {
    try journal.fill(operations: 12)
    let attacker = try Attacker(journal)
    let verdict = try attacker.verdict { () throws(JournalProblem) in try attacker.database.execute(sql) }
    #expect(verdict?.exitCode == exitCode, "\(String(describing: verdict))")
  }

  @Test("guards that are taken down and not put up again are found")
  func guards() throws {
    try journal.fill(operations: 3)
    let database = try Database(path: journal.file, .existing)
    try database.execute("DROP TRIGGER event_fixed_u")
    #expect(journal.audit.verdict().finding == .tablesDisagree(detail: "the schema"))
  }

  @Test("a tail that is cut off with all its traces is found by a head that was kept elsewhere, and only so")
  func cutTail() throws {
    let store = try journal.fill(operations: 8)
    let head = try #require(journal.audit.verdict().head)
    var late = try journal.operation(9)
    try journal.record(&late, as: .intent, in: store)
    try journal.record(&late, as: .notApplied, in: store)
    let newest = try #require(journal.audit.verdict(anchors: [head]).head)
    #expect(journal.audit.verdict(anchors: [head, newest]).finding == .sound)
    let attacker = try Attacker(journal)
    try attacker.edit { () throws(JournalProblem) in
      for table in ["event", "coupon_result", "private", "op"] {
        try attacker.database.run("DELETE FROM \(table) WHERE op_id=?", [.text(late.wish.operationID)])
      }
    }
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
    #expect(journal.audit.verdict(anchors: [head]).finding == .sound)
    #expect(journal.audit.verdict(anchors: [head, newest]).finding == .headMissing(newest))
    #expect(journal.audit.verdict(anchors: [newest]).exitCode == 11)
  }

  @Test("a chain that was written anew from one edit onwards is found by a head that was kept elsewhere")
  func forgedChain() throws {
    try journal.fill(operations: 8)
    let head = try #require(journal.audit.verdict().head)
    let attacker = try Attacker(journal)
    try attacker.edit { () throws(JournalProblem) in
      try attacker.database.execute(
        "UPDATE event SET payload=CAST(replace(CAST(payload AS TEXT), 'wang.li', 'zhao.min') AS BLOB)")
      try attacker.database.execute("UPDATE op SET agent_name='zhao.min'")
      try attacker.forgeChain()
    }
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
    #expect(journal.audit.verdict(anchors: [head]).finding == .headMissing(head))
  }

  @Test("an older copy, and another journal in its place, are found by a head that was kept elsewhere")
  func replacedFile() throws {
    try journal.fill(operations: 4)
    let copy = try Data(contentsOf: URL(fileURLWithPath: journal.file))
    var late = try journal.operation(5)
    try journal.record(&late, as: .intent, in: try journal.open())
    let head = try #require(journal.audit.verdict().head)
    try copy.write(to: URL(fileURLWithPath: journal.file))
    #expect(journal.audit.verdict(anchors: [head]).exitCode == 11)

    let other = try JournalUnderTest()
    try other.fill(operations: 9)
    for file in ["journal.sqlite", "journal.key"] {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(other.folder)/\(file)"))
      try bytes.write(to: URL(fileURLWithPath: "\(journal.folder)/\(file)"))
    }
    #expect(journal.audit.verdict().exitCode == 13)
    #expect(journal.audit.verdict(anchors: [head]).finding == .headMissing(head))
  }

  @Test("only the events from a number on are looked at, when that is asked")
  func fromNumber() throws {
    try journal.fill(operations: 8)
    let attacker = try Attacker(journal)
    try attacker.edit { () throws(JournalProblem) in
      try attacker.database.execute("UPDATE event SET kind='x' WHERE seq=3")
    }
    #expect(journal.audit.verdict().finding == .chainBroken(at: 3))
    #expect(journal.audit.verdict(from: 4).finding == .soundWithoutAnchor)
    #expect(journal.audit.verdict(from: 4000).exitCode == 14)
  }

  @Test("the program at work looks at the end of the record and at what is open, and locks deactivating")
  func opening() throws {
    try journal.fill(operations: 8)
    let attacker = try Attacker(journal)
    try attacker.edit { () throws(JournalProblem) in
      try attacker.database.execute("UPDATE op SET agent_name='zhao.min' WHERE closed_utc IS NULL")
    }
    #expect(refusal { _ = try journal.open() }?.detail.contains("not as its events tell") == true)
  }

  @Test("an event that is changed under the program is found before the next one is written")
  func underWork() throws {
    let store = try journal.fill(operations: 3)
    let attacker = try Attacker(journal)
    try attacker.edit { () throws(JournalProblem) in
      try attacker.database.execute("UPDATE event SET utc=utc+1 WHERE seq=(SELECT MAX(seq) FROM event)")
    }
    var operation = try journal.operation(9)
    let problem = refusal { try journal.record(&operation, as: .intent, in: store) }
    #expect(problem?.detail.contains("was changed") == true)
  }
}
