import Foundation
import Testing

/// The dialogue of plain lines, as on a terminal that knows nothing else or for a screen reader.
@Suite("Without a screen, line by line", .serialized)
struct PlainTests {
  private func open(
    _ sandbox: Sandbox, _ arguments: [String] = [], language: String = "en_US.UTF-8"
  ) throws -> TerminalSession {
    try sandbox.openScreen(
      ["--openid", Sandbox.plainCustomer] + arguments, rows: 60, columns: 120, language: language, term: "dumb")
  }

  private func phrase(_ sandbox: Sandbox) async throws -> String {
    let bundle = try #require(try await sandbox.shownCoupons(of: Sandbox.plainCustomer).bundles.first)
    return String(bundle.userCouponBundleId.suffix(4))
  }

  /// Not one byte but text and line ends.
  private func expectPlain(_ session: TerminalSession) async {
    let screen = await session.screen
    #expect(screen.violations == [])
    #expect(screen.clears == 0)
    #expect(!screen.modes.contains(.alternateScreen))
    #expect(await session.hasModesOfStart)
  }

  @Test func `an agent looks a customer up, reads the sections, deactivates the bundle and finds it in the history`()
    async throws
  {
    let sandbox = try await Sandbox.start()
    let session = try open(sandbox)
    try await session.waitFor("1 新客三杯礼, 0 of 3 used, live")
    try await session.answer("1", awaiting: "1 Coupon 1: EFFECTIVE")
    try await session.answer("2", awaiting: "Coupon 2 of 3")
    for section in 1...8 { try await session.answer("\(section)", awaiting: "go back:") }
    try await session.answer("0", awaiting: "4 Deactivate this bundle")
    try await session.answer("0", awaiting: "Read again from WeChat Pay")
    try await session.goToConfirmationInLines()
    #expect(try sandbox.writes().isEmpty)
    await session.waitForQuiet(of: .milliseconds(500))
    try await session.answer("wrong", awaiting: "to confirm.")
    #expect(try sandbox.writes().isEmpty)
    try await session.confirmInLines(at: sandbox)
    try await session.waitFor("✓ DEACTIVATED")
    try await session.answer("0", awaiting: "DEACTIVATED, since")
    try await session.answer("H", awaiting: "History 1, open 0")
    try await session.answer("1", awaiting: "carried out, proved by the reply")
    await expectPlain(session)
    try await session.press(.control("c"))
    #expect(try await session.waitForEnd() == .exited(128 + SIGINT))
    #expect(try sandbox.effects().count == 1)
    #expect(try await sandbox.journal().map(\.state) == ["CONFIRMED"])
  }

  @Test func `what is typed ahead of the last question does not count`() async throws {
    let sandbox = try await Sandbox.start()
    let session = try open(sandbox)
    let phrase = try await phrase(sandbox)
    try await session.waitFor("1 新客三杯礼, 0 of 3 used, live")
    try await session.answer("1", awaiting: "4 Deactivate this bundle")
    try await session.answer("4", awaiting: "1 of 5 · Review")
    await session.waitForQuiet(of: .milliseconds(500))
    try await session.burst("1\nCustomer asked for a refund\n\(phrase)\n\(phrase)\n")
    try await session.waitFor("3 of 5 · Confirm")
    try await session.waitFor("What was typed before the question does not count.")
    await session.waitForQuiet(of: .milliseconds(500))
    #expect(try sandbox.writes().isEmpty)
    try await session.answer("", awaiting: "2 of 5 · Reason")
    try await session.press(.control("d"))
    #expect(try await session.waitForEnd() == .exited(0))
    #expect(try sandbox.writes().isEmpty)
  }

  @Test(arguments: [TerminalKey.control("c"), .control("d")])
  func `the end of the input or Ctrl-C at the last question sends nothing`(key: TerminalKey) async throws {
    let sandbox = try await Sandbox.start()
    let session = try open(sandbox)
    try await session.goToConfirmationInLines()
    await session.waitForQuiet(of: .milliseconds(400))
    try await session.press(key)
    let isEnd = key.bytes == TerminalKey.control("d").bytes
    #expect(try await session.waitForEnd() == .exited(isEnd ? 0 : 128 + SIGINT))
    #expect(try sandbox.writes().isEmpty)
    #expect(try await sandbox.journal().isEmpty)
  }

  @Test func `a lost connection while a deactivation is on its way does not keep it from being recorded`() async throws
  {
    let sandbox = try await Sandbox.start(faults: ["1 POST */deactivate late:1500@head"])
    let session = try open(sandbox)
    try await session.goToConfirmationInLines()
    try await session.confirmInLines(at: sandbox)
    await session.hangUp()
    _ = try await session.waitForEnd()
    #expect(try await sandbox.journal().map(\.state) == ["CONFIRMED"])
    #expect(try sandbox.effects().count == 1)
  }

  @Test func `it speaks Chinese, and escapes where the terminal shows no UTF-8`() async throws {
    let sandbox = try await Sandbox.start()
    let chinese = try open(sandbox, language: "zh_CN.UTF-8")
    try await chinese.waitFor("1 新客三杯礼，3 次已用 0 次，有效")
    try await chinese.press(.control("d"))
    #expect(try await chinese.waitForEnd() == .exited(0))
    let narrow = try open(sandbox, language: "zh_CN.GB18030")
    try await narrow.waitFor("1 \\u65b0\\u5ba2")
    #expect(await narrow.screen.text.allSatisfy(\.isASCII))
    await expectPlain(narrow)
    try await narrow.press(.control("d"))
    #expect(try await narrow.waitForEnd() == .exited(0))
  }

  @Test(arguments: ["--plain", "ACCESSIBLE"])
  func `it can be asked for on any terminal`(way: String) async throws {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(
      way == "--plain" ? ["--plain"] : [], environment: way == "--plain" ? [:] : [way: "1"])
    try await session.waitFor("An OpenID, or 1 to")
    try await session.answer(Sandbox.plainCustomer, awaiting: "1 新客三杯礼")
    await expectPlain(session)
    try await session.answer("0", awaiting: "An OpenID, or 1 to")
    try await session.burst("0\n")
    #expect(try await session.waitForEnd() == .exited(0))
  }
}
