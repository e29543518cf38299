import SeededNumbers
import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("Deactivating")
struct DeactivationScreenTests {
  private func opened() throws -> Walk {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    return walk
  }

  private func writes(_ effects: [Effect]) -> [Effect] {
    effects.filter { effect in
      switch effect {
      case .deactivate, .sendAgain: true
      default: false
      }
    }
  }

  @Test("D reads the bundle again before anything else")
  func opensWithARead() throws {
    var walk = try opened()
    walk.press("D")
    let target = DeactivationTarget(
      subject: .bundle(
        try UserCouponBundleID("7204418836021957730416"),
        try #require(UserCouponPage.recorded("list-bundle-progressive").coupons[0].stock?.bundlePosition?.id)),
      openID: try OpenID(Walk.customer),
      productCouponID: try #require(UserCouponPage.recorded("list-bundle-progressive").coupons[0].productCouponID))
    #expect(walk.taken() == [.review(target, Ticket(number: 2))])
  }

  @Test("review, reason, the last four characters and Enter send exactly one request")
  func wholeWay() throws {
    var walk = try opened()
    _ = try walk.send()
    let effects = walk.taken()
    #expect(effects.count == 1)
    guard case .deactivate(let wish, _)? = effects.first else { throw Walk.Lost() }
    #expect(wish.reason.text == "Customer asked for a refund, ticket 4711")
    #expect(wish.review.target.subjectText == "7204418836021957730416")
    walk.press("⏎ ⏎ q D")
    #expect(writes(walk.taken()) == [])
  }

  @Test("Escape goes back a step and nothing is sent", arguments: 1...6)
  func escape(_ steps: Int) throws {
    var walk = try opened()
    try walk.openConfirmation()
    walk.pass(milliseconds: 1000)
    walk.type("0416")
    for _ in 0..<steps { walk.press("Esc") }
    walk.press("⏎ ⏎ ⏎")
    #expect(writes(walk.taken()) == [])
  }

  @Test("Enter on the confirmation as it comes up cancels: it stands on Cancel")
  func startsOnCancel() throws {
    var walk = try opened()
    try walk.openConfirmation()
    #expect(walk.picture.contains("▸[ Cancel ]"))
    walk.press("⏎")
    #expect(walk.picture.contains("2 of 5"))
    #expect(walk.taken() == [])
  }

  @Test("a wrong phrase sends nothing and says what to type", arguments: ["", "041", "0415", "04166", "６"])
  func wrongPhrase(_ phrase: String) throws {
    var walk = try opened()
    try walk.openConfirmation()
    walk.pass(milliseconds: 1000)
    walk.type(phrase)
    walk.press("⇧⇥ ⏎")
    #expect(walk.taken() == [])
    #expect(walk.picture.contains("Type 0416 to confirm.") || walk.picture.contains("2 of 5"))
  }

  @Test("a pasted phrase is no confirmation")
  func pastedPhrase() throws {
    var walk = try opened()
    try walk.openConfirmation()
    walk.pass(milliseconds: 1000)
    walk.happen(.pasted("0416"))
    walk.press("⇥ ⏎ ⇥ ⏎")
    #expect(walk.taken() == [])
  }

  @Test("keys pressed within 300 ms of the confirmation are not meant for it")
  func tooEarly() throws {
    var walk = try opened()
    try walk.openConfirmation()
    for character in "0416" { walk.happen(.keyPressed(.character(character))) }
    walk.happen(.keyPressed(.enter))
    #expect(walk.picture.contains("3 of 5"))
    walk.pass(milliseconds: 299)
    walk.happen(.keyPressed(.enter))
    #expect(walk.picture.contains("3 of 5"))
    walk.press("⏎")
    #expect(walk.picture.contains("2 of 5"))
    #expect(walk.taken() == [])
  }

  @Test("an Enter typed while the review was still being read does not go on from it")
  func earlyEnter() throws {
    var walk = try opened()
    try walk.openReview()
    walk.happen(.keyPressed(.enter))
    #expect(walk.picture.contains("1 of 5"))
    walk.press("⏎")
    #expect(walk.picture.contains("2 of 5"))
  }

  @Test("the reason is counted, and refused with the sentence that says why")
  func reasons() throws {
    var walk = try opened()
    try walk.openReview()
    walk.press("⏎ ⏎")
    #expect(walk.picture.contains("The reason is empty."))
    walk.type("退款😀")
    #expect(walk.picture.contains("3/150"))
    #expect(walk.picture.contains("The reason can not hold “😀” (character 3)."))
    walk.press("⏎")
    #expect(walk.picture.contains("2 of 5"))
    walk.press("^U")
    walk.type(String(repeating: "券", count: 151))
    #expect(walk.picture.contains("151/150"))
    walk.press("⏎")
    #expect(walk.picture.contains("2 of 5"))
    walk.press("^U 2")
    #expect(walk.picture.contains("发放有误"))
    walk.type("2")
    #expect(walk.picture.contains("发放有误2"))
    walk.press("⏎")
    #expect(walk.picture.contains("3 of 5"))
  }

  @Test("what changed since the agent saw the list is marked in the review")
  func changedSinceSeen() throws {
    var walk = try opened()
    walk.press("D")
    guard case .review(let target, let ticket)? = walk.effects.last else { throw Walk.Lost() }
    var coupons = try UserCouponPage.recorded("list-bundle-progressive").coupons
    coupons[1].state = .used
    walk.happen(.reviewArrived(.reviewed(target, coupons, at: Walk.start), ticket))
    #expect(walk.picture.contains("changed: it was EFFECTIVE"))
  }

  @Test("without a live coupon the dialog says so and ends")
  func nothingLive() throws {
    var walk = try opened()
    walk.press("D")
    guard case .review(let target, let ticket)? = walk.effects.last else { throw Walk.Lost() }
    var coupons = try UserCouponPage.recorded("list-bundle-progressive").coupons
    for index in coupons.indices { coupons[index].state = .expired }
    walk.happen(.reviewArrived(.reviewed(target, coupons, at: Walk.start), ticket))
    walk.press("⏎")
    #expect(walk.picture.contains("None of the coupons can still be deactivated."))
  }

  @Test("an agent who may only look is told so")
  func readOnly() throws {
    var walk = try Walk(role: .readOnly)
    try walk.lookUp("list-bundle-progressive")
    walk.press("D")
    #expect(walk.taken() == [])
    #expect(walk.picture.contains("You may look, but not deactivate."))
  }

  @Test("the group of single coupons is no target, one coupon of it is")
  func singleCoupons() throws {
    var walk = try Walk()
    try walk.lookUp("list-all-states")
    walk.press("D")
    #expect(walk.taken() == [])
    #expect(walk.picture.contains("choose one coupon first"))
    walk.press("⏎ D")
    guard case .review(let target, _)? = walk.taken().last, case .coupon(let code, _) = target.subject else {
      throw Walk.Lost()
    }
    #expect(code.text == "1316640275000000990013")
  }

  @Test("after an unknown outcome r checks, and nothing is sent again without a new confirmation")
  func unknownOutcome() throws {
    var walk = try opened()
    let ticket = try walk.send()
    walk.happen(.deactivationEnded(try .ended(.unknown), ticket))
    _ = walk.taken()
    walk.press("r")
    #expect(walk.taken() == [.check(operationID: "7F3K-2M9Q", Ticket(number: ticket.number + 1))])
    walk.happen(.deactivationEnded(try .ended(.unknown), Ticket(number: ticket.number + 1)))
    walk.press("S ⏎")
    #expect(walk.taken() == [.reviewRepeat(operationID: "7F3K-2M9Q", Ticket(number: ticket.number + 2))])
    var seen = try DeactivationReport.ended(.unknown)
    seen.changes = seen.changes.map { .init(position: $0.position, code: $0.code, before: $0.before, after: $0.before) }
    walk.happen(.deactivationEnded(seen, Ticket(number: ticket.number + 2)))
    #expect(walk.picture.contains("Nothing has been sent again."))
    walk.press("⏎ ⏎")
    #expect(walk.taken() == [])
    walk.press("⏎")
    walk.pass(milliseconds: 500)
    walk.type("0416")
    walk.press("⏎")
    let wish = try #require(ConfirmedRepeat(report: seen, typedPhrase: "0416"))
    #expect(walk.taken() == [.sendAgain(wish, Ticket(number: ticket.number + 3))])
  }

  @Test("a check that gets no answer leaves the outcome unknown")
  func checkWithoutAnswer() throws {
    var walk = try opened()
    let ticket = try walk.send()
    walk.happen(.deactivationEnded(try .ended(.unknown), ticket))
    walk.press("r")
    walk.happen(.stopped(CouponFailure(.noAnswer(detail: ""), change: .unknown), try walk.ticket))
    #expect(walk.picture.contains("? UNKNOWN"))
    #expect(walk.picture.contains("WeChat Pay did not answer."))
  }

  @Test("something open about the bundle is led to, never done a second time")
  func openAlready() throws {
    var walk = try opened()
    walk.press("D")
    let review = try walk.ticket
    _ = walk.taken()
    walk.happen(.stopped(CouponFailure(.operationOpen("7F3K-2M9Q")), review))
    #expect(walk.taken() == [.readOperation(operationID: "7F3K-2M9Q", Ticket(number: 3))])
    walk.happen(.operationRead(try .ended(.unknown), Ticket(number: 3)))
    #expect(walk.picture.contains("? UNKNOWN"))
    walk.press("r")
    #expect(walk.taken().first == .check(operationID: "7F3K-2M9Q", Ticket(number: 4)))
    walk.press("S ⏎")
    #expect(writes(walk.taken()) == [])
  }

  @Test("what is open is counted at the foot of every screen until it is settled")
  func openChecks() throws {
    var walk = try opened()
    #expect(!walk.picture.contains("open check"))
    walk.happen(.openOperationsSettled([try .ended(.unknown)]))
    #expect(walk.picture.contains("1 open check"))
    walk.happen(.openOperationsSettled([try .ended(.confirmed)]))
    walk.press("j")
    #expect(!walk.picture.contains("open check"))
  }

  @Test("the list is read again once the dialog is closed")
  func readsAgain() throws {
    var walk = try opened()
    let ticket = try walk.send()
    walk.happen(.deactivationEnded(try .ended(.confirmed), ticket))
    #expect(walk.picture.contains("✓ DEACTIVATED"))
    _ = walk.taken()
    walk.press("⏎")
    guard case .lookUp? = walk.taken().last else { throw Walk.Lost() }
  }

  @Test("leaving the dialog does not cancel the write, and its outcome is told at the foot of the screen")
  func leavingTheDialog() throws {
    var walk = try opened()
    let ticket = try walk.send()
    _ = walk.taken()
    walk.press("Esc")
    #expect(!walk.taken().contains(.stop(ticket)))
    walk.happen(.deactivationEnded(try .ended(.confirmed), ticket))
    #expect(walk.picture.contains("✓ DEACTIVATED  松果奶茶三次月卡"))
  }

  @Test("quitting asks while a write is on its way, and stands on staying")
  func quitting() throws {
    var walk = try opened()
    let ticket = try walk.send()
    _ = walk.taken()
    walk.press("^C ⏎ ^C ⇥ ⏎")
    #expect(walk.taken() == [.quit])
    walk.press("Esc")
    let report = try DeactivationReport.ended(.confirmed)
    walk.happen(.deactivationEnded(report, ticket))
    walk.press("^C")
    #expect(walk.taken() == [.takeNote(operationIDs: [report.operationID]), .quit])
  }

  @Test(
    "whoever leaves with an outcome that nobody has read is told it at the prompt",
    arguments: ["read", "below", "open", "none"])
  func parting(_ outcome: String) throws {
    var walk = try opened()
    let ticket = try walk.send()
    if outcome != "read" { walk.press("^C") }
    switch outcome {
    case "read", "below": walk.happen(.deactivationEnded(try .ended(.confirmed), ticket))
    case "open": walk.happen(.deactivationEnded(try .ended(.unknown), ticket))
    default: break
    }
    walk.press(outcome == "read" ? "^C" : "⇥ ⏎")
    #expect(walk.taken().contains(.quit))
    let told = walk.state.parting.map(\.text).joined(separator: "\n")
    switch outcome {
    case "read": #expect(told.isEmpty)
    case "below": #expect(told.contains("✓ DEACTIVATED") && told.contains("You can tell the customer"))
    case "open": #expect(told.contains("? UNKNOWN") && told.contains("Do not promise the customer anything."))
    default: #expect(told.contains("still on its way. Do not promise the customer anything"))
    }
  }

  @Test("a list that a review has shown to be old is read again, also when nothing is deactivated")
  func oldList() throws {
    for isGone in [true, false] {
      var walk = try opened()
      walk.press("D")
      guard case .review(let target, let ticket)? = walk.taken().last else { throw Walk.Lost() }
      if isGone {
        walk.happen(.stopped(CouponFailure(.nothingToDeactivate(unlistedRounds: 0)), ticket))
      } else {
        let coupons = Array(try UserCouponPage.recorded("list-bundle-progressive").coupons.dropLast())
        walk.happen(.reviewArrived(.reviewed(target, coupons, at: walk.state.desk.now), ticket))
      }
      walk.press("Esc")
      guard case .lookUp? = walk.taken().last else { throw Walk.Lost() }
    }
  }

  @Test("what to do never goes against what is said above it")
  func adviceOnUnproved() throws {
    let forged = CouponFailure(.answerNotProved(.badSignature), change: .unknown, references: .init(code: "x"))
    let unread = CouponFailure(.answerNotProved(.badSignature), references: .init(code: "x"))
    for (state, failure) in [(DeactivationReport.State.already, forged), (.unknown, unread), (.unknown, forged)] {
      var walk = try opened()
      walk.happen(.deactivationEnded(try .ended(state, lastFailure: failure), try walk.send()))
      let picture = walk.picture
      #expect(picture.contains("Press r to check") == (state == .unknown), "\(picture)")
      #expect(!picture.contains("Do not retry."))
      #expect(picture.contains("Pass on the reference") == (state == .already))
    }
  }

  @Test("whatever keys are pressed, nothing is sent without the typed phrase")
  func monkey() throws {
    var random = SeededRandom(seed: 1)
    let keys: [Key] =
      [
        .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .backspace, .pageDown, .control("u"), .control("c"),
      ] + "DjkhlqryYSHLmz?1238 abcx".map { .character($0) }
    for _ in 0..<10 {
      var walk = try opened()
      for _ in 0..<150 {
        walk.pass(milliseconds: 400)
        walk.happen(.keyPressed(keys.randomElement(using: &random) ?? .enter))
        // Whatever is asked is answered, so that the monkey gets as far as it can.
        if case .review(let target, let ticket)? = walk.effects.last {
          let coupons = try UserCouponPage.recorded("list-bundle-progressive").coupons
          walk.happen(.reviewArrived(.reviewed(target, coupons, at: walk.state.desk.now), ticket))
        }
        #expect(writes(walk.taken()) == [])
        _ = draw(walk.state)
      }
    }
  }
}
