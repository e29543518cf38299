import Foundation
import Testing

@Suite("A key with a passphrase", .serialized)
struct PassphraseTests {
  private static let question = "Passphrase of "

  /// The screen, as far as the question.
  private func asked(rows: Int = 24) async throws -> (Sandbox, TerminalSession) {
    let (sandbox, configuration) = try await Sandbox.startWithLockedKey()
    let session = try sandbox.openScreen(
      ["--openid", Sandbox.plainCustomer], rows: rows, configuration: configuration)
    try await session.waitFor(Self.question)
    return (sandbox, session)
  }

  /// A person does not answer in the very moment in which the question appears: what is typed then may be flushed with what
  /// came before it.
  private func answer(_ text: String, _ session: TerminalSession) async throws {
    await session.waitForQuiet(of: .milliseconds(100))
    try await session.burst(text + "\r")
  }

  private func expectEcho(_ isOn: Bool, _ session: TerminalSession) async {
    for _ in 0..<200 where await session.modes.echoes != isOn {
      await session.waitForQuiet(of: .milliseconds(20))
    }
    #expect(await session.modes.echoes == isOn)
  }

  @Test func `is asked for before the screen opens, is not shown, and may be mistyped`() async throws {
    let (sandbox, session) = try await asked()
    await expectEcho(false, session)
    #expect(await session.modes.isByLine, "Backspace works")
    try await answer("wrong-words", session)
    try await session.waitFor("The passphrase does not open ")
    try await session.wait(for: "the second question") { screen in
      screen.text.components(separatedBy: Self.question).count == 3
    }
    await expectEcho(false, session)
    try await answer("couponkit-x\u{7F}test", session)
    try await session.waitFor("»Bundles 1/1")
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
    let shown = String(decoding: await session.output, as: UTF8.self)
    #expect(!shown.contains("wrong-words") && !shown.contains("couponkit"))
    #expect(try sandbox.requests().count == 1)
  }

  @Test func `that is mistyped three times ends the program, with the reason and nothing sent`() async throws {
    let (sandbox, session) = try await asked()
    for count in 3...5 {
      await expectEcho(false, session)
      try await answer("wrong-words", session)
      try await session.wait(for: "the next question, or the end") { screen in
        screen.text.components(separatedBy: Self.question).count == count || screen.shows("administrator")
      }
    }
    try await expectTerminalRestored(session, .exited(78))
    #expect(await session.screen.shows("The passphrase does not open "))
    #expect(try sandbox.requests().isEmpty)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGKILL])
  func `leaves the terminal as it was, whatever ends the program at the question`(signal: Int32) async throws {
    let (sandbox, session) = try await asked()
    await expectEcho(false, session)
    let worker = try #require(try child(of: await session.process))
    if signal == SIGINT { try await session.press(.control("c")) } else { kill(worker, signal) }
    try await expectTerminalRestored(session, .killed(signal: signal))
    #expect(await session.modes.echoes)
    #expect(try sandbox.requests().isEmpty)
  }

  @Test func `that is not given leaves the key closed, and the screen says how it is opened`() async throws {
    let (sandbox, session) = try await asked(rows: 40)
    await expectEcho(false, session)
    try await session.press(.control("d"))
    try await session.waitFor("locked with a passphrase")
    try await session.waitFor("Start again in a terminal with this profile")
    try await session.press(.control("c"))
    try await expectTerminalRestored(session, .exited(0))
    #expect(try sandbox.requests().isEmpty)
  }

  @Test func `opens for "show" too, in the agent's language, and its text stands by itself`() async throws {
    let (sandbox, configuration) = try await Sandbox.startWithLockedKey()
    let session = try TerminalSession(
      [BuiltProgram.screen.path, "--config", configuration, "show", "--openid", Sandbox.plainCustomer],
      rows: 60, columns: 120, language: "zh_CN.UTF-8")
    try await session.waitFor("请输入 ")
    await expectEcho(false, session)
    try await answer(LockedKey.passphrase, session)
    #expect(try await session.waitForEnd() == .exited(0))
    #expect(await session.screen.shows("新客三杯礼"))
    #expect(await session.hasModesOfStart)
    #expect(try sandbox.requests().count == 1)
  }
}
