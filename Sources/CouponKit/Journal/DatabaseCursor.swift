import CSQLite
import Glibc

/// The rows of one statement, one after the other. Several can be walked side by side.
final class DatabaseCursor {
  private let database: Database
  private let statement: OpaquePointer
  /// Where it stands; `nil` behind the last row.
  private(set) var row: DatabaseRow?

  /// - Parameter statement: bound, and not yet begun.
  init(_ statement: OpaquePointer, of database: Database) throws(JournalProblem) {
    self.statement = statement
    self.database = database
    try advance()
  }

  deinit {
    sqlite3_reset(statement)
    sqlite3_clear_bindings(statement)
  }

  func advance() throws(JournalProblem) {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: row = DatabaseRow(statement: statement)
    case SQLITE_DONE: row = nil
    default: throw database.problem()
    }
  }
}

/// The row at which a statement stands; good until the next one.
struct DatabaseRow {
  fileprivate let statement: OpaquePointer

  var count: Int { Int(sqlite3_column_count(statement)) }

  /// The value of a column. A text that is not UTF-8 comes as a blob, so that nothing is mended on the way.
  subscript(place: Int) -> DatabaseValue {
    switch sqlite3_column_type(statement, Int32(place)) {
    case SQLITE_INTEGER: .integer(integer(place))
    case SQLITE_TEXT:
      withBytes(place) { bytes in String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .blob(Array(bytes)) }
    case SQLITE_BLOB: .blob(withBytes(place) { Array($0) })
    default: .null
    }
  }

  /// The SQLite type of a value, as a number.
  func type(_ place: Int) -> Int32 { sqlite3_column_type(statement, Int32(place)) }

  func isNull(_ place: Int) -> Bool { type(place) == SQLITE_NULL }

  func isText(_ place: Int) -> Bool { type(place) == SQLITE_TEXT }

  /// The text of a column; what is not UTF-8 in it is replaced.
  func text(_ place: Int) -> String { withBytes(place) { String(decoding: $0, as: UTF8.self) } }

  func integer(_ place: Int) -> Int64 { sqlite3_column_int64(statement, Int32(place)) }

  /// The bytes of a text or a blob, where SQLite holds them (`sqlite3_column_blob`).
  func withBytes<Value>(_ place: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    let start = sqlite3_column_blob(statement, Int32(place))
    let count = Int(sqlite3_column_bytes(statement, Int32(place)))
    return body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  /// Negative when the text in this column comes before the same column of the other row, byte by byte; 0 when it is the same.
  func order(_ place: Int, with other: DatabaseRow) -> Int {
    withBytes(place) { bytes in
      other.withBytes(place) { others in
        guard let start = bytes.baseAddress, let other = others.baseAddress else { return bytes.count - others.count }
        let order = Int(memcmp(start, other, min(bytes.count, others.count)))
        return order == 0 ? bytes.count - others.count : order
      }
    }
  }
}
