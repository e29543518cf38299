import CSystem
import CouponKit
import Glibc

/// Where tasks put the events that they bring back, and the loop takes them out.
///
/// `@unchecked Sendable`: `events` is read and written under `lock`.
final class Mailbox: @unchecked Sendable {
  /// Readable while there is mail; see eventfd(2).
  let descriptor: Int32
  private let lock = Lock()
  private var events: [Event] = []

  init() { descriptor = csystem_eventfd() }

  deinit { close(descriptor) }

  func post(_ event: Event) {
    lock.held {
      events.append(event)
      // Under the lock, so that it is readable exactly while there is mail.
      if events.count == 1 { csystem_eventfd_raise(descriptor) }
    }
  }

  /// Sleeps until there is mail.
  func wait(milliseconds: Int32) {
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    poll(&watched, 1, milliseconds)
  }

  /// Everything that has come so far, oldest first.
  func takeAll() -> [Event] {
    lock.held {
      guard !events.isEmpty else { return [] }
      csystem_eventfd_clear(descriptor)
      defer { events = [] }
      return events
    }
  }
}
