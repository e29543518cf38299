import CSystem
import CouponKit

/// The program from its first frame to its last. It runs on the main thread and sleeps whenever nothing happens.
///
/// - Parameters:
///   - calls: what is asked of CouponKit under a profile.
///   - isLookingUp: starts the look-up of the form at once.
/// - Returns: the exit status.
func runProgram(
  _ start: AppState, on terminal: some Terminal, calls: @escaping (Profile) -> CouponCalls, now: () -> Instant,
  isLookingUp: Bool = false
) -> Int32 {
  let mailbox = Mailbox()
  var effects = EffectRunner(for: start.desk.profile, calls: calls, mailbox: mailbox)
  var state = start
  _ = update(&state, on: .clockTicked(now()))
  _ = update(&state, on: .resized(terminal.size))
  terminal.present(draw(state))
  if state.desk.takesMouse { terminal.takeMouse(true) }
  if isLookingUp {
    for effect in lookUpAtOnce(&state) { effects.run(effect) }
  }
  effects.run(.readRecents)
  effects.run(.askFirstRun)
  if state.desk.mayDeactivate { effects.run(.settleOpenOperations) }
  while true {
    terminal.present(draw(state))
    _ = update(&state, on: .frameShown(now()))
    let milliseconds = Int(max(0, state.alarm.millisecondsSince1970 - now().millisecondsSince1970))
    let input = terminal.wait(mailbox: mailbox.descriptor, milliseconds: milliseconds)
    var events: [Event] = [.clockTicked(now()), .inputArrived(count: input.count(where: \.isTyped))]
    for event in input {
      switch event {
      case .key(let key): events.append(.keyPressed(key))
      case .pasted(let text): events.append(.pasted(text))
      case .clicked(let point): events.append(.clicked(point))
      case .wheeled(let rows, let point): events.append(.wheeled(rows, point))
      case .resized(let size): events.append(.resized(size))
      case .ended(let ending):
        terminal.close()
        part(&state, from: mailbox, isHeard: ending != .hungUp)
        effects.finish()
        return ending.exitStatus
      }
    }
    // What tasks bring comes second: a profile that was left in between takes its answers with it.
    for isMail in [false, true] {
      for event in isMail ? mailbox.takeAll() : events {
        effects.forget(event)
        for effect in update(&state, on: event) {
          switch effect {
          case .quit:
            if !state.desk.writes.isEmpty || !state.parting.isEmpty {
              terminal.close()
              part(&state, from: mailbox, isHeard: true)
            }
            effects.finish()
            return 0
          case .discardTyped: terminal.discardTyped()
          case .redraw: terminal.redraw()
          case .suspend: terminal.suspend()
          case .copy(let text): _ = update(&state, on: terminal.copy(text) ? .copied(text) : .notCopied(text))
          case .paint(let theme): terminal.paint(theme)
          case .takeMouse(let isOn): terminal.takeMouse(isOn)
          default: effects.run(effect)
          }
        }
      }
    }
  }
}

/// Tells at the prompt what nobody has read, once what is on its way has come to its end.
private func part(_ state: inout AppState, from mailbox: Mailbox, isHeard: Bool) {
  if isHeard, !state.desk.writes.isEmpty { say(state.desk.text(Notice.waitingForOutcome)) }
  awaitWrites(&state, from: mailbox)
  if isHeard { for line in state.parting { say(line) } }
}

/// The agent is gone, but what is on its way to WeChat Pay is seen to its end and recorded, within a minute.
func awaitWrites(_ state: inout AppState, from mailbox: Mailbox) {
  let end = csystem_boot_time_ms() + 60_000
  while !state.desk.writes.isEmpty, csystem_boot_time_ms() < end {
    mailbox.wait(milliseconds: 1000)
    for event in mailbox.takeAll() { _ = update(&state, on: event) }
  }
}

extension TerminalEvent {
  /// Whether the person sent it, or somebody in their name.
  fileprivate var isTyped: Bool {
    switch self {
    case .key, .pasted, .clicked, .wheeled: true
    case .resized, .ended: false
    }
  }
}
