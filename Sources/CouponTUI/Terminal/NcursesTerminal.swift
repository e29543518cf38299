import CNcurses
import CSystem
import CouponKit
import Glibc

/// Why no screen can be shown.
enum TerminalProblem: Error, Equatable {
  case notATerminal
  /// A terminal that can not place its cursor, such as `dumb`; the name in TERM.
  case cannotDraw(String)
}

/// The real terminal, through ncurses. There is at most one in a process, and it belongs to the main thread.
///
/// ncurses draws; keys are read and decoded here, because terminfo does not know every sequence that a terminal behind
/// tmux or PuTTY sends. However the process ends, the terminal is given back as it was found.
final class NcursesTerminal: Terminal {
  var size: Size
  var decoder = KeyDecoder()
  /// When keys came last, as csystem_boot_time_ms() counts.
  var lastReadAt: Int64 = 0
  /// Where signals arrive instead of interrupting, see signalfd(2).
  let signals: Int32
  /// What the terminal shows; nil when that is not known.
  private var shown: Canvas?
  private var theme: Theme
  let abilities: TerminalAbilities
  private var isOpen = true
  private var takesMouse = false
  /// Whether links are written.
  private let showsLinks: Bool
  /// The characters of one cell, ended by 0; kept, so that no cell allocates.
  private var cellText = [wchar_t](repeating: 0, count: 6)

  private static let handledSignals = [SIGWINCH, SIGTSTP, SIGCONT, SIGHUP, SIGTERM, SIGINT, SIGQUIT]
  /// Clicks and the wheel, told in SGR form; a terminal that does not know that form tells them in the older one.
  private static let mouseOn = Array("\u{1B}[?1000h\u{1B}[?1006h".utf8)
  private static let mouseOff = Array("\u{1B}[?1006l\u{1B}[?1000l".utf8)
  private static let bracketedPasteOn = Array("\u{1B}[?2004h".utf8)
  private static let bracketedPasteOff = Array("\u{1B}[?2004l".utf8)

  /// Takes the terminal over. To be called before the first other thread starts, which inherits the signal mask.
  ///
  /// - Parameter showsLinks: nil leaves it to what is known of the terminal.
  init(showsLinks: Bool? = nil) throws(TerminalProblem) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    abilities = TerminalAbilities(environment)
    self.showsLinks = abilities.showsLinks(showsLinks)
    let name = abilities.name
    guard name != "dumb" else { throw .cannotDraw(name) }
    _ = cncurses_use_utf8()
    signal(SIGPIPE, SIG_IGN)
    // Before ncurses changes the modes.
    csystem_guard_terminal(STDOUT_FILENO)
    guard [name, "xterm-256color", "vt100"].contains(where: { (entry: String) in cncurses_newterm(entry) != nil })
    else {
      csystem_release_terminal()
      throw .cannotDraw(name)
    }
    signals = csystem_signalfd(Self.handledSignals, Self.handledSignals.count)
    Self.guardTerminal(takesMouse: false)
    theme = Theme(abilities.theme)
    size = windowSize()
    raw()
    noecho()
    nonl()
    // Output is never held back because a key waits.
    typeahead(-1)
    idlok(cncurses_stdscr(), true)
    resizeterm(Int32(size.rows), Int32(size.columns))
    writeOut(Self.bracketedPasteOn)
  }

  deinit { close() }

  /// What gives the terminal back if the process can not do it any more.
  private static func guardTerminal(takesMouse: Bool) {
    let goodbye = (takesMouse ? mouseOff : []) + bracketedPasteOff + ["sgr0", "rmcup", "cnorm"].flatMap(capability)
    csystem_guard_writes(goodbye, goodbye.count)
  }

  func takeMouse(_ isOn: Bool) {
    guard isOn != takesMouse else { return }
    takesMouse = isOn
    decoder.takesMouse = isOn
    // Guarded before the terminal begins, and until it has stopped.
    if isOn { Self.guardTerminal(takesMouse: true) }
    writeOut(isOn ? Self.mouseOn : Self.mouseOff)
    if !isOn { Self.guardTerminal(takesMouse: false) }
  }

  /// Gives the terminal back as it was found.
  func close() {
    guard isOpen else { return }
    isOpen = false
    leave()
    Glibc.close(signals)
  }

  private func leave() {
    // A terminal without a second screen keeps what stands there; the shell gets a clean line below it.
    move(Int32(size.rows - 1), 0)
    clrtoeol()
    refresh()
    if takesMouse { writeOut(Self.mouseOff) }
    writeOut(Self.bracketedPasteOff)
    endwin()
    csystem_release_terminal()
  }

  func suspend() {
    leave()
    kill(getpid(), SIGSTOP)
    // Here the process has been resumed. ncurses takes its modes back with the next canvas.
    csystem_guard_terminal(STDOUT_FILENO)
    writeOut(Self.bracketedPasteOn)
    if takesMouse { writeOut(Self.mouseOn) }
    redraw()
  }

  func redraw() {
    shown = nil
    clearok(cncurses_stdscr(), true)
  }

  /// Follows the window to its new size; nil when it has the size that is known already.
  func followWindow() -> Size? {
    let now = windowSize()
    guard now != size else { return nil }
    size = now
    resizeterm(Int32(now.rows), Int32(now.columns))
    // Wherever the terminal has moved its links to, they are gone once it has cleared itself.
    if shown?.links.isEmpty == false { redraw() }
    shown = nil
    return now
  }

  func copy(_ text: SafeText) -> Bool {
    guard abilities.takesClipboard,
      let sequence = Clipboard.sequence(for: text.text, through: abilities.multiplexer)
    else { return false }
    writeOut(sequence)
    return true
  }

  func paint(_ name: ThemeName) {
    theme = Theme(name)
    redraw()
    erase()
  }

  func present(_ canvas: Canvas) {
    if shown?.size != canvas.size {
      shown = nil
      erase()
    }
    let before = shown ?? Canvas(canvas.size)
    let changes = canvas.cells.indices.filter { !canvas.shows(before, at: $0) }
    let changesLinks = showsLinks && (shown == nil || !changes.isEmpty || before.links != canvas.links)
    if changesLinks { writeOut(links.bytes(of: before, areLinks: false)) }
    for index in changes { put(canvas, at: index) }
    leaveok(cncurses_stdscr(), canvas.cursor == nil)
    if shown == nil || (shown?.cursor == nil) != (canvas.cursor == nil) { curs_set(canvas.cursor == nil ? 0 : 1) }
    if let cursor = canvas.cursor { move(Int32(cursor.row), Int32(cursor.column)) }
    wnoutrefresh(cncurses_stdscr())
    doupdate()
    if changesLinks { writeOut(links.bytes(of: canvas, areLinks: true)) }
    shown = canvas
  }

  private var links: Hyperlinks { Hyperlinks { [theme] in theme[$0].sequence } }

  private func put(_ canvas: Canvas, at index: Int) {
    let cell = canvas.cells[index]
    let (row, column) = (Int32(index / canvas.size.columns), Int32(index % canvas.size.columns))
    let paint = theme[cell.style]
    let content = canvas.content(of: cell)
    if case .scalar(let scalar) = content, scalar.isASCII {
      return cncurses_put_one(row, column, wchar_t(scalar.value), paint.attributes, paint.pair)
    }
    let isWide = canvas.isWide(at: index)
    guard let rightHalf = fillCellText(content, isWide: isWide) else { return }
    cncurses_put(row, column, cellText, paint.attributes, paint.pair)
    if isWide, wcwidth(cellText[0]) == 1 {
      cellText[0] = rightHalf
      cellText[1] = 0
      cncurses_put(row, column + 1, cellText, paint.attributes, paint.pair)
    }
  }

  /// Fills ``cellText`` with what this terminal can be trusted to draw: a base and marks of no width of their own. Of
  /// joined pictures that is the first one, of a flag its two letters.
  ///
  /// - Returns: what goes into the right half if the base turns out narrow; nil when there is nothing to draw.
  private func fillCellText(_ content: Canvas.Content, isWide: Bool) -> wchar_t? {
    var rightHalf: wchar_t = 0x20
    var count = 1
    switch content {
    case .rightHalf: return nil
    case .scalar(let scalar): cellText[0] = wchar_t(scalar.value)
    case .cluster(let text):
      let scalars = Array(text.unicodeScalars)
      cellText[0] = wchar_t(scalars[0].value)
      if let first = flagLetter(scalars[0]), let second = flagLetter(scalars[1]) {
        cellText[0] = first
        rightHalf = second
      } else {
        for mark in scalars.dropFirst().prefix(4) where mark.isMark && mark.value != 0xFE0F {
          cellText[count] = wchar_t(mark.value)
          count += 1
        }
      }
    }
    cellText[count] = 0
    // A character that the C library does not know, or gives another width than we do, would shift the whole row.
    let columns = wcwidth(cellText[0])
    if columns < 1 || columns > (isWide ? 2 : 1) { cellText[0] = 0xFFFD }
    return rightHalf
  }
}

/// `A` for the first regional letter, and so on.
private func flagLetter(_ scalar: Unicode.Scalar) -> wchar_t? {
  (0x1F1E6...0x1F1FF).contains(scalar.value) ? wchar_t(scalar.value - 0x1F1E6 + 0x41) : nil
}

private func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// What terminfo says for `name`, without the padding that only a VT100 of its time needed.
private func capability(_ name: String) -> [UInt8] {
  guard let text = cncurses_capability(name) else { return [] }
  var bytes = Array(String(cString: text).utf8)
  while let start = bytes.firstRange(of: Array("$<".utf8)), let end = bytes[start.upperBound...].firstIndex(of: 0x3E) {
    bytes.removeSubrange(start.lowerBound...end)
  }
  return bytes
}

/// 80 by 24 where the terminal does not tell, as on a serial line.
private func windowSize() -> Size {
  var (columns, rows): (Int32, Int32) = (0, 0)
  guard csystem_window_size(STDOUT_FILENO, &columns, &rows) == 0, columns > 0, rows > 0 else {
    return Size(columns: 80, rows: 24)
  }
  return Size(columns: Int(columns), rows: Int(rows))
}

private func writeOut(_ bytes: [UInt8]) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    guard count > 0 || errno == EINTR else { return }
    rest = rest.dropFirst(max(0, count))
  }
}
