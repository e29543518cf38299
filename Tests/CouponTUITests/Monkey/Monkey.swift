import HostileText
import SeededNumbers
import Testing

@testable import CouponKit
@testable import CouponTUI

/// A monkey at the keyboard, and a world that answers what is asked, sooner, later, twice, wrongly or never.
///
/// Everything that it does follows from its seed. It plays the part of `runProgram`: it draws, lets time pass, and tells
/// what has come in one go.
struct Monkey {
  private var random: SeededRandom
  private(set) var state: AppState
  private(set) var oracle = MonkeyOracle()
  private var answers: MonkeyAnswers
  private var now = Walk.start
  /// Of a thousand keys, how many the monkey presses because they lead on to a deactivation.
  private let ambition: Int
  private var decoder = KeyDecoder()

  /// Keys, pastes, sizes, ticks and answers that were told.
  private(set) var told = 0
  /// How often it went all the way.
  private(set) var writes = 0

  init(seed: UInt64) throws {
    random = SeededRandom(seed: seed)
    answers = try MonkeyAnswers()
    ambition = random.one(of: [0, 100, 500, 900, 980])
    let role: Profile.Role = random.chance(900) ? .deactivate : .readOnly
    state = try Walk(
      Self.size(&random), random.one(of: Language.allCases), role: role,
      environment: random.one(of: [.sandbox, .production]), isASCII: random.chance(100)
    ).state
  }

  /// Lets the monkey have its way until so many events have been told.
  mutating func play(_ events: Int) throws(MonkeyOracle.Violation) {
    while told < events {
      try look()
      letTimePass()
      try tell(.clockTicked(now))
      try sendInput()
      for event in answers.arriving(&random, now) { try tell(event) }
      if random.chance(10) { try findTheWayOut() }
    }
  }

  // MARK: One turn of the loop

  /// Not every frame of the lists is drawn, since they take longest and nothing can be sent from them.
  private mutating func look() throws(MonkeyOracle.Violation) {
    if case .deactivation? = state.screens.last {} else if !random.chance(100) { return oracle.frameNotShown() }
    let canvas = draw(state)
    try oracle.check(canvas, of: state)
    oracle.frameShown(canvas, of: state, at: now)
    _ = update(&state, on: .frameShown(now))
  }

  /// Mostly as long as a hand takes, sometimes to the very moment for which the program waits, and the clock is set, too.
  private mutating func letTimePass() {
    let milliseconds: Int
    switch random.number(0..<100) {
    case 0..<10: milliseconds = 0
    case 10..<40: milliseconds = random.number(1..<300)
    case 40..<70: milliseconds = random.number(300..<1500)
    case 70..<95:
      now = max(now, state.alarm)
      return
    case 95..<98: milliseconds = random.number(1500..<70_000)
    default: milliseconds = random.number(-5000..<0)
    }
    now = Instant(millisecondsSince1970: now.millisecondsSince1970 + Int64(milliseconds))
  }

  private mutating func sendInput() throws(MonkeyOracle.Violation) {
    var batch: [Event] = []
    let count = random.chance(800) ? 1 : random.number(0..<7)
    for _ in 0..<count { batch += input() }
    let keys = batch.count { event in
      switch event {
      case .keyPressed, .pasted: true
      default: false
      }
    }
    oracle.inputArrived(count: keys)
    try tell(.inputArrived(count: keys))
    for event in batch { try tell(event) }
  }

  private mutating func input() -> [Event] {
    if random.chance(ambition), let key = keyThatLeadsOn { return [.keyPressed(key)] }
    switch random.number(0..<1000) {
    case 0..<930: return [.keyPressed(random.one(of: Self.keys))]
    case 930..<960: return [.pasted(SafeText(pasted: random.one(of: Self.texts)))]
    case 960..<985: return [.resized(Self.size(&random))]
    default: return bytes()
    }
  }

  /// Bytes as they may come from a terminal, through the real decoder.
  private mutating func bytes() -> [Event] {
    let pieces = (0..<random.number(1..<8)).map { _ in random.one(of: Self.byteStrings) }
    var events = decoder.decode(pieces.joined().utf8)
    if random.chance(800) { events += decoder.giveUpWaiting() }
    return events.compactMap { event in
      switch event {
      case .key(let key): .keyPressed(key)
      case .pasted(let text): .pasted(text)
      default: nil
      }
    }
  }

  /// What an agent would press to get on with a deactivation.
  private var keyThatLeadsOn: Key? {
    switch state.screens.last {
    case .lookUp: return .enter
    case .bundles: return .character("D")
    case .deactivation(let dialog):
      switch dialog.stage {
      case .reason: return dialog.reason.field.isEmpty ? .character("1") : .enter
      case .confirmation(_, let confirmation):
        let phrase = dialog.target.confirmationPhrase
        let typed = confirmation.typed.text
        if typed.lowercased() == phrase.lowercased() { return .enter }
        return phrase.hasPrefix(typed) ? .character(Array(phrase)[typed.count]) : .control("u")
      case .outcome(let report): return report.state.isClosed ? .enter : .character("S")
      default: return .enter
      }
    default: return nil
    }
  }

  // MARK: Telling

  private mutating func tell(_ event: Event) throws(MonkeyOracle.Violation) {
    told += 1
    oracle.willTell(event, at: now, to: state)
    let effects = update(&state, on: event)
    for effect in effects {
      switch effect {
      case .deactivate, .sendAgain:
        writes += 1
        try oracle.judge(effect, on: event, at: now)
      case .copy(let text): _ = update(&state, on: random.chance(500) ? .copied(text) : .notCopied(text))
      default: break
      }
      answers.ask(effect)
    }
    oracle.didTell(event, to: state)
  }

  /// From wherever it is, Escape and the keys of the question whether to leave lead out within a bounded number.
  private func findTheWayOut() throws(MonkeyOracle.Violation) {
    var (state, now) = (state, now)
    var path: [Key] = Array(repeating: .escape, count: 12) + [.control("c"), .tab, .enter]
    // A second round, for what Escape has stopped or an answer line has swallowed.
    path += path
    for key in path {
      now = now.advanced(bySeconds: 1)
      _ = update(&state, on: .frameShown(now))
      _ = update(&state, on: .clockTicked(now))
      _ = update(&state, on: .inputArrived(count: 1))
      if update(&state, on: .keyPressed(key)).contains(.quit) { return }
    }
    throw oracle.violation("no way out of \(String(describing: state.screens.last).prefix(200))")
  }

  // MARK: What it has at hand

  private static func size(_ random: inout SeededRandom) -> Size {
    switch random.number(0..<10) {
    case 0..<3: Size(columns: 80, rows: 24)
    case 3..<5: Size(columns: random.number(40..<200), rows: random.number(12..<60))
    case 5: Size(columns: 40, rows: 12)
    case 6: Size(columns: random.number(0..<61), rows: random.number(0..<21))
    case 7: Size(columns: 120, rows: 40)
    default: Size(columns: random.number(60..<120), rows: random.number(18..<32))
    }
  }

  /// Every key of the table, a few more often than others, and some of no table.
  private static let keys: [Key] =
    KeyMap.bindings.flatMap(\.keys)
    + Array(repeating: [Key.enter, .escape, .down, .character("D")], count: 20).flatMap { $0 }
    + [.tab, .backTab, .backspace, .delete, .left, .right, .home, .end, .control("w"), .control("k"), .control("a")]
    + "0416４１６ＤＳｑ券é\u{301}\u{202E}😀ｒ?/:".map { .character($0) }

  private static let texts =
    [Walk.customer, "0416", "0416\r", "q", "D\r1\r0416\r", "顾客要求退款", "", " ", "\u{1B}[201~\rD", "a\u{202E}b"]
    + [String(repeating: "长", count: 400), String(repeating: "\u{301}", count: 300), "oDemo1234567890"]

  private static let byteStrings =
    ["\u{1B}[200~", "\u{1B}[201~", "\u{1B}[A", "\u{1B}", "\u{1B}[", "D", "\r", "0416", "q", "\u{9B}201~", "jjjjjjjjj"]
    + [
      "some words that burst in", "\u{1B}]0;title\u{7}", "\u{1B}OM", "\u{3}", "券", "\u{0}\u{0}\u{0}", "\u{1B}[<0;5;5M",
    ]
}
