import CSystem
import CouponKit
import Glibc

/// Where tasks put the events that they bring back, and the loop takes them out.
///
/// `@unchecked Sendable`: `events` and `round` are read and written under `lock`; the descriptor is constant, and closed with
/// the last reference.
final class Mailbox: @unchecked Sendable {
  /// Readable while there is mail; see eventfd(2).
  let descriptor: Int32
  private let lock = Lock()
  private var events: [Event] = []
  /// Which sender is listened to.
  private var round = 0

  /// Posts events until the mailbox has another sender.
  struct Sender: Sendable {
    fileprivate let mailbox: Mailbox
    fileprivate let round: Int

    func post(_ event: Event) { mailbox.post(event, round) }
  }

  init() { descriptor = csystem_eventfd() }

  deinit { close(descriptor) }

  /// A sender in place of the one before, of which nothing more is taken.
  func newSender() -> Sender {
    let round = lock.held {
      empty()
      self.round += 1
      return self.round
    }
    return Sender(mailbox: self, round: round)
  }

  private func post(_ event: Event, _ round: Int) {
    lock.held {
      guard round == self.round else { return }
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
      defer { empty() }
      return events
    }
  }

  /// Under the lock.
  private func empty() {
    guard !events.isEmpty else { return }
    csystem_eventfd_clear(descriptor)
    events = []
  }
}
