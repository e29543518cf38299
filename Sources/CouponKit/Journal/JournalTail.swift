extension Database {
  /// Looks at what the next event rests on: the file's pages, the newest events' chain, and that the rows of the open
  /// operations and of the newest ones are as their events tell. ``JournalVerifier`` looks at all the rest.
  ///
  /// - Throws: what is wrong, for the reference line; nothing may be deactivated then.
  func requireSoundTail(_ identity: JournalIdentity) throws(JournalProblem) {
    guard try run("PRAGMA quick_check(1)") == [[.text("ok")]] else {
      throw .unusable("pages of the journal are damaged")
    }
    let tail: Int64 = 200
    let newest = try run("SELECT MAX(seq) FROM event").first?.first?.integer ?? 0
    let first = max(1, newest - tail)
    var walk = try ChainWalk(identity, from: first, in: self)
    var isSound = true
    try each(ChainWalk.query, [.integer(first)]) { row in
      if isSound { isSound = walk.take(row) != nil }
    }
    guard isSound, walk.next == newest + 1, newest > 0 else { throw .unusable("event \(walk.next) was changed") }

    let recent = try run(
      """
      SELECT op_id, MAX(seq) FROM event WHERE op_id IN(
        SELECT op_id FROM op WHERE closed_utc IS NULL UNION SELECT op_id FROM event WHERE seq >= ?) GROUP BY op_id
      """, [.integer(first)])
    for row in recent {
      guard let id = row[0].text, let last = row[1].integer, try tells(image(of: id), of: id, event: last) else {
        throw .unusable("the rows of operation \(row[0].text ?? "") are not as its events tell")
      }
    }
  }

  /// Has SQLite look at the pages of the tables that are not read as a whole by whoever verifies, or have indexes that are not.
  func requireSoundPages() throws(JournalProblem) {
    for table in ["meta", "op", "transition"] {
      guard try run("PRAGMA quick_check('\(table)')") == [[.text("ok")]] else {
        throw .unusable("pages of the table \(table) are damaged")
      }
    }
  }
}
