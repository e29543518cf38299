import CSystem
import Glibc
import Synchronization

/// Where tasks put the events that they bring back, and the loop takes them out.
final class Mailbox: Sendable {
  /// Readable while there is mail; see eventfd(2).
  let descriptor: Int32
  private let events = Mutex<[Event]>([])

  init() { descriptor = csystem_eventfd() }

  deinit { close(descriptor) }

  func post(_ event: Event) {
    let wasEmpty = events.withLock { events in
      events.append(event)
      return events.count == 1
    }
    if wasEmpty { csystem_eventfd_raise(descriptor) }
  }

  /// Everything that has come so far, oldest first.
  func takeAll() -> [Event] {
    // Emptied before the events are taken: one that comes in between wakes the loop once too often, never too little.
    csystem_eventfd_clear(descriptor)
    return events.withLock { events in
      defer { events = [] }
      return events
    }
  }
}
