import CouponKit

/// The bytes that put a text on the clipboard of the machine in front of the person (OSC 52).
enum Clipboard {
  /// What common terminals take in one sequence, in bytes of text.
  static let limit = 74_994

  /// - Returns: nil when the text is too long for a terminal.
  static func sequence(for text: String, through multiplexer: TerminalAbilities.Multiplexer) -> [UInt8]? {
    guard text.utf8.count <= limit else { return nil }
    let plain = Array("\u{1B}]52;c;\(Base64.encode(Array(text.utf8)))\u{7}".utf8)
    switch multiplexer {
    case .none: return plain
    case .screen: return wrappedForScreen(plain)
    // Depending on its settings tmux takes the sequence for itself and passes it on, or passes on what is wrapped. It
    // ignores the other one, and twice the same text does no harm.
    case .tmux: return plain + wrappedForTmux(plain)
    }
  }

  /// GNU screen passes on nothing that it does not know, and cuts strings off behind 768 bytes, so they go in pieces.
  private static func wrappedForScreen(_ plain: [UInt8]) -> [UInt8] {
    stride(from: 0, to: plain.count, by: 512).flatMap { start in
      Array("\u{1B}P".utf8) + plain[start..<min(start + 512, plain.count)] + Array("\u{1B}\\".utf8)
    }
  }

  private static func wrappedForTmux(_ plain: [UInt8]) -> [UInt8] {
    let escape: UInt8 = 0x1B
    return Array("\u{1B}Ptmux;".utf8) + plain.flatMap { $0 == escape ? [escape, escape] : [$0] }
      + Array("\u{1B}\\".utf8)
  }
}
