import CouponKit

/// The bytes that put a text on the clipboard of the machine in front of the person (OSC 52).
enum Clipboard {
  /// What common terminals take in one sequence, in bytes of text.
  static let limit = 74_994

  /// `isScreen` wraps the sequence for GNU screen, which passes on nothing that it does not know; tmux takes it as it is.
  static func sequence(for text: String, isScreen: Bool) -> [UInt8]? {
    guard text.utf8.count <= limit else { return nil }
    let plain = Array("\u{1B}]52;c;\(Base64.encode(Array(text.utf8)))\u{7}".utf8)
    guard isScreen else { return plain }
    // screen cuts strings off behind 768 bytes, so they go in pieces.
    var wrapped: [UInt8] = []
    for start in stride(from: 0, to: plain.count, by: 512) {
      wrapped += Array("\u{1B}P".utf8) + plain[start..<min(start + 512, plain.count)] + Array("\u{1B}\\".utf8)
    }
    return wrapped
  }
}
