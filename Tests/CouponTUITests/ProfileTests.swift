import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("Changing the profile")
struct ProfileTests {
  private func walk(_ frame: Frame? = nil) throws -> Walk {
    let others = [
      try Profile.training(name: "shop", role: .readOnly, environment: .production),
      try Profile.training(name: "shop-lead", role: .deactivate, environment: .production),
    ]
    return try Walk(
      frame?.size ?? Size(columns: 120, rows: 40), frame?.language ?? .en, others: others)
  }

  @Test("the profiles with environment, brand and role, and the one in use", arguments: Frame.all)
  func screens(_ frame: Frame) throws {
    var walk = try walk(frame)
    try walk.lookUp("list-bundle-progressive")
    walk.press("o")
    try expectScreen(walk, "profiles")
    walk.press("j")
    try expectScreen(walk, "profiles-production")
    walk.press("⏎")
    try expectScreen(walk, "profiles-changed")
  }

  @Test("the environment stands in words in every row and for the one that is marked, whatever the width")
  func environments() throws {
    for frame in Frame.all {
      var walk = try walk(frame)
      walk.press("Esc o j")
      #expect(walk.picture.components(of: "PRODUCTION") >= 3)
      #expect(walk.picture.components(of: "SANDBOX") >= 2)
    }
  }

  @Test("what was on the screen goes, the banner changes at once, and everything is asked of the other profile")
  func change() throws {
    var walk = try walk()
    walk.press("⏎")
    let ticket = try walk.ticket
    walk.happen(.pageArrived(try .recorded("list-bundle-progressive"), ticket))
    walk.happen(.openOperationsUnknown(CouponFailure(.journalUnusable(detail: ""))))
    _ = walk.taken()
    walk.press("o j ⏎")
    let other = walk.state.desk.profiles[1]
    #expect(walk.taken() == [.stop(ticket), .work(other), .readRecents])
    #expect(walk.state.desk.profile.name == "shop" && !walk.state.desk.mayDeactivate)
    #expect(walk.picture.hasPrefix(" PRODUCTION"))
    #expect(walk.picture.contains("You work in PRODUCTION for 晨光咖啡 120344 now, read-only."))
    #expect(!walk.picture.contains("松果奶茶三次月卡") && !walk.picture.contains("warning"))
    #expect(walk.state.screens.count == 1)
    // What was asked under the other profile is not taken for an answer under this one.
    walk.happen(.pageArrived(try .recorded("list-bundle-progressive"), ticket))
    #expect(walk.state.screens.count == 1)
  }

  @Test("a tour, and outcomes that were to be told, end with the profile they belong to")
  func whatEnds() throws {
    var walk = try walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("^T")
    #expect(walk.picture.contains("^T"))
    walk.press("o")
    walk.happen(.openOperationsSettled([try .ended(.confirmed)]))
    walk.press("j ⏎")
    #expect(walk.picture.hasPrefix(" PRODUCTION"))
    #expect(!walk.picture.contains("^T") && !walk.picture.contains("Results nobody has seen"))
  }

  @Test("under a profile that may deactivate, what is open there is asked after")
  func settling() throws {
    var walk = try walk()
    walk.press("Esc o G ⏎")
    #expect(walk.taken() == [.work(walk.state.desk.profiles[2]), .readRecents, .settleOpenOperations])
  }

  @Test("the one in use stays, and Escape changes nothing")
  func staying() throws {
    var walk = try walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("o ⏎")
    #expect(walk.state.screens.count == 2)
    walk.press("o j Esc")
    #expect(walk.state.screens.count == 2)
    #expect(walk.taken() == [] && walk.state.desk.profile.name == "training")
  }

  @Test("while a deactivation is on its way the profile stays, and a sentence says why")
  func writeOnItsWay() throws {
    var walk = try walk()
    try walk.lookUp("list-bundle-progressive")
    let ticket = try walk.send()
    walk.press("Esc")
    walk.press("o")
    #expect(walk.picture.contains("A deactivation is on its way."))
    #expect(walk.state.desk.profile.name == "training")
    walk.happen(.deactivationEnded(try .ended(.confirmed), ticket))
    walk.press("o")
    guard case .profiles? = walk.screen else { throw Walk.Lost() }
  }

  @Test("the action list leads there from the form too, although letters are text there")
  func fromTheForm() throws {
    var walk = try walk()
    walk.press("^P")
    walk.type("another profile")
    walk.press("⏎")
    guard case .profiles? = walk.screen else { throw Walk.Lost() }
  }

  @Test("an answer that a task brings under the old profile reaches nobody")
  func lateAnswers() async throws {
    let mailbox = Mailbox()
    let sender = mailbox.newSender()
    sender.post(.recentsArrived([]))
    let next = mailbox.newSender()
    sender.post(.openOperationsSettled([]))
    #expect(mailbox.takeAll() == [])
    next.post(.recentsArrived([]))
    #expect(mailbox.takeAll() == [.recentsArrived([])])
  }
}

extension String {
  fileprivate func components(of word: String) -> Int {
    split(separator: word, omittingEmptySubsequences: false).count - 1
  }
}
