/// Simulated histories through the real protocol, each from its own seed, and broken protocols that they have to find out.
struct Histories {
  let count: UInt64
  /// A broken protocol must be found within this many histories.
  private static let mutantHistories = 100_000

  func run() async -> Outcome {
    let began = ContinuousClock.now
    if let (seed, violation) = await firstViolation() {
      return Outcome(
        "one in \(count) breaks a rule", ["seed \(seed): \(violation). Replay it with --seed \(seed)."])
    }
    let rate = Double(count) / ((ContinuousClock.now - began) / .seconds(1))
    let all = Mutant.allCases
    let found = await inLanes(processors, all.count) { all[$0].found(within: Histories.mutantHistories) != nil }
    let survivors = zip(all, found).filter { !$0.1 }.map { "not found within 100,000 histories: \($0.0.rawValue)" }
    return Outcome(
      "\(count), 0 violations, \(Int(rate)) a second; \(all.count - survivors.count) of \(all.count) "
        + "broken protocols found", survivors)
  }

  /// Prints one history, step by step.
  static func replay(_ seed: UInt64) -> Outcome {
    let violation = History.violation(of: seed, isPrinted: true)
    return Outcome("seed \(seed)", violation.map { ["\($0)"] } ?? [])
  }

  /// The violation of the smallest seed up to the count, looked for on every processor.
  private func firstViolation() async -> (seed: UInt64, Violation)? {
    let lanes = UInt64(processors)
    let found = await inLanes(processors, processors) { lane -> (seed: UInt64, Violation)? in
      for seed in stride(from: UInt64(lane) + 1, through: count, by: Int(lanes)) {
        if let violation = History.violation(of: seed) { return (seed, violation) }
      }
      return nil
    }
    return found.compactMap { $0 }.min { $0.seed < $1.seed }
  }
}

extension History {
  static func violation(of seed: UInt64, _ mutant: Mutant? = nil, isPrinted: Bool = false) -> Violation? {
    var history = History(seed: seed, mutant: mutant, isPrinted: isPrinted)
    do {
      try history.run()
      return nil
    } catch {
      if isPrinted { print("seed \(seed): \(error)") }
      return error
    }
  }
}

extension Mutant {
  /// The first seed whose history shows that the protocol is broken, and how.
  func found(within histories: Int) -> (seed: UInt64, Violation)? {
    for seed in 1...UInt64(histories) {
      if let violation = History.violation(of: seed, self) { return (seed, violation) }
    }
    return nil
  }
}
