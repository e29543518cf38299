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

  @Test("the line at the foot tells it too, unless a key took it away before it was drawn", arguments: [true, false])
  mutating func atTheFoot(_ isDrawn: Bool) {
    walk.press("Esc")
    walk.happen(.deactivationEnded(confirmed, ticket))
    if isDrawn { walk.happen(.frameShown(walk.state.desk.now)) }
    walk.arrive(.keyPressed(.down))
    #expect(isNoted == isDrawn)
    walk.press("↓")
    #expect(!isNoted)
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
    #expect(!walk.picture.contains("was cut off"))
  }
}
