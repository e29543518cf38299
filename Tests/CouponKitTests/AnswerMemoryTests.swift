import Testing

@testable import CouponKit

@Suite struct `An answer counts once` {
  private let start = Instant(secondsSince1970: 1_795_400_000)

  @Test func `the same serial and nonce are taken once in ten minutes`() {
    let memory = AnswerMemory()
    #expect(memory.takes(serial: "key", nonce: "n", at: start))
    #expect(!memory.takes(serial: "key", nonce: "n", at: start))
    #expect(!memory.takes(serial: "key", nonce: "n", at: start.advanced(bySeconds: 600)))
    #expect(memory.takes(serial: "another key", nonce: "n", at: start))
    #expect(memory.takes(serial: "key", nonce: "n", at: start.advanced(bySeconds: 601)))
  }

  @Test func `what is remembered is bounded, whatever comes`() {
    let memory = AnswerMemory()
    for number in 0..<(AnswerMemory.mostKept + 5_000) {
      #expect(memory.takes(serial: "key", nonce: "\(number)", at: start))
    }
    #expect(memory.count == AnswerMemory.mostKept)
    // The oldest was forgotten, the newest was not.
    #expect(!memory.takes(serial: "key", nonce: "\(AnswerMemory.mostKept + 4_999)", at: start))
    #expect(memory.takes(serial: "late", nonce: "one", at: start.advanced(bySeconds: 601)))
    #expect(memory.count == 1)
  }

  @Test func `a forger cannot use up a nonce: only proved answers are remembered`() async throws {
    let scene = try DeactivationScene()
    await scene.transport.expect(.init(method: .get, answer: .forged(200, "{}"), nonce: "same"))
    await #expect(throws: CouponFailure.self) { try await scene.service.review(try scene.target) }
    var genuine = try scene.list("EFFECTIVE")
    genuine.nonce = "same"
    await scene.transport.expect(genuine)
    _ = try await scene.service.review(try scene.target)
    await scene.transport.requireEnd()
  }
}

@Suite struct `An answer that could not be authenticated` {
  enum Lie: String, CaseIterable, Sendable { case forged, unsigned, unsignedRefusal, replayed, misbound, stale }

  private func answer(_ lie: Lie, _ scene: DeactivationScene) throws -> ScriptedTransport.Turn {
    let done = try scene.bundle("DEACTIVATED")
    var turn = scene.post(.proved(200, done))
    switch lie {
    case .forged: turn = scene.post(.forged(200, done))
    case .unsigned: turn = scene.post(.unsigned(200, done))
    case .unsignedRefusal: turn = scene.post(.unsigned(403, #"{"code":"NO_AUTH","message":""}"#))
    // As the answer to the read before it was signed.
    case .replayed: turn.nonce = "of the answer before"
    case .misbound: turn = scene.post(.proved(200, try scene.bundle(id: "1111111111111111111111", "DEACTIVATED")))
    case .stale: turn.secondsAhead = -301
    }
    return turn
  }

  @Test(
    arguments: zip(
      Lie.allCases,
      [AnswerSignature.bad, .absent, .absent, .replayed, .misbound, .stale]))
  func `to a deactivation is ignored, and an event of the journal tells of it`(
    _ lie: Lie, _ signature: AnswerSignature
  ) async throws {
    let scene = try DeactivationScene()
    let wish = try await scene.confirmed()
    var before = try scene.list("EFFECTIVE")
    before.nonce = "of the answer before"
    await scene.transport.expect(before, try answer(lie, scene), try scene.list("DEACTIVATED"))
    let report = try await scene.service.deactivate(wish) { _ in }
    await scene.transport.requireEnd()

    // Only the read-back decided.
    #expect(report.state == .confirmed)
    #expect(report.proof == .readBack)
    let attempt = try #require(report.attemptHistory.first?.answer)
    #expect(attempt.signature == signature)
    let event = try #require(attempt.securityEvent)
    let database = try Database(path: scene.profile.stateDirectory + "/journal.sqlite", .existing)
    let row = try #require(try database.run("SELECT kind, payload FROM event WHERE seq=?", [.integer(event)]).first)
    #expect(row[0].text == "SIG_FAIL")
    let payload = String(decoding: row[1].blob ?? [], as: UTF8.self)
    #expect(payload.contains(#""op_id":"\#(report.operationID)""#))
    #expect(payload.contains(#""sig":"\#(signature.rawValue)""#))
    #expect(!payload.contains("oDemo"))
    #expect(try database.run("SELECT sig, sig_event FROM attempt") == [[.text(signature.rawValue), .integer(event)]])
    #expect(JournalAudit(folder: scene.profile.stateDirectory).verdict().isSound)
  }

  @Test func `to a look-up is told with the number of its event`() async throws {
    let scene = try DeactivationScene()
    await scene.transport.expect(.init(method: .get, answer: .forged(200, "{}")))
    do {
      _ = try await scene.service.review(try scene.target)
      Issue.record("believed")
    } catch {
      #expect((error as? CouponFailure)?.kind == .answerNotProved(.badSignature))
      #expect((error as? CouponFailure)?.references.securityEvent == 2)
    }
  }

  @Test(arguments: [401, 429, 500, 502])
  func `as gateways send it, without a signature, is no event`(_ status: Int) async throws {
    let scene = try DeactivationScene()
    let wish = try await scene.confirmed()
    await scene.transport.expect(
      try scene.list("EFFECTIVE"), scene.post(.unsigned(status, "")), try scene.list("DEACTIVATED"))
    let report = try await scene.service.deactivate(wish) { _ in }
    #expect(report.attemptHistory.first?.answer?.signature == .absent)
    #expect(report.attemptHistory.first?.answer?.securityEvent == nil)
    #expect(scene.recorded(all: true).filter { $0 == "SIG_FAIL" }.isEmpty)
  }
}
