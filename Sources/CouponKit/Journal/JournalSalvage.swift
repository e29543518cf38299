import Glibc

/// What became of a damaged journal.
public struct JournalSalvage: Sendable, Equatable {
  /// Where the damaged file lies from now on, as it was; `nil` when there was none.
  public let damagedFile: String?
  /// The last event that could be verified; 0 when none could.
  public let lastSoundEvent: Int64
  public let kept: [String]
  /// Operations of which there is no verified event, or no private part that can be opened.
  public let lost: [String]
}

extension JournalAudit {
  /// Begins a new journal with all that can be verified of a damaged one. Its first event names the last sound hash of
  /// the old; the damaged file is kept under another name, and nothing is ever deleted.
  ///
  /// An operation goes over as its last verified event shows it. When that leaves it open, requests may have left of which
  /// nothing is known any more: one that may have left just now stands for them, and reading settles it once none of them
  /// can still arrive.
  ///
  /// - Returns: `nil` when the journal is sound, and nothing was done.
  public func salvage(at moment: Instant) throws(CouponFailure) -> JournalSalvage? {
    guard !verdict().isSound else { return nil }
    do throws(JournalProblem) {
      let folder = try JournalFolder(existing: path)
      return try folder.locked { () throws(JournalProblem) in
        let key = try folder.isThere(folder.key) ? JournalKey(reading: folder) : JournalKey(making: folder)
        let wreck = Wreck(try? open(), key)
        var lost = wreck.strangers
        var kept: [String] = []
        let identity = try JournalIdentity(keyCheck: key.check, previous: wreck.lastHash)
        let damagedFile = folder.isThere(folder.database) ? try folder.keepAside() : nil
        try JournalFile.make(in: folder, identity, at: moment) { database throws(JournalProblem) in
          for (operationID, sequence) in wreck.lastEvents {
            guard let saved = wreck.saved(operationID, from: sequence) else {
              lost.append(operationID)
              continue
            }
            try saved.insert(operationID, into: database, at: moment)
            try database.append(
              "SALVAGED", operationID: operationID, rows: database.image(of: operationID), identity, at: moment)
            for kind in wreck.remarks[operationID] ?? [] {
              try database.append(
                kind, operationID: operationID, rows: database.image(of: operationID), identity, at: moment)
            }
            kept.append(operationID)
          }
        }
        Ballast(path: folder.ballast).fill()
        return JournalSalvage(
          damagedFile: damagedFile, lastSoundEvent: wreck.lastSoundEvent, kept: kept, lost: lost)
      }
    } catch { throw CouponFailure(error) }
  }
}

extension JournalFolder {
  /// Gives the journal a second name, under which it stays when a new one takes the first.
  fileprivate func keepAside() throws(JournalProblem) -> String {
    for number in 1...999 {
      let aside = "\(path)/journal.damaged-\(number).sqlite"
      if link(database, aside) == 0 { return aside }
      guard errno == EEXIST else { throw .unusable("\(aside): \(String(cString: strerror(errno)))") }
    }
    throw .unusable("\(path) is full of damaged journals")
  }
}

/// A damaged journal, read as far as it can be verified.
private struct Wreck {
  private let database: Database?
  private let key: JournalKey
  private(set) var lastSoundEvent: Int64 = 0
  private(set) var lastHash: [UInt8]?
  /// Each operation's last verified event, in the order in which the operations began.
  private(set) var lastEvents: [(operationID: String, sequence: Int64)] = []
  /// What events tell of operations beside their states: that the agent has taken note, that it was told wrongly.
  private(set) var remarks: [String: [String]] = [:]
  /// Operations that no verified event tells of.
  private(set) var strangers: [String] = []

  init(_ opened: (database: Database, identity: JournalIdentity, key: JournalKey?)?, _ key: JournalKey) {
    database = opened?.database
    self.key = key
    guard let opened else { return }
    var walk = ChainWalk(opened.identity)
    var last: [String: Int64] = [:]
    var order: [String] = []
    var isSound = true
    // A page that cannot be read ends the walk as a broken link does: what came before it is verified.
    try? opened.database.each(ChainWalk.query, [.integer(1)]) { row in
      guard isSound, let event = walk.take(row) else {
        isSound = false
        return
      }
      guard let id = event.operationID else { return }
      if last.updateValue(event.sequence, forKey: id) == nil { order.append(id) }
      if JournalStore.remarks.contains(event.kind) { remarks[id, default: []].append(event.kind) }
    }
    lastSoundEvent = walk.next - 1
    lastHash = walk.hash
    lastEvents = order.map { ($0, last[$0] ?? 0) }
    let rows = (try? opened.database.run("SELECT op_id FROM op UNION SELECT op_id FROM event ORDER BY 1")) ?? []
    strangers = rows.compactMap(\.first?.text).filter { last[$0] == nil }
  }

  /// The operation as the event shows it, with its private part unless that was erased.
  func saved(_ operationID: String, from sequence: Int64) -> SavedOperation? {
    guard let database,
      let payload = (try? database.run("SELECT payload FROM event WHERE seq=?", [.integer(sequence)]))?.first?[0].blob,
      let rows = (try? JSONReader.read(payload))?.root["rows"], let operation = rows["op"]
    else { return nil }
    let box = (try? database.run("SELECT box FROM private WHERE op_id=?", [.text(operationID)]))?.first?[0].blob
    if operation["erased_utc"] == nil {
      guard let box, key.open(box, operationID: operationID) != nil else { return nil }
      return SavedOperation(rows: rows, box: box)
    }
    return SavedOperation(rows: rows, box: nil)
  }
}

private struct SavedOperation {
  let rows: JSONView
  let box: [UInt8]?

  func insert(_ operationID: String, into database: Database, at moment: Instant) throws(JournalProblem) {
    let tables: [(TableImage, [JSONView])] = [
      (.operation, rows["op"].map { [$0] } ?? []), (.attempts, rows["attempt"]?.elements ?? []),
      (.coupons, rows["coupon_result"]?.elements ?? []),
    ]
    for (table, rows) in tables {
      let marks = String(repeating: ",?", count: table.columns.count)
      let sql = "INSERT INTO \(table.name)(op_id,\(table.columns.joined(separator: ","))) VALUES(?\(marks))"
      for row in rows {
        var members: [String: JSONView] = [:]
        for member in row.members { members[member.key] = member.value }
        let values = table.columns.map { column -> DatabaseValue in
          guard let value = members[column] else { return .null }
          if let text = value.string {
            return TableImage.blobColumns.contains(column) ? DatabaseValue(Hex.bytes(text)) : .text(text)
          }
          return DatabaseValue(value.integer)
        }
        try database.run(sql, [.text(operationID)] + values)
      }
    }
    // Of no boot that is known, so that it is measured on the wall clock.
    try database.run(
      """
      INSERT INTO attempt(op_id, n, started_utc, started_boot, boot_id, nonce, sig_ts, host)
        SELECT op_id, (SELECT COUNT(*)+1 FROM attempt WHERE attempt.op_id=op.op_id), ?2, 0, '', '', 0, ''
        FROM op WHERE op_id=?1 AND closed_utc IS NULL
      """, [.text(operationID), .integer(moment.millisecondsSince1970)])
    try database.run("UPDATE op SET state='SENDING' WHERE op_id=? AND closed_utc IS NULL", [.text(operationID)])
    guard let box else { return }
    try database.run("INSERT INTO private VALUES(?,?)", [.text(operationID), .blob(box)])
    // The box may be newer than the event; its own seal proves it.
    try database.run("UPDATE op SET box_commit=? WHERE op_id=?", [.blob(Digest.sha256(box)), .text(operationID)])
  }
}
