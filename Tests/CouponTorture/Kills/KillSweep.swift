import CouponKit
import Glibc
import SeededNumbers

/// kill -9 before, within and after every call of a deactivation that changes a file, talks to WeChat Pay or tells the
/// agent something.
struct KillSweep {
  /// Runs at least; what is more than one sweep needs goes into crashes during the recovery after a crash.
  let least: Int
  /// Crashes within a crash's recovery, at least, in each scenario.
  private static let leastDoubles = 20

  func run() async -> Outcome {
    let share = least / Scenario.allCases.count
    let targets = await Stage.targets(max(1200, share + 300))
    let sendOfRequest = await KillSweep.sendOfRequest(targets)
    var all = Sweep()
    var points = 0
    for scenario in Scenario.allCases {
      let stage = await Stage(scenario, targets: targets, sendOfRequest: sendOfRequest)
      let sweep = await sweep(stage, share)
      points += sweep.points.count
      all = all + sweep
    }
    return Outcome(
      "\(all.runs) runs, killed at every one of \(points) calls in \(Scenario.allCases.count) scenarios; "
        + "\(all.findings.count) lost, duplicated or wrongly told", all.findings)
  }

  static func sendOfRequest(_ targets: [DeactivationTarget]) async -> Int {
    let stage = await Stage(.straggler, targets: Array(targets.prefix(1)))
    guard let place = await stage.calls(run: 0).sendOfRequest else { giveUp("no request leaves") }
    return place
  }

  private func sweep(_ stage: Stage, _ share: Int) async -> Sweep {
    let calls = await stage.calls(run: 0)
    var sweep = Sweep()
    var next = 1
    var call = 1
    // Two runs differ by a call or two; the sweep is at its end when nothing is left to be struck.
    var isReached = true
    while isReached {
      let last = max(calls.count, call)
      let cases = (call...last).flatMap { call in
        KillSweep.acts(at: call - 1, of: calls).map { Case(stage.scenario, Fate(call: call, act: $0)) }
      }
      let runs = await stage.runs(of: cases, from: next)
      next += cases.count
      for (one, run) in zip(cases, runs) {
        sweep.add(one, run)
        if run.isStruck { sweep.points.insert(one.fate.call) }
      }
      isReached = runs.last?.isStruck == true
      call = last + 1
    }
    // Without these the sweep would not have met what it is there for.
    if sweep.points.count < calls.count - 2 {
      sweep.findings.append("\(stage.scenario.name): killed at \(sweep.points.count) of \(calls.count) calls only")
    }
    var random = SeededRandom(seed: UInt64(stage.scenario.rawValue))
    let doubles = (0..<max(KillSweep.leastDoubles, share - next)).map { _ in
      Case(
        stage.scenario, Fate(call: 1 + random.below(calls.count), act: Fate.kills[random.below(3)]),
        second: Fate(call: 1 + random.below(calls.count / 2), act: Fate.kills[random.below(3)]))
    }
    let crashes = stride(from: 1, through: calls.count, by: 10).map {
      Case(stage.scenario, Fate(call: $0, act: .crash))
    }
    let others = doubles + crashes
    var struckTwice = 0
    for (one, run) in zip(others, await stage.runs(of: others, from: next)) {
      sweep.add(one, run)
      if run.isStruckTwice { struckTwice += 1 }
    }
    if struckTwice == 0 { sweep.findings.append("\(stage.scenario.name): no recovery was ever killed") }
    sweep.findings += stage.canaryTeeth()
    return sweep
  }

  /// Half of the bytes can go only where bytes go; of writes in a row to one file, some are enough for that.
  private static func acts(at place: Int, of calls: [Call]) -> [Fate.Act] {
    guard calls.indices.contains(place), [.write, .send, .receive].contains(calls[place].kind),
      calls.isTelling(place)
    else { return [.killBefore, .killAfter] }
    return Fate.kills
  }
}
