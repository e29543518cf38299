enum Hex {
  static func upper(_ bytes: [UInt8]) -> String { text(bytes, digits: Array("0123456789ABCDEF".utf8)) }
  static func lower(_ bytes: [UInt8]) -> String { text(bytes, digits: Array("0123456789abcdef".utf8)) }

  /// The bytes that lower-case hex stands for; `nil` for any other text.
  static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { digit -> UInt8? in
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
      default: nil
      }
    }
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[place], let low = digits[place + 1] else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func text(_ bytes: [UInt8], digits: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
