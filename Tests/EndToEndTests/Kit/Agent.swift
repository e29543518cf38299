import Foundation
import Testing

/// What the agent reads in the five steps, in one language.
struct DialogWords: Sendable, CustomTestStringConvertible {
  let locale, list, review, reason, confirmation, question, deactivated, coupons: String

  var testDescription: String { locale }

  static let english = DialogWords(
    locale: "en_US.UTF-8", list: "»Bundles 1/1", review: "will stop working", reason: "2 of 5 · Reason",
    confirmation: "3 of 5 · Confirm", question: "▸Type the last four characters", deactivated: "✓ DEACTIVATED",
    coupons: "EFFECTIVE → DEACTIVATED")
  static let chinese = DialogWords(
    locale: "zh_CN.UTF-8", list: "»券组 1/1", review: "将不能再使用", reason: "第 2 步，共 5 步 · 原因",
    confirmation: "第 3 步，共 5 步 · 确认", question: "▸请输入末四位", deactivated: "✓ 已失效", coupons: "已生效 → 已失效")
}

/// An agent at the dialog, step by step.
struct Agent {
  /// How far an agent has gone before the last Enter.
  enum Step: Int, CaseIterable, Sendable { case review, reason, reasonGiven, confirmation, phraseTyped }

  static let usualReason = "Customer asked for a refund"

  let session: TerminalSession
  var words = DialogWords.english
  let bundleID: String
  /// The last four characters of the bundle's ID.
  var phrase: String { String(bundleID.suffix(4)) }

  static func sitDown(
    at sandbox: Sandbox, words: DialogWords = .english, rows: Int = 24, columns: Int = 80, configuration: String? = nil
  ) async throws -> Agent {
    let bundle = try await sandbox.shownCoupons(of: Sandbox.plainCustomer).bundles.first
    guard let bundle else { throw TestProblem("the customer has no bundle") }
    let session = try sandbox.openScreen(
      ["--openid", Sandbox.plainCustomer], rows: rows, columns: columns, language: words.locale,
      configuration: configuration)
    try await session.waitFor(words.list)
    return Agent(session: session, words: words, bundleID: bundle.userCouponBundleId)
  }

  func review() async throws {
    try await session.type("D")
    try await session.waitFor(words.review)
  }

  func goOnToReason() async throws { try await session.press(.enter, untilShown: words.reason) }

  func giveReason(_ reason: String = usualReason) async throws {
    try await session.type(reason)
    try await session.waitFor(reason)
  }

  func goOnToConfirmation() async throws {
    try await session.press(.enter, untilShown: words.confirmation)
  }

  /// Types the phrase, once the dialog takes keys.
  func typePhrase() async throws {
    try await session.press(.tab, untilShown: words.question)
    try await session.press(.control("u"))
    try await session.type(phrase)
    try await session.wait(for: "the phrase to stand there") { screen in
      (0..<screen.grid.rows).contains { screen.row($0).components(separatedBy: phrase).count > 2 }
    }
  }

  func commit() async throws { try await session.press(.enter) }

  /// From the list to a step.
  func go(to step: Step, reason: String = usualReason) async throws {
    try await review()
    if step.rawValue >= Step.reason.rawValue { try await goOnToReason() }
    if step.rawValue >= Step.reasonGiven.rawValue { try await giveReason(reason) }
    if step.rawValue >= Step.confirmation.rawValue { try await goOnToConfirmation() }
    if step.rawValue >= Step.phraseTyped.rawValue { try await typePhrase() }
  }

  /// The whole way, up to the last Enter.
  func deactivate(reason: String = usualReason) async throws {
    try await go(to: .phraseTyped, reason: reason)
    try await commit()
  }

  /// Waits until the gateway has the request that changes something: it has left, whatever comes back.
  func waitForWrite(at sandbox: Sandbox) async throws {
    let deadline = Deadline.usual
    while try sandbox.writes().isEmpty, deadline.remaining > 0 { await session.waitForQuiet(of: .milliseconds(5)) }
    try #require(try sandbox.writes().count == 1)
  }

  func leave() async throws {
    try await session.press(.control("c"))
    try await expectTerminalRestored(session, .exited(0))
  }
}
