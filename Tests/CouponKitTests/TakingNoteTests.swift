import Testing

@testable import CouponKit

/// The agent is told what came of a deactivation, whoever finds it out and whenever.
@Suite("An outcome that its agent has not read")
struct TakingNoteTests {
  /// An agent's request that nobody answered, in a program that has ended since.
  private func unknownOperation() async throws -> (scene: DeactivationScene, operationID: String) {
    let scene = try DeactivationScene()
    let report = try await scene.deactivate(
      scene.post(.unsigned(401, #"{"code":"SIGN_ERROR","message":""}"#)), scene.list("EFFECTIVE"))
    try #require(report.state == .unknown)
    return (scene, report.operationID)
  }

  private func start(_ scene: DeactivationScene, reading state: String? = nil) async throws -> [DeactivationReport] {
    if let state { await scene.transport.expect(try scene.list(state)) }
    let reports = try await scene.service.recover()
    await scene.transport.requireEnd()
    return reports
  }

  @Test("it is told at every start until its agent takes note of it, and then no more")
  func untilNoted() async throws {
    let (scene, operationID) = try await unknownOperation()
    // The program ends before anybody has read it.
    #expect(
      try await start(DeactivationScene(folder: scene.folder), reading: "DEACTIVATED").map(\.state) == [.confirmed])
    let next = try DeactivationScene(folder: scene.folder)
    let told = try await start(next)
    #expect(told.map(\.operationID) == [operationID])
    #expect(told.map(\.state) == [.confirmed])
    try await next.service.takeNote(of: told.map(\.operationID))
    #expect(try await start(next).isEmpty)
    #expect(try await start(DeactivationScene(folder: scene.folder)).isEmpty)
    #expect(scene.recorded() == ["INTENT", "SENDING", "UNKNOWN", "RECOVERED", "CONFIRMED", "NOTED"])
    #expect(JournalAudit(folder: scene.profile.stateDirectory).verdict().isSound)
  }

  @Test("a colleague whose program settles it takes no note of it for its agent")
  func colleague() async throws {
    let (scene, operationID) = try await unknownOperation()
    let colleague = try DeactivationScene(folder: scene.folder, agent: "zhao.min", agentID: 1002)
    #expect(try await start(colleague, reading: "DEACTIVATED").map(\.operationID) == [operationID])
    try await colleague.service.takeNote(of: [operationID])
    #expect(try await start(colleague).isEmpty)
    #expect(try await start(DeactivationScene(folder: scene.folder)).map(\.operationID) == [operationID])
  }

  @Test("what a check finds out is told at every start, too, until its agent takes note of it")
  func checked() async throws {
    let (scene, operationID) = try await unknownOperation()
    let next = try DeactivationScene(folder: scene.folder)
    #expect(try await start(next, reading: "EFFECTIVE").map(\.state) == [.unknown])
    await next.transport.expect(try next.list("DEACTIVATED"))
    #expect(try await next.service.check(operationID).state == .confirmed)
    // The line went dead before anybody could read it.
    #expect(try await start(DeactivationScene(folder: scene.folder)).map(\.operationID) == [operationID])
    try await next.service.takeNote(of: [operationID])
    #expect(try await start(DeactivationScene(folder: scene.folder)).isEmpty)
  }

  @Test("what was recorded while its agent's connection was lost is told at every start until noted, to nobody else")
  func hungUp() async throws {
    let scene = try DeactivationScene()
    let report = try await scene.deactivate(scene.post(.proved(200, try scene.bundle("DEACTIVATED"))))
    #expect(report.state == .confirmed)
    let colleague = try DeactivationScene(folder: scene.folder, agent: "zhao.min", agentID: 1002)
    #expect(try await start(colleague).isEmpty)
    for _ in 0..<2 {
      let told = try await start(DeactivationScene(folder: scene.folder))
      #expect(told.map(\.operationID) == [report.operationID])
      #expect(told.map(\.state) == [.confirmed])
    }
    // Nothing of it is sent again, and looking at it leaves no trace.
    #expect(scene.recorded() == ["INTENT", "SENDING", "CONFIRMED"])
    try await scene.service.takeNote(of: [report.operationID])
    try await scene.service.takeNote(of: [report.operationID])
    #expect(try await start(DeactivationScene(folder: scene.folder)).isEmpty)
    #expect(scene.recorded() == ["INTENT", "SENDING", "CONFIRMED", "NOTED"])
    #expect(JournalAudit(folder: scene.profile.stateDirectory).verdict().isSound)
  }

  @Test("a record that had to be salvaged still knows who has read what")
  func salvaged() throws {
    let journal = try JournalUnderTest()
    let store = try journal.open()
    for number in 1...2 {
      var operation = try journal.operation(number)
      try journal.record(&operation, as: .intent, in: store)
      try journal.record(&operation, as: .notApplied, in: store)
    }
    let ids = try (1...2).map { try journal.operation($0).wish.operationID }
    #expect(try store.unnotedOperations(at: journal.now).map(\.wish.operationID) == ids)
    try store.tellNote(of: ids[0], at: journal.now)
    let attacker = try Attacker(journal)
    try attacker.edit { () throws(JournalProblem) in try attacker.database.execute("DELETE FROM coupon_result") }
    let salvage = try #require(try journal.audit.salvage(at: journal.now))
    #expect(salvage.kept == ids)
    let new = try journal.open()
    #expect(try new.unnotedOperations(at: journal.now).map(\.wish.operationID) == [ids[1]])
    try new.tellNote(of: ids[1], at: journal.now)
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
  }

  @Test("nobody takes note of what is open, nor looks after what is settled: such a record is found out")
  func illegalOrder() throws {
    for isNote in [true, false] {
      let journal = try JournalUnderTest()
      let store = try journal.open()
      var operation = try journal.operation(1)
      try journal.record(&operation, as: .intent, in: store)
      let id = operation.wish.operationID
      if isNote {
        try store.tellNote(of: id, at: journal.now)
      } else {
        try journal.record(&operation, as: .notApplied, in: store)
        try store.tellRecovery(of: id, at: journal.now)
      }
      #expect(journal.audit.verdict().exitCode == 12)
    }
  }
}
