import Foundation
import Testing

/// A deactivation goes on when its agent is gone. Whoever comes back is told what came of it.
@Suite("An outcome that nobody read", .serialized)
struct UnreadOutcomeTests {
  enum Front: CaseIterable, Sendable { case screen, lines }

  /// An answer that is held back until the gateway's clock moves.
  private static let held = ["1 POST */deactivate late:15000@head"]

  private func open(_ sandbox: Sandbox, _ front: Front = .screen) throws -> TerminalSession {
    try sandbox.openScreen(
      ["--openid", Sandbox.plainCustomer], rows: 40, columns: 120, term: front == .screen ? "xterm-256color" : "dumb")
  }

  /// Goes the whole way in lines, until the request has left.
  private func deactivateInLines(_ session: TerminalSession, at sandbox: Sandbox) async throws {
    try await session.goToConfirmationInLines()
    try await session.confirmInLines(at: sandbox)
  }

  /// A deactivation whose request has left, and whose agent is gone before the answer comes.
  private func loseConnection(_ front: Front, at sandbox: Sandbox) async throws {
    let session: TerminalSession
    switch front {
    case .screen:
      let agent = try await Agent.sitDown(at: sandbox)
      try await agent.deactivate()
      for _ in 0..<300 where try sandbox.writes().isEmpty { _ = try await sandbox.journal() }
      session = agent.session
    case .lines:
      session = try open(sandbox, .lines)
      try await deactivateInLines(session, at: sandbox)
    }
    try #require(try sandbox.writes().count == 1)
    await session.hangUp()
    try await sandbox.act("clock", "+15s")
    _ = try await session.waitForEnd()
    try #require(try await sandbox.journal().map(\.state) == ["CONFIRMED"])
  }

  /// How often the journal says that an agent has read the outcome of its one deactivation.
  private func notes(_ sandbox: Sandbox) async throws -> Int {
    let operation = try #require(try await sandbox.journal().first)
    let outcome = try await sandbox.run(["journal", "show", operation.operationId, "--json"])
    return outcome.output.components(separatedBy: #""event":"NOTED""#).count - 1
  }

  /// Starts once more, and sees that nothing is told.
  private func expectNothingFound(_ sandbox: Sandbox) async throws {
    let session = try open(sandbox)
    try await session.waitFor("»Bundles 1/1")
    try await session.type("H")
    try await session.waitFor("»History 1, open 0")
    await session.waitForQuiet(of: .milliseconds(300))
    #expect(await !session.screen.shows("Results nobody has seen"))
    try await session.press(.control("c"))
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test func `is told at the prompt to whoever left while it was on its way, and at the next start`() async throws {
    let sandbox = try await Sandbox.start(faults: Self.held)
    let agent = try await Agent.sitDown(at: sandbox)
    try await agent.deactivate()
    try await agent.waitForWrite(at: sandbox)
    try await agent.session.press(.control("c"), untilShown: "Quit?")
    try await agent.session.press(.tab, untilShown: "▸[ Quit ]")
    try await agent.session.press(.enter)
    try await agent.session.waitFor("Waiting for its outcome.")
    try await sandbox.act("clock", "+15s")
    #expect(try await agent.session.waitForEnd() == .exited(0))
    for words in ["✓ DEACTIVATED", "You can tell the customer: the coupons are deactivated."] {
      #expect(await agent.session.screen.shows(words))
    }
    // No key was pressed after that.
    #expect(try await notes(sandbox) == 0)
    try await open(sandbox).waitFor(": WeChat Pay shows")
  }

  @Test(arguments: Front.allCases)
  func `is told at every start until the agent takes note of it, and then no more`(front: Front) async throws {
    let sandbox = try await Sandbox.start(faults: Self.held)
    try await loseConnection(front, at: sandbox)
    #expect(try await notes(sandbox) == 0)

    let next = try open(sandbox)
    try await next.waitFor(": WeChat Pay shows")
    try await next.waitFor("deactivated.")
    try await expectScreenIsTrue(next)
    // Whoever leaves without a word has not taken note.
    await next.hangUp()
    _ = try await next.waitForEnd()
    #expect(try await notes(sandbox) == 0)

    let last = try open(sandbox, front)
    try await last.waitFor(": WeChat Pay shows")
    switch front {
    case .screen:
      try await last.press(.enter, untilShown: "D deactivate")
      try await last.press(.control("c"))
      try await expectTerminalRestored(last, .exited(0))
    case .lines:
      for _ in 1...50 where try await notes(sandbox) == 0 {
        await last.waitForQuiet(of: .milliseconds(500))
        try await last.burst("1\n")
      }
      try await last.press(.control("d"))
      #expect(try await last.waitForEnd() == .exited(0))
    }
    #expect(try await notes(sandbox) == 1)
    try await expectNothingFound(sandbox)
    #expect(try sandbox.writes().count == 1)
    #expect(try sandbox.effects().count == 1)
    let verified = try await sandbox.run(["journal", "verify"])
    #expect(verified.end == .exited(13), "sound, and nothing from elsewhere to compare with: \(verified.output)")
    // What it printed is a head that was kept elsewhere; the pipe it comes through is silent at first.
    for source in ["-", "/dev/stdin"] {
      let compared = try await PipedProgram.run([
        "/bin/sh", "-c",
        #"(sleep 0.3; printf '%s' "$1") | exec "$2" --config "$3" journal verify --anchor "$4""#,
        "sh", verified.output, BuiltProgram.screen.path, sandbox.configPath, source,
      ])
      #expect(compared.end == .exited(0), "\(compared.output)\(compared.errors)")
    }
  }

  @Test(arguments: Front.allCases)
  func `is not what was on the screen before the agent left with a key`(front: Front) async throws {
    let sandbox = try await Sandbox.start()
    switch front {
    case .screen:
      let agent = try await Agent.sitDown(at: sandbox)
      try await agent.deactivate()
      try await agent.session.waitFor(agent.words.deactivated)
      try await agent.leave()
    case .lines:
      let session = try open(sandbox, .lines)
      try await deactivateInLines(session, at: sandbox)
      try await session.waitFor("✓ DEACTIVATED")
      await session.waitForQuiet(of: .milliseconds(300))
      try await session.press(.control("d"))
      #expect(try await session.waitForEnd() == .exited(0))
    }
    #expect(try await notes(sandbox) == 1)
    try await expectNothingFound(sandbox)
  }
}
