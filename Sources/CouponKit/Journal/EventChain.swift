/// The hash chain over the journal's events: any edit, deletion, insertion or re-ordering breaks it.
///
/// `hash = SHA-256("CKJ1" ‖ journal id ‖ be64(seq) ‖ previous hash ‖ be32(length) ‖ payload)`; length and sequence are
/// inside, so nothing can be cut anew or moved.
enum EventChain {
  static func genesis(journalID: [UInt8]) -> [UInt8] {
    Digest.sha256(Array("CKJ1-genesis".utf8) + journalID + [UInt8](repeating: 0, count: 32))
  }

  static func hash(journalID: [UInt8], sequence: Int64, previous: [UInt8], payload: [UInt8]) -> [UInt8] {
    Digest.sha256(
      Array("CKJ1".utf8) + journalID + bigEndian(UInt64(bitPattern: sequence)) + previous
        + bigEndian(UInt32(payload.count)) + payload)
  }

  private static func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }
}

/// The public facts of one event as canonical JSON: keys sorted, integers and strings only.
struct EventPayload: Sendable, Equatable {
  private(set) var members: [String: DatabaseValue] = [:]

  subscript(key: String) -> DatabaseValue {
    get { members[key] ?? .null }
    set { members[key] = newValue }
  }

  var bytes: [UInt8] {
    let pairs = members.sorted { $0.key < $1.key }.compactMap { key, value -> String? in
      switch value {
      case .null: nil
      case .integer(let number): "\(Self.quoted(key)):\(number)"
      case .text(let text): "\(Self.quoted(key)):\(Self.quoted(text))"
      case .blob(let bytes): "\(Self.quoted(key)):\"\(Hex.lower(bytes))\""
      }
    }
    return Array("{\(pairs.joined(separator: ","))}".utf8)
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        quoted += "\\u00" + Hex.lower([UInt8(scalar.value)])
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
