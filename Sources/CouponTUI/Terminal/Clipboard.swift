/// The bytes that put a text on the clipboard of the machine in front of the person (OSC 52).
enum Clipboard {
  /// What common terminals take in one sequence, in bytes of text.
  static let limit = 74_994

  /// `isScreen` wraps the sequence for GNU screen, which passes on nothing that it does not know; tmux takes it as it is.
  static func sequence(for text: String, isScreen: Bool) -> [UInt8]? {
    let bytes = Array(text.utf8)
    guard bytes.count <= limit else { return nil }
    let plain = Array("\u{1B}]52;c;".utf8) + base64(bytes) + [0x07]
    guard isScreen else { return plain }
    // screen cuts strings off behind 768 bytes, so they go in pieces.
    var wrapped: [UInt8] = []
    for start in stride(from: 0, to: plain.count, by: 512) {
      wrapped += Array("\u{1B}P".utf8) + plain[start..<min(start + 512, plain.count)] + Array("\u{1B}\\".utf8)
    }
    return wrapped
  }

  /// RFC 4648, section 4.
  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var encoded: [UInt8] = []
    encoded.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(bytes[start + $1]) : 0) }
      for place in 0..<4 {
        encoded.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return encoded
  }
}
