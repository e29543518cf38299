import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("What an earlier run left behind")
struct FoundTests {
  private func ended(
    _ state: DeactivationReport.State, named operationID: String = "A",
    _ change: (inout DeactivationReport) -> Void = { _ in }
  ) throws -> DeactivationReport {
    var report = try DeactivationReport.ended(state, named: operationID)
    change(&report)
    return report
  }

  @Test("each outcome is told in its own words, and stays until Enter takes note of it", arguments: Frame.all)
  func outcomes(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    walk.happen(
      .openOperationsSettled([
        try ended(.confirmed), try ended(.notApplied, named: "B") { $0.proof = .neverSent },
        try ended(.unknown, named: "C"),
      ]))
    walk.pass(milliseconds: 1000)
    try expectScreen(walk, "found")
    walk.press("j Esc q")
    #expect(walk.state.screens.count == 2, "no other key puts it away")
    #expect(walk.taken() == [.settleOpenOperations])
    walk.press("⏎")
    let confirmed = Effect.takeNote(operationIDs: ["A"])
    if frame.size.rows == 12 {
      #expect(walk.taken() == [confirmed], "no note is taken of what was not shown")
      #expect(walk.picture.contains(frame.language == .en ? "anything was sent" : "中断"))
      walk.press("⏎")
      #expect(walk.taken() == [.takeNote(operationIDs: ["B"])], "and nothing is sent")
    } else {
      #expect(walk.taken() == [.takeNote(operationIDs: ["A", "B"])], "and nothing is sent")
    }
    #expect(walk.state.screens.count == 1)
    #expect(walk.state.desk.openOperations.count == 1, "the one that is still open stays counted")
  }

  @Test("what never left is not put into WeChat Pay's mouth")
  func neverSent() throws {
    var walk = try Walk()
    walk.happen(.openOperationsSettled([try ended(.notApplied) { $0.proof = .neverSent }]))
    #expect(walk.picture.contains("cut off before anything was sent"))
    #expect(!walk.picture.contains("WeChat Pay"))
  }

  @Test("it takes no Enter that was meant for what it covers")
  func heldEnter() throws {
    var walk = try Walk()
    walk.happen(.openOperationsSettled([try ended(.confirmed)]))
    walk.arrive(.keyPressed(.enter))
    #expect(walk.picture.contains("WeChat Pay shows"))
    walk.press("⏎")
    #expect(!walk.picture.contains("WeChat Pay shows"))
  }

  @Test("it never comes up over a deactivation that is being confirmed, and is there once that is left")
  func waits() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    try walk.typePhrase()
    walk.happen(.openOperationsSettled([try ended(.confirmed)]))
    walk.happen(.contradictionsFound([try ended(.notApplied) { $0.alarm = .contradiction }]))
    #expect(walk.picture.contains("3 of 5"))
    walk.press("Esc Esc Esc Esc")
    #expect(walk.picture.contains("was reported as not done,"))
    #expect(walk.picture.contains("WeChat Pay shows"))
  }

  @Test("coupons that carry a number of this program's are compared with what was told here, others are not")
  func contradictions() throws {
    var walk = try Walk()
    walk.press("⏎")
    let ticket = try walk.ticket
    _ = walk.taken()
    let page = try UserCouponPage.recorded("list-all-states")
    walk.happen(.pageArrived(page, ticket))
    #expect(!walk.taken().contains { if case .findContradictions = $0 { true } else { false } }, "no number is ours")
    let ours = try WireCoupon.page(
      Array(
        """
        {"total_count":1,"user_coupon_list":[{"coupon_code":"131","coupon_state":"DEACTIVATED",\
        "deactivate_request_no":"\(RequestNumber.training.text)"}]}
        """.utf8))
    walk.happen(.pageArrived(ours, ticket))
    #expect(walk.taken() == [.findContradictions(ours.coupons)])
  }

  @Test("what was told wrongly is in the history as what it is, and counts as deactivated there")
  func history() throws {
    var walk = try Walk()
    walk.press("Esc H")
    walk.happen(.historyArrived([try ended(.notApplied) { $0.alarm = .contradiction }], try walk.ticket))
    #expect(walk.picture.contains("! IT IS DEACTIVATED"))
    walk.press("⏎")
    #expect(walk.picture.contains("Do not promise the customer anything."))
    #expect(!walk.picture.contains("no request can still arrive"))
    walk.press("Esc f f")
    #expect(walk.picture.contains("! IT IS DEACTIVATED"), "only what is deactivated")
    walk.press("f")
    #expect(!walk.picture.contains("! IT IS DEACTIVATED"), "only what is without effect")
  }
}
