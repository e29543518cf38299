import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("While the record cannot be written")
struct LockedTests {
  private let full = CouponFailure(.journalUnusable(detail: "disk full"))

  private func unrecorded() throws -> DeactivationReport {
    var report = try DeactivationReport.ended(.sending, lastFailure: full)
    report.unrecorded = .confirmed
    return report
  }

  private func opened(_ frame: Frame? = nil, others: [Profile] = []) throws -> Walk {
    var walk = try Walk(
      frame?.size ?? Size(columns: 120, rows: 40), frame?.language ?? .en, others: others)
    try walk.lookUp("list-bundle-progressive")
    return walk
  }

  @Test(
    "an outcome that is on the screen only says so, and the banner that nothing more is deactivated",
    arguments: Frame.all)
  func unrecordedOutcome(_ frame: Frame) throws {
    var walk = try opened(frame)
    walk.happen(.deactivationEnded(try unrecorded(), try walk.send()))
    try expectScreen(walk, "unrecorded")
  }

  @Test("the banner says it on every screen, and takes the right to deactivate out of the agent's name")
  func banner() throws {
    var walk = try opened()
    #expect(!walk.picture.contains("READ-ONLY") && walk.picture.contains("wang.li (may deactivate)"))
    walk.happen(.deactivationEnded(try unrecorded(), try walk.send()))
    for keys in ["", "Esc", "H", "?", "Esc", "Esc"] {
      walk.press(keys)
      #expect(walk.picture.contains("READ-ONLY: disk full"), "after \(keys)")
      #expect(!walk.picture.contains("may deactivate"))
    }
  }

  @Test("it is asked after each minute, and lifts when the record is written; a look-up goes on all the while")
  func lifts() throws {
    var walk = try opened()
    walk.happen(.deactivationEnded(try unrecorded(), try walk.send()))
    walk.press("Esc r")
    let lookUp = try walk.ticket
    walk.happen(.pageArrived(try .recorded("list-bundle-progressive"), lookUp))
    walk.happen(.lookUpEnded(lookUp))
    #expect(walk.picture.contains("READ-ONLY"), "an answer of WeChat Pay's says nothing of the disk")
    _ = walk.taken()
    walk.pass(milliseconds: 61_000)
    #expect(walk.taken() == [.settleOpenOperations])
    walk.happen(.openOperationsUnknown(full))
    #expect(walk.picture.contains("READ-ONLY"))
    walk.pass(milliseconds: 61_000)
    #expect(walk.taken() == [.settleOpenOperations])
    walk.happen(.openOperationsSettled([try .ended(.confirmed)]))
    #expect(!walk.picture.contains("READ-ONLY"))
  }

  @Test("while one outcome still stands on a screen only, a record that can be read again is no reason to go on")
  func staysLocked() throws {
    var walk = try opened()
    walk.happen(.openOperationsSettled([try unrecorded()]))
    #expect(walk.picture.contains("READ-ONLY: disk full"))
    walk.press("!")
    #expect(walk.picture.contains("Read-only: the record cannot be written (disk full)."))
  }

  @Test("a journal that refuses the review locks too, and the reason stands in the dialog")
  func review() throws {
    var walk = try opened()
    walk.press("D")
    walk.happen(.stopped(full, try walk.ticket))
    #expect(walk.picture.contains("Read-only: the record cannot be written (disk full)."))
    #expect(walk.picture.contains("READ-ONLY: disk full"))
  }

  @Test("it is the journal of one profile, and does not follow the agent to another")
  func otherProfile() throws {
    let other = try Profile.training(name: "shop", role: .deactivate, environment: .production)
    var walk = try opened(others: [other])
    walk.happen(.openOperationsUnknown(full))
    #expect(walk.picture.contains("READ-ONLY"))
    walk.press("j o j ⏎")
    #expect(walk.state.desk.profile.name == "shop")
    #expect(!walk.picture.contains("READ-ONLY"))
  }
}

@Suite("Watching another agent's deactivation")
struct WatchingTests {
  private func underWay() throws -> DeactivationReport {
    var report = try DeactivationReport.ended(.sending)
    report.isUnderWay = true
    report.host = "box-1"
    return report
  }

  @Test("it is looked at each second, counts on, and shows the outcome when there is one")
  func follows() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("D")
    walk.happen(.stopped(CouponFailure(.operationOpen("7F3K-2M9Q")), try walk.ticket))
    walk.happen(.operationRead(try underWay(), try walk.ticket))
    #expect(walk.picture.contains("… wang.li is deactivating this (box-1, "))
    let before = walk.picture
    _ = walk.taken()
    for _ in 0..<3 {
      walk.pass(milliseconds: 1000)
      guard case .readOperation("7F3K-2M9Q", let ticket)? = walk.taken().last else { throw Walk.Lost() }
      walk.happen(.operationRead(try underWay(), ticket))
    }
    #expect(walk.picture != before, "the seconds go on")
    walk.press("S r ⏎")
    #expect(!walk.taken().contains { if case .sendAgain = $0 { true } else { false } })
  }

  @Test("the outcome takes its place, and it is watched no longer")
  func ends() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("D")
    walk.happen(.stopped(CouponFailure(.operationOpen("7F3K-2M9Q")), try walk.ticket))
    walk.happen(.operationRead(try underWay(), try walk.ticket))
    walk.pass(milliseconds: 1000)
    walk.happen(.operationRead(try .ended(.confirmed), try walk.ticket))
    #expect(walk.picture.contains("✓ DEACTIVATED"))
    _ = walk.taken()
    walk.pass(milliseconds: 30_000)
    #expect(walk.taken() == [])
  }
}
