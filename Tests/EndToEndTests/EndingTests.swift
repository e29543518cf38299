import Foundation
import Testing

/// Where an agent may be when the program ends.
enum Place: CaseIterable, Sendable { case form, lists, question }

@Suite("However it ends, the terminal is the agent's again", .serialized)
struct EndingTests {
  private func session(at place: Place, _ sandbox: Sandbox) async throws -> TerminalSession {
    guard place != .form else {
      let session = try sandbox.openScreen()
      try await session.waitFor("Look up a customer")
      return session
    }
    let agent = try await Agent.sitDown(at: sandbox)
    if place == .question { try await agent.go(to: .confirmation) }
    return agent.session
  }

  @Test(arguments: Place.allCases, [SIGTERM, SIGHUP, SIGINT, SIGQUIT])
  func `a signal that asks it to end`(place: Place, signal: Int32) async throws {
    let sandbox = try await Sandbox.start()
    let session = try await session(at: place, sandbox)
    await session.send(signal: signal)
    try await expectTerminalRestored(session, .exited(128 + signal))
    #expect(try sandbox.writes().isEmpty)
  }

  @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGTRAP])
  func `a crash`(signal: Int32) async throws {
    let sandbox = try await Sandbox.start()
    let session = try await session(at: .question, sandbox)
    await session.send(signal: signal)
    try await expectTerminalRestored(session, .killed(signal: signal))
  }

  @Test(arguments: Place.allCases)
  func `kill -9, which no program can answer itself`(place: Place) async throws {
    let sandbox = try await Sandbox.start()
    let session = try await session(at: place, sandbox)
    let worker = try #require(try child(of: await session.process))
    kill(worker, SIGKILL)
    try await expectTerminalRestored(session, .killed(signal: SIGKILL))
    #expect(try sandbox.writes().isEmpty)
  }

  @Test func `kill -9 of its guardian`() async throws {
    let sandbox = try await Sandbox.start()
    // Under a shell, which keeps the terminal when the guardian is gone.
    let session = try TerminalSession(
      [
        "/bin/bash", "--norc", "-c", "\"$0\" --config \"$1\"; status=$?; read; echo status $status",
        BuiltProgram.screen.path,
        sandbox.configPath,
      ])
    try await session.waitFor("Look up a customer")
    let guardian = try #require(try child(of: await session.process))
    let worker = try #require(try child(of: guardian))
    kill(guardian, SIGKILL)
    #expect(await hasEnded(worker))
    try await session.press(.enter)
    try await session.waitFor("status 137")
    let screen = await session.screen
    #expect(screen.leftovers == [])
    #expect(await session.hasModesOfStart)
  }

  @Test(arguments: Place.allCases)
  func `Ctrl-C, wherever the agent is`(place: Place) async throws {
    let sandbox = try await Sandbox.start()
    let session = try await session(at: place, sandbox)
    try await session.press(.control("c"))
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test(arguments: Place.allCases)
  func `a lost connection ends it at once`(place: Place) async throws {
    let sandbox = try await Sandbox.start()
    let session = try await session(at: place, sandbox)
    await session.hangUp()
    let end = try await session.waitForEnd(until: Deadline(after: .seconds(5)))
    #expect(end == .exited(129) || end == .killed(signal: SIGHUP))
  }

  @Test func `a lost connection ends it also where SIGHUP is ignored, as under nohup`() async throws {
    let sandbox = try await Sandbox.start()
    let session = try TerminalSession(
      ["/bin/bash", "--norc", "-c", "trap '' HUP; exec \"$0\" \"$@\"", BuiltProgram.screen.path, "--config"]
        + [sandbox.configPath])
    try await session.waitFor("Look up a customer")
    await session.hangUp()
    #expect(try await session.waitForEnd(until: Deadline(after: .seconds(5))) == .exited(129))
  }

  @Test func `Ctrl-Z gives the shell its terminal, and fg the agent the screen as it was`() async throws {
    let sandbox = try await Sandbox.start()
    let session = try TerminalSession(
      ["/bin/bash", "--norc", "--noprofile", "-i"],
      environment: ["PS1": "shell> ", "HISTFILE": "", "INPUTRC": "/dev/null"])
    try await session.waitFor("shell>")
    let modesOfShell = await session.modes
    try await session.type(
      "\(BuiltProgram.screen.path) --config \(sandbox.configPath) --openid \(Sandbox.plainCustomer)\r")
    try await session.waitFor("3 coupons,")
    await session.waitForQuiet(of: .milliseconds(50))
    let screen = await session.screen

    for _ in 1...3 {
      try await session.press(.control("z"))
      try await session.waitFor("Stopped")
      try await session.wait(for: "the prompt") { $0.row($0.place.row) == "shell>" }
      #expect(await session.modes == modesOfShell)
      #expect(await session.screen.modes.isDisjoint(with: [.alternateScreen]))
      #expect(await session.screen.modes.contains(.cursorIsVisible))
      try await session.type("fg\r")
      try await session.wait(for: "the screen as it was") { $0.grid == screen.grid }
    }
    try await session.type("D")
    try await session.waitFor("will stop working")
    try await session.press(.escape)
    try await session.waitForNo("will stop working")
    try await session.type("q")
    try await session.wait(for: "the prompt") { $0.row($0.place.row) == "shell>" }
    #expect(await session.modes == modesOfShell)
    try await session.type("exit\r")
    #expect(try await session.waitForEnd() == .exited(0))
    let after = await session.screen
    #expect(after.violations == [])
    #expect(after.leftovers == [])
  }

  @Test func `what stood on the terminal before stands there again`() async throws {
    let sandbox = try await Sandbox.start()
    let session = try TerminalSession(
      [
        "/bin/bash", "--norc", "-c", "echo before; \"$0\" --config \"$1\"; echo status $?", BuiltProgram.screen.path,
        sandbox.configPath,
      ])
    try await session.waitFor("Look up a customer")
    #expect(await !session.screen.shows("before"))
    try await session.press(.control("c"))
    try await session.waitFor("status 0")
    let screen = await session.screen
    #expect(screen.text.trimmingCharacters(in: .newlines) == "before\nstatus 0")
    #expect(screen.violations == [])
  }
}
