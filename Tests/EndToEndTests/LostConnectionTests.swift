import Foundation
import Testing

/// An SSH session that drops takes the terminal away, whatever the agent was at.
@Suite("A connection that is lost", .serialized)
struct LostConnectionTests {
  enum Step: Int, CaseIterable, Sendable {
    case form, list, review, reason, confirmation, sending, outcome

    /// Whether a request has left.
    var hasSent: Bool { self >= .sending }
    static func >= (left: Step, right: Step) -> Bool { left.rawValue >= right.rawValue }
  }

  private func go(to step: Step, _ sandbox: Sandbox) async throws -> TerminalSession {
    guard step >= .list else {
      let session = try sandbox.openScreen()
      try await session.waitFor("Look up a customer")
      return session
    }
    let agent = try await Agent.sitDown(at: sandbox)
    switch step {
    case .form, .list: break
    case .review: try await agent.go(to: .review)
    case .reason: try await agent.go(to: .reasonGiven)
    case .confirmation: try await agent.go(to: .phraseTyped)
    case .sending, .outcome:
      try await agent.deactivate()
      try await agent.session.waitFor(step == .sending ? "Sending…" : agent.words.deactivated)
      try await agent.waitForWrite(at: sandbox)
    }
    return agent.session
  }

  /// The record is as it was written; without one nothing was recorded.
  private func expectSoundJournal(_ sandbox: Sandbox) async throws {
    let verdict = try await sandbox.run(["journal", "verify", "--json"])
    struct Verdict: Decodable { let sound: Bool }
    let isSound = try? (fromJSON(verdict.output) as Verdict).sound
    #expect(isSound == true, "\(verdict.output)\(verdict.errors)")
  }

  @Test(arguments: Step.allCases)
  func `leaves no process, a sound record and one effect at most, and the next start tells what is true`(
    step: Step
  ) async throws {
    let sandbox = try await Sandbox.start(faults: step == .sending ? ["1 POST */deactivate late:1500@head"] : [])
    let session = try await go(to: step, sandbox)
    let worker = try #require(try child(of: await session.process))
    await session.hangUp()
    _ = try await session.waitForEnd(until: Deadline(after: .seconds(90)))
    #expect(await hasEnded(worker, until: Deadline(after: .seconds(90))), "an orphan")

    #expect(try sandbox.writes().count == (step.hasSent ? 1 : 0))
    #expect(try sandbox.effects().count == (step.hasSent ? 1 : 0))
    #expect(try await sandbox.journal().map(\.state) == (step.hasSent ? ["CONFIRMED"] : []))
    try await expectSoundJournal(sandbox)

    let next = try await Agent.sitDown(at: sandbox)
    if step.hasSent {
      // No key came after the outcome was drawn, if it was: nobody may have read it.
      try await next.session.waitFor(": WeChat Pay shows")
      try await next.session.press(.enter, untilShown: "D deactivate")
      try await next.session.waitFor("✓ done")
      try await next.session.type("H")
      try await next.session.waitFor("»History 1, open 0")
      try await next.session.waitFor("✓ DEACTIVATED")
    } else {
      try await next.review()
      try await next.goOnToReason()
      if step >= .reason {
        try await next.session.waitFor("You had begun to write this")
        try await next.session.waitFor(Agent.usualReason)
      }
    }
    try await next.leave()
    #expect(try sandbox.writes().count == (step.hasSent ? 1 : 0), "the next start sends nothing")
  }

  @Test func `and a machine that kills what is left over: the next start finds out, and says that it was done`()
    async throws
  {
    let sandbox = try await Sandbox.start(faults: ["1 POST */deactivate late:600000@head"])
    let session = try await go(to: .sending, sandbox)
    let guardian = await session.process
    let worker = try #require(try child(of: guardian))
    await session.hangUp()
    kill(worker, SIGKILL)
    _ = try await session.waitForEnd()
    #expect(await hasEnded(worker))
    #expect(try await sandbox.journal().map(\.state).allSatisfy { $0 == "SENDING" || $0 == "UNKNOWN" })
    try await expectSoundJournal(sandbox)

    let next = try sandbox.openScreen()
    try await next.waitFor("»Results nobody")
    try await next.waitFor(": WeChat Pay shows")
    try await next.waitFor("deactivated.")
    // It takes no key before a person can have read it.
    for _ in 1...50 where await next.screen.shows("»Results nobody") {
      try await next.press(.enter)
      await next.waitForQuiet(of: .milliseconds(100))
    }
    try await next.waitForNo("»Results nobody")
    try await next.press(.control("c"))
    try await expectTerminalRestored(next, .exited(0))
    #expect(try await sandbox.journal().map(\.state) == ["CONFIRMED"])
    #expect(try sandbox.effects().count == 1)
    #expect(try sandbox.writes().count == 1)
    try await expectSoundJournal(sandbox)
  }
}
