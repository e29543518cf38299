import CSQLite

/// A SQLite file without anything of the product in between: for a second look, and in an attacker's hands.
final class RawDatabase {
  enum Value: Sendable, Equatable {
    case null
    case integer(Int64)
    case text([UInt8])
    case blob([UInt8])

    var bytes: [UInt8]? {
      switch self {
      case .text(let bytes), .blob(let bytes): bytes
      case .null, .integer: nil
      }
    }

    var text: String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "" }
  }

  private var connection: OpaquePointer?

  /// `nil` when the file is not there or cannot be opened.
  init?(_ path: String) {
    guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
      sqlite3_close_v2(connection)
      return nil
    }
  }

  deinit { sqlite3_close_v2(connection) }

  /// Runs statements that need no rows. False when SQLite refuses one.
  func execute(_ sql: String) -> Bool { sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK }

  /// The rows of one statement; `nil` when SQLite refuses it.
  func rows(_ sql: String, _ values: [Value] = []) -> [[Value]]? {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else { return nil }
    for (place, value) in values.enumerated() { bind(value, Int32(place + 1), statement) }
    var rows: [[Value]] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: rows.append((0..<sqlite3_column_count(statement)).map { Self.value($0, statement) })
      case SQLITE_DONE: return rows
      default: return nil
      }
    }
  }

  private func bind(_ value: Value, _ place: Int32, _ statement: OpaquePointer?) {
    // SQLITE_STATIC would be nil; the bytes have to be copied, which SQLITE_TRANSIENT asks for.
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch value {
    case .null: sqlite3_bind_null(statement, place)
    case .integer(let number): sqlite3_bind_int64(statement, place, number)
    case .text(let bytes), .blob(let bytes):
      sqlite3_bind_blob(statement, place, bytes.isEmpty ? [0] : bytes, Int32(bytes.count), transient)
    }
  }

  private static func value(_ place: Int32, _ statement: OpaquePointer?) -> Value {
    let bytes = {
      Array(
        UnsafeRawBufferPointer(
          start: sqlite3_column_blob(statement, place), count: Int(sqlite3_column_bytes(statement, place))))
    }
    return switch sqlite3_column_type(statement, place) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, place))
    case SQLITE_TEXT: .text(bytes())
    case SQLITE_BLOB: .blob(bytes())
    default: .null
    }
  }
}

/// What a journal's file says, without the product.
enum JournalFile {
  static func path(in folder: String) -> String { folder + "/journal.sqlite" }

  /// Kind and hash of each event, in their order; none when the file is not there.
  static func events(in folder: String) -> [(kind: String, hash: [UInt8])] {
    let rows = RawDatabase(path(in: folder))?.rows("SELECT kind, hash FROM event ORDER BY seq") ?? []
    return rows.map { ($0[0].text, $0[1].bytes ?? []) }
  }

  /// SQLite's own look at every page; `nil` when all are as they should be.
  static func problem(in folder: String) -> String? {
    let found = RawDatabase(path(in: folder))?.rows("PRAGMA integrity_check")
    return found == [[.text(Array("ok".utf8))]] ? nil : "integrity_check: \(found?.first?.first?.text ?? "no answer")"
  }
}
