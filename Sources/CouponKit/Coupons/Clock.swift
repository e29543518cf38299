import CSystem
import Glibc

/// Where time comes from: a value that is passed in, so that a test sets it.
public struct Clock: Sendable {
  /// The wall clock.
  public let now: @Sendable () -> Instant
  /// Milliseconds since boot, sleep included: what spans of time are measured with.
  public let millisecondsSinceBoot: @Sendable () -> Int64
  /// Waits, or returns early when the task is cancelled.
  public let wait: @Sendable (_ milliseconds: Int64) async -> Void

  public init(
    now: @escaping @Sendable () -> Instant, millisecondsSinceBoot: @escaping @Sendable () -> Int64,
    wait: @escaping @Sendable (_ milliseconds: Int64) async -> Void
  ) {
    self.now = now
    self.millisecondsSinceBoot = millisecondsSinceBoot
    self.wait = wait
  }

  public static let system = Clock(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Instant(millisecondsSince1970: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    },
    millisecondsSinceBoot: { csystem_boot_time_ms() },
    wait: { milliseconds in try? await Task.sleep(nanoseconds: UInt64(max(0, milliseconds)) * 1_000_000) })
}
