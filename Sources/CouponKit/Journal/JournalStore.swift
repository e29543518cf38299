/// The journal's tables, for the thread that owns them.
final class JournalStore {
  let database: Database
  let identity: JournalIdentity
  let key: JournalKey
  let facts: JournalFacts
  private let folder: JournalFolder
  private let fileNumber: UInt64?
  /// Whether the newest event has to be shown outside.
  private var isHeadDue = true

  /// When it was last looked for what has had its time.
  private var erasedAt: Instant?

  /// Opens the journal, or makes it, and looks at what every later event rests on.
  init(in folder: JournalFolder, facts: JournalFacts, at moment: Instant) throws(JournalProblem) {
    (database, identity, key) = try JournalFile.open(in: folder, at: moment)
    self.facts = facts
    self.folder = folder
    fileNumber = folder.fileNumber(of: folder.database)
    try database.snapshot { () throws(JournalProblem) in try database.requireSoundTail(identity) }
  }

  /// Whether the file is still the one that was opened.
  var isInPlace: Bool { fileNumber != nil && folder.fileNumber(of: folder.database) == fileNumber }

  /// One transaction: the operation's rows, and the event that tells what happened.
  ///
  /// - Parameter request: the request that is about to leave, with the state `sending`.
  func record(
    _ operation: Operation, as state: DeactivationReport.State, request: SignedRequest?, host: GatewayHost?,
    at moment: Instant
  ) throws(JournalProblem) -> Recorded {
    func write() throws(JournalProblem) -> Recorded {
      try database.transaction { () throws(JournalProblem) in
        if state == .intent {
          try requireFree(operation.wish)
          try requireRate(at: moment)
          if operation.wish.generation > 0 { try tell(generationOf: operation.wish, at: moment) }
          try insert(operation)
        } else if let recorded = try closedBefore(operation, state, at: moment) {
          return recorded
        }
        try requireWholeKnowledge(operation, for: state)
        try update(operation, to: state)
        if state == .sending, let request, let host { try insert(operation.attempts.last, operation, request, host) }
        try updateAttempts(of: operation)
        try updateCoupons(of: operation)
        return try tell(state.rawValue, of: operation.wish.operationID, closing: state.isClosed, at: moment)
      }
    }
    let isBeforeSending = state == .intent || state == .sending
    if state == .intent { try folder.requireRoom() }
    do throws(JournalProblem) { return try write() } catch {
      // What is still to be sent can wait for room on the disk; what came of it cannot.
      let ballast = Ballast(path: folder.ballast)
      guard error.isDiskFull, !isBeforeSending, ballast.release() else { throw error }
      defer { ballast.fill() }
      return try write()
    }
  }

  /// What came of a ``record(_:as:request:host:at:)``.
  struct Recorded: Sendable {
    let receipt: Receipt?
    /// Set when another run of the program had closed the operation in another way.
    var contradicts: DeactivationReport.State?
  }

  /// Appends an event with the operation's rows as they are now.
  func tell(
    _ kind: String, of operationID: String, closing: Bool, at moment: Instant
  ) throws(JournalProblem) -> Recorded {
    let rows = try database.image(of: operationID)
    let hash = try append(kind, operationID: operationID, rows: rows, at: moment).hash
    guard closing else { return Recorded(receipt: nil) }
    isHeadDue = true
    return Recorded(receipt: Receipt(eventHash: hash))
  }

  /// Appends an event; every hundredth has the newest one shown outside.
  @discardableResult
  func append(
    _ kind: String, operationID: String?, rows: [UInt8], at moment: Instant
  ) throws(JournalProblem) -> (hash: [UInt8], sequence: Int64) {
    let event = try database.append(kind, operationID: operationID, rows: rows, identity, at: moment)
    if event.sequence.isMultiple(of: 100) { isHeadDue = true }
    return event
  }

  /// The newest event, when it is due to be shown outside. To be asked for when no transaction is under way.
  func takeDueHead() throws(JournalProblem) -> JournalHead? {
    guard isHeadDue else { return nil }
    let newest = try database.run("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").first
    guard let sequence = newest?[0].integer, let hash = newest?[1].blob else { return nil }
    isHeadDue = false
    return JournalHead(identity, sequence: sequence, hash: hash)
  }

  /// Another run of the program may have closed the operation meanwhile. Nothing leaves a closed state: the same outcome
  /// needs no second record, and another one is told as a contradiction.
  private func closedBefore(
    _ operation: Operation, _ state: DeactivationReport.State, at moment: Instant
  ) throws(JournalProblem) -> Recorded? {
    let id = operation.wish.operationID
    guard let text = try database.run("SELECT state FROM op WHERE op_id=?", [.text(id)]).first?.first?.text,
      let held = DeactivationReport.State(rawValue: text)
    else { throw .unusable("operation \(id) is not in the journal") }
    guard held.isClosed else { return nil }
    if held == state { return Recorded(receipt: try receipt(of: id)) }
    var recorded = try tell("CONTRADICTION:\(state.rawValue)", of: id, closing: false, at: moment)
    recorded.contradicts = held
    return recorded
  }

  /// Another run of the program may have sent meanwhile. Who does not know of every request can not number the next one,
  /// nor say that nothing will come of them.
  private func requireWholeKnowledge(
    _ operation: Operation, for state: DeactivationReport.State
  ) throws(JournalProblem) {
    guard [.sending, .rejected, .notApplied].contains(state) else { return }
    let id = operation.wish.operationID
    let known = operation.attempts.count - (state == .sending ? 1 : 0)
    let held = try database.run("SELECT COUNT(*) FROM attempt WHERE op_id=?", [.text(id)]).first?.first
    guard held == .integer(Int64(known)) else { throw .refused(.operationOpen(id)) }
  }

  /// The private part of an operation goes for good when its time has come; what was said of it in public stays provable
  /// as unchanged, and tells nothing. It is looked for once an hour.
  ///
  /// - Parameter moment: by a clock that was proved to be right: what a wrong one erases is gone.
  func erasePrivateParts(dueAt moment: Instant) throws(JournalProblem) {
    if let erasedAt, (0..<3600).contains(moment.seconds(since: erasedAt)) { return }
    erasedAt = moment
    let now = DatabaseValue.integer(moment.millisecondsSince1970)
    let due = try database.run("SELECT op_id FROM op WHERE erase_after <= ? AND erased_utc IS NULL", [now])
    for id in due.compactMap(\.first?.text) {
      try database.transaction { () throws(JournalProblem) in
        try database.run("DELETE FROM private WHERE op_id=?", [.text(id)])
        try database.run("UPDATE op SET erased_utc=? WHERE op_id=?", [now, .text(id)])
        _ = try tell("ERASED", of: id, closing: false, at: moment)
      }
    }
  }
}

/// What every operation of this program carries into the journal.
struct JournalFacts: Sendable {
  let profile: String
  let environment: String
  let mode: String
  let brandID: BrandID
  let appID: AppID
  let agentID: UInt32
  let agentName: String
  let build: String
  var loginUserID: UInt32?
  var terminal: String?
  var remoteAddress: String?
  /// How many operations the agent may begin within an hour.
  var operationsPerHour = Int.max
  /// The private part of an operation goes so many days after it was closed.
  var retentionDays = 90
}
