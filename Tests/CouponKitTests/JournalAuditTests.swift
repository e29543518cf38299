import Foundation
import Testing

@testable import CouponKit

@Suite("The record in an administrator's hands")
struct JournalAuditTests {
  let journal: JournalUnderTest
  init() throws { journal = try JournalUnderTest() }

  private func lines(_ file: String) throws -> [JSONView] {
    try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map { line in
      try JSONReader.read(Array(line.utf8)).root
    }
  }

  @Test("an export holds every event, ends with the head, and its digest is that of sha256sum")
  func export() throws {
    try journal.fill(operations: 7)
    let file = journal.folder + "/export.jsonl"
    let exported = try journal.audit.export(to: file)
    let lines = try lines(file)
    let head = try #require(journal.audit.verdict().head)
    #expect(exported.events == lines.count - 1 && Int64(exported.events) == head.sequence)
    #expect(lines.last?["hash"]?.string == head.hash && lines.last?["seq"]?.integer == head.sequence)
    #expect(exported.digest == Hex.lower(Digest.sha256([UInt8](try Data(contentsOf: URL(fileURLWithPath: file))))))
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    let digestFile = try String(contentsOfFile: file + ".sha256", encoding: .utf8)
    #expect(digestFile == "\(exported.digest)  export.jsonl\n")
    let failure = #expect(throws: CouponFailure.self) { try journal.audit.export(to: file) }
    #expect(failure?.kind == .file(path: file, .alreadyThere))
  }

  @Test("whoever holds an export can recompute the chain without the program")
  func recompute() throws {
    try journal.fill(operations: 4)
    let file = journal.folder + "/export.jsonl"
    _ = try journal.audit.export(to: file)
    let lines = try lines(file)
    let journalID = try #require(lines.first?["payload"]?["rows"]?["meta"]?["journal_id"]?.string.flatMap(Hex.bytes))
    var hash = Digest.sha256(Array("CKJ1-genesis".utf8) + journalID + [UInt8](repeating: 0, count: 32))
    for line in lines.dropLast() {
      let payload = Array(try #require(line["payload"]).bytes)
      let number = try #require(line["seq"]?.integer)
      let length = UInt32(payload.count)
      let message: [UInt8] =
        Array("CKJ1".utf8) + journalID + withUnsafeBytes(of: number.bigEndian, Array.init) + hash
        + withUnsafeBytes(of: length.bigEndian, Array.init) + payload
      hash = Digest.sha256(message)
      #expect(line["hash"]?.string == Data(hash).base64EncodedString())
    }
    #expect(lines.last?["hash"]?.string == Data(hash).base64EncodedString())
  }

  @Test("an export can be of one operation, or of a time")
  func selection() throws {
    try journal.fill(operations: 7)
    let id = try journal.operation(2).wish.operationID
    let one = try journal.audit.export(to: journal.folder + "/one", .init(operationID: id))
    #expect(try lines(journal.folder + "/one").dropLast().allSatisfy { $0["payload"]?["op_id"]?.string == id })
    #expect(try journal.audit.events(of: id).count == one.events && one.events > 1)
    let last = try journal.audit.export(to: journal.folder + "/last", .init(from: journal.now))
    let early = try journal.audit.export(to: journal.folder + "/early", .init(to: journal.now.advanced(bySeconds: -1)))
    let all = try journal.audit.export(to: journal.folder + "/all")
    #expect(last.events == 1 && last.events + early.events == all.events)
  }

  @Test("a sound record is not salvaged")
  func nothingToSalvage() throws {
    try journal.fill(operations: 3)
    #expect(try journal.audit.salvage(at: journal.now) == nil)
  }

  @Test("what can be verified of a damaged record goes over into a new one, and the damaged file stays")
  func salvage() throws {
    try journal.fill(operations: 10)
    let before = try journal.open().operations(where: "1")
    let attacker = try Attacker(journal)
    let broken = try #require(
      try attacker.database.run("SELECT MAX(seq) FROM event WHERE kind='CONFIRMED'").first?.first?.integer)
    try attacker.edit { () throws(JournalProblem) in
      try attacker.database.run("UPDATE event SET utc=1 WHERE seq=?", [.integer(broken)])
    }
    #expect(journal.audit.verdict().finding == .chainBroken(at: broken))
    let damaged = try Data(contentsOf: URL(fileURLWithPath: journal.file))

    let salvage = try #require(try journal.audit.salvage(at: journal.now))
    #expect(salvage.lastSoundEvent == broken - 1)
    #expect(try Data(contentsOf: URL(fileURLWithPath: #require(salvage.damagedFile))) == damaged)
    #expect(Set(salvage.kept).isDisjoint(with: salvage.lost))
    #expect(Set(salvage.kept + salvage.lost) == Set(before.map(\.wish.operationID)))
    #expect(!salvage.lost.isEmpty)
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)

    let store = try journal.open()
    let after = try store.operations(where: "1")
    #expect(after.map(\.wish.operationID) == salvage.kept)
    for operation in after {
      let old = try #require(before.first { $0.wish == operation.wish })
      // The confirmation that was tampered with is not believed: the operation is open again, and a check settles it.
      #expect(operation.state == old.state || (operation.state == .sending && old.state == .confirmed))
    }
    #expect(after.contains { $0.state == .sending })
    var next = try journal.operation(11)
    try journal.record(&next, as: .intent, in: store)
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
    #expect(try journal.audit.salvage(at: journal.now) == nil)
  }

  @Test("what may have left without a sound word of it counts as sent just now", arguments: ["SENDING", "UNKNOWN"])
  func salvageOfWhatWasSent(_ broken: String) throws {
    let store = try journal.open()
    var operation = try journal.operation(1)
    for state in [DeactivationReport.State.intent, .sending, .unknown] {
      if state == .unknown { operation.attempts[0].outcome = .neverLeft }
      try journal.record(&operation, as: state, in: store)
    }
    let attacker = try Attacker(journal)
    try attacker.edit { () throws(JournalProblem) in
      try attacker.database.run("UPDATE event SET utc=1 WHERE kind=?", [.text(broken)])
    }
    journal.now = journal.now.advanced(bySeconds: 3600)
    #expect(try #require(try journal.audit.salvage(at: journal.now)).kept == [operation.wish.operationID])
    var saved = try #require(try journal.open().operations(where: "1").first)
    #expect(saved.state == .sending && saved.attempts.count == (broken == "SENDING" ? 1 : 2))
    // Not one more word of it before it was read, and nothing is certain before the wait is over.
    #expect(saved.handle(.checkAsked, at: journal.moment()) == [.record(.unknown)])
    #expect(saved.handle(.recorded, at: journal.moment()) == [.report, .readBack])
    #expect(saved.handle(.read(saved.wish.before, isComplete: true), at: journal.moment()) == [.report])
    #expect(saved.state == .unknown)
    #expect(try #require(saved.certainty(in: "boot-1")) > journal.now)
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
  }

  @Test("the new record names the last sound hash of the old")
  func segments() throws {
    try journal.fill(operations: 4)
    let head = try #require(journal.audit.verdict().head)
    let attacker = try Attacker(journal)
    try attacker.edit { () throws(JournalProblem) in try attacker.database.execute("DELETE FROM coupon_result") }
    _ = try journal.audit.salvage(at: journal.now)
    let previous = try JournalIdentity(of: journal.open().database).previous
    #expect(previous == Vectors.base64(head.hash))
    #expect(try journal.open().operations(where: "1").first?.wish.before.count == 3)
  }

  @Test("a record of which nothing can be read is put aside for a new one, when an administrator asks for it")
  func nothingReadable() throws {
    try journal.fill(operations: 2)
    try Data("no journal".utf8).write(to: URL(fileURLWithPath: journal.file))
    let salvage = try #require(try journal.audit.salvage(at: journal.now))
    #expect(salvage.kept.isEmpty && salvage.lastSoundEvent == 0)
    #expect(try String(contentsOfFile: #require(salvage.damagedFile), encoding: .utf8) == "no journal")
    #expect(try journal.open().operations(where: "1").isEmpty)
  }

  @Test("heads are found in a note of their own and in the lines of a log")
  func checkpoints() throws {
    try journal.fill(operations: 2)
    let head = try #require(journal.audit.verdict().head)
    let line = head.checkpoint.split(separator: "\n").joined(separator: " ")
    let log = "Nov 23 10:00:01 box sshd[1]: hello\nNov 23 10:00:02 box coupon-tui[7]: \(line)\ncoupon-tui/x/y z\n"
    #expect(JournalHead.checkpoints(in: head.checkpoint) == [head])
    #expect(JournalHead.checkpoints(in: log) == [head])
    #expect(JournalHead.checkpoints(in: "nothing") == [])
  }
}
