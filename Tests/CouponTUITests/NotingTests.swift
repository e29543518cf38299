import Testing

@testable import CouponKit
@testable import CouponTUI

/// An outcome counts as told once it has been drawn and somebody has pressed a key since.
@Suite("Who has read an outcome")
struct NotingTests {
  private let confirmed: DeactivationReport
  private var walk: Walk
  private let ticket: Ticket

  init() throws {
    confirmed = try .ended(.confirmed)
    walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    ticket = try walk.send()
    _ = walk.taken()
  }

  private var isNoted: Bool {
    mutating get { walk.taken().contains(.takeNote(operationIDs: [confirmed.operationID])) }
  }

  @Test("the next key after it was drawn shows that it was read, and a later one adds nothing")
  mutating func read() {
    walk.happen(.deactivationEnded(confirmed, ticket))
    walk.happen(.frameShown(walk.state.desk.now))
    #expect(walk.taken() == [], "nobody has shown a sign of life")
    walk.arrive(.keyPressed(.down))
    #expect(walk.taken() == [.takeNote(operationIDs: [confirmed.operationID])])
    walk.press("↓ ⏎ j")
    #expect(!isNoted)
  }

  @Test("what came while nobody was there is not noted, nor is what was drawn on a line that was dead already")
  mutating func hungUp() {
    walk.happen(.deactivationEnded(confirmed, ticket))
    #expect(!isNoted, "not drawn")
    walk.pass(milliseconds: 60_000)
    #expect(!isNoted, "drawn, and nobody has pressed a key")
  }

  @Test("a key that was pressed before it was drawn was not meant for it")
  mutating func tooEarly() {
    walk.arrive(.keyPressed(.down))
    walk.happen(.deactivationEnded(confirmed, ticket))
    #expect(!isNoted)
  }

  @Test("a screen that is too small to show anything has told nothing")
  mutating func tooSmall() {
    walk.happen(.resized(Size(columns: 20, rows: 5)))
    walk.happen(.deactivationEnded(confirmed, ticket))
    walk.press("↓")
    #expect(!isNoted)
    walk.happen(.resized(Size(columns: 80, rows: 24)))
    walk.press("↓")
    #expect(isNoted)
  }

  @Test("what lies over it hides it")
  mutating func covered() {
    walk.press("^C")
    #expect(walk.state.screens.last == .leaving(LeavingScreen()))
    walk.happen(.deactivationEnded(confirmed, ticket))
    walk.press("x")
    #expect(!isNoted)
    walk.press("Esc ↓")
    #expect(isNoted)
  }

  @Test("the line at the foot tells it too, and stands for two seconds whatever is typed meanwhile")
  mutating func atTheFoot() {
    walk.press("Esc")
    walk.happen(.deactivationEnded(confirmed, ticket))
    walk.arrive(.keyPressed(.down))
    #expect(!isNoted, "it was never drawn")
    walk.happen(.frameShown(walk.state.desk.now))
    for _ in 1...3 {
      walk.pass(milliseconds: 600)
      walk.arrive(.keyPressed(.down))
      #expect(!isNoted && walk.picture.contains("✓ DEACTIVATED"))
    }
    walk.pass(milliseconds: 200)
    walk.arrive(.keyPressed(.down))
    #expect(isNoted && !walk.picture.contains("✓ DEACTIVATED"))
    walk.press("↓")
    #expect(!isNoted)
  }

  @Test("what comes after it stands beside it, and does not take it away")
  mutating func besideOthers() {
    walk.press("Esc")
    walk.happen(.deactivationEnded(confirmed, ticket))
    walk.happen(.frameShown(walk.state.desk.now))
    walk.press("y")
    walk.happen(.copied("7204"))
    #expect(walk.picture.contains("✓ DEACTIVATED") && walk.picture.contains("7204"))
  }

  @Test("a deactivation that came to nothing after its dialog was left says so, and what is true")
  mutating func leftAndStopped() {
    walk.press("Esc")
    walk.happen(.stopped(CouponFailure(.tooManyRequests(retryAfterSeconds: nil)), ticket))
    #expect(walk.picture.contains("✗ The deactivation was not carried out. WeChat Pay asks us to slow down."))
  }

  @Test("an Escape that was meant for what was there before does not close it")
  mutating func escapeUnderTheFingers() {
    walk.happen(.deactivationEnded(confirmed, ticket))
    walk.arrive(.keyPressed(.escape))
    #expect(walk.picture.contains("5 of 5"))
    walk.happen(.frameShown(walk.state.desk.now))
    walk.pass(milliseconds: 400)
    walk.pass(milliseconds: 400)
    walk.arrive(.keyPressed(.escape))
    #expect(!walk.picture.contains("5 of 5"))
  }

  @Test("a check in the background settles what the dialog shows as unknown")
  mutating func settledBehind() throws {
    var open = try DeactivationReport.ended(.unknown)
    open.certainBy = walk.state.desk.now.advanced(bySeconds: 600)
    walk.happen(.deactivationEnded(open, ticket))
    #expect(walk.picture.contains("? UNKNOWN"))
    walk.happen(.openOperationsSettled([confirmed]))
    #expect(walk.picture.contains("✓ DEACTIVATED") && !walk.picture.contains("Results nobody has seen"))
    walk.press("↓ ↓")
    #expect(isNoted)
  }

  @Test(
    "the list of the customer is read again once the outcome has come, whoever waited for it", arguments: [true, false])
  mutating func listReadAgain(_ isInBackground: Bool) {
    walk.press("Esc")
    _ = walk.taken()
    walk.happen(isInBackground ? .openOperationsSettled([confirmed]) : .deactivationEnded(confirmed, ticket))
    #expect(walk.taken().contains { if case .lookUp = $0 { true } else { false } })
  }

  @Test("what is not settled, or stands on the screen only, is not noted", arguments: [true, false])
  mutating func unsettled(_ isUnrecorded: Bool) throws {
    var report = try DeactivationReport.ended(isUnrecorded ? .confirmed : .unknown)
    if isUnrecorded { report.unrecorded = .confirmed }
    walk.happen(.deactivationEnded(report, ticket))
    walk.press("↓ ↓")
    #expect(!walk.taken().contains { if case .takeNote = $0 { true } else { false } })
  }

  @Test("whoever looks for open operations while it is shown does not bring it up once more")
  mutating func once() {
    walk.happen(.openOperationsSettled([confirmed]))
    walk.happen(.deactivationEnded(confirmed, ticket))
    walk.happen(.openOperationsSettled([confirmed]))
    walk.press("⏎")
    #expect(!walk.picture.contains("Results nobody has seen"))
  }
}
