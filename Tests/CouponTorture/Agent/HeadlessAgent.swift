import CouponKit
import Glibc

/// An agent without a screen: does what a wish asks, as the screen would, and tells what the screen would show. It runs as
/// a process of its own, so that it can be killed anywhere.
enum HeadlessAgent {
  /// Something that was shown.
  enum Told: Equatable {
    case state(DeactivationReport.State, isUnrecorded: Bool, operationID: String)
    /// Refused before anything was sent; the failure's kind and whether anything may have changed.
    case refused(kind: String, change: String)
  }

  /// Reads a wish from standard input.
  ///
  /// - Returns: the exit status.
  static func run() async -> Int32 {
    // Whoever hangs is a finding, not a reason to wait.
    alarm(120)
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    guard let wish = Wish(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)) else { return 64 }
    do throws(CouponFailure) {
      var profile = try Configuration.read(path: wish.configuration, for: try? AgentIdentity.current()).profile()
      profile.stateDirectory = wish.stateDirectory
      let service = CouponService(
        profile: profile, agent: try AgentIdentity.current(), language: "en",
        clock: QuickClock(slept: wish.slept).clock)
      switch wish.action {
      case .deactivate: await note([try await deactivate(wish.target, by: service) { tell($0) }], service)
      case .recover: await note(try await service.recover(), service)
      }
      return 0
    } catch {
      say("refused \(error.kind.name) \(error.change.rawValue) \(error.kind)")
      return 1
    }
  }

  /// Review, reason, confirmation, request.
  static func deactivate(
    _ target: DeactivationTarget, by service: CouponService,
    onMove: @escaping @Sendable (DeactivationReport) -> Void = { _ in }
  ) async throws(CouponFailure) -> DeactivationReport {
    let review = try await service.review(target)
    guard let reason = try? DeactivateReason(Wish.reason),
      let confirmed = ConfirmedDeactivation(
        review: review, reason: reason, typedPhrase: target.confirmationPhrase)
    else { throw CouponFailure(.cancelled) }
    return try await service.deactivate(confirmed, onMove: onMove)
  }

  /// - Returns: whether it could be told.
  @discardableResult
  private static func tell(_ report: DeactivationReport) -> Bool {
    say("told \(report.state.rawValue) \(report.isUnrecorded ? "unrecorded" : "recorded") \(report.operationID)")
  }

  /// Tells, and notes as read what could be told and is settled: of another one the outcome is still to come. What cannot be
  /// noted is told once more.
  private static func note(_ reports: [DeactivationReport], _ service: CouponService) async {
    try? await service.takeNote(of: reports.filter { tell($0) && $0.isSettled }.map(\.operationID))
  }

  /// One write(2): whoever is killed has said a line or has not.
  @discardableResult
  private static func say(_ text: String) -> Bool {
    let line = Array((text + "\n").utf8)
    return write(STDOUT_FILENO, line, line.count) == line.count
  }
}

extension HeadlessAgent.Told {
  init?(_ line: Substring) {
    let words = line.split(separator: " ")
    switch (words.first, words.count) {
    case ("told", 4):
      guard let state = DeactivationReport.State(rawValue: String(words[1])) else { return nil }
      self = .state(state, isUnrecorded: words[2] == "unrecorded", operationID: String(words[3]))
    case ("refused", 3...): self = .refused(kind: String(words[1]), change: String(words[2]))
    default: return nil
    }
  }

  init(_ report: DeactivationReport) {
    self = .state(report.state, isUnrecorded: report.isUnrecorded, operationID: report.operationID)
  }
}
