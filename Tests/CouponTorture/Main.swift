import Glibc

/// Lets deactivations go wrong in every way that is known of, and says in a line for each kind what came of it.
@main struct CouponTorture {
  /// A kind of torture, and how much of it makes a small and a large run.
  enum Subject: String, CaseIterable {
    case histories, kills, cuts, errors, edits, figures

    var small: Int {
      switch self {
      case .histories: 1_000_000
      case .kills: 1_500
      case .cuts: 20_000
      case .errors: 600
      case .edits: 6_000
      case .figures: 200
      }
    }

    var large: Int {
      switch self {
      case .histories: 50_000_000
      case .kills: 12_000
      case .cuts: 200_000
      case .errors: 5_000
      case .edits: 200_000
      case .figures: 1_000
      }
    }

    func run(_ count: Int) async -> Outcome {
      switch self {
      case .histories: await Histories(count: UInt64(count)).run()
      case .kills: await KillSweep(least: count).run()
      case .cuts: await PowerCuts(least: count).run()
      case .errors: await ErrorSweep(least: count).run()
      case .edits: await Tampering(least: count).run()
      case .figures: await Figures(operations: count).run()
      }
    }

    func replay(_ seed: UInt64) async -> Outcome {
      switch self {
      case .histories: Histories.replay(seed)
      case .cuts: await PowerCuts.replay(seed)
      case .edits: await Tampering(least: small).replay(seed)
      case .figures: usage()
      case .kills, .errors: await Replay.run(seed)
      }
    }
  }

  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    switch words.count {
    case 0: await end(all { $0.large })
    case 1 where words[0] == "small": await end(all { $0.small })
    case 1 where words[0] == "agent": exit(await HeadlessAgent.run())
    case 1...3:
      guard let subject = Subject(rawValue: words[0]) else { usage() }
      switch (words.count, UInt64(words[words.count - 1])) {
      case (1, _): await end([told(subject) { await subject.run(subject.large) }])
      case (2, let count?) where count > 0: await end([told(subject) { await subject.run(Int(count)) }])
      case (3, let seed?) where words[1] == "--seed": await end([told(subject) { await subject.replay(seed) }])
      default: usage()
      }
    default: usage()
    }
  }

  private static func all(_ size: @Sendable (Subject) -> Int) async -> [Outcome] {
    var outcomes: [Outcome] = []
    for subject in Subject.allCases {
      let count = size(subject)
      outcomes.append(await told(subject) { await subject.run(count) })
    }
    return outcomes
  }

  /// Runs it and prints its line.
  private static func told(_ subject: Subject, _ run: @Sendable () async -> Outcome) async -> Outcome {
    let began = ContinuousClock.now
    let outcome = await run()
    let seconds = Int((ContinuousClock.now - began) / .seconds(1))
    for finding in outcome.findings.prefix(20) { print("\(subject.rawValue): \(finding)") }
    print("\(subject.rawValue): \(outcome.summary) (\(seconds) s)")
    fflush(nil)
    return outcome
  }

  private static func end(_ outcomes: [Outcome]) -> Never {
    exit(outcomes.allSatisfy(\.findings.isEmpty) ? 0 : 1)
  }

  private static func usage() -> Never {
    let subjects = Subject.allCases.map(\.rawValue).joined(separator: "|")
    print("usage: CouponTorture [small] | \(subjects) [NUMBER | --seed SEED]")
    exit(64)
  }
}
