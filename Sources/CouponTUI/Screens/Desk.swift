import CouponKit

/// What an agent has around them on every screen: who they are, for whom they work, and what time it is.
struct Desk: Sendable, Equatable {
  let profile: Profile
  let agentName: SafeText
  var language: Language
  var size: Size
  var now: Instant
  var link = Link.untried
  var theme = ThemeName.dark
  /// Whether the terminal shows ASCII alone.
  var isASCII = false
  /// Whom the agent looked up before, newest first; nil while that is not known.
  private(set) var recents: [OpenID]?
  /// Until when masked values are shown in full.
  var revealedUntil: Instant?
  /// Questions on their way that may change something at WeChat Pay.
  private(set) var writes: Set<Ticket> = []
  /// Deactivations whose outcome is not settled, by operation.
  private(set) var openOperations: Set<String> = []
  /// Why nothing can be deactivated at the moment: the journal cannot be read or written.
  private(set) var lock: CouponFailure?
  /// When they were last asked after.
  private var settledAt: Instant?
  private var lastTicket = 0

  /// What is known of the connection.
  enum Link: Sendable, Equatable { case untried, asking, answered, noContact }

  init(profile: Profile, agentName: SafeText, language: Language, size: Size, now: Instant) {
    self.profile = profile
    self.agentName = agentName
    self.language = language
    self.size = size
    self.now = now
  }

  var mayDeactivate: Bool { profile.role != .readOnly }
  var isMasking: Bool { revealedUntil.map { $0 <= now } ?? true }

  /// For a question to WeChat Pay.
  mutating func nextTicket() -> Ticket {
    link = .asking
    return nextLocalTicket()
  }

  /// For a question that this machine answers itself.
  mutating func nextLocalTicket() -> Ticket {
    lastTicket += 1
    return Ticket(number: lastTicket)
  }

  mutating func nextWriteTicket() -> Ticket {
    let ticket = nextTicket()
    writes.insert(ticket)
    return ticket
  }

  /// Puts a customer who was found on top of the recent ones.
  mutating func remember(_ openID: OpenID) -> Effect {
    recents = [openID] + (recents ?? []).filter { $0 != openID }
    return .remember(openID)
  }

  /// Whether it is time to ask again what became of the open operations: once a minute while there are any, or while the
  /// journal is locked.
  mutating func isTimeToSettle() -> Bool {
    guard !openOperations.isEmpty || lock != nil, writes.isEmpty else { return false }
    if let settledAt, now.seconds(since: settledAt) < 60 { return false }
    settledAt = now
    return true
  }

  /// When open outcomes are looked at again by themselves.
  var nextCheckAt: Instant? { settledAt?.advanced(bySeconds: 60) }

  private mutating func note(_ failure: CouponFailure) {
    guard case .journalUnusable = failure.kind else { return }
    lock = failure
    settledAt = settledAt ?? now
  }

  /// Takes note of what an answer says about the connection and about writes.
  mutating func note(_ event: Event) {
    switch event {
    case .clockTicked(let now): self.now = now
    case .resized(let size): self.size = size
    case .pageArrived, .lookUpEnded, .reviewArrived, .deactivationMoved: link = .answered
    case .deactivationEnded(let report, let ticket):
      link = .answered
      writes.remove(ticket)
      if report.unrecorded != nil, let failure = report.lastFailure { note(failure) }
      if report.state.isClosed {
        openOperations.remove(report.operationID)
      } else {
        openOperations.insert(report.operationID)
        settledAt = now
      }
    case .openOperationsSettled(let reports):
      openOperations = Set(reports.filter { !$0.state.isClosed }.map(\.operationID))
      lock = reports.first { $0.unrecorded != nil }?.lastFailure
    case .openOperationsUnknown(let failure): note(failure)
    case .stopped(let failure, let ticket):
      writes.remove(ticket)
      note(failure)
      switch failure.kind {
      case .cannotConnect, .serverNotTrusted, .noAnswer: link = .noContact
      case .cancelled: link = .untried
      default: link = .answered
      }
    case .recentsArrived(let openIDs): recents = openIDs
    case .keyPressed, .pasted, .historyArrived, .operationRead, .contradictionsFound, .draftFound, .copied, .notCopied:
      break
    }
  }

  var formats: Formats { Formats(language: language) }

  func text(_ phrase: Phrase) -> SafeText { SafeText(phrase(language)) }
}
