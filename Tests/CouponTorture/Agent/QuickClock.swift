import CouponKit
import Synchronization

/// The machine's clocks, on which waiting takes no time and is over all the same.
final class QuickClock: Sendable {
  private let waited = Atomic<Int64>(0)
  private let slept: Atomic<Int64>

  /// - Parameter slept: how far the boot clock alone is ahead, in milliseconds: the quarantine after a request is measured
  ///   on it, while the wall clock has to agree with WeChat Pay's.
  init(slept: Int64 = 0) { self.slept = Atomic(slept) }

  /// Longer than any request can live, and than anybody here pretends to have waited besides.
  static let quarantine: Int64 = 660_000

  func letQuarantinePass() { slept.add(Self.quarantine, ordering: .relaxed) }

  var clock: Clock {
    let system = Clock.system
    return Clock(
      now: { [self] in
        Instant(millisecondsSince1970: system.now().millisecondsSince1970 + waited.load(ordering: .relaxed))
      },
      millisecondsSinceBoot: { [self] in
        system.millisecondsSinceBoot() + waited.load(ordering: .relaxed) + slept.load(ordering: .relaxed)
      },
      wait: { [self] milliseconds in waited.add(max(0, milliseconds), ordering: .relaxed) })
  }
}
