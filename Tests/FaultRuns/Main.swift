import CouponKit
import Glibc

/// Agents without a screen, for the runs against the sandbox's faults: the real CouponKit over real TLS. What each was told
/// goes to standard output, a line a deactivation; `Tests/contract/fault_runs.py` compares it with what happened.
///
///     FaultRuns deactivate CONFIG…    each line of standard input is OPENID PRODUCT BUNDLE STOCKBUNDLE
///     FaultRuns settle CONFIG…        what is open is asked after, once the quarantine is over
///
/// Each configuration is an agent with a journal; they work side by side.
@main struct FaultRuns {
  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count >= 2 else { exit(EX_USAGE) }
    let agents: [Agent]
    do throws(CouponFailure) { agents = try words.dropFirst().map(agent) } catch {
      print("unusable \(error.kind)")
      exit(EX_CONFIG)
    }
    switch words[0] {
    case "deactivate":
      let wishes = Wishes(readWishes())
      await everyone(agents) { agent in while let target = wishes.next() { await agent.deactivate(target) } }
    case "settle": await everyone(agents) { await $0.settle() }
    default: exit(EX_USAGE)
    }
  }

  private static func agent(_ path: String) throws(CouponFailure) -> Agent {
    let profile = try Configuration.read(path: path, for: try? AgentIdentity.current()).profile()
    return Agent(
      service: CouponService(
        profile: profile, agent: try AgentIdentity.current(), language: "en", clock: .impatient()),
      // A day: an agent does not sit out its waits, so that its last request may be dated that much ahead.
      afterwards: CouponService(
        profile: profile, agent: try AgentIdentity.current(), language: "en", clock: .impatient(ahead: 86_400_000)))
  }

  private static func everyone(_ agents: [Agent], _ work: @escaping @Sendable (Agent) async -> Void) async {
    await withTaskGroup { group in
      for agent in agents { group.addTask { await work(agent) } }
    }
  }

  private static func readWishes() -> [DeactivationTarget] {
    var targets: [DeactivationTarget] = []
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 4, let openID = try? OpenID(words[0]), let bundleID = try? UserCouponBundleID(words[2])
      else {
        print("unusable \(line)")
        exit(EX_DATAERR)
      }
      targets.append(
        DeactivationTarget(
          subject: .bundle(bundleID, StockBundleID(words[3])), openID: openID,
          productCouponID: ProductCouponID(words[1])))
    }
    return targets
  }
}
