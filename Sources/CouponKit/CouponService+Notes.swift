/// What a screen remembers for its agent between two runs of the program. It is personal, so it is kept sealed.
extension CouponService {
  private static let mostRecents = 8

  private func subject(_ what: String) -> String { "\(what)/\(agent.userID)/\(profile.name)/\(profile.appID)" }

  /// The customers whom this agent looked up under this profile, newest first.
  public func recentLookUps() async -> [OpenID] { Self.openIDs(await notes.read(subject("recents"))) }

  /// Puts a customer on top of ``recentLookUps()``.
  public func remember(lookUpOf openID: OpenID) {
    notes.change(subject("recents")) { text in
      let others = Self.openIDs(text).filter { $0 != openID }
      return ([openID] + others).prefix(Self.mostRecents).map(\.text).joined(separator: "\n")
    }
  }

  /// Whether this agent has never started the program here before. From now on they have.
  public func isFirstRun() async -> Bool {
    let subject = "greeted/\(agent.userID)"
    let isFirst = await notes.read(subject) == nil
    // Written anew each time: what nobody uses any more is forgotten.
    notes.change(subject) { _ in Version.number }
    return isFirst
  }

  /// The reason that this agent had begun to write for a target.
  public func draft(for target: DeactivationTarget) async -> String? {
    await notes.read(subject("draft/" + target.subjectText))
  }

  /// Keeps a reason that is being written. An empty one is forgotten.
  public func keepDraft(_ text: String, for target: DeactivationTarget) {
    notes.change(subject("draft/" + target.subjectText)) { _ in text.isEmpty ? nil : text }
  }

  private static func openIDs(_ text: String?) -> [OpenID] {
    (text ?? "").split(separator: "\n").compactMap { try? OpenID(String($0)) }
  }
}
