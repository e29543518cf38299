import Foundation
import Testing

/// `coupon-tui` against a sandbox.
extension Sandbox {
  /// Runs a command of `coupon-tui` without a terminal.
  func run(
    _ arguments: [String], configuration: String? = nil, language: String = "en_US.UTF-8", outputPath: String? = nil
  ) async throws -> PipedProgram.Outcome {
    try await PipedProgram.run(
      [BuiltProgram.screen.path, "--config", configuration ?? configPath] + arguments, language: language,
      outputPath: outputPath)
  }

  /// The coupons of a customer, as `coupon-tui show --json` prints them.
  func shownCoupons(of openID: String) async throws -> ShownCoupons {
    let outcome = try await run(["show", "--openid", openID, "--json"])
    guard outcome.end == .exited(0) else { throw TestProblem("show ended \(outcome.end): \(outcome.errors)") }
    return try fromJSON(outcome.output)
  }

  /// What `coupon-tui journal list --json` prints, newest first.
  func journal() async throws -> [JournalLine] {
    let outcome = try await run(["journal", "list", "--json"])
    guard outcome.end == .exited(0) else { throw TestProblem("journal list ended \(outcome.end): \(outcome.errors)") }
    return try outcome.output.split(separator: "\n").map { try fromJSON($0) }
  }

  /// Opens the screen.
  func openScreen(
    _ arguments: [String] = [], rows: Int = 24, columns: Int = 80, language: String = "en_US.UTF-8",
    term: String = "xterm-256color", environment: [String: String] = [:], configuration: String? = nil
  ) throws -> TerminalSession {
    try TerminalSession(
      [BuiltProgram.screen.path, "--config", configuration ?? configPath] + arguments, rows: rows, columns: columns,
      term: term,
      language: language, environment: environment)
  }
}

struct ShownCoupons: Decodable, Sendable {
  struct Bundle: Decodable, Sendable {
    let userCouponBundleId: String
    let coupons: [Coupon]
  }

  struct Coupon: Decodable, Sendable {
    let couponCode, couponState: String
    let deactivateReason, deactivateRequestNo: String?
  }

  let bundles: [Bundle]
  let coupons: [Coupon]
  let unknownFields: [String]
}

struct JournalLine: Decodable, Sendable {
  let operationId, state, target, outRequestNo: String
  let requestId: String?
  let attempts: Int
}

/// What holds of every program of ours that has given its terminal back.
func expectTerminalRestored(
  _ session: TerminalSession, _ expected: ProcessEnd, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  #expect(try await session.waitForEnd() == expected, sourceLocation: sourceLocation)
  let screen = await session.screen
  #expect(screen.violations == [], sourceLocation: sourceLocation)
  #expect(screen.leftovers == [], sourceLocation: sourceLocation)
  #expect(await session.hasModesOfStart, sourceLocation: sourceLocation)
}

/// The screen is what the program means it to be: drawn afresh, it is the same.
func expectScreenIsTrue(_ session: TerminalSession, sourceLocation: SourceLocation = #_sourceLocation) async throws {
  // Half a frame, or a clock that moves in between, is no finding: the next look tells.
  var (shown, meant) = ("", "")
  for patience in [Duration.milliseconds(500), .seconds(3), .seconds(10)] {
    await session.waitForQuiet(of: patience / 10)
    let before = await session.screen
    try await session.press(.control("l"))
    let isSame: Void? = try? await session.wait(for: "the same screen", until: Deadline(after: patience)) { screen in
      screen.clears > before.clears && screen.grid == before.grid && screen.cursor == before.cursor
    }
    if isSame != nil { return }
    (shown, meant) = (before.text, await session.screen.text)
  }
  Issue.record("shown:\n\(shown)\ndrawn afresh:\n\(meant)", sourceLocation: sourceLocation)
}

extension TerminalSession {
  /// Presses a key until the screen shows some words: a dialog takes no key before a person can have read it.
  func press(_ key: TerminalKey, untilShown words: String) throws {
    for _ in 1...100 {
      try press(key)
      if (try? waitFor(words, until: Deadline(after: .milliseconds(100)))) != nil { return }
    }
    throw TestProblem("pressed in vain for \"\(words)\"; the screen:\n\(screen.text)")
  }
}
