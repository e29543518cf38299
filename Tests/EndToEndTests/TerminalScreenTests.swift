import Testing

@Suite("The tests' own terminal")
struct TerminalScreenTests {
  /// A screen of 4 by 10 after some bytes.
  private func screen(_ text: String) -> TerminalScreen {
    var screen = TerminalScreen(rows: 4, columns: 10)
    screen.feed(text.utf8)
    return screen
  }

  private static let drawings: [(sent: String, shown: String)] = [
    ("a\r\nb", "a\nb"),
    ("0123456789x", "0123456789\nx"),
    ("0123456789\rx", "x123456789"),
    ("\u{1B}[2;4Hx\u{1B}[Ay\u{1B}[2Dz", "   zy\n   x"),
    ("\u{1B}[3dx\u{1B}[8Gy", "\n\nx      y"),
    ("\tx", "        x"),
    ("\t\tx\u{1B}[Z\u{1B}[Zy", "y        x"),
    ("abc\u{8}\u{8}x", "axc"),
    // Erasing
    ("abcdef\u{1B}[3G\u{1B}[K", "ab"),
    ("abcdef\u{1B}[3G\u{1B}[1K", "   def"),
    ("abcdef\u{1B}[3G\u{1B}[2X", "ab  ef"),
    ("a\r\nb\r\nc\u{1B}[2;1H\u{1B}[J", "a"),
    ("a\r\nb\r\nc\u{1B}[2J", ""),
    // Inserting and deleting
    ("abcdef\u{1B}[3G\u{1B}[2P", "abef"),
    ("abcdef\u{1B}[3G\u{1B}[2@", "ab  cdef"),
    ("abc\r\u{1B}[4hx\u{1B}[4ly", "xybc"),
    ("a\r\nb\r\nc\u{1B}[2;1H\u{1B}[L", "a\n\nb\nc"),
    ("a\r\nb\r\nc\u{1B}[2;1H\u{1B}[M", "a\nc"),
    // Scrolling
    ("a\r\nb\r\nc\r\nd\r\ne", "b\nc\nd\ne"),
    ("a\r\nb\r\nc\r\nd\u{1B}[2;3r\u{1B}[3;1H\n", "a\nc\n\nd"),
    ("a\r\nb\r\nc\r\nd\u{1B}[2;3r\u{1B}[2;1H\u{1B}M", "a\n\nb\nd"),
    ("a\r\nb\r\nc\r\nd\u{1B}[S", "b\nc\nd"),
    ("a\r\nb\r\nc\r\nd\u{1B}[2T", "\n\na\nb"),
    // Repeating, saving, line drawing
    ("-\u{1B}[4b", "-----"),
    ("ab\u{1B}7cd\u{1B}8x", "abxd"),
    ("\u{1B}(0lqk\u{1B}(Bq", "┌─┐q"),
    ("\u{1B})0\u{0E}x\u{0F}x", "│x"),
    // Characters of two columns, and marks of none
    ("优惠券x", "优惠券x"),
    ("优惠券\u{1B}[3Gx", "优x 券"),
    ("优惠券\u{1B}[4Gx", "优 x券"),
    ("优惠券\u{1B}[2G\u{1B}[P", " 惠券"),
    ("e\u{301}\u{1B}[2Gx", "e\u{301}x"),
    ("0123456789\u{301}", "0123456789\u{301}"),
  ]

  @Test(arguments: drawings)
  func `what is sent is shown as an xterm shows it`(sent: String, shown: String) {
    let screen = screen(sent)
    let rows = (shown + String(repeating: "\n", count: 3)).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(screen.text == rows.prefix(4).joined(separator: "\n"))
    #expect(screen.violations == [])
  }

  @Test func `the alternate screen leaves the first one as it was`() {
    var screen = screen("before\u{1B}[?1049h\u{1B}[2;2Hduring\u{1B}[?25l")
    #expect(screen.row(1) == " during")
    #expect(!screen.shows("before"))
    #expect(screen.leftovers == ["mode alternateScreen", "mode cursorIsVisible"])
    screen.feed("\u{1B}[?25h\u{1B}[?1049lafter".utf8)
    #expect(screen.row(0) == "beforeafte")
    #expect(screen.row(1) == "r")
    #expect(screen.leftovers == [])
  }

  @Test func `colours and attributes belong to the cells that were drawn with them`() {
    let screen = screen("\u{1B}[1;31ma\u{1B}[22;48;5;71mb\u{1B}[mc\u{1B}[7md")
    let styles = (0..<4).map { screen.grid[0, $0].style }
    #expect(styles[0] == CellStyle(text: .palette(1), attributes: [.bold]))
    #expect(styles[1] == CellStyle(text: .palette(1), ground: .palette(71)))
    #expect(styles[2] == CellStyle())
    #expect(styles[3] == CellStyle(attributes: [.reverse]))
    #expect(screen.leftovers == ["style \(styles[3])"])
  }

  @Test func `erasing leaves the colour of the ground`() {
    let screen = screen("\u{1B}[1;44m\u{1B}[K")
    #expect(screen.grid[0, 9] == TerminalCell(style: CellStyle(ground: .palette(4))))
  }

  @Test func `a wide character that has no room goes to the next row, and is counted`() {
    let screen = screen("\u{1B}[1;10H券")
    #expect(screen.text == "\n券\n\n")
    #expect(screen.misfits == 1)
    #expect(self.screen("优惠券优惠").misfits == 0)
  }

  @Test func `a screen of one column has no room for a wide character at all`() {
    var screen = TerminalScreen(rows: 1, columns: 1)
    screen.feed("券x券".utf8)
    #expect(screen.text == "x")
    #expect(screen.misfits == 2)
  }

  @Test func `a smaller screen cuts wide characters, not halves of them`() {
    var screen = screen("优惠券\r\n优惠券\u{1B}[4;10Hx")
    screen.resize(rows: 2, columns: 5)
    #expect(screen.text == "优惠\n优惠")
    #expect(screen.place == TerminalScreen.Place(row: 1, column: 4))
    screen.resize(rows: 3, columns: 20)
    #expect(screen.text == "优惠\n优惠\n")
  }

  @Test(arguments: [
    // Questions, whose answers end up at the shell's prompt
    "\u{1B}[c", "\u{1B}[6n", "\u{1B}[5n", "\u{1B}[?u", "\u{1B}]11;?\u{7}", "\u{1B}P+q544e\u{1B}\\",
    // Full resets, other modes, other colours
    "\u{1B}c", "\u{1B}[!p", "\u{1B}[?3h", "\u{1B}[?1004h", "\u{1B}[20h", "\u{1B}[38;2;1;2;3m", "\u{1B}[1:2m",
    // Titles, files, notifications
    "\u{1B}]0;title\u{7}", "\u{1B}]52;p;eA==\u{7}", "\u{1B}]52;c\u{7}", "\u{1B}]8;;file:///etc/passwd\u{1B}\\",
    "\u{1B}]9;hello\u{7}", "\u{1B}_Ga=T\u{1B}\\", "\u{1B}[5i",
    // Controls
    "\u{0}", "\u{B}", "\u{C}", "\u{7F}", "\u{85}", "\u{9B}31m",
    // What moves, hides or reverses text
    "a\u{202E}b", "a\u{200B}b", "a\u{200D}b", "a\u{FE0F}", "\u{2028}", "\u{FEFF}", "\u{AD}", "\u{3164}", "\u{E0041}",
    "\u{E000}", "\u{FFFF}", "\u{301}", "a\u{301}\u{301}\u{301}\u{301}\u{301}",
    // A repetition of nothing
    "\u{1B}[b",
  ])
  func `what no program of ours may send is noted`(sent: String) {
    #expect(screen(sent).violations.count == 1, "\(sent.debugDescription)")
  }

  @Test(arguments: [
    [0xFF], [0xC0, 0x80], [0xE5, 0x88], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0x1B, 0x5B, 0x31],
    [0x1B, 0x5B, 0x07, 0x6D], [0x1B], [0x1B, 0x5D, 0x38], [0x18], [0x18, 0x61], [0x1B, 0x5B, 0x18, 0x31],
  ])
  func `what is broken off or badly encoded is noted`(bytes: [UInt8]) {
    var screen = TerminalScreen(rows: 4, columns: 10)
    screen.feed(bytes)
    #expect(screen.violations != [] || screen.leftovers == ["half a sequence"])
  }

  @Test func `a sequence that a crash broke off may be cancelled by another`() {
    var screen = TerminalScreen(rows: 4, columns: 10)
    screen.feed(Array("ab\u{1B}[38;5\u{18}\u{1B}[0m\u{1B}]8;;ht\u{18}\u{1B}[?2004lc".utf8))
    #expect(screen.violations == [])
    #expect(screen.shows("abc"))
  }
}
