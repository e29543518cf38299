/// What the events tell, one after the other: the chain, the anchors met on the way, and where each operation stands.
struct EventFold {
  /// Where an operation stands.
  struct Told {
    var sequence: Int64
    /// `nil` when it went over from a damaged journal, in whatever state.
    var state: DeactivationReport.State?
  }

  private(set) var told: [String: Told] = [:]
  private(set) var finding: JournalVerdict.Finding?
  private(set) var hasAnchor = false

  private let identity: JournalIdentity
  private let first: Int64
  private var chain: ChainWalk
  private var anchors: [JournalHead]

  init(
    _ identity: JournalIdentity, from first: Int64, anchors: [JournalHead], in database: Database
  ) throws(JournalProblem) {
    self.identity = identity
    self.first = max(1, first)
    chain = try ChainWalk(identity, from: self.first, in: database)
    let ours = anchors.filter { $0.journalID == Hex.lower(identity.journalID) }
    // Anchors of other journals alone: the whole file was put in the place of another.
    if ours.isEmpty { finding = anchors.last.map { .headMissing($0) } }
    self.anchors = ours.filter { $0.sequence >= first }.sorted { $0.sequence > $1.sequence }
  }

  var count: Int64 { chain.next - first }
  var head: JournalHead? {
    if case .chainBroken = finding { return nil }
    return JournalHead(identity, sequence: chain.next - 1, hash: chain.hash)
  }

  mutating func walk(_ database: Database) throws(JournalProblem) {
    guard finding == nil else { return }
    try database.each(ChainWalk.query, [.integer(first)]) { row in
      if finding == nil { take(row) }
    }
    guard finding == nil else { return }
    if let anchor = anchors.last {
      finding = .headMissing(anchor)
    } else if chain.next == first {
      finding = .chainBroken(at: first)
    }
  }

  private mutating func take(_ row: DatabaseRow) {
    guard let event = chain.take(row) else {
      finding = .chainBroken(at: chain.next)
      return
    }
    while let anchor = anchors.last, anchor.sequence == event.sequence {
      guard Base64.decode(anchor.hash) == chain.hash else {
        finding = .headMissing(anchor)
        return
      }
      anchors.removeLast()
      hasAnchor = true
    }
    if !note(event) {
      finding = .tablesDisagree(detail: "event \(event.sequence) cannot follow on what was before it")
    }
  }

  /// Whether the event may follow on those before it.
  private mutating func note(_ event: ChainWalk.Event) -> Bool {
    guard let operationID = event.operationID else {
      return ["LOOKUP", "SIG_FAIL", "GENERATION"].contains(event.kind)
        || (event.kind == "GENESIS" && event.sequence == 1)
    }
    return Self.move(&told[operationID], by: event, isWhole: first == 1)
  }

  /// Lets an operation go on from where it stands.
  ///
  /// - Parameter isWhole: whether the events are told from the first one on.
  /// - Returns: whether it may go on in this way.
  private static func move(_ told: inout Told?, by event: ChainWalk.Event, isWhole: Bool) -> Bool {
    let before = told
    let state = DeactivationReport.State(rawValue: event.kind)
    told = Told(sequence: event.sequence, state: state ?? before?.state)
    guard let before else { return state == .intent || event.kind == "SALVAGED" || !isWhole }
    guard let state else {
      switch event.kind {
      case "RECOVERED": return before.state?.isClosed != true
      case "NOTED", "ERASED": return before.state?.isClosed != false
      default: return before.state?.isClosed != false && event.kind.hasPrefix("CONTRADICTION:")
      }
    }
    guard let from = before.state else { return true }
    // A write whose end was not learned is made again.
    return JournalSchema.moves.contains { $0.from == from && $0.to == state } || (from == state && !state.isClosed)
  }
}
