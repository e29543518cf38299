import CSQLite
import Glibc

/// A value in a row.
enum DatabaseValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])

  var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  var text: String? { if case .text(let value) = self { value } else { nil } }
  var blob: [UInt8]? { if case .blob(let value) = self { value } else { nil } }

  init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
  init(_ value: String?) { self = value.map { .text($0) } ?? .null }
  init(_ value: [UInt8]?) { self = value.map { .blob($0) } ?? .null }
}

/// One connection to a SQLite file, for one thread.
final class Database {
  enum Opening { case existing, creating }

  private var connection: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]

  /// Opens the file (`sqlite3_open_v2`). No part of the path may be a symbolic link.
  init(path: String, _ opening: Opening) throws(JournalProblem) {
    let create = opening == .creating ? SQLITE_OPEN_CREATE : 0
    let flags = SQLITE_OPEN_READWRITE | create | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW
    var code = sqlite3_open_v2(path, &connection, flags, nil)
    if code == SQLITE_OK { code = csqlite_set_defensive(connection) }
    if code == SQLITE_OK { code = sqlite3_busy_timeout(connection, 5000) }
    guard code == SQLITE_OK else {
      sqlite3_close_v2(connection)
      connection = nil
      throw .database(code: code, message: String(cString: sqlite3_errstr(code)))
    }
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(connection)
  }

  /// Runs statements that give no rows, separated by semicolons (`sqlite3_exec`).
  func execute(_ sql: String) throws(JournalProblem) {
    guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else { throw problem() }
  }

  /// Runs one statement with its values and returns its rows.
  @discardableResult
  func run(_ sql: String, _ values: [DatabaseValue] = []) throws(JournalProblem) -> [[DatabaseValue]] {
    var rows: [[DatabaseValue]] = []
    try each(sql, values) { row in rows.append((0..<row.count).map { row[$0] }) }
    return rows
  }

  /// Runs one statement and shows each row as it passes by. `body` may run other statements, but not this one.
  func each(
    _ sql: String, _ values: [DatabaseValue] = [], _ body: (DatabaseRow) throws(JournalProblem) -> Void
  ) throws(JournalProblem) {
    let rows = try rows(sql, values)
    while let row = rows.row {
      try body(row)
      try rows.advance()
    }
  }

  /// Begins one statement, whose rows are taken when they are wanted. It is not begun again until the cursor is gone.
  func rows(_ sql: String, _ values: [DatabaseValue] = []) throws(JournalProblem) -> DatabaseCursor {
    let statement = try prepared(sql)
    for (place, value) in values.enumerated() { try bind(value, at: Int32(place + 1), of: statement) }
    return try DatabaseCursor(statement, of: self)
  }

  /// One transaction that takes the write lock at once. When `body` throws, nothing of it stays.
  func transaction<Value>(_ body: () throws(JournalProblem) -> Value) throws(JournalProblem) -> Value {
    try execute("BEGIN IMMEDIATE")
    do {
      let value = try body()
      try execute("COMMIT")
      return value
    } catch {
      try? execute("ROLLBACK")
      throw error
    }
  }

  /// Runs reads that belong together: they see the file as it is at one moment, and lock it once. It may stand within a
  /// transaction.
  func snapshot<Value>(_ body: () throws(JournalProblem) -> Value) throws(JournalProblem) -> Value {
    try execute("SAVEPOINT snapshot")
    // A release that is refused leaves only a lock for reading behind, which goes with the connection.
    defer { try? execute("RELEASE snapshot") }
    return try body()
  }

  private func prepared(_ sql: String) throws(JournalProblem) -> OpaquePointer {
    if let statement = statements[sql] { return statement }
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK, let statement else { throw problem() }
    statements[sql] = statement
    return statement
  }

  private func bind(_ value: DatabaseValue, at place: Int32, of statement: OpaquePointer) throws(JournalProblem) {
    let code =
      switch value {
      case .null: sqlite3_bind_null(statement, place)
      case .integer(let number): sqlite3_bind_int64(statement, place, number)
      case .text(let text): csqlite_bind_text(statement, place, text, Int32(text.utf8.count))
      case .blob(let bytes):
        bytes.isEmpty
          ? sqlite3_bind_zeroblob(statement, place, 0)
          : csqlite_bind_blob(statement, place, bytes, Int32(bytes.count))
      }
    guard code == SQLITE_OK else { throw problem() }
  }

  /// What SQLite says of the call that was refused last.
  func problem() -> JournalProblem {
    let code = sqlite3_extended_errcode(connection)
    let message = String(cString: sqlite3_errmsg(connection))
    return .database(code: code == Self.writeRefused && isQuotaUsedUp ? SQLITE_FULL : code, message: message)
  }

  /// `SQLITE_IOERR_WRITE`, which is a macro that does not import.
  private static let writeRefused = SQLITE_IOERR | 3 << 8

  /// SQLite knows a full disk by ENOSPC alone. A quota that is used up refuses a write in the same way: nothing of it is lost,
  /// and it goes through once room was given back. A commit leaves the number with the file only.
  private var isQuotaUsedUp: Bool {
    var ofFile: Int32 = 0
    sqlite3_file_control(connection, "main", SQLITE_FCNTL_LAST_ERRNO, &ofFile)
    return sqlite3_system_errno(connection) == EDQUOT || ofFile == EDQUOT
  }
}
