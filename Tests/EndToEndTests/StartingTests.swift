import Foundation
import Testing

@Suite("Starting", .serialized)
struct StartingTests {
  @Test(arguments: ["xterm-256color", "xterm", "screen", "screen-256color", "tmux-256color", "linux", "vt100"])
  func `it works on the terminals that a jump box knows`(term: String) async throws {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(["--openid", Sandbox.plainCustomer], term: term)
    try await session.waitFor("3 coupons,")
    try await session.waitFor("新客三杯礼")
    try await expectScreenIsTrue(session)
    for key in [TerminalKey.down, .tab, .pageDown, .end, .home] {
      try await session.press(key)
      try await expectScreenIsTrue(session)
    }
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test func `a terminal that the machine does not know is drawn on as an xterm`() async throws {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(term: "made-up-terminal")
    try await session.waitFor("Look up a customer")
    try await session.press(.control("c"))
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test func `NO_COLOR leaves the terminal its own colours`() async throws {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(["--openid", Sandbox.plainCustomer], environment: ["NO_COLOR": "1"])
    try await session.waitFor("3 coupons,")
    let grid = await session.screen.grid
    for row in 0..<grid.rows {
      for column in 0..<grid.columns {
        #expect(grid[row, column].style.text == .standard && grid[row, column].style.ground == .standard)
      }
    }
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test func `a terminal that says it has no UTF-8 gets escapes that can be read, and no byte beyond ASCII`()
    async throws
  {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(["--openid", Sandbox.plainCustomer], language: "en_US.ISO-8859-1")
    // The first two characters of the bundle's name.
    try await session.waitFor("\\u65b0\\u5ba2")
    #expect(await session.screen.text.allSatisfy(\.isASCII))
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test(arguments: ["C", "POSIX", "zz_ZZ.UTF-8"])
  func `Chinese is drawn where the locale of the jump box says nothing against it`(locale: String) async throws {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(["--openid", Sandbox.plainCustomer], language: locale)
    try await session.waitFor("新客三杯礼")
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test func `a terminal that cannot place its cursor is pointed to the command without a screen`() async throws {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(term: "dumb")
    try await expectTerminalRestored(session, .exited(64))
    #expect(await session.screen.text.contains("coupon-tui show"))
  }

  @Test(arguments: [["--config"], ["demo"]])
  func `without a terminal it says so in a sentence, and names the command without a screen`(
    arguments: [String]
  ) async throws {
    let sandbox = try await Sandbox.start()
    let outcome = try await PipedProgram.run(
      [BuiltProgram.screen.path] + arguments + (arguments == ["--config"] ? [sandbox.configPath] : []))
    #expect(outcome.end == .exited(64))
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("coupon-tui show"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test func `./dev demo without a terminal says the same`() async throws {
    let outcome = try await PipedProgram.run(["/bin/bash", BuiltProgram.repository + "dev", "demo"])
    #expect(outcome.end == .exited(64))
    #expect(outcome.errors.contains("coupon-tui show"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test func `./dev alone lists its words`() async throws {
    let outcome = try await PipedProgram.run(["/bin/bash", BuiltProgram.repository + "dev"])
    #expect(outcome.end == .exited(0))
    for word in ["demo", "test", "check", "build"] { #expect(outcome.output.contains("./dev \(word)")) }
    let unknown = try await PipedProgram.run(["/bin/bash", BuiltProgram.repository + "dev", "fly"])
    #expect(unknown.end == .exited(64))
  }

  enum DemoEnd: CaseIterable, Sendable { case quit, terminated, crashed, hungUp }

  @Test(arguments: DemoEnd.allCases)
  func `the demo brings its own gateway, and takes it away again`(end: DemoEnd) async throws {
    let session = try TerminalSession([BuiltProgram.screen.path, "demo"])
    try await session.waitFor("Look up a customer")
    let worker = try #require(try child(of: await session.process))
    let gateway = try #require(try child(of: worker))
    try await session.press(.enter)
    try await session.waitFor("早安拿铁三次卡")
    switch end {
    case .quit:
      try await session.type("q")
      try await expectTerminalRestored(session, .exited(0))
    case .terminated:
      await session.send(signal: SIGTERM)
      try await expectTerminalRestored(session, .exited(128 + SIGTERM))
    case .crashed:
      await session.send(signal: SIGSEGV)
      try await expectTerminalRestored(session, .killed(signal: SIGSEGV))
    case .hungUp:
      await session.hangUp()
      _ = try await session.waitForEnd()
    }
    #expect(await hasEnded(gateway))
  }

  @Test(arguments: [nil, SIGTERM, SIGINT])
  func `the sandbox tells where it is, and ends with a signal or its input, leaving nothing behind`(
    signal: Int32?
  ) async throws {
    let program = try PipedProgram([BuiltProgram.sandbox.path, "serve"])
    let line = try await program.waitForLine()
    let ready = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    let values = ["url", "ca_file", "config_file", "openid"].compactMap { ready[$0] as? String }
    try #require(values.count == 4)
    #expect(values[0].hasPrefix("https://127.0.0.1:"))
    #expect(FileManager.default.fileExists(atPath: values[1]))
    #expect(FileManager.default.fileExists(atPath: values[2]))
    if let signal { await program.send(signal: signal) } else { await program.closeInput() }
    #expect(try await program.waitForEnd().end == .exited(0))
    #expect(!FileManager.default.fileExists(atPath: values[2]))
  }
}
