import CouponKit
import Glibc
import Synchronization

/// Does what an agent does on the screen, and says what the agent was told.
struct Agent: Sendable {
  let service: CouponService
  /// The same agent, when no request that was sent can arrive any more.
  let afterwards: CouponService

  /// Review, reason, confirmation, request. As long as nothing was sent, a patient agent begins anew.
  func deactivate(_ target: DeactivationTarget) async {
    var refusal: CouponFailure?
    for _ in 0..<8 {
      do throws(CouponFailure) {
        let review = try await service.review(target)
        guard let reason = try? DeactivateReason("顾客要求退款"),
          let confirmed = ConfirmedDeactivation(
            review: review, reason: reason, typedPhrase: target.confirmationPhrase)
        else { return tell(target, "unusable") }
        return tell(target, try await service.deactivate(confirmed) { _ in })
      } catch { refusal = error }
    }
    tell(target, "refused \(refusal?.kind.name ?? "") \(refusal?.change.rawValue ?? "")")
  }

  func settle() async {
    do throws(CouponFailure) {
      for report in try await afterwards.recover() { tell(report.target, report) }
    } catch { tell("unusable \(error.kind)") }
  }

  private func tell(_ target: DeactivationTarget, _ report: DeactivationReport) {
    tell(target, "told \(report.state.rawValue) \(report.isPartial ? "partly" : "wholly")")
  }

  private func tell(_ target: DeactivationTarget, _ text: String) { tell("\(target.subjectText) \(text)") }

  /// One write(2) a line: agents speak side by side.
  private func tell(_ text: String) {
    let line = Array((text + "\n").utf8)
    write(STDOUT_FILENO, line, line.count)
  }
}

/// What is still to be done, for whoever comes next.
final class Wishes: Sendable {
  private let rest: Mutex<ArraySlice<DeactivationTarget>>

  init(_ targets: [DeactivationTarget]) { rest = Mutex(targets[...]) }

  func next() -> DeactivationTarget? { rest.withLock { $0.popFirst() } }
}

extension Clock {
  /// The machine's clocks, on which waiting takes no time and is over all the same.
  ///
  /// - Parameter ahead: of the boot clock alone, in milliseconds. The quarantine is measured on it, while the wall clock
  ///   has to agree with WeChat Pay's.
  static func impatient(ahead: Int64 = 0) -> Clock {
    let waited = Waited()
    return Clock(
      now: { system.now() },
      millisecondsSinceBoot: { system.millisecondsSinceBoot() + ahead + waited.milliseconds.load(ordering: .relaxed) },
      wait: { waited.milliseconds.add(max(0, $0), ordering: .relaxed) })
  }
}

private final class Waited: Sendable {
  let milliseconds = Atomic<Int64>(0)
}
