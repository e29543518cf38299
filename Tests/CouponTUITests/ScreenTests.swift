import Testing

@testable import CouponKit
@testable import CouponTUI

/// Every screen as the agent sees it, at three sizes and in both languages.
@Suite("The agent sees")
struct ScreenTests {
  @Test("the look-up form, what is wrong with an ID, and an outage", arguments: Frame.all)
  func lookUp(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    try expectScreen(walk, "look-up")
    walk.press("⇥")
    walk.type("72044+")
    try expectScreen(walk, "look-up-wrong-character")
    walk.press("^U ⏎")
    walk.happen(.stopped(CouponFailure(.cannotConnect(host: "127.0.0.1", detail: "refused")), try walk.ticket))
    try expectScreen(walk, "look-up-no-contact")
  }

  @Test("the bundles, the coupons of one, and the detail of a coupon", arguments: Frame.all)
  func browse(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    try expectScreen(walk, "bundles")
    walk.press("⏎ j")
    try expectScreen(walk, "coupons")
    walk.press("2")
    try expectScreen(walk, "detail")
    walk.press("?")
    try expectScreen(walk, "help")
  }

  @Test("the five steps of a deactivation", arguments: Frame.all)
  func deactivate(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    try walk.lookUp("list-bundle-progressive")
    try walk.openReview()
    try expectScreen(walk, "deactivation-1-review")
    walk.press("⏎")
    walk.type("Customer asked for a refund, ticket 4711")
    try expectScreen(walk, "deactivation-2-reason")
    walk.press("⏎")
    try expectScreen(walk, "deactivation-3-confirmation")
    walk.pass(milliseconds: 1000)
    walk.type("0416")
    try expectScreen(walk, "deactivation-3-confirmation-typed")
    walk.press("⏎")
    let ticket = try walk.ticket
    walk.pass(milliseconds: 6000)
    try expectScreen(walk, "deactivation-4-sending")
    walk.happen(.deactivationEnded(try .ended(.confirmed), ticket))
    try expectScreen(walk, "deactivation-5-deactivated")
  }

  @Test("an outcome that is not known, and the history that holds it", arguments: Frame.all)
  func unknown(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    try walk.lookUp("list-bundle-progressive")
    let ticket = try walk.send()
    walk.happen(.deactivationEnded(try .ended(.unknown), ticket))
    try expectScreen(walk, "deactivation-5-unknown")
    walk.press("Esc H")
    walk.happen(.historyArrived([try .ended(.confirmed), try .ended(.unknown)], try walk.ticket))
    try expectScreen(walk, "history")
  }

  @Test("a screen of any size, however small, without a crash")
  func anySize() throws {
    for columns in [0, 1, 2, 5, 39, 40, 41, 69, 70, 71, 109, 110, 300] {
      for rows in [0, 1, 2, 3, 11, 12, 13, 19, 20, 21, 100] {
        var walk = try Walk(Size(columns: columns, rows: rows))
        try walk.lookUp("list-bundle-progressive", "list-all-states")
        #expect(draw(walk.state).size == Size(columns: columns, rows: rows))
        walk.press("⏎ ⏎ j G")
        _ = draw(walk.state)
        try walk.openConfirmation()
        _ = draw(walk.state)
        walk.press("^C")
        _ = draw(walk.state)
      }
    }
  }

  @Test(
    "the environment in the banner on every screen, in words", arguments: [Profile.Environment.sandbox, .production])
  func environment(_ environment: Profile.Environment) throws {
    var walk = try Walk(Size(columns: 40, rows: 12), environment: environment)
    let word = environment == .sandbox ? "SANDBOX" : "PRODUCTION"
    #expect(walk.picture.hasPrefix(" \(word)"))
    try walk.lookUp("list-bundle-progressive")
    #expect(walk.picture.hasPrefix(" \(word)"))
    try walk.openConfirmation()
    #expect(walk.picture.hasPrefix(" \(word)"))
  }
}
