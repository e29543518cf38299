import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("The form, recent customers, and reasons begun")
struct RememberingTests {
  private func openIDs() throws -> [OpenID] {
    try ["oh-394z-6CGkNoJrsDLTTUKiAnp4", "oDemo-4711-AbCdEfGh-0815", "oDemo-4712-AbCdEfGh-0816"].map { try OpenID($0) }
  }

  @Test("the customers looked up before stand below the form, masked", arguments: Frame.all)
  func screens(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language, openID: nil)
    var first = walk
    first.happen(.startedFirstTime)
    try expectScreen(first, "look-up-first-run")
    walk.happen(.recentsArrived(try openIDs()))
    walk.press("⇥ ⇥ ⇥")
    walk.happen(.keyPressed(.right))
    try expectScreen(walk, "look-up-state")
    walk.press("⇥ ↓")
    try expectScreen(walk, "look-up-recents")
    for openID in try openIDs() { #expect(!walk.picture.contains(openID.text)) }
  }

  @Test("Enter on a recent customer looks that one up")
  func openRecent() throws {
    var walk = try Walk(openID: nil)
    walk.happen(.recentsArrived(try openIDs()))
    walk.press("↑ ↑ ⏎")
    #expect(walk.taken() == [.lookUp(CouponQuery(openID: try openIDs()[1]), Ticket(number: 1))])
  }

  @Test("a customer who is found is remembered, one who is not is not")
  func remember() throws {
    var walk = try Walk()
    walk.press("⏎")
    let ticket = try walk.ticket
    walk.happen(.pageArrived(try .recorded("list-bundle-progressive"), ticket))
    #expect(walk.taken().last == .remember(try OpenID(Walk.customer)))
    #expect(walk.state.desk.recents == [try OpenID(Walk.customer)])

    var other = try Walk()
    other.press("⏎")
    other.happen(.lookUpEnded(try other.ticket))
    #expect(other.taken().count == 1)
  }

  @Test("the state is part of what is asked, and only that")
  func stateFilter() throws {
    var walk = try Walk()
    walk.press("⇥ ⇥ ⇥")
    for key in [Key.right, .right, .right, .left] { walk.happen(.keyPressed(key)) }
    walk.press("⏎")
    let query = CouponQuery(openID: try OpenID(Walk.customer), state: .pending)
    #expect(walk.taken() == [.lookUp(query, Ticket(number: 1))])
    walk.happen(.lookUpEnded(Ticket(number: 1)))
    #expect(walk.picture.contains("no coupon in this state"))
  }

  @Test("a coupon code leads to the coupon as soon as its page is there")
  func couponCode() throws {
    var walk = try Walk()
    walk.press("⇥ ⇥")
    walk.happen(.pasted("1316640275000000990013"))
    walk.press("⏎")
    let ticket = try walk.ticket
    walk.happen(.pageArrived(try .recorded("list-bundle-progressive"), ticket))
    walk.happen(.pageArrived(try .recorded("list-all-states"), ticket))
    guard case .bundles(let screen)? = walk.screen else { throw Walk.Lost() }
    #expect(screen.coupon?.code.text == "1316640275000000990013")
    #expect(screen.focus == .coupons)
    walk.happen(.lookUpEnded(ticket))
    #expect(!walk.picture.contains("No coupon of this customer"))
  }

  @Test("a code that the customer does not hold is told once all has been read")
  func unknownCode() throws {
    var walk = try Walk()
    walk.press("⇥ ⇥")
    walk.type("4711")
    try walk.lookUp("list-bundle-progressive")
    #expect(walk.picture.contains("No coupon of this customer has the code"))
  }

  @Test("the reason is kept with every letter, offered again, and taken only by Tab")
  func drafts() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("D")
    guard case .review(let target, let ticket)? = walk.taken().last else { throw Walk.Lost() }
    let coupons = try UserCouponPage.recorded("list-bundle-progressive").coupons
    walk.happen(.reviewArrived(.reviewed(target, coupons, at: walk.state.desk.now), ticket))
    #expect(walk.taken() == [.readDraft(target, ticket)])
    walk.happen(.draftFound("Refund, tick", ticket))
    walk.press("⏎")
    #expect(walk.picture.contains("You had begun to write this"))
    walk.press("⏎")
    #expect(walk.picture.contains("The reason is empty."))
    walk.press("⇥")
    #expect(walk.taken() == [.keepDraft("Refund, tick", target)])
    walk.type("et")
    #expect(walk.taken() == [.keepDraft("Refund, ticke", target), .keepDraft("Refund, ticket", target)])
    walk.press("^U")
    #expect(walk.taken() == [.keepDraft("", target)])
  }

  @Test("a draft of another dialog is not offered")
  func staleDraft() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    try walk.openReview()
    walk.happen(.draftFound("of another bundle", Ticket(number: 1)))
    walk.press("⏎")
    #expect(!walk.picture.contains("of another bundle"))
  }
}
