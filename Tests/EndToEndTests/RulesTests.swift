import Foundation
import Testing

/// What goes on while an agent is at the dialog: colleagues, customers, crashes and disks.
@Suite("While a deactivation goes on", .serialized)
struct RulesTests {
  /// A reply that is held back until ``Sandbox/act(_:)`` moves the gateway's clock.
  private static let held = ["1 POST */deactivate late:15000@head"]

  @Test func `a colleague is shown who is at it, and sees the outcome come without a key`() async throws {
    let sandbox = try await Sandbox.start(faults: Self.held)
    let (first, second) = (try await Agent.sitDown(at: sandbox), try await Agent.sitDown(at: sandbox))
    try await first.deactivate()
    try await first.waitForWrite(at: sandbox)
    try await second.session.type("D")
    try await second.session.waitFor("is deactivating this (")
    try await second.session.waitFor("Do not promise the customer anything.")
    try await sandbox.act("clock", "+15s")
    try await second.session.waitFor(second.words.deactivated)
    try await first.session.waitFor(first.words.deactivated)
    try await expectScreenIsTrue(second.session)
    try await first.leave()
    try await second.leave()
    #expect(try sandbox.writes().count == 1)
    #expect(try await sandbox.journal().map(\.state) == ["CONFIRMED"])
  }

  @Test func `whoever starts meanwhile, and looks again, leaves alone what is under way`() async throws {
    let sandbox = try await Sandbox.start(faults: Self.held)
    let first = try await Agent.sitDown(at: sandbox)
    try await first.deactivate()
    try await first.waitForWrite(at: sandbox)
    for _ in 1...2 {
      let other = try await Agent.sitDown(at: sandbox)
      try await other.session.waitFor("1 open check")
      // Each key is a moment at which the program looks again what became of it.
      try await other.session.type("jkH")
      try await other.session.waitFor("»History 1, open 1")
      try await other.leave()
    }
    try await sandbox.act("clock", "+15s")
    try await first.session.waitFor(first.words.deactivated)
    try await first.leave()
    let operation = try #require(try await sandbox.journal().first)
    let events = try await sandbox.run(["journal", "show", operation.operationId, "--json"]).output
    #expect(events.contains(#""event":"CONFIRMED""#))
    for kind in ["RECOVERED", "UNKNOWN", "NOT_APPLIED"] { #expect(!events.contains(#""event":"\#(kind)""#)) }
    #expect(try sandbox.writes().count == 1)
  }

  @Test func `what a killed program had sent is told at the next start, and nothing is sent for it`() async throws {
    let sandbox = try await Sandbox.start(faults: Self.held)
    let first = try await Agent.sitDown(at: sandbox)
    try await first.deactivate()
    try await first.waitForWrite(at: sandbox)
    let worker = try #require(try child(of: await first.session.process))
    kill(worker, SIGKILL)
    _ = try await first.session.waitForEnd()
    #expect(try await sandbox.journal().map(\.state) == ["SENDING"])

    let next = try sandbox.openScreen(["--openid", Sandbox.plainCustomer], rows: 40, columns: 120)
    try await next.waitFor(": WeChat Pay shows")
    try await next.waitFor("deactivated.")
    try await expectScreenIsTrue(next)
    try await next.press(.enter, untilShown: "D deactivate")
    try await next.type("H")
    try await next.waitFor("»History 1, open 0")
    try await next.press(.enter)
    try await next.waitFor("no end of it is known: it counts as sent")
    try await next.press(.control("c"))
    try await expectTerminalRestored(next, .exited(0))
    #expect(try sandbox.writes().count == 1)
    #expect(try sandbox.effects().count == 1)
    #expect(try await sandbox.journal().map(\.state) == ["CONFIRMED"])
  }

  @Test func `what a killed program may have sent stays open, and is neither sent again nor told as not done`()
    async throws
  {
    let sandbox = try await Sandbox.start(faults: ["1 POST */deactivate stall@request"])
    let first = try await Agent.sitDown(at: sandbox)
    try await first.deactivate()
    try await first.waitForWrite(at: sandbox)
    let worker = try #require(try child(of: await first.session.process))
    kill(worker, SIGKILL)
    _ = try await first.session.waitForEnd()
    let next = try await Agent.sitDown(at: sandbox)
    try await next.session.waitFor("1 open check")
    try await next.session.type("H")
    try await next.session.waitFor("? UNKNOWN")
    try await next.leave()
    #expect(try sandbox.writes().count == 1)
    #expect(try sandbox.effects().isEmpty)
    #expect(try await sandbox.journal().map(\.state) == ["UNKNOWN"])
  }

  @Test func `an outcome that cannot be recorded is shown as such, locks the next, and is recorded by a check`()
    async throws
  {
    let sandbox = try await Sandbox.start(faults: Self.held)
    let agent = try await Agent.sitDown(at: sandbox, rows: 40, columns: 120)
    let session = agent.session
    try await agent.deactivate()
    try await agent.waitForWrite(at: sandbox)
    let journal = sandbox.path(of: "state/journal.sqlite")
    try FileManager.default.moveItem(atPath: journal, toPath: journal + ".away")
    try await sandbox.act("clock", "+15s")
    try await session.waitFor("! NOT RECORDED: deactivated at WeChat Pay")
    try await session.waitFor("READ-ONLY: ")
    try await expectScreenIsTrue(session)
    try await session.press(.escape, untilShown: "D read-only")
    try await session.type("H")
    try await session.waitFor("Read-only: the record cannot be written")

    try FileManager.default.moveItem(atPath: journal + ".away", toPath: journal)
    // A check finds the outcome out again, now or by itself within the minute.
    try await session.type("r")
    try await session.waitFor("»History 1, open ")
    try await session.press(.letter("c"), untilShown: agent.words.deactivated)
    try await session.waitForNo("READ-ONLY")
    try await agent.leave()
    #expect(try sandbox.writes().count == 1)
    #expect(try await sandbox.journal().map(\.state) == ["CONFIRMED"])
  }

  @Test func `a coupon that changes after the phrase was typed is shown, and confirmed anew`() async throws {
    let sandbox = try await Sandbox.start()
    let agent = try await Agent.sitDown(at: sandbox, rows: 40, columns: 120)
    try await agent.go(to: .phraseTyped)
    let coupons = try await sandbox.shownCoupons(of: Sandbox.plainCustomer).bundles.flatMap(\.coupons)
    try await sandbox.act("delete", try #require(coupons.last).couponCode)
    try await agent.commit()
    try await agent.session.waitFor("Changed since you looked: coupon 3 EFFECTIVE → DELETED")
    try await agent.session.waitFor("changed: it was EFFECTIVE when you looked")
    try await expectScreenIsTrue(agent.session)
    #expect(try sandbox.writes().isEmpty)
    #expect(try await sandbox.journal().isEmpty)
    // The reason stands there still; the phrase does not.
    try await agent.goOnToReason()
    try await agent.session.waitFor("Customer asked for a refund")
    try await agent.goOnToConfirmation()
    #expect(try sandbox.writes().isEmpty)
    try await agent.typePhrase()
    try await agent.commit()
    try await agent.session.waitFor(agent.words.deactivated)
    try await agent.leave()
    #expect(try sandbox.effects().map(\.couponCodes.count) == [2])
  }

  @Test func `the mark behind a reason goes to WeChat Pay, and the agent has the rest of the room`() async throws {
    let sandbox = try await Sandbox.start()
    let tagged = try sandbox.configuration(changing: ["role": "\"deactivate\"\nreason_tag = true"])
    let agent = try await Agent.sitDown(at: sandbox, configuration: tagged)
    try await agent.go(to: .reason)
    try await agent.session.press(.paste(String(repeating: "x", count: 139)))
    try await agent.session.waitFor("139/138")
    try await agent.session.press(.enter)
    try await agent.session.waitFor("2 of 5")
    try await agent.session.press(.control("u"), untilShown: "0/138")
    try await agent.giveReason()
    try await agent.session.waitFor("A mark such as")
    try await agent.goOnToConfirmation()
    try await agent.typePhrase()
    try await agent.commit()
    try await agent.session.waitFor(agent.words.deactivated)
    try await agent.leave()
    let reason = try #require(try sandbox.effects().first?.reason)
    #expect(reason.wholeMatch(of: /Customer asked for a refund \[CK-[0-9A-HJKMNP-TV-Z]{6}\]/) != nil, "\(reason)")
    let listed = try await sandbox.run(["journal", "list", "--csv"])
    #expect(listed.output.contains("Customer asked for a refund") && !listed.output.contains("[CK-"))
  }
}
