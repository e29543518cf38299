import Glibc

/// What befalls one run; a number names it, so that it can be repeated.
struct Case: Sendable, CustomStringConvertible {
  let scenario: Scenario
  let fate: Fate
  /// What befalls the recovery after it.
  var second: Fate?

  static let acts: [Fate.Act] =
    Fate.kills + [.shortWrite] + [EIO, ENOSPC, EROFS, EDQUOT, EINTR].map { .error($0) }
    + [.fullDisk, .starvedDisk, .crash, .usedUpQuota]

  init(_ scenario: Scenario, _ fate: Fate, second: Fate? = nil) {
    (self.scenario, self.fate, self.second) = (scenario, fate, second)
  }

  init?(seed: UInt64) {
    let second = Int(seed % 10_000)
    let act = Int(seed / 10_000 % 100)
    let call = Int(seed / 1_000_000 % 10_000)
    guard let scenario = Scenario(rawValue: Int(truncatingIfNeeded: seed / 10_000_000_000)),
      Case.acts.indices.contains(act), call > 0
    else { return nil }
    self.init(scenario, Fate(call: call, act: Case.acts[act]))
    if second > 0 { self.second = Fate(call: second / 3, act: Fate.kills[second % 3]) }
  }

  var seed: UInt64 {
    let act = Case.acts.firstIndex(of: fate.act) ?? 0
    let kill = second.map { $0.call * 3 + (Fate.kills.firstIndex(of: $0.act) ?? 0) } ?? 0
    return ((UInt64(scenario.rawValue) * 10_000 + UInt64(fate.call)) * 100 + UInt64(act)) * 10_000 + UInt64(kill)
  }

  var description: String { "\(scenario.name), \(fate)" + (second.map { ", the recovery \($0)" } ?? "") }
}

/// What a number of runs of one scenario came to.
struct Sweep: Sendable {
  var runs = 0
  /// Calls at which something went wrong.
  var points: Set<Int> = []
  var findings: [String] = []

  mutating func add(_ one: Case, _ run: Run) {
    runs += 1
    findings += run.findings.map { "\(one): \($0). Replay it with --seed \(one.seed)." }
  }

  static func + (left: Sweep, right: Sweep) -> Sweep {
    Sweep(
      runs: left.runs + right.runs, points: left.points.union(right.points), findings: left.findings + right.findings)
  }
}

extension Stage {
  /// Lets each case happen to a bundle of its own, beginning with the bundle `first`.
  func runs(of cases: [Case], from first: Int, isLogged: Bool = false) async -> [Run] {
    guard scenario.hasStragglers else {
      return await inLanes(processors * 2, cases.count) { [self] place in
        await whole(first + place, cases[place].fate, second: cases[place].second, isLogged: isLogged)
      }
    }
    let begun = await inLanes(processors * 2, cases.count) { [self] place in
      await begin(first + place, cases[place].fate, second: cases[place].second, isLogged: isLogged)
    }
    await sandbox.moveClock(250)
    return await inLanes(processors * 2, begun.count) { [self] place in await finish(begun[place]) }
  }
}
