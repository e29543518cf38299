import Foundation
import Synchronization
import Testing

@testable import CouponKit

@Suite struct `A deactivation that was told as not done, and took effect` {
  /// Certain by the clock, and yet WeChat Pay has it.
  private func deniedAndDone() async throws -> (DeactivationScene, operationID: String, coupons: [UserCoupon]) {
    let scene = try DeactivationScene()
    let operationID = try await scene.leaveUnknown()
    let sentAt = scene.clock.now
    scene.clock.pass(seconds: 700)
    await scene.transport.expect(try scene.list("EFFECTIVE"), try scene.list("EFFECTIVE"))
    #expect(try await scene.service.check(operationID).state == .notApplied)
    #expect(scene.clock.now.seconds(since: sentAt) > 600)
    let coupons = try WireCoupon.page(Array(try scene.page("DEACTIVATED").utf8)).coupons
    return (scene, operationID, coupons)
  }

  @Test func `is found by the next look at the coupons, recorded once, and changes nothing that was recorded`()
    async throws
  {
    let (scene, operationID, coupons) = try await deniedAndDone()
    let found = try await scene.service.findContradictions(in: coupons)
    #expect(found.map(\.operationID) == [operationID])
    #expect(found.map(\.alarm) == [.contradiction])
    #expect(scene.recorded().suffix(2) == ["NOT_APPLIED", "CONTRADICTION:CONFIRMED"])
    #expect(try await scene.service.findContradictions(in: coupons).isEmpty, "somebody was called already")
    #expect(scene.recorded().filter { $0.hasPrefix("CONTRADICTION") }.count == 1)
    let verdict = JournalAudit(folder: scene.profile.stateDirectory).verdict()
    #expect(verdict.finding == .soundWithoutAnchor)
  }

  @Test func `is told to its agent once more, who had taken note of the other outcome`() async throws {
    let (scene, operationID, coupons) = try await deniedAndDone()
    try await scene.service.takeNote(of: [operationID])
    #expect(try await scene.service.recover().isEmpty)
    // A colleague comes across it.
    let colleague = try DeactivationScene(folder: scene.folder, agent: "zhao.min", agentID: 1002)
    #expect(try await colleague.service.findContradictions(in: coupons).count == 1)
    let told = try await DeactivationScene(folder: scene.folder).service.recover()
    #expect(told.map(\.operationID) == [operationID] && told.map(\.alarm) == [.contradiction])
    try await scene.service.takeNote(of: [operationID])
    #expect(try await scene.service.recover().isEmpty)
    #expect(scene.recorded().suffix(4) == ["NOT_APPLIED", "NOTED", "CONTRADICTION:CONFIRMED", "NOTED"])
    #expect(JournalAudit(folder: scene.profile.stateDirectory).verdict().isSound)
  }

  @Test func `is no find when it never left, and the next one under its number did`() async throws {
    let scene = try DeactivationScene()
    let away = scene.post(.nothing(TransportFailure(.cannotConnect, mayHaveLeft: false, detail: "")))
    let first = try await scene.deactivate(away, away, away)
    #expect(first.state == .notApplied && first.proof == .neverSent)
    let second = try await scene.deactivate(scene.post(.proved(200, scene.bundle("DEACTIVATED"))))
    #expect(second.state == .confirmed && second.requestNumber == first.requestNumber)
    let coupons = try WireCoupon.page(Array(try scene.page("DEACTIVATED").utf8)).coupons
    #expect(try await scene.service.findContradictions(in: coupons).isEmpty)
    #expect(try await scene.service.history().allSatisfy { $0.alarm == nil })
  }

  @Test func `is told so from then on, also by the next run of the program`() async throws {
    let (scene, operationID, coupons) = try await deniedAndDone()
    #expect(try await scene.service.history().map(\.alarm) == [nil])
    _ = try await scene.service.findContradictions(in: coupons)
    let next = try DeactivationScene(folder: scene.folder)
    let reports = try await next.service.history() + [next.service.report(of: operationID)]
    #expect(reports.map(\.state) == [.notApplied, .notApplied])
    #expect(reports.map(\.alarm) == [.contradiction, .contradiction])
  }

  @Test func `is no find when the coupons carry another's number, reason, or are not deactivated`() async throws {
    let (scene, _, _) = try await deniedAndDone()
    for page in [
      try scene.page("DEACTIVATED", number: "SHOP-77"), try scene.page("DEACTIVATED", reason: "发放有误"),
      try scene.page("EFFECTIVE"),
    ] {
      let coupons = try WireCoupon.page(Array(page.utf8)).coupons
      #expect(try await scene.service.findContradictions(in: coupons).isEmpty)
    }
    #expect(scene.recorded().last == "NOT_APPLIED")
  }
}

@Suite struct `An outcome that the journal did not take` {
  private func other(than scene: DeactivationScene) throws -> DeactivationTarget {
    let target = try scene.target
    return DeactivationTarget(
      subject: .bundle(try UserCouponBundleID("7204418836021957739999"), StockBundleID("713920845517263004")),
      openID: target.openID, productCouponID: target.productCouponID)
  }

  private func failure(_ body: () async throws -> DeactivationReview) async -> CouponFailure.Kind? {
    do {
      _ = try await body()
      return nil
    } catch { return (error as? CouponFailure)?.kind }
  }

  @Test func `is shown as it is, locks every further deactivation, and is written by the next check`() async throws {
    let scene = try DeactivationScene()
    let file = scene.profile.stateDirectory + "/journal.sqlite"
    let wish = try await scene.confirmed()
    let files = FileManager.default
    await scene.transport.expect(
      try scene.list("EFFECTIVE"),
      .init(method: .post, answer: .proved(200, try scene.bundle("DEACTIVATED"))) {
        do { try files.moveItem(atPath: file, toPath: file + ".away") } catch { Issue.record(error) }
      })
    let report = try await scene.service.deactivate(wish) { _ in }
    #expect(report.unrecorded == .confirmed)
    #expect(report.receipt == nil && report.closedAt == nil)
    guard case .journalUnusable? = await failure({ try await scene.service.review(try scene.target) }) else {
      Issue.record("without its journal it would have gone on")
      return
    }

    // The disk is back, and the outcome still stands on a screen only.
    try files.moveItem(atPath: file + ".away", toPath: file)
    #expect(scene.recorded() == ["INTENT", "SENDING"])
    #expect(
      await failure { try await scene.service.review(try scene.target) } == .operationOpen(report.operationID))
    let elsewhere = try other(than: scene)
    #expect(
      await failure { try await scene.service.review(elsewhere) }
        == .journalUnusable(detail: "the outcome of operation \(report.operationID) is not recorded"))
    await scene.transport.requireEnd()

    await scene.transport.expect(try scene.list("DEACTIVATED"))
    let checked = try await scene.service.check(report.operationID)
    #expect(checked.state == .confirmed && checked.unrecorded == nil && checked.receipt != nil)
    #expect(scene.recorded() == ["INTENT", "SENDING", "UNKNOWN", "CONFIRMED"])
    await scene.transport.expect(try scene.list("EFFECTIVE"))
    #expect(await failure { try await scene.service.review(elsewhere) } == .bundleNotHeld, "it may begin again")
  }
}

@Suite struct `The witness outside this machine` {
  @Test func `is behind for what it has not seen, and for nothing older; the next call shows it again`() async throws {
    let journal = try JournalUnderTest()
    let witness = Witness()
    let writer = journal.journal { witness.take($0) }
    func close(_ number: Int) async throws -> DeactivationReport {
      var operation = try journal.operation(number)
      _ = try await writer.record(operation, as: .intent, request: nil, host: nil)
      operation.proof = .neverSent
      operation.closedAt = journal.now
      operation.receipt = try await writer.record(operation, as: .notApplied, request: nil, host: nil)
      operation.state = .notApplied
      return DeactivationReport(operation, at: journal.moment())
    }
    let first = try await close(1)
    witness.isListening.withLock { $0 = false }
    let second = try await close(2)
    let third = try await close(3)
    #expect(try await writer.completing([first, second, third]).map(\.isAnchorBehind) == [false, true, true])
    witness.isListening.withLock { $0 = true }
    #expect(try await writer.completing([first, second, third]).map(\.isAnchorBehind) == [false, false, false])
    #expect(witness.shown.withLock { $0 } == [2, 3, 7], "the newest head stands for all before it")
  }

  @Test func `is shown the newest event by every run, since nobody knows what it took of the one before`() async throws
  {
    let journal = try JournalUnderTest()
    let witness = Witness()
    witness.isListening.withLock { $0 = false }
    var operation = try journal.operation(1)
    let first = journal.journal { witness.take($0) }
    _ = try await first.record(operation, as: .intent, request: nil, host: nil)
    operation.proof = .neverSent
    operation.closedAt = journal.now
    _ = try await first.record(operation, as: .notApplied, request: nil, host: nil)
    witness.isListening.withLock { $0 = true }
    let next = journal.journal { witness.take($0) }
    for _ in 0..<3 { _ = try await next.openOperations() }
    #expect(witness.shown.withLock { $0 } == [3])
  }

  @Test func `is shown every hundredth event, whatever it tells: look-ups can be cut off too`() async throws {
    let journal = try JournalUnderTest()
    let witness = Witness()
    let writer = journal.journal { witness.take($0) }
    let customer = try OpenID("openid-of-customer-1")
    for _ in 0..<250 { writer.note(lookUpOf: customer) }
    await writer.finishNotes()
    #expect(witness.shown.withLock { $0 } == [2, 100, 200])
  }
}

/// A system log that may not be listening.
private final class Witness: Sendable {
  let isListening = Mutex(true)
  let shown = Mutex<[Int64]>([])

  func take(_ head: JournalHead) -> Bool {
    guard isListening.withLock({ $0 }) else { return false }
    shown.withLock { $0.append(head.sequence) }
    return true
  }
}
