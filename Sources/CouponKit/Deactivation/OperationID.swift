/// Names one operation in the journal.
enum OperationID {
  /// A UUID of version 7: time-ordered, as text.
  static func fresh(at now: Instant) throws(CouponFailure) -> String {
    guard var bytes = RandomBytes.make(16) else {
      throw CouponFailure(.journalUnusable(detail: "OpenSSL has no random bytes"))
    }
    for place in 0..<6 {
      bytes[place] = UInt8(truncatingIfNeeded: now.millisecondsSince1970 >> (8 * (5 - Int64(place))))
    }
    bytes[6] = bytes[6] & 0x0F | 0x70
    bytes[8] = bytes[8] & 0x3F | 0x80
    let hex = Array(Hex.lower(bytes))
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return parts.map { String(hex[$0]) }.joined(separator: "-")
  }
}
