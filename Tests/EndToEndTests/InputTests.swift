import Foundation
import Testing

/// What reaches the program through a terminal and was not typed by a hand.
@Suite("Pasted and injected input", .serialized)
struct InputTests {
  /// An agent at the question, with the phrase asked for.
  private func question(_ sandbox: Sandbox) async throws -> Agent {
    let agent = try await Agent.sitDown(at: sandbox)
    try await agent.go(to: .confirmation)
    try await agent.session.press(.tab, untilShown: agent.words.question)
    return agent
  }

  @Test func `the phrase and its Enter in one packet send nothing, an Enter by itself does`() async throws {
    let sandbox = try await Sandbox.start()
    let agent = try await question(sandbox)
    try await agent.session.burst("\(agent.phrase)\r")
    try await agent.session.waitFor("Please press Enter once more.")
    await agent.session.waitForQuiet(of: .milliseconds(300))
    #expect(try sandbox.writes().isEmpty)
    try await agent.commit()
    try await agent.session.waitFor(agent.words.deactivated)
    try await agent.leave()
    #expect(try sandbox.writes().count == 1)
  }

  @Test func `a paste with an end marker in it types no phrase and presses no Enter`() async throws {
    let sandbox = try await Sandbox.start()
    let agent = try await question(sandbox)
    let end = "\u{1B}[201~"
    for text in [agent.phrase, "\(end)\(agent.phrase)\r", "\(end)\(agent.phrase)\u{1B}[200~\r\(end)\r"] {
      // On a busy machine the Enter comes by itself, and is told so.
      let words = ["Please type the four characters.", "Type \(agent.phrase) to confirm."]
      try await agent.session.press(.paste(text), .enter)
      try await agent.session.wait(for: "an answer to the paste") { screen in words.contains { screen.shows($0) } }
      await agent.session.waitForQuiet(of: .milliseconds(300))
      #expect(try sandbox.writes().isEmpty)
      try await agent.session.press(.down)
      for notice in words { try await agent.session.waitForNo(notice) }
    }
    try await agent.leave()
    #expect(try sandbox.writes().isEmpty)
  }

  @Test func `a text that bursts into the lists is offered as a look-up and presses no key`() async throws {
    let sandbox = try await Sandbox.start()
    let agent = try await Agent.sitDown(at: sandbox)
    let asked = try sandbox.requests().count
    // q quits, D deactivates, where they are keys.
    try await agent.session.burst("quit D now!\r")
    try await agent.session.waitFor("What you pasted is not an OpenID")
    try await agent.session.burst(Sandbox.customerWithoutCoupons + "\r")
    try await agent.session.waitFor("Press Enter to look this customer up.")
    try await agent.session.waitFor(Sandbox.customerWithoutCoupons)
    #expect(try sandbox.requests().count == asked, "the pasted Enter asks nothing")
    try await agent.leave()
  }

  @Test func `a paste that never ends does not lock the program`() async throws {
    let sandbox = try await Sandbox.start()
    let agent = try await Agent.sitDown(at: sandbox)
    try await agent.session.burst("\u{1B}[200~")
    try await agent.session.burst(String(repeating: "never ending \r", count: 20_000))
    try await agent.session.waitFor("What you pasted is not an OpenID", until: Deadline(after: .seconds(60)))
    try await agent.leave()
    #expect(try sandbox.writes().isEmpty)
  }
}
