import CouponKit
import Glibc

/// One run of a scenario in which something goes wrong, and everything that was told about it.
struct Run: Sendable {
  let number: Int
  let fate: Fate?
  let folder: Folder
  /// What the process that went wrong told.
  let child: ChildProcess
  var told: [HeadlessAgent.Told]
  var calls: [Call] = []
  /// Whether the recovery after it was killed too.
  var isStruckTwice = false
  /// What should not have been.
  var findings: [String] = []

  var isStruck: Bool { child.ending == .signalled(fate?.signal ?? SIGKILL) }
}

extension Stage {
  /// Lets the scenario happen with its fate; then somebody starts the program anew and looks what became of it.
  ///
  /// - Parameters:
  ///   - second: what befalls a recovery before that.
  ///   - isLogged: whether the calls are kept in the run.
  func begin(_ number: Int, _ fate: Fate?, second: Fate? = nil, isLogged: Bool = false) async -> Run {
    let folder = Folder()
    await prepare(folder, run: number)
    let log = isLogged ? Folder() : nil
    let child = await agent(wish(of: number, in: folder), in: folder, fate, log: log.map { $0.path + "/calls" })
    var run = Run(number: number, fate: fate, folder: folder, child: child, told: child.told)
    if let log { run.calls = CallLog.read(log.path + "/calls") }
    run.findings += canaryFindings(child)
    if let second {
      var wish = wish(of: number, in: folder)
      wish.action = .recover
      let recovery = await agent(wish, in: folder, second)
      run.isStruckTwice = recovery.ending == .signalled(second.signal)
      run.told += recovery.told.filter { $0.isOfState }
      run.findings += canaryFindings(recovery)
    }
    await recover(&run, QuickClock())
    return run
  }

  /// Looks once more when nothing can arrive any more, and compares everything that was told with the truth.
  func finish(_ run: Run) async -> Run {
    var run = run
    let clock = QuickClock()
    clock.letQuarantinePass()
    // The program looks once a minute; one look in vain, on a busy machine, is nothing yet.
    for _ in 0..<3 {
      if await recover(&run, clock) { break }
    }
    await judge(&run, clock)
    return run
  }

  func whole(_ number: Int, _ fate: Fate?, second: Fate? = nil, isLogged: Bool = false) async -> Run {
    await finish(begin(number, fate, second: second, isLogged: isLogged))
  }

  /// Whether nothing is left to look for.
  @discardableResult
  private func recover(_ run: inout Run, _ clock: QuickClock) async -> Bool {
    do throws(CouponFailure) {
      let reports = try await service(in: run.folder.path + "/state", clock).recover()
      run.told += reports.map(HeadlessAgent.Told.init)
      return reports.allSatisfy(\.state.isClosed)
    } catch {
      run.findings.append("the next start is refused: \(error.kind)")
      return true
    }
  }

  private func judge(_ run: inout Run, _ clock: QuickClock) async {
    let state = run.folder.path + "/state"
    let bundle = target(of: run.number).subjectText
    let effects = sandbox.truth.effects(on: bundle)
    let posts = sandbox.truth.posts(on: bundle)
    var history: [DeactivationReport] = []
    do throws(CouponFailure) { history = try await service(in: state, clock).history() } catch {
      run.findings.append("the history is refused: \(error.kind)")
    }
    if effects.count > 1 { run.findings.append("duplicated: \(effects.count) effects") }
    for report in history where !report.state.isClosed { run.findings.append("left open: \(report.state.rawValue)") }
    for report in history where report.state.isClosed && !run.told.contains(HeadlessAgent.Told(report)) {
      run.findings.append("nobody was told: \(report.state.rawValue)")
    }
    let confirmed = history.filter { $0.state == .confirmed }
    if !effects.isEmpty, confirmed.map(\.requestNumber.text) != effects {
      run.findings.append("lost: the effect of \(effects) is told as \(history.map(\.state.rawValue))")
    }
    if effects.isEmpty, history.contains(where: { $0.state == .confirmed || $0.state == .already }) {
      run.findings.append("wrongly told: \(history.map(\.state.rawValue)) where nothing took effect")
    }
    for (number, sent) in Dictionary(grouping: posts, by: \.requestNumber) {
      let recorded = history.filter { $0.requestNumber.text == number }.map(\.attempts).reduce(0, +)
      if recorded < sent.count { run.findings.append("sent without a record: \(sent.count) of \(recorded)") }
      if Set(sent).count > 1 { run.findings.append("two bodies under \(number)") }
    }
    for told in run.told { run.findings += findings(about: told, history, effects) }
    let verdict = JournalAudit(folder: state).verdict()
    if !verdict.isSound { run.findings.append("the journal is not sound: \(verdict.finding)") }
    if let problem = JournalFile.problem(in: state) { run.findings.append(problem) }
    run.findings += canaries.found(inFolder: state)
    if run.number.isMultiple(of: 10) { run.findings += exportFindings(state) }
  }

  /// What was told stays true.
  private func findings(
    about told: HeadlessAgent.Told, _ history: [DeactivationReport], _ effects: [String]
  ) -> [String] {
    switch told {
    case .refused(_, let change):
      let isDenied = change == CouponFailure.Change.none.rawValue && scenario.action == .deactivate && !effects.isEmpty
      return isDenied ? ["wrongly told: \"nothing was done\", and it was"] : []
    case .state(let state, let isUnrecorded, let operationID):
      guard state.isClosed else { return [] }
      guard let known = history.first(where: { $0.operationID == operationID }) else {
        return state == .notApplied && effects.isEmpty ? [] : ["wrongly told: \(state.rawValue) without a record"]
      }
      if known.state == state { return [] }
      return ["wrongly told: \(state.rawValue)\(isUnrecorded ? " unrecorded" : ""), then \(known.state.rawValue)"]
    }
  }

  /// Whether what is looked for would be found: at the gateway it stands in plain text.
  func canaryTeeth() -> [String] {
    let found = canaries.found(in: file(sandbox.requestsLog)).union(
      canaries.found(in: file(sandbox.folder.path + "/gateway/merchant.key.pem")))
    let missing = Set(["openid", "reason", "Authorization", "private key"]).subtracting(found)
    return missing.isEmpty ? [] : ["\(missing) would not be found where they are"]
  }

  private func canaryFindings(_ child: ChildProcess) -> [String] {
    let streams = [("output", child.output), ("complaints", child.complaints), ("process list", child.processList)]
    return streams.flatMap { name, bytes in canaries.found(in: bytes).map { "\($0) in the \(name)" } }
  }

  private func exportFindings(_ state: String) -> [String] {
    let export = state + "/export.jsonl"
    do throws(CouponFailure) {
      _ = try JournalAudit(folder: state).export(to: export)
      return canaries.found(in: file(export)).map { "\($0) in the export" }
    } catch { return ["the export is refused: \(error.kind)"] }
  }
}

extension ChildProcess {
  var told: [HeadlessAgent.Told] { lines.compactMap { HeadlessAgent.Told($0) } }
}

extension HeadlessAgent.Told {
  fileprivate var isOfState: Bool { if case .state = self { true } else { false } }
}
