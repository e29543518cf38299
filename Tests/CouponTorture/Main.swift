import Glibc

/// Lets a number of histories happen, each from its own seed, and ends with one line.
@main struct CouponTorture {
  /// A broken protocol must be found within this many histories.
  static let mutantHistories = 100_000

  static func main() async {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == "--seed", arguments.count == 2, let seed = arguments.last.flatMap({ UInt64($0) }) {
      exit(History.violation(of: seed, isPrinted: true) == nil ? 0 : 1)
    }
    let count = arguments.first.map { UInt64($0) } ?? 1_000_000
    guard arguments.count < 2, let count, count > 0 else {
      print("usage: CouponTorture [histories] | --seed seed")
      exit(64)
    }
    let began = ContinuousClock.now
    if let (seed, violation) = await firstViolation(upTo: count) {
      print("seed \(seed): \(violation)\nReplay it with --seed \(seed).")
      exit(1)
    }
    let rate = Double(count) / ((ContinuousClock.now - began) / .seconds(1))
    let all = Mutant.allCases
    let survivors = all.filter { !isFound($0) }
    print(
      "\(count) histories, 0 violations, \(Int(rate)) a second; "
        + "\(all.count - survivors.count) of \(all.count) broken protocols found")
    exit(survivors.isEmpty ? 0 : 1)
  }

  /// The violation of the smallest seed up to `count`, looked for on every processor.
  private static func firstViolation(upTo count: UInt64) async -> (seed: UInt64, Violation)? {
    let lanes = UInt64(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    return await withTaskGroup(of: (seed: UInt64, Violation)?.self) { group in
      for lane in 1...lanes {
        group.addTask {
          for seed in stride(from: lane, through: count, by: Int(lanes)) {
            if let violation = History.violation(of: seed) { return (seed, violation) }
          }
          return nil
        }
      }
      var first: (seed: UInt64, Violation)?
      for await found in group {
        if let found, found.seed < first?.seed ?? .max { first = found }
      }
      return first
    }
  }

  private static func isFound(_ mutant: Mutant) -> Bool {
    if let (seed, violation) = mutant.found(within: mutantHistories) {
      print("found at seed \(seed): \(mutant.rawValue) — \(violation)")
      return true
    }
    print("not found within \(mutantHistories) histories: \(mutant.rawValue)")
    return false
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
