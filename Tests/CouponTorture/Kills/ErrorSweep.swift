import Glibc

/// Every call of a deactivation refused once in every way, and the disk full from every call on.
struct ErrorSweep {
  let least: Int

  /// Up to this many runs, some of the writes in a row to one file stand for all of them.
  private static let small = 1_000
  private static let fileErrors: [Fate.Act] = [EIO, ENOSPC, EROFS, EDQUOT, EINTR].map { .error($0) }
  private static let networkErrors: [Fate.Act] = [EIO, EINTR].map { .error($0) }
  /// The first two hold every call there is; the others follow where more is asked for.
  private static let scenarios: [Scenario] = [
    .firstStart, .lostAnswer, .serverTrouble, .nextGeneration, .recoveryOfNothing,
  ]

  func run() async -> Outcome {
    let targets = await Stage.targets(least > ErrorSweep.small ? 2500 : 1200)
    let sendOfRequest = await KillSweep.sendOfRequest(targets)
    var sweep = Sweep()
    var failedSyncs = 0
    var unrecorded = 0
    for scenario in ErrorSweep.scenarios where sweep.runs < least || scenario.rawValue <= Scenario.lostAnswer.rawValue {
      let stage = await Stage(scenario, targets: targets, sendOfRequest: sendOfRequest)
      let calls = await stage.calls(run: 0)
      let places = calls.indices.filter { least > ErrorSweep.small || calls.isTelling($0) }
      let cases = places.flatMap { place in
        ErrorSweep.acts(at: calls[place]).map { Case(scenario, Fate(call: calls[place].number, act: $0)) }
      }
      for (one, run) in zip(cases, await stage.runs(of: cases, from: 1, isLogged: true)) {
        var run = run
        run.findings += ErrorSweep.findings(run, one.fate)
        sweep.add(one, run)
        failedSyncs += run.calls.count { $0.isSynchronisation && $0.error != 0 }
        if one.fate.act == .starvedDisk, run.told.contains(where: \.isUnrecorded) { unrecorded += 1 }
      }
    }
    var findings = sweep.findings
    // Without these the sweep would not have met what it is there for.
    if failedSyncs == 0 { findings.append("no fsync was ever refused") }
    if unrecorded == 0 { findings.append("no outcome ever had to go unrecorded on a full disk without ballast") }
    return Outcome(
      "\(sweep.runs) runs, \(failedSyncs) refused fsyncs, full disks from every call on with and without "
        + "ballast; \(sweep.findings.count) crashed, sent unrecorded or wrongly told", findings)
  }

  private static func acts(at call: Call) -> [Fate.Act] {
    switch call.kind {
    case .tell: []
    case .connect, .receive, .send: networkErrors
    case .write: fileErrors + [.shortWrite, .fullDisk, .usedUpQuota, .starvedDisk]
    default: fileErrors + [.fullDisk, .usedUpQuota, .starvedDisk]
    }
  }

  private static func findings(_ run: Run, _ fate: Fate) -> [String] {
    var findings: [String] = []
    if case .signalled(let signal) = run.child.ending { findings.append("crashed or hung: signal \(signal)") }
    if fate.act == .fullDisk || fate.act == .usedUpQuota, run.told.contains(where: \.isUnrecorded) {
      findings.append("the room that is kept for outcomes was not used")
    }
    if asksAgain(run.calls) { findings.append("a refused fsync was asked for again with nothing written in between") }
    return findings
  }

  /// After a refused fsync the kernel may have dropped what was to be written: a second one that succeeds proves nothing.
  static func asksAgain(_ calls: [Call]) -> Bool {
    var refused: Set<UInt64> = []
    for call in calls {
      switch call.kind {
      case .write, .truncate: refused.remove(call.inode)
      case .synchronise, .synchroniseData:
        if refused.contains(call.inode) { return true }
        // A folder has nothing but its names, which the kernel keeps.
        if call.error != 0, !call.isOfFolder { refused.insert(call.inode) }
      default: break
      }
    }
    return false
  }
}

extension HeadlessAgent.Told {
  var isUnrecorded: Bool { if case .state(_, true, _) = self { true } else { false } }
}

extension [Call] {
  /// Whether the call is more than one of many alike: of writes in a row to one file, the first two and the last are.
  func isTelling(_ place: Int) -> Bool {
    func isAlike(_ other: Int) -> Bool {
      indices.contains(other) && self[other].kind == self[place].kind && self[other].path == self[place].path
    }
    guard self[place].kind == .write || self[place].kind == .receive else { return true }
    return !isAlike(place - 1) || !isAlike(place - 2) || !isAlike(place + 1)
  }
}

extension Call {
  var isSynchronisation: Bool { kind == .synchronise || kind == .synchroniseData }
  /// The journal's folder, which SQLite and the product open to synchronise it.
  var isOfFolder: Bool { path.hasSuffix("/state") }
}

extension Fate {
  static func name(ofError code: Int) -> String { String(cString: strerror(Int32(code))) }
}
