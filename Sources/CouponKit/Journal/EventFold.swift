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
    guard chain.take(row) else {
      finding = .chainBroken(at: chain.next)
      return
    }
    let sequence = chain.next - 1
    while let anchor = anchors.last, anchor.sequence == sequence {
      guard Base64.decode(anchor.hash) == chain.hash else {
        finding = .headMissing(anchor)
        return
      }
      anchors.removeLast()
      hasAnchor = true
    }
    if !note(row[3].text ?? "", of: row[1].text, at: sequence) {
      finding = .tablesDisagree(detail: "event \(sequence) cannot follow on what was before it")
    }
  }

  /// Whether an operation may go on from where it stands in this way.
  private mutating func note(_ kind: String, of operationID: String?, at sequence: Int64) -> Bool {
    guard let operationID else {
      return ["LOOKUP", "SIG_FAIL", "GENERATION"].contains(kind) || (kind == "GENESIS" && sequence == 1)
    }
    let before = told[operationID]
    guard let state = DeactivationReport.State(rawValue: kind) else {
      guard let before else {
        told[operationID] = Told(sequence: sequence, state: nil)
        return kind == "SALVAGED" || first > 1
      }
      told[operationID]?.sequence = sequence
      switch kind {
      case "RECOVERED": return before.state?.isClosed != true
      case "NOTED", "ERASED": return before.state?.isClosed != false
      default: return before.state?.isClosed != false && kind.hasPrefix("CONTRADICTION:")
      }
    }
    told[operationID] = Told(sequence: sequence, state: state)
    guard let before else { return state == .intent || first > 1 }
    guard let from = before.state else { return true }
    // A write whose end was not learned is made again.
    return JournalSchema.moves.contains { $0.from == from && $0.to == state } || (from == state && !state.isClosed)
  }
}
