import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("Seeing the coupons as they are before anything is sent")
struct ReviewingTests {
  private let coupons: [UserCoupon]

  init() throws { coupons = try UserCouponPage.recorded("list-bundle-progressive").coupons }

  private func opened(tagsReasons: Bool = false) throws -> Walk {
    var walk = try Walk(tagsReasons: tagsReasons)
    try walk.lookUp("list-bundle-progressive")
    return walk
  }

  /// The coupons, after the customer used one that was live.
  private var used: [UserCoupon] {
    var coupons = coupons
    guard let place = coupons.firstIndex(where: \.state.isLive) else { return coupons }
    coupons[place].state = .used
    return coupons
  }

  @Test("a coupon that was used after the phrase was typed is shown, and the way to the confirmation begins anew")
  func changedAfterTheWord() throws {
    var walk = try opened()
    let ticket = try walk.send()
    guard case .deactivate(let first, _)? = walk.taken().last else { throw Walk.Lost() }
    let difference = CouponDifference(position: 1, before: .effective, after: .used)
    walk.happen(.stopped(CouponFailure(.changedSinceReview([difference])), ticket))
    guard case .review(let target, let again)? = walk.taken().last else { throw Walk.Lost() }
    #expect(target == first.review.target)
    #expect(walk.picture.contains("Changed since you looked: coupon 2 EFFECTIVE → USED."))
    #expect(walk.state.desk.writes.isEmpty)

    walk.happen(.reviewArrived(.reviewed(target, used, at: walk.state.desk.now), again))
    #expect(walk.picture.contains("1 of 5"))
    #expect(walk.picture.contains("changed: it was EFFECTIVE when you looked"))
    #expect(walk.picture.contains("Please review."))
    _ = walk.taken()
    // The reason is kept; the last word is not.
    walk.press("⏎")
    #expect(walk.picture.contains("Customer asked for a refund, ticket 4711"))
    walk.press("⏎ ⏎ ⏎")
    #expect(!walk.taken().contains { if case .deactivate = $0 { true } else { false } })
    #expect(walk.picture.contains("2 of 5") || walk.picture.contains("3 of 5"))
    if walk.picture.contains("2 of 5") { walk.press("⏎") }
    walk.pass(milliseconds: 1000)
    _ = walk.taken()
    walk.type("0416")
    walk.press("⏎")
    guard case .deactivate(let second, _)? = walk.taken().last else { throw Walk.Lost() }
    #expect(second.review.coupons == used && second.review != first.review)
  }

  @Test("rounds that are not listed are counted where it is told what will stop working")
  func unlistedRounds() throws {
    var walk = try opened()
    walk.press("D")
    guard case .review(let target, let ticket)? = walk.taken().last else { throw Walk.Lost() }
    let coupons = withUnlistedRounds(self.coupons)
    walk.happen(.reviewArrived(.reviewed(target, coupons, at: walk.state.desk.now), ticket))
    walk.press("⏎")
    walk.type("Customer asked for a refund, ticket 4711")
    walk.press("⏎")
    #expect(walk.picture.contains("and 2 rounds that are not listed"))
  }

  @Test("where rounds are not listed, nobody says that nothing is left to deactivate")
  func nothingLiveListed() throws {
    var walk = try Walk()
    var page = UserCouponPage()
    page.coupons = withUnlistedRounds(coupons).map { coupon in
      var coupon = coupon
      coupon.state = .used
      return coupon
    }
    walk.press("⏎")
    let lookUp = try walk.ticket
    walk.happen(.pageArrived(page, lookUp))
    walk.happen(.lookUpEnded(lookUp))
    walk.press("D")
    guard case .review(_, let ticket)? = walk.taken().last else { throw Walk.Lost() }
    walk.happen(.stopped(CouponFailure(.nothingToDeactivate(unlistedRounds: 2)), ticket))
    #expect(walk.picture.contains("not listed"))
    #expect(walk.picture.contains("Promise nothing"))
    #expect(!walk.picture.contains("You can tell the customer"))
  }

  private func withUnlistedRounds(_ coupons: [UserCoupon]) -> [UserCoupon] {
    coupons.map { coupon in
      var coupon = coupon
      coupon.position?.totalCount = coupons.count + 2
      return coupon
    }
  }

  @Test("another deactivation that came in between is said, and reviewed anew")
  func otherNumber() throws {
    var walk = try opened()
    let ticket = try walk.send()
    _ = walk.taken()
    walk.happen(.stopped(CouponFailure(.changedSinceReview([])), ticket))
    #expect(walk.picture.contains("another deactivation came in between"))
    guard case .review? = walk.taken().last else { throw Walk.Lost() }
  }

  @Test("a clock that is more than 20 s off is told in the review, and by how much", arguments: [-21, -20, 20, 21])
  func clock(_ secondsBehind: Int64) throws {
    var walk = try opened()
    walk.press("D")
    guard case .review(let target, let ticket)? = walk.taken().last else { throw Walk.Lost() }
    var review = DeactivationReview.reviewed(target, coupons, at: walk.state.desk.now)
    review.secondsBehind = secondsBehind
    walk.happen(.reviewArrived(review, ticket))
    let isTold = walk.picture.contains("past 60 s")
    #expect(isTold == (secondsBehind.magnitude > 20))
    let words = secondsBehind > 0 ? "21 s behind WeChat Pay's" : "21 s ahead of WeChat Pay's"
    #expect(walk.picture.contains(words) == isTold)
  }

  @Test("a clock that is more than a minute off ends the dialog with the reason")
  func clockLocks() throws {
    var walk = try opened()
    walk.press("D")
    walk.happen(.stopped(CouponFailure(.clockOff(seconds: 61)), try walk.ticket))
    walk.press("⏎")
    #expect(!walk.picture.contains("2 of 5"))
    #expect(walk.state.desk.troubles.count == 1)
    walk.press("!")
    #expect(walk.picture.contains("This box's clock is 61 s"))
  }

  @Test("with a mark behind the reason the agent has 138 characters, and is told what is added")
  func reasonTag() throws {
    var walk = try opened(tagsReasons: true)
    try walk.openReview()
    walk.press("⏎")
    #expect(walk.picture.contains("0/138"))
    #expect(walk.picture.contains("A mark such as [CK-9Q2M4T] is added to it."))
    walk.happen(.pasted(SafeText(String(repeating: "a", count: 139))))
    #expect(walk.picture.contains("139/138"))
    walk.press("⏎")
    #expect(walk.picture.contains("2 of 5"))
    walk.arrive(.keyPressed(.backspace))
    walk.press("⏎")
    #expect(walk.picture.contains("3 of 5"))
    // Without the mark all 150 are the agent's.
    var plain = try opened()
    try plain.openReview()
    plain.press("⏎")
    #expect(plain.picture.contains("0/150") && !plain.picture.contains("A mark such as"))
  }

  @Test("where the profile asks for a ticket, a reason without its number goes no further, a template neither")
  func ticket() throws {
    var walk = try Walk(ticketDigits: 4)
    try walk.lookUp("list-bundle-progressive")
    try walk.openReview()
    walk.press("⏎")
    #expect(walk.picture.contains("It has to name the ticket: 4 or more digits in a row."))
    walk.press("1 ⏎")
    #expect(walk.picture.contains("2 of 5") && walk.picture.contains("The reason has to name the ticket"))
    walk.type(" 471 1")
    #expect(!walk.picture.contains("Will be stored as:"))
    walk.type("234")
    #expect(walk.picture.contains("Will be stored as:"))
    walk.press("⏎")
    #expect(walk.picture.contains("3 of 5"))
  }

  @Test("sending again is refused with the reason to whoever may not, and the outcome stays as it was")
  func supervisor() throws {
    var walk = try opened()
    let ticket = try walk.send()
    walk.happen(.deactivationEnded(try .ended(.unknown), ticket))
    walk.press("S")
    walk.happen(.stopped(CouponFailure(.supervisorNeeded), try walk.ticket))
    #expect(walk.picture.contains("? UNKNOWN"))
    #expect(walk.picture.contains("Pass the case to a supervisor."))
    #expect(!walk.taken().contains { if case .sendAgain = $0 { true } else { false } })
  }

  @Test("a receipt that nobody outside this machine has seen says so")
  func anchorBehind() throws {
    var report = try DeactivationReport.ended(.confirmed)
    report.receipt = Receipt(eventHash: Array(repeating: 7, count: 32))
    for isBehind in [true, false] {
      report.isAnchorBehind = isBehind
      for (language, words) in [(Language.en, "not in the system log yet"), (.zh, "尚未写入系统日志")] {
        var walk = try Walk(Size(columns: 120, rows: 40), language)
        try walk.lookUp("list-bundle-progressive")
        walk.happen(.deactivationEnded(report, try walk.send()))
        #expect(walk.picture.contains(words) == isBehind)
      }
    }
  }
}
