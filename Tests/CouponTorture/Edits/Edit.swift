/// One change that somebody makes to a journal who may write to the file and knows how it is made.
enum Edit: Sendable, CustomStringConvertible {
  /// A byte of one cell, with one bit turned over.
  case byte(Cell, Int)
  case statement(String, exitCode: Int32)

  /// One cell of one row, by the row's key.
  struct Cell: Sendable {
    let table: String
    let column: String
    let condition: String
    let key: [RawDatabase.Value]
    let value: RawDatabase.Value

    /// How many bytes can be changed in it.
    var count: Int {
      switch value {
      case .null: 1
      case .integer: 8
      case .text(let bytes), .blob(let bytes): max(1, bytes.count)
      }
    }

    fileprivate func changed(at place: Int) -> RawDatabase.Value {
      switch value {
      case .null: [.text([0x78]), .integer(1)][Cell.texts.contains(column) ? 0 : 1]
      // The sign stays, and with it the number of a row that can be.
      case .integer(let number): .integer(number ^ 1 << Int64(min(62, place * 8 + place % 8)))
      case .text(let bytes): .text(Cell.flip(bytes, place))
      case .blob(let bytes): .blob(Cell.flip(bytes, place))
      }
    }

    private static let texts: Set = ["after", "outcome", "failure", "code", "request_id", "proof", "op_id"]

    private static func flip(_ bytes: [UInt8], _ place: Int) -> [UInt8] {
      guard !bytes.isEmpty else { return [1] }
      var bytes = bytes
      bytes[place] ^= 1 << UInt8(place % 8)
      return bytes
    }
  }

  /// Whether the database let it happen.
  func apply(to database: RawDatabase) -> Bool {
    switch self {
    case .statement(let sql, _): return database.execute(sql)
    case .byte(let cell, let place):
      let value = cell.changed(at: place)
      let mark = if case .text = value { "CAST(? AS TEXT)" } else { "?" }
      return database.rows(
        "UPDATE \(cell.table) SET \(cell.column)=\(mark) WHERE \(cell.condition)", [value] + cell.key)
        != nil
    }
  }

  var description: String {
    switch self {
    case .byte(let cell, let place): "byte \(place) of \(cell.table).\(cell.column) \(cell.key)"
    case .statement(let sql, _): sql
    }
  }
}

extension Edit {
  private static let tables = [
    ("event", ["seq"]), ("op", ["op_id"]), ("attempt", ["op_id", "n"]), ("coupon_result", ["op_id", "idx"]),
    ("private", ["op_id"]), ("meta", ["k"]), ("transition", ["a", "b"]),
  ]

  /// Every cell of every table.
  static func cells(of database: RawDatabase) -> [Cell] {
    tables.flatMap { table, keys -> [Cell] in
      let columns = (database.rows("SELECT name FROM pragma_table_info('\(table)')") ?? []).map { $0[0].text }
      let condition = keys.map { "\($0)=?" }.joined(separator: " AND ")
      // A text that is a key is bound as bytes, and has to be compared as such.
      let compared = keys.map { "CAST(\($0) AS BLOB)" }
      let rows = database.rows("SELECT \((keys + columns).joined(separator: ",")) FROM \(table)") ?? []
      return rows.flatMap { row in
        zip(columns, row.dropFirst(keys.count)).map { column, value in
          let key = Array(row.prefix(keys.count))
          let isText = key.map { if case .text = $0 { true } else { false } }
          let condition =
            isText.contains(true)
            ? zip(zip(keys, compared), isText).map { ($1 ? $0.1 : $0.0) + "=?" }.joined(separator: " AND ") : condition
          return Cell(table: table, column: column, condition: condition, key: key, value: value)
        }
      }
    }
  }

  /// Rows that are deleted, inserted, swapped or moved, around each event of `sequences`.
  static func structural(around sequences: some Sequence<Int>) -> [Edit] {
    let once: [(String, Int32)] = [
      ("DELETE FROM event", 10), ("DELETE FROM op WHERE closed_utc IS NOT NULL", 12), ("DELETE FROM attempt", 12),
      ("DELETE FROM coupon_result", 12), ("DELETE FROM transition WHERE a='INTENT'", 12),
      ("DROP INDEX op_one_open", 12), ("INSERT INTO meta VALUES('x', x'00')", 12),
      // Whoever cuts the tail leaves the rows as they were.
      ("DELETE FROM event WHERE seq=(SELECT MAX(seq) FROM event)", 12),
      ("INSERT INTO event SELECT MAX(seq)+1, op_id, utc, kind, payload, prev, hash FROM event", 10),
      ("CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM op; END", 12),
      ("DELETE FROM private WHERE op_id=(SELECT MIN(op_id) FROM op)", 15),
      (
        "UPDATE private SET box=(SELECT box FROM private ORDER BY op_id DESC LIMIT 1) "
          + "WHERE op_id=(SELECT MIN(op_id) FROM op)", 12
      ),
    ]
    let each = sequences.flatMap { n -> [(String, Int32)] in
      [
        ("DELETE FROM event WHERE seq=\(n)", 10), ("UPDATE event SET seq=seq+100000 WHERE seq=\(n)", 10),
        (
          "UPDATE event SET seq=-1 WHERE seq=\(n); UPDATE event SET seq=\(n) WHERE seq=\(n + 1); "
            + "UPDATE event SET seq=\(n + 1) WHERE seq=-1", 10
        ), ("UPDATE event SET payload=(SELECT payload FROM event WHERE seq=\(n + 1)) WHERE seq=\(n)", 10),
        ("UPDATE event SET op_id=IIF(op_id IS NULL, 'x', NULL) WHERE seq=\(n)", 10),
      ]
    }
    return (once + each).map { .statement($0.0, exitCode: $0.1) }
  }
}
