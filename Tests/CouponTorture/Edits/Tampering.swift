import CouponKit
import Glibc

/// Edits of a journal of more than two hundred events: each has to be found, and the event that was edited named.
struct Tampering {
  /// Edits at least; the bytes are spread evenly over every cell of every row.
  let least: Int

  /// Each makes eleven events: a generation that comes to nothing, and one that is confirmed.
  private static let bundles = 19

  func run() async -> Outcome {
    let journal = await Tampering.journal()
    let (edits, events) = edits(of: journal.path)
    let copies = Copies(of: journal.path)
    let found = await inLanes(processors, edits.count) { place -> [String]? in
      let copy = copies.take()
      defer { copies.giveBack(copy) }
      return copy.findings(after: edits[place]).map { $0.map { "\($0). Replay it with --seed \(place)." } }
    }
    let done = found.compactMap { $0 }
    var findings = done.flatMap { $0 } + Tampering.witnessFindings(journal.path)
    // A byte may become what no column takes. An edit that was written for the schema must not be refused by it.
    for (edit, result) in zip(edits, found) where result == nil {
      if case .statement = edit { findings.append("\(edit): the database refused it") }
    }
    if done.count < least * 9 / 10 { findings.append("only \(done.count) edits were made") }
    return Outcome(
      "\(done.count) edits of a journal of \(events) events; \(findings.count) not found or wrongly placed; "
        + "\(edits.count - done.count) refused by the database", findings)
  }

  func replay(_ seed: UInt64) async -> Outcome {
    let journal = await Tampering.journal()
    let (edits, _) = edits(of: journal.path)
    guard seed < edits.count else { giveUp("\(seed) is the number of no edit") }
    let findings = Copies(of: journal.path).take().findings(after: edits[Int(seed)])
    return Outcome("\(edits[Int(seed)])", findings ?? ["the database refused it"])
  }

  private func edits(of folder: String) -> ([Edit], events: Int) {
    let events = JournalFile.events(in: folder).count
    let cells = RawDatabase(JournalFile.path(in: folder)).map(Edit.cells) ?? []
    let bytes = cells.map(\.count).reduce(0, +)
    let structural = Edit.structural(around: stride(from: 2, to: events, by: least > 20_000 ? 1 : 20))
    // Every cell once, and then every so many bytes.
    let step = max(1, bytes / max(1, least - cells.count))
    var next = 0
    var single: [Edit] = []
    for cell in cells {
      let first = next % cell.count
      single.append(.byte(cell, first))
      for place in stride(from: next, to: cell.count, by: step) where place != first {
        single.append(.byte(cell, place))
      }
      next = max(0, next + (step - cell.count % step)) % step
    }
    return (structural + single, events)
  }

  /// Made by the product, with a gateway, and one operation left open.
  private static func journal() async -> Folder {
    let targets = await Stage.targets(bundles + 1)
    let stage = await Stage(.nextGeneration, targets: targets)
    let folder = Folder()
    for target in targets {
      let clock = QuickClock()
      let service = stage.service(in: folder.path, clock)
      do throws(CouponFailure) {
        let open = try await HeadlessAgent.deactivate(target, by: service)
        if target == targets.last { break }
        clock.letQuarantinePass()
        _ = try await service.check(open.operationID)
        _ = try await HeadlessAgent.deactivate(target, by: service)
      } catch { giveUp("the journal cannot be made: \(error.kind)") }
    }
    return folder
  }

  /// A tail that is cut off with all its traces, an older copy, and another journal in its place: only a head that was
  /// kept elsewhere tells.
  private static func witnessFindings(_ path: String) -> [String] {
    let whole = Copies(of: path).take()
    guard let head = whole.verdict().head else { return ["a sound journal has no head"] }
    var findings: [String] = []
    if whole.verdict([head]).exitCode != 0 { findings.append("a sound journal with its own head is not sound") }
    let cut = """
      CREATE TEMP TABLE last AS SELECT op_id FROM event ORDER BY seq DESC LIMIT 1;
      DELETE FROM event WHERE op_id IN last; DELETE FROM attempt WHERE op_id IN last;
      DELETE FROM coupon_result WHERE op_id IN last; DELETE FROM private WHERE op_id IN last;
      DELETE FROM op WHERE op_id IN last
      """
    guard whole.edit(.statement(cut, exitCode: 11)) else { return ["the tail cannot be cut"] }
    if whole.verdict().exitCode != 13 { findings.append("a journal without its tail: \(whole.verdict().finding)") }
    if whole.verdict([head]).finding != .headMissing(head) { findings.append("a tail that was cut off was not found") }
    let older = whole.verdict().head
    if older?.sequence == head.sequence { findings.append("nothing was cut off") }
    return findings
  }
}

/// One of the copies that edits are made to.
private final class Copy: Sendable {
  let folder = Folder()
  let original: [UInt8]
  private let state: String

  init(_ path: String) {
    folder.copy(path, as: "state")
    state = folder.path + "/state"
    original = file(JournalFile.path(in: path))
  }

  func verdict(_ anchors: [JournalHead] = []) -> JournalVerdict {
    JournalAudit(folder: state).verdict(anchors: anchors)
  }

  /// Makes the edit in the journal as it was, with its guards down meanwhile. False when the database refused it.
  func edit(_ edit: Edit) -> Bool {
    writeFile(original, to: JournalFile.path(in: state))
    guard let database = RawDatabase(JournalFile.path(in: state)),
      database.execute(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON")
    else { return false }
    let guards = database.rows("SELECT name, sql FROM sqlite_master WHERE type='trigger'") ?? []
    for row in guards { _ = database.execute("DROP TRIGGER \(row[0].text)") }
    return edit.apply(to: database) && guards.allSatisfy { database.execute($0[1].text) }
  }

  /// `nil` when the database refused the edit.
  func findings(after edit: Edit) -> [String]? {
    guard self.edit(edit) else { return nil }
    let verdict = verdict()
    switch edit {
    case .statement(_, let exitCode):
      return verdict.exitCode == exitCode ? [] : ["\(edit): \(verdict.finding) instead of \(exitCode)"]
    case .byte(let cell, _):
      if verdict.isSound { return ["\(edit): not found"] }
      guard cell.table == "event", cell.column != "seq", case .integer(let sequence)? = cell.key.first else {
        return []
      }
      return verdict.finding == .chainBroken(at: sequence) ? [] : ["\(edit): \(verdict.finding)"]
    }
  }
}

/// A copy for each lane.
///
/// `@unchecked Sendable`: `free` is read and written under `lock`, and a copy that is taken is with one lane alone until it is
/// given back; the path is constant.
private final class Copies: @unchecked Sendable {
  private let lock = Lock()
  private let path: String
  private var free: [Copy] = []

  init(of path: String) { self.path = path }

  func take() -> Copy { lock.held { free.popLast() } ?? Copy(path) }

  func giveBack(_ copy: Copy) { lock.held { free.append(copy) } }
}
