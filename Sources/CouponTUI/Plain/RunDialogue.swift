import CouponKit
import Glibc

/// The program as a dialogue of lines, from its first line to its last: the same state, effects and calls as the screen's,
/// told by ``PlainDialogue``.
struct DialogueLoop {
  private var state: AppState
  private var dialogue = PlainDialogue()
  private var effects: EffectRunner
  private let mailbox = Mailbox()
  private let terminal: LineTerminal
  private let now: () -> Instant
  /// The place of the page that was told last.
  private var toldPlace: String?
  private var toldNotice: SafeText?
  /// What stands to be told although the place is the same.
  private var due = Due.page
  private var isLeft = false

  private enum Due { case nothing, question, page }

  init(
    _ state: AppState, on terminal: LineTerminal, calls: @escaping (Profile) -> CouponCalls,
    now: @escaping () -> Instant
  ) {
    self.state = state
    self.terminal = terminal
    self.now = now
    effects = EffectRunner(for: state.desk.profile, calls: calls, mailbox: mailbox)
  }

  /// - Parameter isLookingUp: starts the look-up of the form at once.
  /// - Returns: the exit status.
  mutating func run(isLookingUp: Bool) -> Int32 {
    terminal.tell(greeting)
    happen(.clockTicked(now()))
    if isLookingUp { carryOut(lookUpAtOnce(&state)) }
    effects.run(.readRecents)
    if state.desk.mayDeactivate { effects.run(.settleOpenOperations) }
    while true {
      tellNews()
      let milliseconds = Int(max(0, state.alarm.millisecondsSince1970 - now().millisecondsSince1970))
      let input = terminal.wait(mailbox: mailbox.descriptor, milliseconds: milliseconds)
      happen(.clockTicked(now()))
      switch input {
      case .line(let line)?: take(line)
      case .ended(let ending)?:
        // Ctrl-C and Ctrl-D come from the keyboard.
        if ending == nil || ending == .signal(SIGINT) { happen(.inputArrived(count: 1)) }
        return end(ending)
      case nil: break
      }
      if isLeft { return end(nil) }
      // What was typed was meant for what stood there; what tasks bring comes second.
      for event in mailbox.takeAll() {
        effects.forget(event)
        happen(event)
      }
    }
  }

  private var greeting: [SafeText] {
    let desk = state.desk
    return [
      SafeText("coupon-tui \(Version.number)"), Banner.sentence(desk),
      desk.text(
        "Answer with a number or a text, then Enter. ? tells it again, 0 goes back, Ctrl-C leaves.",
        "以编号或文字回答，按 Enter 提交。? 重新显示，0 返回，Ctrl-C 退出。"),
    ]
  }

  // MARK: What happens

  private mutating func happen(_ event: Event) { carryOut(update(&state, on: event)) }

  private mutating func carryOut(_ wanted: [Effect]) {
    for effect in wanted {
      switch effect {
      case .quit: isLeft = true
      case .discardTyped: discard()
      case .copy(let text): terminal.tell([text])
      case .redraw, .suspend, .paint, .takeMouse: break
      default: effects.run(effect)
      }
    }
  }

  /// The last step counts only what is typed behind its question.
  private mutating func discard() {
    guard terminal.discardTyped() else { return }
    terminal.tell([
      "", state.desk.text("What was typed before the question does not count.", "提问之前输入的内容不算数。"),
    ])
    due = .page
  }

  private mutating func take(_ line: String) {
    let page = dialogue.page(state)
    due = .page
    switch dialogue.answer(line, to: page) {
    case .events(let events)?:
      for event in events {
        // A line is one answer, however many keys stand for it.
        happen(.inputArrived(count: 1))
        happen(event)
      }
    case .tell(let lines)?:
      terminal.tell(lines)
      due = .question
    case .ask?, .list?, nil: break
    }
  }

  // MARK: What is told

  private mutating func tellNews() {
    let page = dialogue.page(state)
    if page.place != toldPlace { due = .page }
    if state.shownNotice != toldNotice {
      toldNotice = state.shownNotice
      if let notice = state.shownNotice {
        terminal.tell([notice])
        due = due == .nothing ? .question : due
      }
    }
    guard due != .nothing else { return }
    if due == .page { terminal.tell([""] + page.told) }
    if let question = page.question { terminal.ask(question) }
    (toldPlace, due) = (page.place, .nothing)
    happen(.frameShown(now()))
  }

  /// What is on its way to WeChat Pay is seen to its end and recorded first.
  private mutating func end(_ ending: Ending?) -> Int32 {
    let isHungUp = ending == .hungUp
    if !isHungUp { terminal.tell([""]) }
    if !state.desk.writes.isEmpty {
      if !isHungUp { terminal.tell([state.desk.text(Notice.waitingForOutcome)]) }
      awaitWrites(&state, from: mailbox)
    }
    if !isHungUp { terminal.tell(state.parting) }
    effects.finish()
    return ending?.exitStatus ?? 0
  }
}
