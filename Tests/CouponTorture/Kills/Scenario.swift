/// What is going on while the process is killed, or its disk fails.
enum Scenario: Int, CaseIterable, Sendable {
  case firstStart, serverTrouble, lostAnswer, recovery, recoveryOfNothing, nextGeneration, straggler

  var name: String {
    switch self {
    case .firstStart: "first start, success"
    case .serverTrouble: "500, then success"
    case .lostAnswer: "answer lost, read back"
    case .recovery: "recovery of what took effect"
    case .recoveryOfNothing: "recovery of what did not"
    case .nextGeneration: "next generation"
    case .straggler: "request that arrives late"
    }
  }

  /// What goes wrong with the requests on one bundle, as `coupon-sandbox faults --help` has it.
  func rules(bundle: String) -> [String] {
    let post = "POST */\(bundle)/deactivate"
    return switch self {
    case .firstStart, .recovery: []
    case .serverTrouble: ["1 \(post) http-500"]
    case .lostAnswer: ["1 \(post) close@head"]
    case .recoveryOfNothing: ["1 \(post) close@request"]
    case .nextGeneration: ["1-3 \(post) close@request"]
    case .straggler: ["1 \(post) straggler:200"]
    }
  }

  /// Whether the process finds no journal.
  var beginsEmpty: Bool { self == .firstStart }

  /// What the process is asked for.
  var action: Wish.Action {
    switch self {
    case .recovery, .recoveryOfNothing: .recover
    default: .deactivate
    }
  }

  /// Whether the process can know for certain that nothing arrives any more; see ``QuickClock``.
  var slept: Int64 { self == .recoveryOfNothing ? QuickClock.quarantine : 0 }

  /// Whether the requests that were held back arrive, by the gateway's clock, after the first look and before the second.
  var hasStragglers: Bool { self == .straggler }
}
