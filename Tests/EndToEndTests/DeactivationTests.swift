import Foundation
import Testing

@Suite("Deactivating a bundle", .serialized)
struct DeactivationTests {
  @Test(arguments: [DialogWords.english, .chinese], [(24, 80), (40, 120)])
  func `review, reason, typed phrase, outcome: sent once, recorded, and true at WeChat Pay`(
    words: DialogWords, size: (rows: Int, columns: Int)
  ) async throws {
    let sandbox = try await Sandbox.start()
    let agent = try await Agent.sitDown(at: sandbox, words: words, rows: size.rows, columns: size.columns)
    try await agent.review()
    try await expectScreenIsTrue(agent.session)
    try await agent.goOnToReason()
    try await agent.giveReason("Asked for a refund 要求退款")
    try await expectScreenIsTrue(agent.session)
    try await agent.goOnToConfirmation()
    try await agent.typePhrase()
    try await expectScreenIsTrue(agent.session)
    #expect(try sandbox.writes().isEmpty, "nothing is sent before the last step")
    try await agent.commit()
    try await agent.session.waitFor(words.deactivated)
    try await expectScreenIsTrue(agent.session)
    let screen = await agent.session.screen
    #expect(screen.text.components(separatedBy: words.coupons).count == 4, "each of the three coupons")
    try await agent.leave()

    let effects = try sandbox.effects()
    #expect(try sandbox.writes().count == 1)
    #expect(effects.count == 1)
    #expect(effects.first?.reason == "Asked for a refund 要求退款")
    #expect(effects.first?.couponCodes.count == 3)
    let coupons = try await sandbox.shownCoupons(of: Sandbox.plainCustomer).bundles.flatMap(\.coupons)
    #expect(coupons.map(\.couponState) == Array(repeating: "DEACTIVATED", count: 3))
    let journal = try await sandbox.journal()
    let number = try #require(effects.first?.outRequestNo)
    #expect(coupons.map(\.deactivateReason) == Array(repeating: "Asked for a refund 要求退款", count: 3))
    #expect(coupons.map(\.deactivateRequestNo) == Array(repeating: number, count: 3))
    #expect(journal.map(\.state) == ["CONFIRMED"])
    #expect(journal.first?.target == agent.bundleID)
    #expect(journal.first?.outRequestNo == number)
    #expect(journal.first?.attempts == 1)
    // What the agent can quote is what WeChat Pay and the journal know.
    let requestID = try #require(journal.first?.requestId)
    #expect(screen.shows(number))
    #expect(screen.shows(requestID))
  }

  @Test func `a gateway that shows numbers of its own is believed in what it shows, and in no more`() async throws {
    let sandbox = try await Sandbox.start(behave: ["coupon-number=own"])
    let agent = try await Agent.sitDown(at: sandbox)
    try await agent.deactivate()
    try await agent.session.waitFor("✓ DEACTIVATED")
    try await agent.session.waitFor("WeChat Pay took the request")
    try await agent.session.waitFor("You can tell the customer: the coupons are deactivated.")
    #expect(await !agent.session.screen.shows("You changed nothing"))
    try await agent.leave()
    #expect(try sandbox.effects().count == 1)
    #expect(try await sandbox.journal().map(\.state) == ["ALREADY"])
  }

  @Test func `after the outcome the list is read again, and the history shows what was done`() async throws {
    let sandbox = try await Sandbox.start()
    let agent = try await Agent.sitDown(at: sandbox)
    try await agent.deactivate()
    try await agent.session.waitFor(agent.words.deactivated)
    try await agent.session.press(.enter, untilShown: "D deactivate")
    try await agent.session.waitFor("✓ done")
    try await agent.session.type("H")
    try await agent.session.waitFor("»History 1, open 0")
    try await agent.session.waitFor("✓ DEACTIVATED")
    try await agent.leave()
    #expect(try sandbox.writes().count == 1)
  }

  // MARK: Nothing is sent

  private func expectNothingSent(by agent: Agent, to sandbox: Sandbox) async throws {
    #expect(try sandbox.writes().isEmpty)
    #expect(try sandbox.effects().isEmpty)
    #expect(try await sandbox.journal().isEmpty)
  }

  @Test(arguments: Agent.Step.allCases)
  func `Escape goes back a step at a time, and nothing is sent`(step: Agent.Step) async throws {
    let sandbox = try await Sandbox.start()
    let agent = try await Agent.sitDown(at: sandbox)
    try await agent.go(to: step)
    var titles = ["1 of 5", "2 of 5", "3 of 5"].prefix([1, 2, 2, 3, 3][step.rawValue])
    while let title = titles.popLast() {
      try await agent.session.waitFor(title)
      try await agent.session.press(.escape)
      try await agent.session.waitForNo(title)
    }
    try await agent.session.waitFor("»Bundles 1/1")
    try await expectScreenIsTrue(agent.session)
    try await agent.leave()
    try await expectNothingSent(by: agent, to: sandbox)
  }

  @Test(arguments: Agent.Step.allCases)
  func `a lost connection at any step before the last sends nothing`(step: Agent.Step) async throws {
    let sandbox = try await Sandbox.start()
    let agent = try await Agent.sitDown(at: sandbox)
    try await agent.go(to: step)
    await agent.session.hangUp()
    let end = try await agent.session.waitForEnd(until: Deadline(after: .seconds(5)))
    #expect(end == .exited(129) || end == .killed(signal: 1))
    try await expectNothingSent(by: agent, to: sandbox)
  }

  @Test func `keys typed ahead, as by a paste without brackets, do not confirm`() async throws {
    let sandbox = try await Sandbox.start()
    let agent = try await Agent.sitDown(at: sandbox)
    try await agent.session.burst("D\r1\r\(agent.phrase)\r\r\r")
    try await agent.session.waitFor(agent.words.review)
    await agent.session.waitForQuiet(of: .milliseconds(300))
    #expect(try sandbox.writes().isEmpty)
    try await agent.leave()
    try await expectNothingSent(by: agent, to: sandbox)
  }

  @Test func `Enter on the question changes nothing, nor does a pasted or a wrong phrase`() async throws {
    let sandbox = try await Sandbox.start()
    let agent = try await Agent.sitDown(at: sandbox)
    try await agent.go(to: .confirmation)
    // It stands on Cancel.
    try await agent.session.press(.enter, untilShown: agent.words.reason)
    try await agent.goOnToConfirmation()
    try await agent.session.press(.tab, untilShown: agent.words.question)
    try await agent.session.press(.paste(agent.phrase), .enter)
    try await agent.session.waitFor("Type \(agent.phrase) to confirm.")
    try await agent.session.type("0000")
    try await agent.session.press(.enter)
    try await agent.session.waitFor("Type \(agent.phrase) to confirm.")
    try await agent.leave()
    try await expectNothingSent(by: agent, to: sandbox)
  }

  // MARK: While things go on

  @Test func `the window may change its size at every step`() async throws {
    let sandbox = try await Sandbox.start()
    let agent = try await Agent.sitDown(at: sandbox)
    let shake = {
      for (rows, columns) in [(40, 120), (12, 40), (3, 10), (1, 1), (60, 200), (24, 80)] {
        try await agent.session.resize(rows: rows, columns: columns)
      }
      try await expectScreenIsTrue(agent.session)
      // One size at a time, each drawn.
      for (rows, columns) in [(40, 120), (12, 40), (5, 20), (24, 80)] {
        try await agent.session.resize(rows: rows, columns: columns)
        try await expectScreenIsTrue(agent.session)
      }
    }
    try await shake()
    try await agent.review()
    try await shake()
    try await agent.goOnToReason()
    try await agent.giveReason()
    try await shake()
    try await agent.goOnToConfirmation()
    try await shake()
    try await agent.typePhrase()
    try await shake()
    #expect(try sandbox.writes().isEmpty)
    // A question that was too small to be seen is asked anew.
    try await agent.typePhrase()
    try await agent.commit()
    try await agent.session.waitFor(agent.words.deactivated)
    try await shake()
    try await agent.leave()
    #expect(try sandbox.writes().count == 1)
  }

  @Test func `a connection lost while the request is on its way neither loses nor repeats it`() async throws {
    let sandbox = try await Sandbox.start(faults: ["1 POST */deactivate late:3000@head"])
    let agent = try await Agent.sitDown(at: sandbox)
    try await agent.deactivate()
    try await agent.session.waitFor("Sending…")
    try await agent.waitForWrite(at: sandbox)
    await agent.session.hangUp()
    _ = try await agent.session.waitForEnd()
    let journal = try await sandbox.journal()
    #expect(journal.count == 1, "recorded before it left")
    #expect(try sandbox.writes().count == 1)
    #expect(try sandbox.effects().map(\.outRequestNo) == journal.map(\.outRequestNo))
  }

  @Test func `an answer that takes more than ten seconds is waited for`() async throws {
    let sandbox = try await Sandbox.start(faults: ["1 POST */deactivate late:10500@head"])
    let agent = try await Agent.sitDown(at: sandbox)
    try await agent.deactivate()
    try await agent.session.waitFor(agent.words.deactivated)
    #expect(await agent.session.screen.shows("Verified reply from WeChat Pay"))
    try await agent.leave()
    #expect(try sandbox.writes().count == 1)
    #expect(try await sandbox.journal().map(\.attempts) == [1])
  }

  @Test(arguments: ["close@head", "applied-500", "html-502", "unsigned-200", "bad-signature", "half-json"])
  func `an answer that is lost or proves nothing is replaced by reading back, and the deed is done once`(
    fault: String
  ) async throws {
    let sandbox = try await Sandbox.start(faults: ["* POST */deactivate \(fault)"])
    let agent = try await Agent.sitDown(at: sandbox)
    try await agent.deactivate()
    try await agent.session.waitFor("5 of 5")
    try await expectScreenIsTrue(agent.session)
    let screen = await agent.session.screen
    #expect(screen.shows("✓ DEACTIVATED"))
    #expect(screen.shows("Proved by reading the coupons back"))
    try await agent.leave()
    #expect(try sandbox.effects().count == 1)
  }

  @Test func `an unknown outcome is kept, leads every later D to itself, and is sent again under its own number only`()
    async throws
  {
    // A refusal of the signature proves nothing: the request may have been carried out all the same.
    let sandbox = try await Sandbox.start(faults: ["1 POST */deactivate http-401"])
    let first = try await Agent.sitDown(at: sandbox)
    try await first.deactivate()
    try await first.session.waitFor("? UNKNOWN")
    try await first.session.waitFor("Do not promise the customer anything.")
    try await first.leave()
    #expect(try await sandbox.journal().map(\.state) == ["UNKNOWN"])

    let second = try await Agent.sitDown(at: sandbox)
    try await second.session.waitFor("1 open check")
    try await second.session.type("D")
    try await second.session.waitFor("? UNKNOWN")
    try await second.session.type("r")
    // S waits for the check to end, and shows the coupons as they are now.
    try await second.session.press(.letter("S"), untilShown: "The coupons, read at ")
    try await second.session.press(.enter, untilShown: second.words.confirmation)
    #expect(try sandbox.writes().count == 1, "looking sends nothing")
    try await second.typePhrase()
    try await second.commit()
    try await second.session.waitFor(second.words.deactivated)
    try await expectScreenIsTrue(second.session)
    try await second.leave()

    let bodies: [Body] = try sandbox.writes().map { try fromJSON($0.body ?? "") }
    #expect(bodies.count == 2)
    #expect(Set(bodies.map(\.outRequestNo)).count == 1)
    #expect(try sandbox.effects().map(\.outRequestNo) == [bodies[0].outRequestNo])
    #expect(try await sandbox.journal().map(\.state) == ["CONFIRMED"])
  }

  private struct Body: Decodable { let outRequestNo: String }

  @Test func `two agents at one bundle deactivate it once`() async throws {
    let sandbox = try await Sandbox.start()
    let (first, second) = (try await Agent.sitDown(at: sandbox), try await Agent.sitDown(at: sandbox))
    try await first.go(to: .phraseTyped)
    try await second.go(to: .phraseTyped)
    try await first.commit()
    try await first.session.waitFor(first.words.deactivated)
    try await second.commit()
    try await second.session.waitFor("Changed since you looked: coupon 1 EFFECTIVE → DEACTIVATED")
    try await second.session.waitFor("None of the coupons can still be deactivated.")
    try await first.leave()
    try await second.leave()
    #expect(try sandbox.effects().count == 1)
    #expect(try sandbox.writes().count == 1)
  }

  @Test func `a single coupon is deactivated under its own number, and its code stays masked`() async throws {
    let sandbox = try await Sandbox.start()
    let singles = try await sandbox.shownCoupons(of: sandbox.openID).coupons
    let code = try #require(singles.first).couponCode
    let session = try sandbox.openScreen(["--openid", sandbox.openID], rows: 40, columns: 120)
    try await session.waitFor("»Bundles 1/7")
    try await session.press(.end)
    try await session.waitFor("»Bundles 7/7")
    try await session.press(.enter)
    try await session.waitFor("»Singles 1/14")
    let agent = Agent(session: session, bundleID: code)
    try await agent.deactivate()
    try await session.waitFor(agent.words.deactivated)
    try await session.waitFor("You can tell the customer: the coupon is deactivated.")
    try await expectScreenIsTrue(session)
    try await agent.leave()
    #expect(try sandbox.effects().map(\.couponCodes) == [[code]])
    let after = try await sandbox.shownCoupons(of: sandbox.openID).coupons
    #expect(after.first { $0.couponCode == code }?.couponState == "DEACTIVATED")
    let journal = try await sandbox.journal()
    #expect(journal.map(\.state) == ["CONFIRMED"])
    #expect(journal.first?.target == "\(code.prefix(4))…\(code.suffix(4))")
    #expect(!String(decoding: await session.output, as: UTF8.self).contains(code))
  }
}
