import Foundation
import Testing

/// One shift of an agent and an administrator with the built program, and then a search for what it may tell nobody in
/// all that it wrote.
@Suite("Nothing that is secret is written anywhere", .serialized)
struct CanaryTests {
  private static let reason = "Canary: refund 退款 ticket 80411"

  /// All that was written in the course of the test, but for files.
  private struct Written {
    /// Each command's output, and each screen's bytes.
    var outputs: [(name: String, bytes: Data)] = []
    var errors: [(name: String, bytes: Data)] = []

    mutating func add(_ name: String, _ outcome: PipedProgram.Outcome) {
      outputs.append((name, Data(outcome.output.utf8)))
      errors.append((name, Data(outcome.errors.utf8)))
    }
  }

  /// What goes wrong at one look-up each.
  private static let faults = [
    "unsigned-200", "bad-signature", "http-401", "http-403", "http-429", "http-500", "html-502", "half-json",
    "close@head",
  ]

  @Test func `keys, passphrase, signatures, customer, codes and reason, after a whole shift`() async throws {
    var written = Written()
    let place = try PrivateFolder()
    // The first look-ups fail in many ways, the deactivation's answer is lost, and its second one is forged.
    let rules =
      Self.faults.enumerated().map { "\($0 + 1) GET */coupons* \($1)" }
      + ["1 POST */deactivate applied-500", "2 POST */deactivate bad-signature"]
    let (sandbox, configuration) = try await Sandbox.startWithLockedKey(faults: rules)
    let plain = sandbox.configPath
    for fault in Self.faults {
      for format in [[], ["--json"]] {
        let arguments = ["show", "--openid", Sandbox.plainCustomer] + format
        written.add("show, \(fault)", try await sandbox.run(arguments, configuration: plain))
      }
    }
    written.add(
      "show without its key",
      try await sandbox.run(["show", "--openid", sandbox.openID], configuration: configuration))
    written.add("show of nobody", try await sandbox.run(["show", "--openid", "oNobody-at-all"], configuration: plain))

    try await deactivate(at: sandbox, configuration, in: place, &written)
    try await administer(sandbox, in: place, &written)

    let secrets = try secrets(of: sandbox)
    #expect(secrets.count > 300)
    for (name, bytes) in written.outputs + written.errors {
      #expect(secrets.found(in: bytes).isEmpty, "\(secrets.found(in: bytes)) in \(name)")
    }
    // What a screen and a list may show, an error and a file may not.
    let personal = try await personal(of: sandbox)
    for (name, bytes) in written.errors {
      #expect(personal.found(in: bytes).isEmpty, "\(personal.found(in: bytes)) in the errors of \(name)")
    }
    #expect(try secrets.found(below: sandbox.path(of: "state")) == ["journal key in journal.key"])
    #expect(try secrets.found(below: place.path) == [])
    for folder in [sandbox.path(of: "state"), place.path] { #expect(try personal.found(below: folder) == []) }
    // The search finds what is there: the gateway has seen all of it.
    let truth = try String(contentsOfFile: sandbox.path(of: "requests.log"), encoding: .utf8)
    #expect(secrets.found(in: truth).contains("signature"))
    #expect(personal.found(in: truth).isSuperset(of: ["customer", "reason"]))
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
    #expect(names.sorted() == ["events.jsonl", "events.jsonl.sha256"], "no core file")
  }

  /// Opens the screen with the passphrase and deactivates; the history is looked at too.
  private func deactivate(
    at sandbox: Sandbox, _ configuration: String, in place: PrivateFolder, _ written: inout Written
  ) async throws {
    let session = try TerminalSession(
      [BuiltProgram.screen.path, "--config", configuration, "--openid", Sandbox.plainCustomer], rows: 40, columns: 120,
      folder: place.path)
    try await session.waitFor("Passphrase of ")
    for _ in 0..<200 where await session.modes.echoes { await session.waitForQuiet(of: .milliseconds(20)) }
    try await session.burst("not-" + LockedKey.passphrase + "\r")
    try await session.waitFor("The passphrase does not open")
    for _ in 0..<200 where await session.modes.echoes { await session.waitForQuiet(of: .milliseconds(20)) }
    try await session.burst(LockedKey.passphrase + "\r")
    try await session.waitFor("»Bundles 1/1")
    let bundle = try #require(try await sandbox.shownCoupons(of: Sandbox.plainCustomer).bundles.first)
    let agent = Agent(session: session, bundleID: bundle.userCouponBundleId)
    try await agent.go(to: .phraseTyped, reason: Self.reason)
    let worker = try #require(try child(of: await session.process))
    for name in ["cmdline", "environ"] {
      written.outputs.append((name, try Data(contentsOf: URL(filePath: "/proc/\(worker)/\(name)"))))
    }
    try await agent.commit()
    try await session.waitFor(agent.words.deactivated)
    try await session.press(.enter, untilShown: "D deactivate")
    try await session.type("H")
    try await session.waitFor("»History 1, open 0")
    try await agent.leave()
    written.outputs.append(("the screen", Data(await session.output)))
  }

  /// All that an administrator may ask of the journal.
  private func administer(_ sandbox: Sandbox, in place: PrivateFolder, _ written: inout Written) async throws {
    let listed = try await sandbox.run(["journal", "list", "--json"])
    struct Line: Decodable { let operationId: String }
    let line: Line = try fromJSON(try #require(listed.output.split(separator: "\n").first))
    for arguments in [
      ["list"], ["list", "--csv"], ["list", "--json"], ["show", line.operationId],
      ["show", line.operationId, "--json"],
      ["verify"], ["verify", "--json"], ["verify", "--anchor", sandbox.path(of: "requests.log")],
      ["export", place.path + "/events.jsonl"], ["salvage"], ["show", "no-such-thing"],
    ] {
      written.add("journal \(arguments[0])", try await sandbox.run(["journal"] + arguments))
    }
    let exported = try String(contentsOfFile: place.path + "/events.jsonl", encoding: .utf8)
    #expect(exported.contains("CONFIRMED") && exported.contains("SIG_FAIL") && exported.contains("LOOKUP"))
  }

  /// What stands nowhere but in key files and on the wire.
  private func secrets(of sandbox: Sandbox) throws -> Canaries {
    var canaries = Canaries()
    for name in ["merchant.key.pem", "locked.pem", "gateway/wechatpay.key.pem"] {
      canaries.add(key: try String(contentsOfFile: sandbox.path(of: name), encoding: .utf8))
    }
    canaries.add("APIv3 key", try Data(contentsOf: URL(filePath: sandbox.path(of: "apiv3.key"))))
    canaries.add("passphrase", LockedKey.passphrase.utf8)
    canaries.add("Authorization", "WECHATPAY2-SHA256-RSA2048".utf8)
    let headers = try sandbox.requests().flatMap(\.headers)
    let authorizations = headers.filter { $0.first == "Authorization" }.compactMap(\.last)
    #expect(authorizations.count > 10)
    for match in authorizations.compactMap({ $0.firstMatch(of: /signature="([^"]+)"/) }) {
      canaries.add("signature", String(match.1).utf8)
      if let bytes = Data(base64Encoded: String(match.1)) { canaries.add("signature", bytes) }
    }
    canaries.add("journal key", try Data(contentsOf: URL(filePath: sandbox.path(of: "state/journal.key"))))
    return canaries
  }

  /// Whose coupons they are, what redeems them, and why they were deactivated.
  private func personal(of sandbox: Sandbox) async throws -> Canaries {
    var canaries = Canaries()
    canaries.add("customer", Sandbox.plainCustomer.utf8)
    canaries.add("customer", sandbox.openID.utf8)
    canaries.add("reason", Self.reason.utf8)
    for coupon in try await sandbox.shownCoupons(of: Sandbox.plainCustomer).bundles.flatMap(\.coupons) {
      canaries.add("code", coupon.couponCode.utf8)
    }
    return canaries
  }
}
