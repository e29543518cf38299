/// The bytes that an xterm makes of a key.
struct TerminalKey: Sendable {
  let bytes: [UInt8]

  private init(_ text: String) { bytes = Array(text.utf8) }

  static let enter = TerminalKey("\r")
  static let escape = TerminalKey("\u{1B}")
  static let tab = TerminalKey("\t")
  static let up = TerminalKey("\u{1B}[A")
  static let down = TerminalKey("\u{1B}[B")
  static let home = TerminalKey("\u{1B}[H")
  static let end = TerminalKey("\u{1B}[F")
  static let pageDown = TerminalKey("\u{1B}[6~")

  static func letter(_ letter: Character) -> TerminalKey { TerminalKey(String(letter)) }

  /// The main button of the mouse, on a cell; rows and columns count from 0.
  static func click(row: Int, column: Int) -> TerminalKey {
    TerminalKey("\u{1B}[<0;\(column + 1);\(row + 1)M\u{1B}[<0;\(column + 1);\(row + 1)m")
  }

  /// A letter with Ctrl.
  static func control(_ letter: Character) -> TerminalKey {
    TerminalKey(String(Unicode.Scalar((letter.asciiValue ?? 0) & 0x1F)))
  }

  /// Text from the clipboard, as a terminal brackets it.
  static func paste(_ text: String) -> TerminalKey { TerminalKey("\u{1B}[200~\(text)\u{1B}[201~") }
}
