/// The bytes that an xterm makes of a key.
struct TerminalKey: Sendable {
  let bytes: [UInt8]

  private init(_ text: String) { bytes = Array(text.utf8) }

  static let enter = TerminalKey("\r")
  static let escape = TerminalKey("\u{1B}")
  static let tab = TerminalKey("\t")
  static let backTab = TerminalKey("\u{1B}[Z")
  static let backspace = TerminalKey("\u{7F}")
  static let up = TerminalKey("\u{1B}[A")
  static let down = TerminalKey("\u{1B}[B")
  static let right = TerminalKey("\u{1B}[C")
  static let left = TerminalKey("\u{1B}[D")
  static let home = TerminalKey("\u{1B}[H")
  static let end = TerminalKey("\u{1B}[F")
  static let pageUp = TerminalKey("\u{1B}[5~")
  static let pageDown = TerminalKey("\u{1B}[6~")

  /// A letter with Ctrl.
  static func control(_ letter: Character) -> TerminalKey {
    TerminalKey(String(Unicode.Scalar((letter.asciiValue ?? 0) & 0x1F)))
  }

  /// Text from the clipboard, as a terminal brackets it.
  static func paste(_ text: String) -> TerminalKey { TerminalKey("\u{1B}[200~\(text)\u{1B}[201~") }
}
