import Testing

@testable import CouponKit

@Suite struct `An operation under way` {
  /// Confirmed, recorded and on its way.
  private func sent(_ before: [CouponState] = [.effective, .effective]) throws -> OperationUnderTest {
    var test = try OperationUnderTest(before)
    #expect(test.take(.confirmed) == [.report, .send])
    return test
  }

  // MARK: What an answer means

  @Test func `a proved success which shows every live coupon as ours confirms it`() throws {
    var test = try sent()
    #expect(test.take(.answered(.done(try OperationUnderTest.coupons("ours ours"), requestID: "id"))) == [.report])
    #expect(test.states == [.intent, .sending, .confirmed])
    #expect(test.operation.proof == .verifiedReply)
    #expect(test.operation.requestID == "id")
  }

  @Test(arguments: ["ours live", "ours", "theirs theirs", "sameNumber sameNumber", ""])
  func `a proved success which shows anything else asks for a read-back`(_ shown: String) throws {
    var test = try sent()
    let steps = test.take(.answered(.done(try OperationUnderTest.coupons(shown), requestID: nil)))
    #expect(steps == [.report, .readBack])
    #expect(test.operation.state == .unknown)
  }

  @Test(arguments: [
    CouponFailure.Kind.requestRefused(message: ""), .notPermitted(message: ""), .notFound(message: ""),
    .openIDUnknown(message: ""), .appIDRefused(message: ""),
  ])
  func `a proved refusal stands when the coupons are untouched`(_ kind: CouponFailure.Kind) throws {
    var test = try sent()
    #expect(test.take(.answered(.refused(.proved(kind)))) == [.report, .readBack])
    #expect(try test.read("live live") == [.report])
    #expect(test.operation.state == .rejected)
  }

  @Test(arguments: [CouponFailure.Kind.requestNumberUsed(message: ""), .stateRefused(message: "")])
  func `a refusal that our own or another's request may have caused waits for the quarantine`(
    _ kind: CouponFailure.Kind
  ) throws {
    var test = try sent()
    test.take(.answered(.refused(.proved(kind))))
    #expect(try test.read("live live") == [.report])
    #expect(test.operation.state == .unknown)
    test.pass(seconds: 601)
    test.take(.checkAsked)
    #expect(try test.read("live live") == [.wait(milliseconds: 5_000)])
    test.pass(seconds: 5)
    #expect(test.take(.waited) == [.readBack])
    try test.read("live live")
    #expect(test.operation.state == .rejected)
  }

  @Test func `a refusal after a proved success settles nothing at once`() throws {
    var test = try sent()
    test.take(.answered(.done([], requestID: nil)))
    guard case .wait? = try test.read("live live").first else {
      Issue.record("it was not going to be repeated")
      return
    }
    #expect(test.take(.waited) == [.report, .send])
    let references = CouponFailure.References(httpStatus: 404, isProved: true)
    test.take(.answered(.refused(CouponFailure(.notFound(message: ""), references: references))))
    #expect(try test.read("live live") == [.report])
    #expect(test.operation.state == .unknown, "what was answered first may have taken effect")
  }

  @Test func `a proved refusal is not repeated when the read-back fails`() throws {
    var test = try sent()
    test.take(.answered(.refused(.proved(.notPermitted(message: "")))))
    #expect(test.take(.notRead(.lost)) == [.report])
    // The next run of the program knows of the refusal from the journal.
    test.reopen()
    #expect(test.take(.checkAsked) == [.readBack])
    try test.read("live live")
    #expect(test.operation.state == .rejected)
  }

  @Test func `a refused repeat settles nothing while the first request is unanswered`() throws {
    var test = try sent()
    test.take(.answered(.unknown(.lost)))
    try test.read("live live")
    test.pass(seconds: 1)
    test.take(.waited)
    test.take(.answered(.refused(.proved(.notPermitted(message: "")))))
    #expect(try test.read("live live") == [.report])
    #expect(test.operation.state == .unknown)
  }

  @Test(arguments: [
    CouponFailure(.noAnswer(detail: ""), change: .unknown),
    CouponFailure(.serverTrouble(message: ""), change: .unknown),
    CouponFailure(.tooManyRequests(retryAfterSeconds: nil), change: .unknown),
    CouponFailure(.answerNotProved(.badSignature), change: .unknown),
    CouponFailure(.answerNotProved(.misbound), change: .unknown),
    CouponFailure(.requestRefused(message: ""), change: .unknown),
    CouponFailure(.answerNotUnderstood(detail: ""), change: .unknown),
  ])
  func `anything that is not a proved answer is unknown, read back, and repeated byte for byte`(
    _ failure: CouponFailure
  ) throws {
    var test = try sent()
    #expect(test.take(.answered(Operation.Reply(failure))) == [.report, .readBack])
    #expect(test.operation.state == .unknown)
    let steps = try test.read("live live")
    guard case .wait(let milliseconds)? = steps.first, steps.count == 1 else {
      Issue.record("\(steps)")
      return
    }
    #expect((750...1250).contains(milliseconds))
    test.pass(seconds: 1)
    #expect(test.take(.waited) == [.report, .send])
    #expect(test.states == [.intent, .sending, .unknown, .sending])
  }

  @Test func `a refused signature is not repeated`() throws {
    var test = try sent()
    let failure = CouponFailure(.callerRefused(message: ""), change: .unknown)
    #expect(test.take(.answered(Operation.Reply(failure))) == [.report, .readBack])
    #expect(try test.read("live live") == [.report])
    #expect(test.operation.state == .unknown)
  }

  @Test func `an answer that comes after the operation went on is ignored`() throws {
    var test = try sent()
    test.take(.answered(.unknown(.lost)))
    #expect(test.take(.answered(.done(try OperationUnderTest.coupons("ours ours"), requestID: nil))).isEmpty)
    #expect(test.operation.state == .unknown)
  }

  // MARK: The budget of repeats

  @Test func `three requests leave at most, and none a minute after the first`() throws {
    var test = try sent()
    var sends = 1
    for _ in 0..<5 {
      test.take(.answered(.unknown(.lost)))
      guard case .wait(let milliseconds)? = try test.read("live live").first else { break }
      test.pass(seconds: milliseconds / 1000 + 1)
      if test.take(.waited).contains(.send) { sends += 1 }
    }
    #expect(sends == 3)

    var late = try sent()
    late.pass(seconds: 61)
    late.take(.answered(.unknown(.lost)))
    #expect(try late.read("live live") == [.report])
  }

  @Test func `a machine that slept through the pause looks again and sends nothing`() throws {
    var test = try sent()
    test.take(.answered(.unknown(.lost)))
    try test.read("live live")
    test.pass(seconds: 3600)
    #expect(test.take(.waited) == [.readBack])
    #expect(test.operation.attempts.count == 1)
  }

  @Test func `WeChat Pay is given the time that it asks for, up to half a minute`() throws {
    for (asked, waited) in [(7, 7_000), (3600, 30_000)] as [(Int, Int64)] {
      var test = try sent()
      test.take(
        .answered(.unknown(CouponFailure(.tooManyRequests(retryAfterSeconds: asked), change: .unknown))))
      #expect(try test.read("live live") == [.wait(milliseconds: waited)])
    }
  }

  @Test func `a request that never left is repeated, and then settled without asking anybody`() throws {
    var test = try sent()
    for _ in 0..<2 {
      guard case .wait? = test.take(.answered(.neverLeft(.away))).last else {
        Issue.record("no repeat")
        return
      }
      test.pass(seconds: 3)
      #expect(test.take(.waited) == [.report, .send])
    }
    #expect(test.take(.answered(.neverLeft(.away))) == [.report])
    #expect(test.operation.state == .notApplied)
    #expect(test.operation.proof == .neverSent)
  }

  @Test func `a server that is not WeChat Pay's is not tried again`() throws {
    var test = try sent()
    test.take(.answered(.neverLeft(CouponFailure(.serverNotTrusted(host: "", detail: "")))))
    #expect(test.operation.state == .notApplied)
    #expect(test.operation.attempts.count == 1)
  }

  // MARK: Moves

  @Test func `knows the moves that the journal allows, and no others`() {
    let legal: Set<String> = [
      "INTENT SENDING", "INTENT NOT_APPLIED", "SENDING UNKNOWN", "SENDING CONFIRMED", "SENDING ALREADY",
      "SENDING REJECTED", "UNKNOWN SENDING", "UNKNOWN CONFIRMED", "UNKNOWN ALREADY", "UNKNOWN REJECTED",
      "UNKNOWN NOT_APPLIED",
    ]
    #expect(Set(JournalSchema.moves.map { "\($0.from.rawValue) \($0.to.rawValue)" }) == legal)
  }
}
