import Dispatch
import Glibc

/// When a test stops waiting. Generous, since it costs time only where something is wrong.
struct Deadline: Sendable {
  private let instant: ContinuousClock.Instant

  static var usual: Deadline { Deadline(after: .seconds(60)) }

  init(after duration: Duration) { instant = ContinuousClock.now + duration }

  /// In milliseconds, as poll(2) wants it; 0 when it has passed.
  var remaining: Int32 {
    let left = ContinuousClock.now.duration(to: instant)
    return Int32(max(0, left / .milliseconds(1)).rounded(.up))
  }

  /// poll(2): sleeps until one of the descriptors can be read, or has been closed at the other end.
  ///
  /// - Returns: which of them; none when the deadline has passed.
  func wait(for descriptors: [Int32]) -> [Int32] {
    while true {
      var sources = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let count = poll(&sources, nfds_t(sources.count), remaining)
      if count < 0, errno == EINTR { continue }
      return sources.filter { $0.revents != 0 }.map(\.fd)
    }
  }
}

/// A thread for an actor that blocks, which the threads of Swift's own pool must not.
final class BlockingExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "blocking")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
