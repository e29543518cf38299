import Testing

@testable import CouponKit
@testable import CouponTUI

/// The screens between the screens: while something is waited for, stopped, or not there.
@Suite("The agent sees what is going on")
struct StateScreenTests {
  @Test("asking, the first page of many, stopped by Escape, and read again", arguments: Frame.all)
  func reading(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    walk.press("⏎")
    let ticket = try walk.ticket
    try expectScreen(walk, "look-up-asking")
    var first = try UserCouponPage.recorded("list-bundle-progressive")
    first.totalCount = 260
    walk.happen(.pageArrived(first, ticket))
    try expectScreen(walk, "loading")
    walk.press("Esc")
    try expectScreen(walk, "stopped")
    walk.press("r")
    try expectScreen(walk, "reading-again")
  }

  @Test("a customer without coupons, and one without any in the state that was asked for", arguments: Frame.all)
  func nothing(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    walk.press("⏎")
    walk.happen(.lookUpEnded(try walk.ticket))
    try expectScreen(walk, "look-up-no-coupons")
    walk.press("⇥ ⇥ ⇥")
    walk.happen(.keyPressed(.right))
    walk.press("⏎")
    walk.happen(.lookUpEnded(try walk.ticket))
    try expectScreen(walk, "look-up-none-in-state")
  }

  @Test("a list that came back incomplete keeps what came, and says so until it is read again", arguments: Frame.all)
  func incomplete(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    walk.press("⏎")
    let ticket = try walk.ticket
    walk.happen(.pageArrived(try .recorded("list-bundle-progressive"), ticket))
    walk.happen(.stopped(CouponFailure(.listIncomplete(listed: 3, total: 5)), ticket))
    try expectScreen(walk, "incomplete")
  }

  @Test("the question before the program ends while a deactivation is on its way", arguments: Frame.all)
  func leaving(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    try walk.lookUp("list-bundle-progressive")
    _ = try walk.send()
    walk.press("^C")
    try expectScreen(walk, "leaving")
  }

  @Test("masked values in the open, with the time that is left", arguments: Frame.all)
  func unmasked(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    try walk.lookUp("list-bundle-progressive")
    walk.press("7 m")
    walk.pass(milliseconds: 3000)
    try expectScreen(walk, "unmasked")
  }
}
