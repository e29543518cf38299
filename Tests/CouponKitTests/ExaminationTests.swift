import Foundation
import Testing

@testable import CouponKit

@Suite("What an administrator set up is examined")
struct ExaminationTests {
  private func finding(_ subject: Examination.Subject, _ scene: DeactivationScene) async -> Examination.Finding? {
    await scene.service.examine().first { $0.subject == subject }?.finding
  }

  private let notFound = ScriptedTransport.Answer.proved(404, #"{"code":"RESOURCE_NOT_EXISTS","message":""}"#)

  @Test("one read of a thing that nobody has proves the line, the keys and the clock, and no journal is made")
  func sound() async throws {
    let scene = try DeactivationScene()
    await scene.transport.expect(.init(method: .get, answer: notFound))
    let found = await scene.service.examine()
    for examination in found {
      if case .sound = examination.finding { continue }
      Issue.record("\(examination)")
    }
    #expect(found.map(\.subject) == [.role, .merchantKey, .wechatPayKey, .gateway, .clock, .journal])
    let target = try #require(await scene.transport.requests.first?.target)
    #expect(target.contains("/product-coupons/0") && !target.contains("/users/"))
    #expect(!FileManager.default.fileExists(atPath: scene.profile.stateDirectory))
    await scene.transport.requireEnd()
  }

  @Test(
    "an answer that nobody signed proves nothing, whatever it says",
    arguments: [
      ScriptedTransport.Answer.unsigned(404, #"{"code":"RESOURCE_NOT_EXISTS"}"#), .forged(404, "{}"),
      .forged(200, "{}"),
    ])
  func unproved(_ answer: ScriptedTransport.Answer) async throws {
    let scene = try DeactivationScene()
    await scene.transport.expect(.init(method: .get, answer: answer))
    guard case .wrong(let failure)? = await finding(.gateway, scene), case .answerNotProved = failure.kind else {
      Issue.record("taken for proved")
      return
    }
    #expect(!FileManager.default.fileExists(atPath: scene.profile.stateDirectory), "nothing is noted of it")
  }

  @Test(
    "a clock that is off by more than a minute is wrong, one that is off by less is told",
    arguments: [0, 30, -30, 61, -90])
  func clock(_ seconds: Int64) async throws {
    let scene = try DeactivationScene()
    var turn = ScriptedTransport.Turn(method: .get, answer: notFound)
    turn.secondsAhead = seconds
    await scene.transport.expect(turn)
    let expected: Examination.Finding =
      seconds.magnitude > 60
      ? .wrong(CouponFailure(.clockOff(seconds: seconds))) : .sound(.clock(secondsBehind: seconds))
    #expect(await finding(.clock, scene) == expected)
  }

  @Test("a key that others may read stops all that rests on it, and what does not is looked at all the same")
  func openKey() async throws {
    let scene = try DeactivationScene()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o640], ofItemAtPath: scene.profile.merchantKeyPath)
    let found = await scene.service.examine()
    let wrong = found.filter { if case .wrong = $0.finding { true } else { false } }
    #expect(wrong.map(\.subject) == [.merchantKey])
    #expect(found.filter { $0.finding == .notSeen }.map(\.subject) == [.gateway, .clock])
    await scene.transport.requireEnd()
  }

  @Test("a journal that lost its key, or its file, is wrong, and stays as it is")
  func journal() async throws {
    let scene = try DeactivationScene()
    _ = try await scene.service.history()
    let audit = JournalAudit(folder: scene.profile.stateDirectory)
    guard case .journal(_, 1, _) = try audit.examine() else {
      Issue.record("a new journal holds its first event")
      return
    }
    for name in ["journal.key", "journal.sqlite"] {
      try FileManager.default.removeItem(atPath: scene.profile.stateDirectory + "/" + name)
      #expect(throws: CouponFailure.self) { try audit.examine() }
      #expect(!FileManager.default.fileExists(atPath: scene.profile.stateDirectory + "/" + name))
    }
  }

  @Test("a place where no folder can be made is wrong before the first deactivation")
  func noPlace() throws {
    let folder = try SettingsFolder()
    try folder.write("a file", as: "taken")
    #expect(throws: CouponFailure.self) { try JournalAudit(folder: folder.path + "/taken/state").examine() }
    guard case .journalToCome = try JournalAudit(folder: folder.path + "/a/b/state").examine() else {
      Issue.record("it can be made")
      return
    }
  }
}
