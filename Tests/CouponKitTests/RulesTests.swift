import Foundation
import Testing

@testable import CouponKit

@Suite struct `What may not be begun` {
  private func failure(_ body: () async throws -> DeactivationReview) async -> CouponFailure.Kind? {
    do {
      _ = try await body()
      return nil
    } catch { return (error as? CouponFailure)?.kind }
  }

  @Test func `more within an hour than the profile allows one agent; a colleague may, and the agent an hour later`()
    async throws
  {
    let limit = ["deactivations_per_hour = 1"]
    let scene = try DeactivationScene(settings: limit)
    let began = scene.clock.now
    _ = try await scene.deactivate(scene.post(.proved(200, scene.bundle("DEACTIVATED"))))
    let refusal = await failure { try await scene.service.review(try scene.target) }
    #expect(refusal == .tooManyDeactivations(limit: 1, until: began.advanced(bySeconds: 3600)))
    #expect(await scene.transport.requests.count == 3, "it is refused before anything is asked")

    let colleague = try DeactivationScene(
      folder: scene.folder, agent: "zhao.min", agentID: 1002, settings: limit)
    let done = CouponFailure.Kind.nothingToDeactivate(unlistedRounds: 0)
    await colleague.transport.expect(try colleague.list("DEACTIVATED"))
    #expect(await failure { try await colleague.service.review(try colleague.target) } == done)
    scene.clock.pass(seconds: 3600)
    await scene.transport.expect(try scene.list("DEACTIVATED"))
    #expect(await failure { try await scene.service.review(try scene.target) } == done)
  }

  @Test func `what belongs to another brand`() async throws {
    let scene = try DeactivationScene()
    await scene.transport.expect(try scene.list("EFFECTIVE", brandID: "999999"))
    #expect(
      await failure { try await scene.service.review(try scene.target) }
        == .answerNotUnderstood(detail: "a coupon of brand 999999 in the answer"))
    await scene.transport.expect(try scene.list("EFFECTIVE", brandID: "120344"))
    #expect(await failure { try await scene.service.review(try scene.target) } == nil)
  }

  @Test func `another brand's coupons in a proved reply are an answer to another request, and an event`() async throws {
    let scene = try DeactivationScene()
    let foreign = scene.post(.proved(200, try scene.bundle("DEACTIVATED", brandID: "999999")))
    let report = try await scene.deactivate(foreign, scene.list("DEACTIVATED"))
    #expect(report.state == .confirmed && report.proof == .readBack)
    #expect(scene.recorded(all: true).contains("SIG_FAIL"))
    #expect(report.attemptHistory.first?.answer?.signature == .misbound)
    #expect(report.attemptHistory.first?.answer?.securityEvent != nil)
  }

  @Test(arguments: [-21, -20, 20, 21])
  func `is not a matter of a clock that is a little off: by how much is known`(ahead: Int) async throws {
    let scene = try DeactivationScene()
    var turn = try scene.list("EFFECTIVE")
    turn.secondsAhead = Int64(ahead)
    await scene.transport.expect(turn)
    #expect(try await scene.service.review(try scene.target).secondsBehind == Int64(ahead))
  }

  @Test func `anything, when the clock went wrong between the review and the confirmation`() async throws {
    let scene = try DeactivationScene()
    let wish = try await scene.confirmed()
    var turn = try scene.list("EFFECTIVE")
    turn.secondsAhead = 61
    await scene.transport.expect(turn)
    do {
      _ = try await scene.service.deactivate(wish) { _ in }
      Issue.record("it was begun")
    } catch { #expect(error.kind == .clockOff(seconds: 61)) }
    #expect(scene.recorded().isEmpty)
    await scene.transport.requireEnd()
  }
}

@Suite struct `Sending again` {
  private func failure<Value>(_ body: () async throws -> Value) async -> CouponFailure.Kind? {
    do {
      _ = try await body()
      return nil
    } catch { return (error as? CouponFailure)?.kind }
  }

  @Test func `is the agent's own for a quarter of an hour, and a supervisor's after that`() async throws {
    let scene = try DeactivationScene()
    let operationID = try await scene.leaveUnknown()
    let began = try #require(try await scene.service.history().first?.createdAt)
    scene.clock.pass(seconds: 890 - scene.clock.now.seconds(since: began))
    // A state that nobody knows settles nothing, so that it is still open after the ten minutes.
    await scene.transport.expect(try scene.list("FROZEN"))
    let report = try await scene.service.reviewRepeat(of: operationID)
    let wish = try #require(ConfirmedRepeat(report: report, typedPhrase: "0416"))
    // Confirmed in time, asked for too late: what counts is when it would leave.
    scene.clock.pass(seconds: 11)
    #expect(await failure { try await scene.service.sendAgain(wish) { _ in } } == .supervisorNeeded)
    #expect(await failure { try await scene.service.reviewRepeat(of: operationID) } == .supervisorNeeded)
    await scene.transport.requireEnd()
  }

  @Test func `is not a colleague's, but a supervisor's, whose name and role are not put in the agent's place`()
    async throws
  {
    let scene = try DeactivationScene()
    let operationID = try await scene.leaveUnknown()
    let colleague = try DeactivationScene(folder: scene.folder, agent: "zhao.min", agentID: 1002)
    #expect(await failure { try await colleague.service.reviewRepeat(of: operationID) } == .supervisorNeeded)
    await colleague.transport.requireEnd()

    let supervisor = try DeactivationScene(folder: scene.folder, agent: "li.na", agentID: 1003, role: .supervisor)
    supervisor.clock.pass(seconds: 60)
    let wish = try await supervisor.confirmedRepeat(of: operationID)
    await supervisor.transport.expect(
      try supervisor.list("EFFECTIVE"), supervisor.post(.proved(200, try supervisor.bundle("DEACTIVATED"))))
    let report = try await supervisor.service.sendAgain(wish) { _ in }
    await supervisor.transport.requireEnd()
    #expect(report.state == .confirmed && report.agent == "chen.jing")
    let sent = await (scene.transport.posts + supervisor.transport.posts).map(\.body)
    #expect(sent.count == 4 && Set(sent).count == 1, "the very same bytes")
  }

  @Test(arguments: ["a forgery", "a part"])
  func `is not offered on coupons that could not be read`(_ came: String) async throws {
    let scene = try DeactivationScene()
    let operationID = try await scene.leaveUnknown()
    let isPart = came == "a part"
    let turn: ScriptedTransport.Turn =
      isPart
      ? try scene.list("EFFECTIVE", total: 3)
      : .init(method: .get, answer: .forged(200, try scene.page("EFFECTIVE")))
    await scene.transport.expect(turn)
    let report = try await scene.service.reviewRepeat(of: operationID)
    await scene.transport.requireEnd()
    #expect(report.state == .unknown && report.readAt == nil)
    #expect(report.lastFailure?.kind.name == (isPart ? "list_incomplete" : "answer_not_proved"))
    #expect(ConfirmedRepeat(report: report, typedPhrase: "0416") == nil)
  }

  @Test func `is nobody's who may only look`() async throws {
    let scene = try DeactivationScene()
    let operationID = try await scene.leaveUnknown()
    let onlooker = try DeactivationScene(folder: scene.folder, role: .readOnly)
    #expect(await failure { try await onlooker.service.reviewRepeat(of: operationID) } == .readOnly)
    await onlooker.transport.requireEnd()
  }
}

@Suite struct `Whose deactivation it was` {
  @Test func `is told by name when this machine's journal holds the other one`() async throws {
    let partner = try DeactivationScene(agent: "zhao.min", agentID: 1002)
    // The brand itself calls from the same machine: another number for the same bundle.
    let brand = try DeactivationScene(
      folder: partner.folder, changes: ["mode": "\"brand\"", "merchant_id": nil])
    let early = try await brand.confirmed()
    let first = try await partner.deactivate(partner.post(.proved(200, partner.bundle("DEACTIVATED"))))
    #expect(first.state == .confirmed)
    // It is erased after its time: the journal does not know any more which coupons it ended.
    try Database(path: brand.profile.stateDirectory + "/journal.sqlite", .existing).execute("DELETE FROM private")
    // What was reviewed before that has to be reviewed anew, and the list may still lag behind then.
    await brand.transport.expect(try brand.list("EFFECTIVE"))
    do {
      _ = try await brand.service.deactivate(early) { _ in }
      Issue.record("it was begun")
    } catch { #expect(error.kind == .changedSinceReview([])) }
    let late = try await brand.confirmed()

    let refused = #"{"code":"INVALID_REQUEST","message":"268578367"}"#
    await brand.transport.expect(
      try brand.list("EFFECTIVE"), brand.post(.proved(400, refused)),
      try brand.list("DEACTIVATED", number: first.requestNumber.text))
    let second = try await brand.service.deactivate(late) { _ in }
    await brand.transport.requireEnd()
    #expect(second.requestNumber != first.requestNumber)
    #expect(second.state == .already)
    let attribution = try #require(second.attribution)
    #expect(attribution.hand == .agent(name: "zhao.min", host: second.host))
    #expect(!second.host.isEmpty)
    #expect(try await brand.service.history().first { $0.state == .already }?.attribution == attribution)
  }

  @Test func `is told as outside this program when another system's number stands there`() async throws {
    let scene = try DeactivationScene()
    let lost = scene.post(.nothing(TransportFailure(.noAnswer, mayHaveLeft: true, detail: "")))
    let report = try await scene.deactivate(lost, scene.list("DEACTIVATED", number: "SHOP-77"))
    #expect(report.state == .already && report.attribution?.hand == .outside)
    #expect(report.attribution?.requestNumber == "SHOP-77")
  }
}

@Suite struct `The second host` {
  private func scene() throws -> DeactivationScene {
    try DeactivationScene(changes: ["environment": "\"production\"", "gateway": nil])
  }

  private let away = ScriptedTransport.Answer.nothing(
    TransportFailure(.cannotConnect, mayHaveLeft: false, detail: ""))
  private let lost = ScriptedTransport.Answer.nothing(TransportFailure(.noAnswer, mayHaveLeft: true, detail: ""))

  /// Where the requests went that would change something.
  private func hosts(_ scene: DeactivationScene) async -> [GatewayHost] {
    let (requests, hosts) = await (scene.transport.requests, scene.transport.hosts)
    return zip(requests, hosts).filter { $0.0.method == .post }.map(\.1)
  }

  @Test func `gets the request when the first one cannot be reached, and keeps it once a byte may have arrived`()
    async throws
  {
    let scene = try scene()
    let report = try await scene.deactivate(
      scene.post(away), scene.post(lost), scene.list("EFFECTIVE"), scene.post(.proved(200, scene.bundle("DEACTIVATED")))
    )
    #expect(report.state == .confirmed && report.attempts == 2)
    let (first, second) = (GatewayHost.production[0], GatewayHost.production[1])
    #expect(await hosts(scene) == [first, second, second])
  }

  @Test func `gets nothing once the first one may have`() async throws {
    let scene = try scene()
    let live = try scene.list("EFFECTIVE")
    let report = try await scene.deactivate(
      scene.post(lost), live, scene.post(lost), live, scene.post(lost), live)
    #expect(report.state == .unknown)
    #expect(Set(await hosts(scene).map(\.url)) == [GatewayHost.production[0].url])
  }
}
