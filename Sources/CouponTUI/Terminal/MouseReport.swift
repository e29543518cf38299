/// What a terminal sends for the mouse.
enum MouseReport {
  /// The rows by which one step of the wheel moves.
  private static let wheelRows = 3

  /// Reads the report at the front of what has arrived: `ESC [ < button ; column ; row M`, which every terminal of
  /// today sends, or `ESC [ M` and three bytes, which the others do.
  ///
  /// - Returns: the bytes it takes, and nothing for what nobody needs: a button that is let go, a drag, the other
  ///   buttons. Nil when no whole report is there.
  static func first(of bytes: [UInt8]) -> (length: Int, event: TerminalEvent?)? {
    if bytes.starts(with: Array("\u{1B}[<".utf8)) { return sgr(bytes) }
    guard bytes.starts(with: Array("\u{1B}[M".utf8)), bytes.count >= 6 else { return nil }
    // Each byte stands 32 above what it means.
    return (6, event(button: Int(bytes[3]) - 32, column: Int(bytes[4]) - 32, row: Int(bytes[5]) - 32))
  }

  private static func sgr(_ bytes: [UInt8]) -> (length: Int, event: TerminalEvent?)? {
    let isParameter: (UInt8) -> Bool = { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ";") }
    guard let end = bytes[3...].firstIndex(where: { !isParameter($0) }) else { return nil }
    let numbers = bytes[3..<end].split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      .map { Int(String(decoding: $0, as: UTF8.self)) }
    guard bytes[end] == UInt8(ascii: "M"), numbers.count == 3, let button = numbers[0], let column = numbers[1],
      let row = numbers[2]
    else { return bytes[end] == UInt8(ascii: "M") || bytes[end] == UInt8(ascii: "m") ? (end + 1, nil) : nil }
    return (end + 1, event(button: button, column: column, row: row))
  }

  /// Columns and rows count from 1; of the button, 4, 8 and 16 are Shift, Alt and Ctrl.
  private static func event(button: Int, column: Int, row: Int) -> TerminalEvent? {
    guard (1...10_000).contains(column), (1...10_000).contains(row) else { return nil }
    let point = Point(column: column - 1, row: row - 1)
    switch button & ~0b1_1100 {
    case 0: return .clicked(point)
    case 64: return .wheeled(-wheelRows, point)
    case 65: return .wheeled(wheelRows, point)
    default: return nil
    }
  }
}
