import Glibc
import Testing

/// The kit itself, with programs that every Debian has.
@Suite("The tests' own terminal, with a program on it", .serialized)
struct TerminalSessionTests {
  private func shell(_ script: String, rows: Int = 24, columns: Int = 80) throws -> TerminalSession {
    try TerminalSession(["/bin/bash", "--norc", "-c", script], rows: rows, columns: columns)
  }

  /// The terminal itself echoes what is typed; the second line comes from the program.
  private func catThatListens() async throws -> TerminalSession {
    let session = try TerminalSession(["/bin/cat"])
    try await session.type("x\r")
    try await session.wait(for: "the program to answer") { $0.row(1) == "x" }
    return session
  }

  @Test func `what is typed arrives, and what is written is shown`() async throws {
    let session = try TerminalSession(["/bin/cat"])
    try await session.type("coupon 优惠券\r")
    try await session.wait(for: "the line to come back") { $0.row(1) == "coupon 优惠券" }
    try await session.press(.control("d"))
    #expect(try await session.waitForEnd() == .exited(0))
    #expect(await session.screen.violations == [])
    #expect(await session.hasModesOfStart)
  }

  @Test func `a program knows the size of its terminal, and learns of a new one`() async throws {
    let session = try shell(
      "trap 'stty size' WINCH; stty size; sleep 1000 & while :; do wait; done", rows: 30, columns: 100)
    try await session.waitFor("30 100")
    try await session.resize(rows: 12, columns: 40)
    try await session.waitFor("12 40")
  }

  @Test func `it is the controlling terminal of a session with nothing else open`() async throws {
    let session = try shell(": </dev/tty && echo controlled; ls -C /proc/self/fd; echo end")
    try await session.waitFor("end")
    let screen = await session.screen
    #expect(screen.row(0) == "controlled")
    // ls itself opens the folder, as 3.
    #expect(screen.row(1).split(separator: " ") == ["0", "1", "2", "3"])
  }

  @Test func `a key sends a signal, and the end by a signal is told`() async throws {
    let session = try await catThatListens()
    try await session.press(.control("c"))
    #expect(try await session.waitForEnd() == .killed(signal: SIGINT))
  }

  @Test func `hanging up ends a program`() async throws {
    let session = try await catThatListens()
    await session.hangUp()
    #expect(try await session.waitForEnd() == .killed(signal: SIGHUP))
  }

  @Test func `modes that a program leaves behind are seen`() async throws {
    let session = try shell("stty raw -echo; exit 3")
    #expect(try await session.waitForEnd() == .exited(3))
    #expect(await !session.hasModesOfStart)
    #expect(await !session.modes.echoes)
    #expect(await !session.modes.isByLine)
  }

  @Test(arguments: ["xterm-256color", "xterm", "screen", "tmux", "linux", "vt100"])
  func `what terminfo says of a terminal is understood`(term: String) async throws {
    let script = """
      tput smcup; tput cup 3 10; echo -n moved; tput civis; tput rev; echo -n dark; tput sgr0
      tput cup 5 0; echo -n abcdef; tput cub 3; tput el; tput cup 7 0; tput enacs; tput smacs; echo -n qqq; tput rmacs
      tput cup 8 0; echo drawn; read; tput cnorm; tput rmcup; exit 0
      """
    let session = try TerminalSession(
      ["/bin/bash", "--norc", "-c", script], term: term, environment: ["NCURSES_NO_PADDING": "1"])
    try await session.waitFor("drawn")
    let screen = await session.screen
    #expect(screen.row(3) == String(repeating: " ", count: 10) + "moveddark")
    #expect(screen.grid[3, 15].style.attributes == [.reverse])
    #expect(screen.row(5) == "abc")
    #expect(screen.row(7) == "───")
    #expect(screen.violations == [])
    try await session.press(.enter)
    #expect(try await session.waitForEnd() == .exited(0))
    #expect(await session.screen.leftovers == [])
  }

  @Test func `a program that is waited for in vain is told apart from one that has ended`() async throws {
    let session = try shell("echo here; read; exit 5")
    await #expect(throws: TestProblem.self) {
      try await session.waitFor("never", until: Deadline(after: .milliseconds(50)))
    }
    try await session.press(.enter)
    let problem = await #expect(throws: TestProblem.self) { try await session.waitFor("never") }
    #expect(problem?.description.contains("ended with status 5") == true)
    #expect(problem?.description.contains("here") == true)
  }

  @Test func `what is more than the terminal holds is written without a loss`() async throws {
    let session = try shell("stty raw -echo; echo ready; head -c 200000 | wc -c; seq 1 20000; stty sane; echo done")
    try await session.waitFor("ready")
    try await session.type(String(repeating: "0123456789", count: 20_000))
    try await session.waitFor("done")
    #expect(await session.screen.shows("20000"))
    let lines = await String(decoding: session.output, as: UTF8.self).split(whereSeparator: \.isNewline)
    #expect(lines.contains("200000"))
    #expect(lines.contains("19999"))
  }
}
