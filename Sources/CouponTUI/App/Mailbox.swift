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
    let wasEmpty = lock.held {
      events.append(event)
      return events.count == 1
    }
    if wasEmpty { csystem_eventfd_raise(descriptor) }
  }

  /// Sleeps until there is mail.
  func wait(milliseconds: Int32) {
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    poll(&watched, 1, milliseconds)
  }

  /// Everything that has come so far, oldest first.
  func takeAll() -> [Event] {
    // Emptied before the events are taken: one that comes in between wakes the loop once too often, never too little.
    csystem_eventfd_clear(descriptor)
    return lock.held {
      defer { events = [] }
      return events
    }
  }
}
