import CEvent
import Glibc

/// Rings a ``VirtualClock`` from the event loop when its next alarm is due.
final class AlarmTimer {
  private let clock: VirtualClock
  private var timer: OpaquePointer?

  init(_ clock: VirtualClock, loop: OpaquePointer) {
    self.clock = clock
    timer = event_new(loop, -1, 0, clockRings, Unmanaged.passUnretained(clock).toOpaque())
    clock.nextDueChanged = { [unowned self] in arm() }
    arm()
  }

  deinit {
    clock.nextDueChanged = {}
    if let timer { event_free(timer) }
  }

  private func arm() {
    guard let milliseconds = clock.untilNextAlarm else {
      event_del(timer)
      return
    }
    // Beyond a day it is looked at again: no delay is too long for the loop then.
    let capped = Int(min(milliseconds, 86_400_000))
    var delay = timeval(tv_sec: capped / 1000, tv_usec: capped % 1000 * 1000)
    event_add(timer, &delay)
  }
}

private func clockRings(_: Int32, _: Int16, _ clock: UnsafeMutableRawPointer?) {
  guard let clock else { return }
  Unmanaged<VirtualClock>.fromOpaque(clock).takeUnretainedValue().ring()
}
