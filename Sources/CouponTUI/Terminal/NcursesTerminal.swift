import CNcurses
import CSystem
import CTerminal
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
  private let output: FrameOutput
  /// What the terminal shows; nil when that is not known.
  private var shown: Canvas?
  private var theme: Theme
  let abilities: TerminalAbilities
  /// The terminal that it is drawn on as, where terminfo does not know its own name.
  let standIn: String?
  private var isOpen = true
  /// The cells of one row; kept, so that no frame allocates.
  var run: [cchar_t] = []
  /// Where keys are read into.
  var keyBuffer = [UInt8](repeating: 0, count: 4096)
  private var takesMouse = false
  /// Whether the program goes on after it stopped itself, and SIGCONT has not been seen yet.
  var isBack = false
  /// Whether links are written.
  private let showsLinks: Bool

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
    // It is blocked and read from a descriptor below. Where ncurses finds the default it would put a handler of its own
    // in its place around every frame.
    signal(SIGTSTP) { _ in }
    // Before ncurses changes the modes.
    cterminal_guard(STDOUT_FILENO)
    guard let output = FrameOutput(),
      let entry = [name, "xterm-256color", "vt100"].first(where: { (entry: String) in
        cncurses_newterm(entry, output.stream) != nil
      })
    else {
      cterminal_release()
      throw .cannotDraw(name)
    }
    self.output = output
    standIn = entry == name ? nil : entry
    cncurses_keep_palette()
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
    output.write(Self.bracketedPasteOn)
  }

  deinit { close() }

  /// What gives the terminal back if the process can not do it any more.
  private static func guardTerminal(takesMouse: Bool) {
    // A crash may break a frame off in the middle of a sequence. CAN cancels that.
    let modesOff = [0x18] + (takesMouse ? mouseOff : []) + bracketedPasteOff
    let goodbye = modesOff + ["sgr0", "rmcup", "cnorm"].flatMap(capability)
    cterminal_guard_writes(goodbye, goodbye.count)
  }

  func takeMouse(_ isOn: Bool) {
    guard isOn != takesMouse else { return }
    takesMouse = isOn
    decoder.takesMouse = isOn
    // Guarded before the terminal begins, and until it has stopped.
    if isOn { Self.guardTerminal(takesMouse: true) }
    output.write(isOn ? Self.mouseOn : Self.mouseOff)
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
    if takesMouse { output.write(Self.mouseOff) }
    output.write(Self.bracketedPasteOff)
    endwin()
    cterminal_release()
  }

  func suspend() {
    leave()
    kill(getpid(), SIGSTOP)
    isBack = true
    takeBack()
  }

  /// Takes the terminal over again, with the next canvas: ncurses sets its modes then.
  func takeBack() {
    cterminal_guard(STDOUT_FILENO)
    output.write(Self.bracketedPasteOn)
    if takesMouse { output.write(Self.mouseOn) }
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
    output.write(sequence)
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
    // Whole frames go row by row: ncurses may set the modes of the terminal along with them.
    if shown == nil { draw(canvas) } else { output.inOneWrite { draw(canvas) } }
    shown = canvas
  }

  /// Writes what differs from what the terminal shows.
  private func draw(_ canvas: Canvas) {
    let before = shown ?? Canvas(canvas.size)
    let theme = theme
    let changes = (0..<canvas.size.rows).flatMap { canvas.differences(from: before, inRow: $0) }
    let changesLinks = showsLinks && (shown == nil || !changes.isEmpty || before.links != canvas.links)
    if changesLinks { output.write(links.bytes(of: before, areLinks: false)) }
    for places in changes { put(canvas, places, theme) }
    leaveok(cncurses_stdscr(), canvas.cursor == nil)
    if shown == nil || (shown?.cursor == nil) != (canvas.cursor == nil) { curs_set(canvas.cursor == nil ? 0 : 1) }
    if let cursor = canvas.cursor { move(Int32(cursor.row), Int32(cursor.column)) }
    wnoutrefresh(cncurses_stdscr())
    doupdate()
    if changesLinks { output.write(links.bytes(of: canvas, areLinks: true)) }
  }

  private var links: Hyperlinks { Hyperlinks { [theme] in theme[$0].sequence } }
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
  NcursesTerminal.sizeOfWindow ?? Size(columns: 80, rows: 24)
}
