import Foundation
import Testing

@testable import CouponKit

/// `reason_tag = true`: WeChat Pay gets a mark that names the operation behind the agent's words.
@Suite struct `The mark behind a reason` {
  private struct Body: Decodable { let deactivateReason: String }

  private func sent(_ scene: DeactivationScene) async throws -> String {
    let body = try #require(await scene.transport.posts.last).body
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Body.self, from: Data(body)).deactivateReason
  }

  /// Deactivates; the answer is lost, and reading back shows what was sent.
  private func deactivate(_ scene: DeactivationScene) async throws -> DeactivationReport {
    try await scene.deactivate(
      .init(method: .post, answer: .nothing(TransportFailure(.noAnswer, mayHaveLeft: true, detail: ""))) {
        do { await scene.transport.expect(try scene.list("DEACTIVATED", reason: try await sent(scene))) } catch {
          Issue.record(error)
        }
      })
  }

  @Test func `is sent and proves the deed, and is no part of what the agent wrote`() async throws {
    let scene = try DeactivationScene(settings: ["reason_tag = true"])
    let report = try await deactivate(scene)
    #expect(report.state == .confirmed && report.proof == .readBack)
    let tag = OperationTag(operationID: report.operationID)
    #expect(try await sent(scene) == DeactivationScene.reason + " [\(tag.text)]")
    #expect(report.reason.text == DeactivationScene.reason)
    #expect(try await scene.service.history().map(\.reason.text) == [DeactivationScene.reason])
    let database = try Database(path: scene.profile.stateDirectory + "/journal.sqlite", .existing)
    #expect(try database.run("SELECT tag FROM op") == [[.text(tag.text)]])
  }

  @Test func `is not sent where the profile does not ask for it`() async throws {
    let scene = try DeactivationScene()
    #expect(try await deactivate(scene).state == .confirmed)
    #expect(try await sent(scene) == DeactivationScene.reason)
  }

  @Test func `nothing is sent for a reason without a ticket where the profile asks for one`() async throws {
    let scene = try DeactivationScene(settings: ["ticket_digits = 12"])
    let problem = InputProblem(field: .reason, rule: .ticketMissing(digits: 12))
    await #expect(throws: CouponFailure(.input(problem))) { try await scene.deactivate() }
    #expect(await scene.transport.posts.isEmpty)
  }

  @Test func `without it a deactivation under the same number is another's`() async throws {
    let scene = try DeactivationScene(settings: ["reason_tag = true"])
    let lost = scene.post(.nothing(TransportFailure(.noAnswer, mayHaveLeft: true, detail: "")))
    let report = try await scene.deactivate(lost, scene.list("DEACTIVATED"))
    #expect(report.state == .already)
    #expect(report.attribution?.hand == .thisProgram && report.attribution?.tag == nil)
  }

  @Test(arguments: [138, 139, 150])
  func `leaves 138 characters to the agent`(count: Int) async throws {
    let scene = try DeactivationScene(settings: ["reason_tag = true"])
    await scene.transport.expect(try scene.list("EFFECTIVE"))
    let reason = try DeactivateReason(String(repeating: "退", count: count))
    let wish = try #require(
      ConfirmedDeactivation(
        review: try await scene.service.review(try scene.target), reason: reason, typedPhrase: "0416"))
    await scene.transport.expect(try scene.list("EFFECTIVE"))
    if count > 138 {
      let problem = InputProblem(field: .reason, rule: .tooLong(count: count, limit: 138))
      await #expect(throws: CouponFailure(.input(problem))) { try await scene.service.deactivate(wish) { _ in } }
      #expect(scene.recorded().isEmpty)
      #expect(await scene.transport.posts.isEmpty)
    } else {
      let away = TransportFailure(.cannotConnect, mayHaveLeft: false, detail: "")
      for _ in 0..<3 { await scene.transport.expect(scene.post(.nothing(away))) }
      #expect(try await scene.service.deactivate(wish) { _ in }.state == .notApplied)
      #expect(try await sent(scene).unicodeScalars.count == 150)
    }
    await scene.transport.requireEnd()
  }

  @Test func `tells two machines without a common journal whose deactivation it was`() async throws {
    let here = try DeactivationScene(settings: ["reason_tag = true"])
    let there = try DeactivationScene(agent: "zhao.min", agentID: 1002, settings: ["reason_tag = true"])
    let late = try await there.confirmed()
    let first = try await deactivate(here)
    #expect(first.state == .confirmed)
    let used = #"{"code":"INVALID_REQUEST","message":"268578927"}"#
    // The other machine's list lags behind, and it sends the number that the first one has used.
    await there.transport.expect(
      try there.list("EFFECTIVE"), there.post(.proved(400, used)),
      try there.list("DEACTIVATED", reason: try await sent(here)))
    let second = try await there.service.deactivate(late) { _ in }
    await there.transport.requireEnd()
    #expect(second.requestNumber == first.requestNumber)
    #expect(second.state == .already)
    #expect(second.attribution?.hand == .thisProgram)
    #expect(second.attribution?.tag == OperationTag(operationID: first.operationID))
    // Each journal holds what its own machine did, and says that it is another journal.
    #expect(here.recorded().last == "CONFIRMED" && there.recorded().last == "ALREADY")
    let identities = try [here, there].map { scene in
      try JournalIdentity(of: Database(path: scene.profile.stateDirectory + "/journal.sqlite", .existing))
    }
    #expect(identities[0].journalID != identities[1].journalID)
  }
}
