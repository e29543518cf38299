import Synchronization

@testable import CouponKit

/// A clock that moves only when something waits, or a test moves it.
final class TestClock: Sendable {
  private let milliseconds = Mutex<Int64>(0)
  private static let epoch: Int64 = 1_795_400_000_000

  var now: Instant { Instant(millisecondsSince1970: Self.epoch + milliseconds.withLock { $0 }) }

  func pass(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1000 } }

  var clock: Clock {
    Clock(
      now: { self.now }, millisecondsSinceBoot: { 1_000_000 + self.milliseconds.withLock { $0 } },
      wait: { span in self.milliseconds.withLock { $0 += span } })
  }
}
