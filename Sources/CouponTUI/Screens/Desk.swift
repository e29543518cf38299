import CouponKit

/// What an agent has around them on every screen: who they are, for whom they work, and what time it is.
struct Desk: Sendable, Equatable {
  private(set) var profile: Profile
  /// Every profile of the configuration, this one among them.
  let profiles: [Profile]
  let agentName: SafeText
  var language: Language
  /// What the screens have of the terminal.
  var size: Size
  /// Rows at the foot of the terminal that a tour has taken.
  var tourRows = 0
  var now: Instant
  private(set) var connection = Connection()
  var theme = ThemeName.dark
  /// Whether clicks and the wheel come here, and not to the terminal's own selection.
  var takesMouse = false
  /// Whether answers are lines and not keys.
  var readsLines = false
  /// Whether the terminal shows ASCII alone.
  var isASCII = false
  /// Whom the agent looked up before, newest first; nil while that is not known.
  private(set) var recents: [OpenID]?
  /// Whether this agent has never started the program here before.
  private(set) var isFirstRun = false
  /// Until when masked values are shown in full.
  var revealedUntil: Instant?
  /// Questions on their way that may change something at WeChat Pay.
  private(set) var writes: Set<Ticket> = []
  /// Those of them that send a request again whose outcome is unknown.
  private(set) var repeats: Set<Ticket> = []
  /// Deactivations whose outcome is not settled, by operation.
  private(set) var openOperations: Set<String> = []
  /// Why nothing can be deactivated at the moment: the journal cannot be read or written.
  private(set) var lock: CouponFailure?
  /// When they were last asked after.
  private var settledAt: Instant?
  /// What is wrong at the moment, oldest first.
  private(set) var troubles: [Trouble] = []
  private var lastTicket = 0
  /// Whether the key that is told now came by itself: neither with others nor out of a paste.
  private(set) var isSingleKey = false

  init(
    profile: Profile, profiles: [Profile] = [], agentName: SafeText, language: Language, size: Size, now: Instant
  ) {
    self.profile = profile
    self.profiles = profiles.isEmpty ? [profile] : profiles
    self.agentName = agentName
    self.language = language
    self.size = size
    self.now = now
  }

  var mayDeactivate: Bool { profile.role != .readOnly }
  /// Whether the screen is large enough to show anything.
  var isLegible: Bool { Self.isLegible(window) }
  /// Whether a label and its value have to make do with half of the usual room.
  var isNarrow: Bool { size.columns < 60 }
  static func isLegible(_ window: Size) -> Bool { window.columns >= 40 && window.rows >= 12 }
  /// The whole terminal.
  var window: Size { Size(columns: size.columns, rows: size.rows + tourRows) }
  var isMasking: Bool { revealedUntil.map { $0 <= now } ?? true }

  /// For a question to WeChat Pay.
  mutating func nextTicket() -> Ticket {
    connection.ask(at: now)
    return nextLocalTicket()
  }

  /// For a question that this machine answers itself.
  mutating func nextLocalTicket() -> Ticket {
    lastTicket += 1
    return Ticket(number: lastTicket)
  }

  mutating func nextWriteTicket(isRepeat: Bool = false) -> Ticket {
    let ticket = nextTicket()
    writes.insert(ticket)
    if isRepeat { repeats.insert(ticket) }
    return ticket
  }

  /// Works under another profile from now on. What was known belongs to the one before.
  mutating func work(for profile: Profile) {
    self.profile = profile
    connection = Connection()
    recents = nil
    revealedUntil = nil
    openOperations = []
    lock = nil
    settledAt = nil
    troubles = []
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

  private mutating func noteLock(_ failure: CouponFailure) {
    guard case .journalUnusable = failure.kind else { return }
    lock = failure
    settledAt = settledAt ?? now
  }

  /// Takes note of what an answer says about the connection and about writes.
  mutating func note(_ event: Event) {
    switch event {
    case .clockTicked(let now):
      self.now = now
      isSingleKey = false
    case .inputArrived(let count): isSingleKey = count == 1
    case .resized(let size): self.size = size
    case .pageArrived: noteAnswer()
    case .reviewArrived:
      noteAnswer()
      // A review rests on the journal too.
      lock = nil
    case .lookUpEnded:
      noteAnswer()
      troubles.removeAll { $0.source == .answer }
    case .deactivationEnded(let report, let ticket):
      // What a read-back closed was answered, however the request itself ended.
      if let failure = report.lastFailure, report.proof != .readBack { note(failure) } else { noteAnswer() }
      writes.remove(ticket)
      if report.unrecorded != nil, let failure = report.lastFailure { noteLock(failure) }
      if report.state.isClosed {
        // The journal took it, or held it already.
        lock = nil
        openOperations.remove(report.operationID)
      } else {
        openOperations.insert(report.operationID)
        settledAt = now
      }
    case .openOperationsSettled(let reports):
      openOperations = Set(reports.filter { !$0.state.isClosed }.map(\.operationID))
      lock = reports.first { $0.unrecorded != nil }?.lastFailure
      troubles.removeAll { $0.source == .journal }
      if reports.contains(where: { $0.readAt != nil }) {
        connection.hear(at: now)
        troubles.removeAll { $0.source == .contact || $0.source == .answer }
      }
      // Why some of them could not be looked at, or not be recorded.
      for report in reports where !report.state.isClosed && !report.isUnderWay {
        if report.readAt == nil || report.isUnrecorded, let failure = report.lastFailure { note(failure) }
      }
    case .openOperationsUnknown(let failure):
      note(failure)
      noteLock(failure)
    case .historyArrived: troubles.removeAll { $0.source == .journal }
    case .stopped(let failure, let ticket):
      writes.remove(ticket)
      note(failure)
      // Nobody was asked, and nothing more will come.
      if failure.isOfThisMachine { connection.giveUp() }
      noteLock(failure)
    case .recentsArrived(let openIDs): recents = openIDs
    case .startedFirstTime: isFirstRun = true
    case .keyPressed, .pasted, .clicked, .wheeled, .frameShown, .operationRead, .contradictionsFound,
      .deactivationMoved, .draftFound, .exportWritten, .copied,
      .notCopied:
      break
    }
  }

  private mutating func noteAnswer() {
    connection.answer(at: now)
    troubles.removeAll { $0.source == .contact }
  }

  /// Keeps in mind what is wrong, one thing of each kind, until it is known to be right again.
  private mutating func note(_ failure: CouponFailure) {
    let trouble = Trouble(failure, at: now)
    switch (trouble?.source, failure.kind) {
    case (.contact, _): connection.lose()
    case (_, .cancelled): connection.giveUp()
    // What this machine says by itself is no answer.
    case _ where failure.isOfThisMachine: break
    default: noteAnswer()
    }
    guard let trouble else { return }
    let known = troubles.first { $0.source == trouble.source }
    troubles.removeAll { $0.source == trouble.source }
    troubles.append(known?.failure.kind == failure.kind ? known ?? trouble : trouble)
  }

  /// Nobody waits for the answer any more.
  mutating func giveUpAsking() { connection.giveUp() }

  /// Seconds for which masked values are still shown in full; nil while they are masked.
  var revealedSeconds: Int64? {
    guard let revealedUntil, !isMasking else { return nil }
    return (revealedUntil.millisecondsSince1970 - now.millisecondsSince1970 + 999) / 1000
  }

  /// What lies between the banner and the keys.
  var body: Rect {
    let rows = Rect(size).dropping(rows: 1)
    return rows.keeping(rows: rows.rows - 1)
  }

  var formats: Formats { Formats(language: language) }

  func text(_ phrase: Phrase) -> SafeText { SafeText(phrase(language)) }

  /// The same of a phrase that is needed once: only the one that is read is put together.
  func text(_ en: @autoclosure () -> String, _ zh: @autoclosure () -> String) -> SafeText {
    SafeText(language(en(), zh()))
  }

  /// A text as this terminal shows it.
  func shown(_ text: SafeText) -> SafeText { text.shown(isASCII: isASCII) }
}

extension CouponFailure {
  /// Whether it was this machine that refused, without asking WeChat Pay.
  fileprivate var isOfThisMachine: Bool {
    switch kind {
    case .journalUnusable, .file, .setting, .readOnly, .supervisorNeeded, .tooManyDeactivations, .operationOpen,
      .requestNotMade, .operationNotRecorded:
      true
    default: false
    }
  }
}
