import CouponKit
import Glibc
import Synchronization

/// How fast the record is, on the disk where this program lies, through the whole product: figures, and no limits. What a
/// million events take is measured by `./dev bench`.
struct Figures {
  /// Operations, each of which stays open.
  let operations: Int

  func run() async -> Outcome {
    let targets = await Stage.targets(operations)
    let stage = await Stage(.firstStart, targets: targets)
    let folder = Folder(in: Program.folder)
    let line = CutLine(to: stage.sandbox.profile.caFile)
    let writes = Moments()
    for target in targets {
      let service = stage.service(in: folder.path, QuickClock(), over: line)
      line.mend()
      writes.begin()
      do throws(CouponFailure) {
        _ = try await HeadlessAgent.deactivate(target, by: service) { writes.note($0.state) }
      } catch { giveUp("an operation cannot be begun: \(error.kind)") }
    }
    let three = writes.spansOfThree
    let began = ContinuousClock.now
    let listed = try? await stage.service(in: folder.path, QuickClock(), over: line).history()
    let listing = ContinuousClock.now - began
    let before = clock()
    let verdict = JournalAudit(folder: folder.path).verdict()
    let seconds = Double(clock() - before) / Double(CLOCKS_PER_SEC)
    return Outcome(
      "three writes \(Figures.milliseconds(three.sorted()[three.count / 2])), 99 of 100 below "
        + "\(Figures.milliseconds(three.sorted()[three.count * 99 / 100])); opening and listing \(listed?.count ?? 0) open "
        + "operations \(Figures.milliseconds(listing)); verifying \(verdict.events) events takes a processor "
        + "\(Int(seconds * 1000)) ms",
      verdict.isSound && listed?.count == operations ? [] : ["the journal is \(verdict.finding)"])
  }

  private static func milliseconds(_ span: Duration) -> String {
    let tenths = Int((span / .milliseconds(1) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) ms"
  }
}

/// A line that is cut by the first request to deactivate, at once and without a word.
private final class CutLine: Transport {
  private let line: CurlTransport
  private let isCut = Atomic<Bool>(false)

  init(to authority: String?) { line = CurlTransport(trust: authority.map { .file($0) } ?? .system) }

  func mend() { isCut.store(false, ordering: .relaxed) }

  func send(_ request: SignedRequest, to host: GatewayHost) async throws(TransportFailure) -> RawAnswer {
    if request.method == .post { isCut.store(true, ordering: .relaxed) }
    if isCut.load(ordering: .relaxed) { throw TransportFailure(.noAnswer, mayHaveLeft: true, detail: "cut") }
    return try await line.send(request, to: host)
  }
}

/// When something new was told: between two such moments lies one transaction, and next to nothing else.
///
/// `@unchecked Sendable`: `last` and `spans` are read and written under `lock`; nothing else varies.
private final class Moments: @unchecked Sendable {
  private let lock = Lock()
  private var last: (state: DeactivationReport.State, at: ContinuousClock.Instant)?
  private var spans: [Duration] = []

  func begin() { lock.held { last = nil } }

  func note(_ state: DeactivationReport.State) {
    lock.held {
      if last?.state == state { return }
      let now = ContinuousClock.now
      if let last { spans.append(now - last.at) }
      last = (state, now)
    }
  }

  var spansOfThree: [Duration] {
    lock.held {
      stride(from: 0, to: spans.count - 2, by: 3).map { spans[$0] + spans[$0 + 1] + spans[$0 + 2] }
    }
  }
}
