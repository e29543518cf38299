/// Recomputes every link of a journal and derives its tables from its events anew.
struct JournalVerifier {
  let database: Database
  let identity: JournalIdentity
  /// Without it the private parts cannot be opened.
  let key: JournalKey?

  /// - Parameters:
  ///   - first: the first event to look at; the one before it is taken as it is.
  ///   - anchors: heads of this journal, or of others, that were kept elsewhere.
  func verdict(from first: Int64 = 1, anchors: [JournalHead] = []) -> JournalVerdict {
    do throws(JournalProblem) {
      return try database.snapshot { () throws(JournalProblem) in
        try database.requireSoundPages()
        var events = try EventFold(identity, from: first, anchors: anchors, in: database)
        try events.walk(database)
        var finding = events.finding
        if finding == nil { finding = try tablesFinding(events.told, from: first) }
        if finding == nil { finding = try privatePartsFinding() }
        return JournalVerdict(
          finding: finding ?? (events.hasAnchor ? .sound : .soundWithoutAnchor), events: events.count,
          operations: events.told.count, head: events.head)
      }
    } catch { return .unreadable(error) }
  }

  // MARK: - Tables

  private func tablesFinding(
    _ told: [String: EventFold.Told], from first: Int64
  ) throws(JournalProblem) -> JournalVerdict.Finding? {
    var missing = told
    var walk = try OperationWalk(database)
    while let operationID = try walk.next() {
      guard let last = missing.removeValue(forKey: operationID) else {
        if first > 1 { continue }
        return .tablesDisagree(detail: "operation \(operationID) without events")
      }
      guard try database.tells(walk.image, of: operationID, event: last.sequence) else {
        return .tablesDisagree(detail: "operation \(operationID), event \(last.sequence)")
      }
    }
    if let (operationID, last) = missing.min(by: { $0.value.sequence < $1.value.sequence }) {
      return .tablesDisagree(detail: "operation \(operationID), event \(last.sequence)")
    }
    if walk.hasStrays { return .tablesDisagree(detail: "rows without an operation") }
    guard try schema(of: database) == schema(of: Self.pattern()) else { return .tablesDisagree(detail: "the schema") }
    return first == 1 ? try metaFinding() : nil
  }

  /// Tables, indexes and triggers as text, and the legal moves.
  private func schema(of database: Database) throws(JournalProblem) -> [[DatabaseValue]] {
    try database.run("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
      + database.run("SELECT a, b FROM transition ORDER BY a, b")
  }

  private static func pattern() throws(JournalProblem) -> Database {
    let database = try Database(path: ":memory:", .creating)
    try database.execute(JournalSchema.tables)
    try database.execute(JournalSchema.guards)
    return database
  }

  private func metaFinding() throws(JournalProblem) -> JournalVerdict.Finding? {
    let event = try database.run("SELECT utc, payload FROM event WHERE seq=1").first
    let head = EventPayload.head(at: event?[0].integer ?? 0, kind: "GENESIS", operationID: nil)
    let rows = try database.run("SELECT COUNT(*) FROM meta").first?.first?.integer
    guard event?[1].blob == head + identity.rows + [UInt8(ascii: "}")], rows == (identity.previous == nil ? 3 : 4)
    else { return .tablesDisagree(detail: "what the journal says of itself") }
    return nil
  }

  // MARK: - Private parts

  private func privatePartsFinding() throws(JournalProblem) -> JournalVerdict.Finding? {
    let missing = try database.run(
      """
      SELECT op_id FROM op WHERE IFNULL(erased_utc < erase_after, TRUE)
        AND NOT EXISTS(SELECT 1 FROM private WHERE private.op_id=op.op_id) LIMIT 1
      """)
    if let id = missing.first?.first?.text { return .privatePartMissing(operationID: id) }
    var finding: JournalVerdict.Finding?
    try database.each(
      """
      SELECT private.op_id, box, box_commit, body_commit, preview_hash, op.op_id, erased_utc FROM private
        LEFT JOIN op USING(op_id)
      """
    ) { row in
      guard finding == nil else { return }
      let id = row.text(0)
      guard !row.isNull(5) else {
        finding = .tablesDisagree(detail: "a private part without an operation")
        return
      }
      guard row.isNull(6) else {
        finding = .tablesDisagree(detail: "operation \(id) was erased and is still there")
        return
      }
      guard let box = row[1].blob, Digest.sha256(box) == row[2].blob else {
        finding = .tablesDisagree(detail: "the private part of operation \(id)")
        return
      }
      guard let part = key?.open(box, operationID: id).flatMap(PrivatePart.init) else {
        finding = .privatePartMissing(operationID: id)
        return
      }
      if part.commitment(to: part.body) != row[3].blob || part.previewHash != row[4].blob {
        finding = .tablesDisagree(detail: "the private part of operation \(id)")
      }
    }
    return finding
  }
}
