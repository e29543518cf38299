import Testing

@testable import CouponKit

@Suite struct `The order of writes` {
  @Test func `the intent and the attempt are on disk before anything is sent`() throws {
    var test = try OperationUnderTest()
    #expect(test.takeOnly(.confirmed) == [.record(.intent)])
    #expect(test.operation.attempts.isEmpty)
    #expect(test.takeOnly(.recorded) == [.record(.sending)])
    #expect(test.operation.attempts.count == 1)
    #expect(test.takeOnly(.recorded) == [.report, .send])
  }

  @Test func `the outcome is on disk before it is told`() throws {
    var test = try OperationUnderTest()
    test.take(.confirmed)
    let done = Operation.Reply.done(try OperationUnderTest.coupons("ours ours"), requestID: nil)
    #expect(test.takeOnly(.answered(done)) == [.record(.confirmed)])
    #expect(test.operation.state == .sending)
    #expect(test.takeOnly(.recorded) == [.report])
    #expect(test.operation.state == .confirmed)
  }

  @Test func `a refused intent ends it, and nothing was done`() throws {
    var test = try OperationUnderTest()
    _ = test.takeOnly(.confirmed)
    #expect(test.takeOnly(.notRecorded(.disk)) == [.report])
    #expect(test.operation.state == .notApplied)
    #expect(test.operation.proof == .neverSent)
    #expect(test.operation.attempts.isEmpty)
  }

  @Test func `a refused attempt is closed as never sent, if need be on the screen only`() throws {
    var test = try OperationUnderTest()
    _ = test.takeOnly(.confirmed)
    _ = test.takeOnly(.recorded)
    #expect(test.takeOnly(.notRecorded(.disk)) == [.record(.notApplied)])
    var other = test
    #expect(test.takeOnly(.recorded) == [.report])
    #expect(other.takeOnly(.notRecorded(.disk)) == [.report])
    for ended in [test, other] {
      #expect(ended.operation.state == .notApplied)
      #expect(ended.operation.proof == .neverSent)
      #expect(ended.operation.attempts.isEmpty)
    }
  }

  @Test func `a refused outcome is not told as one, and a later check finds it out`() throws {
    var test = try OperationUnderTest()
    test.take(.confirmed)
    let done = Operation.Reply.done(try OperationUnderTest.coupons("ours ours"), requestID: nil)
    _ = test.takeOnly(.answered(done))
    #expect(test.takeOnly(.notRecorded(.disk)) == [.report])
    #expect(test.operation.state == .sending)
    #expect(test.operation.unrecorded == .confirmed)
    #expect(test.operation.closedAt == nil)

    test.reopen()
    #expect(test.take(.checkAsked) == [.report, .readBack])
    try test.read("ours ours")
    #expect(test.operation.state == .confirmed)
    #expect(test.operation.unrecorded == nil)
  }

  @Test func `a refused repeat leaves it unknown and sends nothing`() throws {
    var test = try OperationUnderTest()
    test.take(.confirmed)
    test.take(.answered(.unknown(.lost)))
    try test.read("live live")
    test.pass(seconds: 1)
    #expect(test.takeOnly(.waited) == [.record(.sending)])
    #expect(test.takeOnly(.notRecorded(.disk)) == [.report])
    #expect(test.operation.state == .unknown)
    #expect(test.operation.attempts.count == 1)
  }

  @Test func `a run that another one overtook decides nothing`() throws {
    var test = try OperationUnderTest()
    test.take(.confirmed)
    test.take(.answered(.neverLeft(.away)))
    test.pass(seconds: 1)
    _ = test.takeOnly(.waited)
    #expect(test.takeOnly(.notRecorded(CouponFailure(.operationOpen("operation")))) == [.report])
    #expect(test.operation.state == .unknown)
    #expect(test.operation.unrecorded == nil)
  }
}

@Suite struct `After the program was cut off` {
  @Test func `an intent without an attempt is closed as never sent, without asking anybody`() throws {
    // As the journal holds it when the process died before the second write.
    var test = try OperationUnderTest()
    #expect(test.take(.checkAsked) == [.report])
    #expect(test.operation.state == .notApplied)
    #expect(test.operation.proof == .neverSent)
  }

  @Test func `a request that was cut off counts as sent until the quarantine is over`() throws {
    var test = try OperationUnderTest()
    test.take(.confirmed)
    test.reopen()
    #expect(test.operation.state == .sending)
    #expect(test.take(.checkAsked) == [.report, .readBack])
    #expect(test.states == [.intent, .sending, .unknown])
    #expect(try test.read("live live") == [.report])
    #expect(test.operation.state == .unknown)
    test.pass(seconds: 600)
    #expect(test.take(.checkAsked) == [.readBack])
    try test.read("live live")
    test.pass(seconds: 5)
    test.take(.waited)
    try test.read("live live")
    #expect(test.operation.state == .notApplied)
    #expect(test.operation.proof == .readBack)
  }

  @Test func `a repeat is not sent for an operation that is still on its way`() throws {
    var test = try OperationUnderTest()
    test.take(.confirmed)
    test.reopen()
    #expect(try test.askToRepeat() == [.report])
  }

  @Test func `a closed operation stays as it is`() throws {
    var test = try OperationUnderTest()
    test.take(.confirmed)
    test.take(.answered(.done(try OperationUnderTest.coupons("ours ours"), requestID: nil)))
    test.reopen()
    #expect(test.take(.checkAsked) == [.report])
    #expect(try test.askToRepeat() == [.report])
    #expect(test.operation.state == .confirmed)
  }
}
