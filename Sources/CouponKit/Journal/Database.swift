import CSQLite

/// What SQLite said when it refused.
struct DatabaseProblem: Error, Sendable, Equatable {
  /// Extended result code.
  let code: Int32
  let message: String

  /// No space left for the database or its rollback journal.
  var isDiskFull: Bool { code & 0xFF == SQLITE_FULL }
}

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
  private var connection: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]

  /// Opens the file, or makes it (`sqlite3_open_v2`).
  init(path: String, isReadOnly: Bool = false) throws(DatabaseProblem) {
    let mode = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let flags = mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW
    let code = sqlite3_open_v2(path, &connection, flags, nil)
    guard code == SQLITE_OK else {
      let problem = DatabaseProblem(code: code, message: String(cString: sqlite3_errstr(code)))
      sqlite3_close_v2(connection)
      connection = nil
      throw problem
    }
    _ = csqlite_set_defensive(connection)
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(connection)
  }

  /// Runs statements that give no rows, separated by semicolons (`sqlite3_exec`).
  func execute(_ sql: String) throws(DatabaseProblem) {
    guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else { throw problem() }
  }

  /// Runs one statement with its values and returns its rows.
  @discardableResult
  func run(_ sql: String, _ values: [DatabaseValue] = []) throws(DatabaseProblem) -> [[DatabaseValue]] {
    let statement = try prepared(sql)
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (place, value) in values.enumerated() { try bind(value, at: Int32(place + 1), of: statement) }
    var rows: [[DatabaseValue]] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: rows.append((0..<sqlite3_column_count(statement)).map { column($0, of: statement) })
      case SQLITE_DONE: return rows
      default: throw problem()
      }
    }
  }

  /// One transaction that takes the write lock at once. When `body` throws, nothing of it stays.
  func transaction<Value>(_ body: () throws(DatabaseProblem) -> Value) throws(DatabaseProblem) -> Value {
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

  private func prepared(_ sql: String) throws(DatabaseProblem) -> OpaquePointer {
    if let statement = statements[sql] { return statement }
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK, let statement else { throw problem() }
    statements[sql] = statement
    return statement
  }

  private func bind(_ value: DatabaseValue, at place: Int32, of statement: OpaquePointer) throws(DatabaseProblem) {
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

  private func column(_ place: Int32, of statement: OpaquePointer) -> DatabaseValue {
    switch sqlite3_column_type(statement, place) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, place))
    case SQLITE_TEXT: return .text(String(cString: sqlite3_column_text(statement, place)))
    case SQLITE_BLOB:
      let count = Int(sqlite3_column_bytes(statement, place))
      guard count > 0, let bytes = sqlite3_column_blob(statement, place) else { return .blob([]) }
      return .blob(Array(UnsafeRawBufferPointer(start: bytes, count: count)))
    default: return .null
    }
  }

  private func problem() -> DatabaseProblem {
    DatabaseProblem(
      code: sqlite3_extended_errcode(connection), message: String(cString: sqlite3_errmsg(connection)))
  }
}
