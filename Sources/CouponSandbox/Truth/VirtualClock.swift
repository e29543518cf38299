/// The sandbox's clock: the machine's, ahead by what an operator moved it. Whatever is to happen later happens by it.
///
/// A move passes through every moment between: what was due at one of them happens then, and sees the clock there.
final class VirtualClock {
  typealias Milliseconds = Int64

  /// How far ahead of the machine's clock this one is.
  private(set) var lead: UnixSeconds
  /// Called whenever another moment than before is the next one at which something is due.
  var nextDueChanged: () -> Void = {}
  private let machineTime: () -> Milliseconds
  /// In the order in which they are due.
  private var alarms: [(due: Milliseconds, act: () -> Void)] = []
  /// While a move passes through it: the moment, instead of the machine's.
  private var passing: Milliseconds?

  init(lead: UnixSeconds = 0, machineTime: @escaping () -> Milliseconds = currentMilliseconds) {
    self.lead = lead
    self.machineTime = machineTime
  }

  var now: UnixSeconds { time / 1000 }

  /// When the next alarm is due, from now; nil without one.
  var untilNextAlarm: Milliseconds? { alarms.first.map { max(0, $0.due - time) } }

  /// Calls `act` once, that much later by this clock.
  func after(milliseconds: Int, _ act: @escaping () -> Void) {
    let due = time + Milliseconds(milliseconds)
    alarms.insert((due, act), at: alarms.firstIndex { $0.due > due } ?? alarms.endIndex)
    nextDueChanged()
  }

  /// Moves the clock. Backwards nothing that has happened is undone, and what is due waits all the longer.
  func move(by seconds: UnixSeconds) {
    let target = time + seconds * 1000
    ring(until: target)
    lead += seconds
    nextDueChanged()
  }

  /// Lets happen what is due by now.
  func ring() {
    ring(until: time)
    nextDueChanged()
  }

  /// Nothing that was to happen happens any more.
  func forgetAlarms() { alarms = [] }

  private var time: Milliseconds { passing ?? machineTime() + lead * 1000 }

  private func ring(until target: Milliseconds) {
    while let alarm = alarms.first, alarm.due <= target {
      alarms.removeFirst()
      // What was due while nobody looked is late all the same; it happens at its own moment only during a move.
      passing = max(alarm.due, time)
      alarm.act()
      passing = nil
    }
  }
}
