import CSQLite

/// The payload of an event: canonical JSON, with sorted keys, integers and texts only.
///
/// `{"at":…,"event":…,"op_id":…,"rows":{…}}`: when it was written, what happened, to which operation, and the public rows
/// of that operation as they are after it. So the last event of an operation is a picture of its rows, to be compared
/// with them byte for byte.
enum EventPayload {
  /// What a payload begins with. It repeats the columns of the event, which are under the hash only through it.
  static func head(at moment: Int64, kind: String, operationID: String?) -> [UInt8] {
    var bytes: [UInt8] = []
    Array(kind.utf8).withUnsafeBytes { kind in
      Array((operationID ?? "").utf8).withUnsafeBytes { id in
        appendHead(at: moment, kind: kind, operationID: operationID == nil ? nil : id, to: &bytes)
      }
    }
    return bytes
  }

  /// As ``head(at:kind:operationID:)``, for whoever has the columns as they stand in the row.
  static func appendHead(
    at moment: Int64, kind: UnsafeRawBufferPointer, operationID: UnsafeRawBufferPointer?, to bytes: inout [UInt8]
  ) {
    bytes += "{\"at\":".utf8
    append(moment, to: &bytes)
    bytes += ",\"event\":".utf8
    append(kind, to: &bytes)
    if let operationID {
      bytes += ",\"op_id\":".utf8
      append(operationID, to: &bytes)
    }
    bytes += ",\"rows\":".utf8
  }

  static func append(_ number: Int64, to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
      var place = digits.count
      var rest = number.magnitude
      repeat {
        place -= 1
        digits[place] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      } while rest > 0
      if number < 0 { bytes.append(UInt8(ascii: "-")) }
      bytes += UnsafeRawBufferPointer(rebasing: digits[place...])
    }
  }

  /// Appends a JSON string of lower-case hex.
  static func appendHex(_ blob: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
    bytes.append(UInt8(ascii: "\""))
    withUnsafeTemporaryAllocation(byteCount: blob.count * 2, alignment: 1) { digits in
      for (place, byte) in blob.enumerated() {
        digits[place * 2] = digit(byte >> 4)
        digits[place * 2 + 1] = digit(byte & 15)
      }
      bytes += digits
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  /// Appends a JSON string. Bytes that are not UTF-8 go in as they are, so that no two texts look alike.
  static func append(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    if text.allSatisfy(isPlain) {
      bytes += text
    } else {
      for byte in text {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0..<0x20: bytes += "\\u00\(Hex.lower([byte]))".utf8
        default: bytes.append(byte)
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

/// One table as the events show it: its columns but for `op_id`, sorted.
struct TableImage: Sendable {
  let name: String
  let columns: [String]
  /// Those whose values are bytes, and stand in an event in hex.
  static let blobColumns: Set = ["body_commit", "preview_hash", "box_commit", "code_commit", "role_hash"]
  /// The rows of every operation, in the order of their operation and then of their key; `op_id` comes first.
  let query: String
  /// The rows of one.
  let queryOfOne: String
  /// The name of each column as JSON has it, one behind the other, and where each ends.
  private let keys: [UInt8]
  private let ends: [Int]

  private init(_ name: String, orderedBy key: String, _ columns: [String]) {
    let columns = columns.sorted()
    self.name = name
    self.columns = columns
    let rows = "SELECT op_id, \(columns.joined(separator: ", ")) FROM \(name)"
    query = "\(rows) ORDER BY \(key)"
    queryOfOne = "\(rows) WHERE op_id=? ORDER BY \(key)"
    let names = columns.map { "\"\($0)\":" }
    keys = Array(names.joined().utf8)
    ends = names.indices.map { place in names[...place].map(\.utf8.count).reduce(0, +) }
  }

  static let operation = TableImage(
    "op", orderedBy: "op_id",
    [
      "profile", "env", "mode", "brand_id", "kind", "target", "product_coupon_id", "stock", "product_name", "appid",
      "subject", "request_no", "generation", "body_commit", "preview_hash", "live_count", "box_commit", "agent_uid",
      "agent_name", "login_uid", "tty", "ssh_from", "role", "role_hash", "tag", "build", "state", "partial",
      "created_utc", "created_boot", "boot_id", "request_id", "proof",
      "closed_utc", "erase_after", "erased_utc",
    ])
  static let attempts = TableImage(
    "attempt", orderedBy: "op_id, n",
    [
      "n", "started_utc", "started_boot", "boot_id", "nonce", "sig_ts", "host", "outcome", "failure", "http", "code",
      "request_id", "sig", "sig_event", "ms", "curl",
    ])
  static let coupons = TableImage(
    "coupon_result", orderedBy: "op_id, idx", ["idx", "position", "code_commit", "before", "after", "ours"])

  /// Appends the row as a JSON object: blobs in hex, NULL left out.
  func append(_ row: DatabaseRow, to bytes: inout [UInt8]) {
    var separator = UInt8(ascii: "{")
    keys.withUnsafeBytes { keys in
      var start = 0
      for (column, end) in ends.enumerated() {
        let key = UnsafeRawBufferPointer(rebasing: keys[start..<end])
        start = end
        let place = column + 1
        let type = row.type(place)
        guard type != SQLITE_NULL else { continue }
        bytes.append(separator)
        separator = UInt8(ascii: ",")
        bytes += key
        switch type {
        case SQLITE_INTEGER: EventPayload.append(row.integer(place), to: &bytes)
        case SQLITE_BLOB: row.withBytes(place) { EventPayload.appendHex($0, to: &bytes) }
        default: row.withBytes(place) { EventPayload.append($0, to: &bytes) }
        }
      }
    }
    bytes.append(UInt8(ascii: "}"))
  }
}
