/// Walks along the operations, in the order of their identifiers, and shows the public rows of each as its events do:
/// `{"attempt":[…],"coupon_result":[…],"op":{…}}`.
struct OperationWalk {
  private let operations: DatabaseCursor
  private let attempts: DatabaseCursor
  private let coupons: DatabaseCursor
  /// The rows of the operation that ``next()`` named last.
  private(set) var image: [UInt8] = []
  /// Whether an attempt or a coupon belongs to no operation.
  private(set) var hasStrays = false

  /// Along every operation, each table being read once.
  init(_ database: Database) throws(JournalProblem) {
    operations = try database.rows(TableImage.operation.query)
    attempts = try database.rows(TableImage.attempts.query)
    coupons = try database.rows(TableImage.coupons.query)
  }

  /// Along one.
  init(_ database: Database, only operationID: String) throws(JournalProblem) {
    operations = try database.rows(TableImage.operation.queryOfOne, [.text(operationID)])
    attempts = try database.rows(TableImage.attempts.queryOfOne, [.text(operationID)])
    coupons = try database.rows(TableImage.coupons.queryOfOne, [.text(operationID)])
  }

  /// Goes on to the next operation; `nil` behind the last one.
  mutating func next() throws(JournalProblem) -> String? {
    guard let row = operations.row else {
      hasStrays = hasStrays || attempts.row != nil || coupons.row != nil
      return nil
    }
    image.removeAll(keepingCapacity: true)
    image += "{\"attempt\":[".utf8
    try append(.attempts, attempts, of: row)
    image += "],\"coupon_result\":[".utf8
    try append(.coupons, coupons, of: row)
    image += "],\"op\":".utf8
    TableImage.operation.append(row, to: &image)
    image.append(UInt8(ascii: "}"))
    let operationID = row.text(0)
    try operations.advance()
    return operationID
  }

  private mutating func append(
    _ table: TableImage, _ rows: DatabaseCursor, of operation: DatabaseRow
  ) throws(JournalProblem) {
    var isFirst = true
    while let row = rows.row {
      let order = row.order(0, with: operation)
      if order > 0 { return }
      if order < 0 {
        hasStrays = true
      } else {
        if !isFirst { image.append(UInt8(ascii: ",")) }
        isFirst = false
        table.append(row, to: &image)
      }
      try rows.advance()
    }
  }
}

extension Database {
  /// The public rows of an operation as they are now.
  func image(of operationID: String) throws(JournalProblem) -> [UInt8] {
    var walk = try OperationWalk(self, only: operationID)
    guard try walk.next() != nil else { throw .unusable("operation \(operationID) is not in the journal") }
    return walk.image
  }

  /// Whether an event of an operation shows these rows of it.
  func tells(_ image: [UInt8], of operationID: String, event sequence: Int64) throws(JournalProblem) -> Bool {
    let event = try rows("SELECT utc, kind, payload FROM event WHERE seq=?", [.integer(sequence)])
    guard let row = event.row, let kind = row[1].text else { return false }
    let head = EventPayload.head(at: row.integer(0), kind: kind, operationID: operationID)
    return row.withBytes(2) { told in
      told.count == head.count + image.count + 1 && told.begins(with: head)
        && UnsafeRawBufferPointer(rebasing: told[head.count...]).begins(with: image)
    }
  }
}
