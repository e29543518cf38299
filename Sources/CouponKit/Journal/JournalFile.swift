import CSystem
import Glibc

/// Makes and opens the file of a journal.
enum JournalFile {
  /// Opens the journal in the folder, or makes it where none ever was.
  ///
  /// One that has gone, was emptied or belongs to another key is refused, never made anew in silence.
  static func open(
    in folder: JournalFolder, at moment: Instant
  ) throws(JournalProblem) -> (Database, JournalIdentity, JournalKey) {
    try folder.locked { () throws(JournalProblem) in
      if !folder.isThere(folder.database) {
        // The ballast is made last: where it lies, a journal lay too.
        guard !folder.isThere(folder.ballast) else {
          throw .unusable("journal.sqlite is not in \(folder.path) any more")
        }
        let key = try folder.isThere(folder.key) ? JournalKey(reading: folder) : JournalKey(making: folder)
        let identity = try JournalIdentity(keyCheck: key.check, previous: nil)
        try make(in: folder, identity, at: moment) { _ throws(JournalProblem) in }
      }
      let key = try JournalKey(reading: folder)
      let database = try openExisting(folder.database)
      let identity = try JournalIdentity(of: database)
      guard identity.keyCheck == key.check else { throw .unusable("journal.key is the key of another journal") }
      Ballast(path: folder.ballast).fill()
      return (database, identity, key)
    }
  }

  /// Opens a journal's file with all its pragmas, each of them read back.
  static func openExisting(_ path: String) throws(JournalProblem) -> Database {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { throw .unusable("\(path): \(String(cString: strerror(errno)))") }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw .unusable("\(path) is not a file") }
    guard facts.st_uid == geteuid(), facts.st_mode & 0o077 == 0 else {
      throw .unusable("\(path) is open to others; its mode has to be 0600")
    }
    let database = try Database(path: path, .existing)
    try setPragmas(of: database)
    return database
  }

  /// Makes a journal under another name, and gives it its name when it is whole.
  ///
  /// - Parameter fill: writes its first rows and events, before the guards are up.
  static func make(
    in folder: JournalFolder, _ identity: JournalIdentity, at moment: Instant,
    fill: (Database) throws(JournalProblem) -> Void
  ) throws(JournalProblem) {
    let unfinished = folder.database + ".new"
    unlink(unfinished)
    unlink(unfinished + "-journal")
    try write(unfinished, identity, at: moment, fill: fill)
    guard rename(unfinished, folder.database) == 0 else {
      throw .unusable("\(folder.database): \(String(cString: strerror(errno)))")
    }
    try folder.synchronise()
  }

  private static func write(
    _ path: String, _ identity: JournalIdentity, at moment: Instant, fill: (Database) throws(JournalProblem) -> Void
  ) throws(JournalProblem) {
    // Made with its mode: one that is set later is not sure to be on the disk when the content is.
    let descriptor = csystem_open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unusable("\(path): \(String(cString: strerror(errno)))") }
    close(descriptor)
    let database = try Database(path: path, .existing)
    try setPragmas(of: database)
    try database.transaction { () throws(JournalProblem) in
      try database.execute(JournalSchema.tables)
      try identity.write(to: database)
      try database.append("GENESIS", operationID: nil, rows: identity.rows, identity, at: moment)
      try fill(database)
      try database.execute(JournalSchema.guards)
      try database.execute(
        "PRAGMA application_id=\(JournalSchema.applicationID); PRAGMA user_version=\(JournalSchema.version)")
    }
  }

  private static func setPragmas(of database: Database) throws(JournalProblem) {
    for (name, value) in JournalSchema.pragmas {
      let wanted = value.text ?? String(value.integer ?? 0)
      try database.execute("PRAGMA \(name)=\(wanted)")
      guard try database.run("PRAGMA \(name)").first?.first == value else {
        throw .unusable("SQLite does not keep \(name)=\(wanted)")
      }
    }
  }
}

extension Database {
  /// Appends an event to the chain, on top of a newest event that still has its hash.
  ///
  /// - Returns: the hash and the number of the new event.
  @discardableResult
  func append(
    _ kind: String, operationID: String?, rows: [UInt8], _ identity: JournalIdentity, at moment: Instant
  ) throws(JournalProblem) -> (hash: [UInt8], sequence: Int64) {
    let newest = try run("SELECT MAX(seq) FROM event").first?.first?.integer ?? 0
    var walk = try ChainWalk(identity, from: newest, in: self)
    var isSound = true
    try each(ChainWalk.query, [.integer(max(newest, 1))]) { row in isSound = walk.take(row) != nil }
    guard isSound else { throw .unusable("event \(newest) of the journal was changed") }
    let payload =
      EventPayload.head(at: moment.millisecondsSince1970, kind: kind, operationID: operationID) + rows
      + [UInt8(ascii: "}")]
    let hash = payload.withUnsafeBytes {
      EventChain.hash(journalID: identity.journalID, sequence: walk.next, previous: walk.hash, payload: $0)
    }
    try run(
      "INSERT INTO event VALUES(?,?,?,?,?,?,?)",
      [
        .integer(walk.next), DatabaseValue(operationID), .integer(moment.millisecondsSince1970), .text(kind),
        .blob(payload), .blob(walk.hash), .blob(hash),
      ])
    return (hash, walk.next)
  }
}
