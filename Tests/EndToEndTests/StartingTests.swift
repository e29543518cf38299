import Foundation
import Testing

@Suite("Starting", .serialized)
struct StartingTests {
  static let terminals = [
    "xterm-256color", "xterm", "screen", "screen-256color", "tmux-256color", "linux", "vt100", "vt220",
  ]

  @Test(arguments: terminals)
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

  @Test(arguments: terminals)
  func `every locale is usable on them, also one that the machine lacks`(term: String) async throws {
    let sandbox = try await Sandbox.start()
    for locale in ["C", "POSIX", "C.UTF-8", "zh_CN.UTF-8", "zh_CN.GB18030"] {
      let session = try sandbox.openScreen(["--openid", Sandbox.plainCustomer], language: locale, term: term)
      // The name of the bundle, or the escapes of its first two characters.
      let isUTF8 = locale != "zh_CN.GB18030"
      try await session.waitFor(isUTF8 ? "新客三杯礼" : "\\u65b0\\u5ba2")
      if !isUTF8 { try await session.waitFor("does not show UTF-8") }
      try await session.press(.enter)
      try await session.press(.down)
      try await session.press(.enter)
      try await session.waitFor(locale == "zh_CN.UTF-8" ? "»第 2 张" : isUTF8 ? "»Coupon 2" : ">Coupon 2")
      if !isUTF8 { #expect(await session.screen.text.allSatisfy(\.isASCII)) }
      try await session.type("q")
      try await expectTerminalRestored(session, .exited(0))
    }
  }

  @Test func `a terminal that the machine does not know is drawn on as an xterm, and a line says so`() async throws {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(term: "made-up-terminal")
    try await session.waitFor("Look up a customer")
    try await session.waitFor("does not know the terminal “made-up-terminal”")
    try await session.press(.control("c"))
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test func `Home and End are understood whatever a terminal sends for them, and what is not known is no key`()
    async throws
  {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(["--openid", sandbox.openID], term: "vt100")
    try await session.waitFor("»Bundles 1/7")
    // xterm, application mode, screen and the Linux console, rxvt.
    for (end, home) in [
      ("\u{1B}[F", "\u{1B}[H"), ("\u{1B}OF", "\u{1B}OH"), ("\u{1B}[4~", "\u{1B}[1~"), ("\u{1B}[8~", "\u{1B}[7~"),
    ] {
      try await session.burst(end)
      try await session.waitFor("»Bundles 7/7")
      try await session.burst(home)
      try await session.waitFor("»Bundles 1/7")
    }
    for page in ["\u{1B}[6~", "\u{1B}[6;5~"] {
      try await session.burst(page)
      try await session.waitFor("»Bundles 7/7")
      try await session.burst("\u{1B}[5~")
      try await session.waitFor("»Bundles 1/7")
    }
    // A function key, a report and a reply, whose letters would be keys.
    try await session.burst("\u{1B}[24~\u{1B}[?1;2c\u{1B}]11;rgb:qqqq/DDDD/HHHH\u{7}\u{1B}[[D")
    await session.waitForQuiet(of: .milliseconds(100))
    #expect(await session.screen.shows("»Bundles 1/7"))
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test func `Ctrl-S and Ctrl-Q are no flow control: the screen goes on`() async throws {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(["--openid", sandbox.openID])
    try await session.waitFor("»Bundles 1/7")
    try await session.press(.control("s"))
    try await session.type("j")
    try await session.waitFor("»Bundles 2/7")
    try await session.press(.control("q"))
    try await session.type("j")
    try await session.waitFor("»Bundles 3/7")
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test func `the cursor stands where text goes, also behind Chinese, so that an input method opens there`()
    async throws
  {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(["--openid", sandbox.openID])
    try await session.waitFor("»Bundles 1/7")
    #expect(await !session.screen.modes.contains(.cursorIsVisible))
    try await session.type("/")
    try await session.wait(for: "the cursor") { $0.modes.contains(.cursorIsVisible) }
    try await session.type("拿铁")
    try await session.wait(for: "the cursor behind the text") {
      $0.place.row == 23 && $0.place.column == 7
    }
    try await session.press(.escape)
    try await session.wait(for: "no cursor") { !$0.modes.contains(.cursorIsVisible) }
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test func `the tour of the demo goes from a look-up to an outcome, a step for each thing done`() async throws {
    let session = try TerminalSession([BuiltProgram.screen.path, "demo", "--tour"])
    try await session.waitFor("step 1 of 9")
    try await session.press(.enter)
    try await session.waitFor("step 2 of 9")
    try await session.type("j")
    try await session.waitFor("step 3 of 9")
    try await session.type("k")
    try await session.press(.enter)
    try await session.waitFor("step 4 of 9")
    try await session.press(.enter)
    try await session.waitFor("step 5 of 9")
    try await session.type("D")
    try await session.waitFor("step 6 of 9")
    try await session.waitFor("will stop working")
    try await session.press(.enter, untilShown: "step 7 of 9")
    try await session.type("1")
    try await session.press(.enter, untilShown: "step 8 of 9")
    try await session.wait(for: "what to type") { $0.text.firstMatch(of: #/four characters, (\w{4}):/#) != nil }
    let phrase = try #require(await session.screen.text.firstMatch(of: #/four characters, (\w{4}):/#)).1
    try await session.press(.tab, untilShown: "▸Type the last four characters")
    try await session.type(String(phrase))
    try await session.press(.enter, untilShown: "step 9 of 9")
    try await session.waitFor("✓ DEACTIVATED")
    try await expectScreenIsTrue(session)
    try await session.press(.enter, untilShown: "--world training")
    try await session.press(.control("t"))
    try await session.waitForNo("Tour")
    try await session.type("q")
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
