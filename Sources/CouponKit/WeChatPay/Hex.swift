enum Hex {
  static func upper(_ bytes: [UInt8]) -> String { text(bytes, digits: Array("0123456789ABCDEF".utf8)) }
  static func lower(_ bytes: [UInt8]) -> String { text(bytes, digits: Array("0123456789abcdef".utf8)) }

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
