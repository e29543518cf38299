import CouponKit
import Glibc

/// A gateway for one scenario, with a bundle for each run.
final class Stage: Sendable {
  let scenario: Scenario
  let sandbox: SandboxProcess
  let canaries: Canaries
  private let targets: [DeactivationTarget]
  private let agent: AgentIdentity
  private let line: CurlTransport
  /// A journal without operations.
  private let emptyJournal = Folder()
  /// At which `send` a request to deactivate has left.
  private let sendOfRequest: Int?

  /// - Parameters:
  ///   - targets: as ``targets(_:)`` lists them.
  ///   - sendOfRequest: at which `send` the request has left, for the scenarios that begin with a process killed there.
  init(_ scenario: Scenario, targets: [DeactivationTarget], sendOfRequest: Int? = nil) async {
    self.scenario = scenario
    self.targets = targets
    self.sendOfRequest = sendOfRequest
    sandbox = SandboxProcess(
      bundles: targets.count, rules: targets.flatMap { scenario.rules(bundle: $0.subjectText) })
    canaries = Canaries(sandbox)
    guard let agent = try? AgentIdentity.current() else { giveUp("nobody is at the keyboard") }
    self.agent = agent
    line = CurlTransport(trust: sandbox.profile.caFile.map { .file($0) } ?? .system)
    _ = try? await service(in: emptyJournal.path, QuickClock()).history()
  }

  /// The bundles of a gateway like those of every stage.
  static func targets(_ count: Int) async -> [DeactivationTarget] {
    let sandbox = SandboxProcess(bundles: count)
    let folder = Folder()
    var profile = sandbox.profile
    profile.stateDirectory = folder.path
    let found = Targets()
    do throws(CouponFailure) {
      let service = CouponService(profile: profile, agent: try AgentIdentity.current(), language: "en")
      try await service.lookUp(CouponQuery(openID: sandbox.openID)) { found.add($0, of: sandbox.openID) }
    } catch { giveUp("the sandbox's coupons cannot be listed: \(error.kind.name)") }
    return found.all
  }

  var runs: Int { targets.count }

  func target(of run: Int) -> DeactivationTarget {
    guard targets.indices.contains(run) else { giveUp("there are no more than \(targets.count) bundles") }
    return targets[run]
  }

  /// The product in this very process, on the line that all runs share or on another one.
  func service(in folder: String, _ clock: QuickClock, over other: (any Transport)? = nil) -> CouponService {
    var profile = sandbox.profile
    profile.stateDirectory = folder
    return CouponService(profile: profile, agent: agent, language: "en", clock: clock.clock, transport: other ?? line)
  }

  /// Puts a journal into the run's folder in which everything is as the scenario begins.
  func prepare(_ folder: Folder, run: Int) async {
    guard !scenario.beginsEmpty else { return }
    folder.copy(emptyJournal.path, as: "state")
    let state = folder.path + "/state"
    switch scenario {
    case .recovery, .recoveryOfNothing:
      guard let sendOfRequest else { giveUp("nobody knows when the request leaves") }
      let cut = Fate(call: sendOfRequest, kind: .send, act: .killAfter)
      let ended = await agent(Wish(sandbox.configurationPath, state, target(of: run)), in: folder, cut)
      guard ended.ending == .signalled(SIGKILL) else { giveUp("the process that was to be cut off was not") }
    case .nextGeneration:
      let clock = QuickClock()
      let service = service(in: state, clock)
      do throws(CouponFailure) {
        let report = try await HeadlessAgent.deactivate(target(of: run), by: service)
        clock.letQuarantinePass()
        let settled = try await service.check(report.operationID)
        guard settled.state == .notApplied else { giveUp("\(settled.state) where nothing had arrived") }
      } catch { giveUp("the first generation ends with \(error.kind.name)") }
    default: break
    }
  }

  /// Runs the headless agent, under the interposer when something is to go wrong or to be written down.
  func agent(_ wish: Wish, in folder: Folder, _ fate: Fate?, log: String? = nil) async -> ChildProcess {
    var environment = fate?.environment ?? [:]
    if fate != nil || log != nil {
      environment["LD_PRELOAD"] = Program.interposer
      environment["TORTURE_ROOT"] = folder.path
    }
    environment["TORTURE_LOG"] = log
    return await ChildProcess.run([Program.torture, "agent"], environment: environment, input: wish.text)
  }

  func wish(of run: Int, in folder: Folder) -> Wish {
    var wish = Wish(sandbox.configurationPath, folder.path + "/state", target(of: run))
    wish.action = scenario.action
    wish.slept = scenario.slept
    return wish
  }

  /// What calls the scenario makes when nothing goes wrong.
  func calls(run: Int) async -> [Call] {
    let folder = Folder()
    await prepare(folder, run: run)
    let logs = Folder()
    let ended = await agent(wish(of: run, in: folder), in: folder, nil, log: logs.path + "/calls")
    guard ended.ending == .exited(0) else {
      giveUp("\(scenario.name) ends with \(ended.ending): \(String(decoding: ended.output, as: UTF8.self))")
    }
    return CallLog.read(logs.path + "/calls")
  }
}

/// The bundles of the pages that came, each once.
///
/// `@unchecked Sendable`: `found` and `seen` are read and written under `lock`; nothing else varies.
private final class Targets: @unchecked Sendable {
  private let lock = Lock()
  private var found: [DeactivationTarget] = []
  private var seen: Set<String> = []

  var all: [DeactivationTarget] { lock.held { found } }

  func add(_ page: UserCouponPage, of openID: OpenID) {
    lock.held {
      for coupon in page.coupons {
        guard let bundleID = coupon.position?.id, let stockBundleID = coupon.stock?.bundlePosition?.id,
          let productCouponID = coupon.productCouponID, seen.insert(bundleID.text).inserted
        else { continue }
        found.append(
          DeactivationTarget(
            subject: .bundle(bundleID, stockBundleID), openID: openID, productCouponID: productCouponID))
      }
    }
  }
}

extension [Call] {
  /// At which `send` the first request to deactivate has left, counted from 1.
  var sendOfRequest: Int? {
    guard let told = firstIndex(where: { $0.kind == .tell }) else { return nil }
    let end = self[told...].firstIndex { $0.kind == .write } ?? count
    // What is shorter is TLS's own.
    guard let last = self[..<end].lastIndex(where: { $0.kind == .send && $0.result > 400 }), last > told else {
      return nil
    }
    return self[...last].count { $0.kind == .send }
  }
}
