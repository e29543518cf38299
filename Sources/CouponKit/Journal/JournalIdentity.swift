import Glibc

/// Which journal a file is.
struct JournalIdentity: Sendable, Equatable {
  /// 16 random bytes, under the hash of every event.
  let journalID: [UInt8]
  /// The machine on which it was made.
  let host: String
  /// Tells which key it was written with.
  let keyCheck: [UInt8]
  /// The last hash of the damaged journal that this one was salvaged from.
  let previous: [UInt8]?

  /// A fresh one, for this machine.
  init(keyCheck: [UInt8], previous: [UInt8]?) throws(JournalProblem) {
    guard let journalID = RandomBytes.make(16) else { throw .unusable("OpenSSL has no random bytes") }
    var name = [CChar](repeating: 0, count: 65)
    gethostname(&name, 64)
    self.journalID = journalID
    host = SafeText(String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)).text
    self.keyCheck = keyCheck
    self.previous = previous
  }

  /// As the file holds it.
  ///
  /// - Throws: when the file is a database, but no journal of this version.
  init(of database: Database) throws(JournalProblem) {
    let facts = try database.run("SELECT k, v FROM meta")
    func value(_ key: String) -> [UInt8]? { facts.first { $0[0].text == key }?[1].blob }
    guard try database.run("PRAGMA user_version").first?.first == .integer(JournalSchema.version),
      try database.run("PRAGMA application_id").first?.first == .integer(JournalSchema.applicationID),
      let journalID = value("journal_id"), journalID.count == 16, let keyCheck = value("key_check"),
      let host = value("host").flatMap({ String(validating: $0, as: UTF8.self) })
    else { throw .unusable("journal.sqlite is no journal of this version") }
    self.journalID = journalID
    self.host = host
    self.keyCheck = keyCheck
    previous = value("previous")
  }

  func write(to database: Database) throws(JournalProblem) {
    let facts = [("journal_id", journalID), ("host", Array(host.utf8)), ("key_check", keyCheck)]
    for (key, value) in facts + (previous.map { [("previous", $0)] } ?? []) {
      try database.run("INSERT INTO meta VALUES(?,?)", [.text(key), .blob(value)])
    }
  }

  /// What the first event says of the journal, so that its `meta` table cannot be changed unseen.
  var rows: [UInt8] {
    var meta: [JSONValue.Member] = [
      JSONValue.Member("host", .string(host)), JSONValue.Member("journal_id", .string(Hex.lower(journalID))),
      JSONValue.Member("key_check", .string(Hex.lower(keyCheck))),
    ]
    if let previous { meta.append(JSONValue.Member("previous", .string(Hex.lower(previous)))) }
    return JSONValue.object([JSONValue.Member("meta", .object(meta))]).serialised
  }

  var genesis: [UInt8] { EventChain.genesis(journalID: journalID, after: previous) }
}
