/// Decides what goes wrong: by rules, by lot, or not at all. A client cannot tell which.
struct FaultPlan {
  private let rules: [FaultRule]
  /// How often each rule has matched.
  private var matches: [Int]
  private var lot: FaultLot?

  init(rules: [FaultRule] = [], seed: UInt64? = nil) {
    self.rules = rules
    matches = rules.map { _ in 0 }
    lot = seed.map(FaultLot.init)
  }

  /// Whether anything can go wrong before TLS stands.
  var touchesHandshakes: Bool { lot != nil || rules.contains { $0.fault.phase == .handshake } }

  /// Whether a list may have to say what was true some time ago.
  var asksForPast: Bool { lot != nil || rules.contains { $0.fault.kind == .laggingList } }

  mutating func faultOfNextConnection() -> Fault? {
    firstRule { $0.fault.phase == .handshake } ?? lot?.ofHandshakes.draw()
  }

  mutating func fault(of request: Request) -> Fault? {
    firstRule { $0.fault.phase != .handshake && $0.matches(request) } ?? lot?.ofRequests.draw()
  }

  /// The fault of the first rule whose turn it is. Every rule that matches counts, struck or not.
  private mutating func firstRule(where isConcerned: (FaultRule) -> Bool) -> Fault? {
    var found: Fault?
    for (position, rule) in rules.enumerated() where isConcerned(rule) {
      matches[position] += 1
      if found == nil && rule.turns.contains(matches[position]) { found = rule.fault }
    }
    return found
  }
}

/// Draws faults; the same seed draws the same ones. Connections and requests have a sequence each, so that a client
/// which keeps its connections meets the same faults in its requests as one that does not.
private struct FaultLot {
  var ofHandshakes: Draw
  var ofRequests: Draw

  init(seed: UInt64) {
    var seeds = SeededGenerator(seed: seed)
    ofHandshakes = Draw(seed: seeds.next()) { $0 == .handshake }
    ofRequests = Draw(seed: seeds.next()) { $0 != .handshake }
  }

  struct Draw {
    private var generator: SeededGenerator
    private let all: [(kind: FaultKind, phase: FaultPhase)]

    init(seed: UInt64, _ isWanted: (FaultPhase) -> Bool) {
      generator = SeededGenerator(seed: seed)
      all = FaultKind.allCases.flatMap { kind in kind.entry.phases.filter(isWanted).map { (kind, $0) } }
    }

    /// Three times in ten a fault.
    mutating func draw() -> Fault? {
      let isStruck = Int.random(in: 0..<10, using: &generator) < 3
      guard let (kind, phase) = all.randomElement(using: &generator), isStruck else { return nil }
      return Fault(kind, phase)
    }
  }
}

/// SplitMix64: small, and the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
