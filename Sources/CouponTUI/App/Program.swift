import CouponKit

/// The program from its first frame to its last. It runs on the main thread and sleeps whenever nothing happens.
///
/// - Parameter isLookingUp: starts the look-up of the form at once.
/// - Returns: the exit status.
func runProgram(
  _ start: AppState, on terminal: some Terminal, calls: CouponCalls, now: () -> Instant, isLookingUp: Bool = false
) -> Int32 {
  let mailbox = Mailbox()
  var effects = EffectRunner(calls: calls, mailbox: mailbox)
  var state = start
  _ = update(&state, on: .clockTicked(now()))
  _ = update(&state, on: .resized(terminal.size))
  terminal.present(draw(state))
  if isLookingUp {
    for effect in lookUpAtOnce(&state) { effects.run(effect) }
  }
  effects.run(.readRecents)
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
      case .resized(let size): events.append(.resized(size))
      case .ended(let ending):
        terminal.close()
        awaitWrites(&state, from: mailbox)
        return ending.exitStatus
      }
    }
    for event in events + mailbox.takeAll() {
      effects.forget(event)
      for effect in update(&state, on: event) {
        switch effect {
        case .quit: return 0
        case .discardTyped: terminal.discardTyped()
        case .redraw: terminal.redraw()
        case .suspend: terminal.suspend()
        case .copy(let text): _ = update(&state, on: terminal.copy(text) ? .copied(text) : .notCopied(text))
        case .paint(let theme): terminal.paint(theme)
        default: effects.run(effect)
        }
      }
    }
  }
}

/// The agent is gone, but what is on its way to WeChat Pay is seen to its end and recorded, within a minute.
private func awaitWrites(_ state: inout AppState, from mailbox: Mailbox) {
  var rounds = 60
  while !state.desk.writes.isEmpty, rounds > 0 {
    mailbox.wait(milliseconds: 1000)
    for event in mailbox.takeAll() { _ = update(&state, on: event) }
    rounds -= 1
  }
}

extension TerminalEvent {
  /// Whether the person sent it, or somebody in their name.
  fileprivate var isTyped: Bool {
    switch self {
    case .key, .pasted: true
    case .resized, .ended: false
    }
  }
}
