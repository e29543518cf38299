import Testing

@testable import CouponKit

@Suite struct `An outcome that is unknown` {
  /// One request whose answer was lost, and whose run has ended.
  private func unknown(_ before: [CouponState] = [.effective, .effective]) throws -> OperationUnderTest {
    var test = try OperationUnderTest(before)
    test.take(.confirmed)
    test.pass(seconds: 20)
    test.take(.answered(.unknown(.lost)))
    test.reopen()
    return test
  }

  @Test(arguments: [
    ("ours ours", DeactivationReport.State.confirmed, false), ("ours used", .confirmed, true),
    ("ours", .unknown, false), ("used used ours", .confirmed, true), ("ours ours ours", .confirmed, false),
    ("theirs theirs", .already, false), ("theirs used", .already, true), ("used used", .already, false),
    ("live live", .unknown, false), ("ours live", .unknown, false), ("theirs live", .unknown, false),
    ("new live", .unknown, false), ("", .unknown, false),
  ])
  func `is settled at once by what a read-back proves`(
    _ words: String, _ state: DeactivationReport.State, _ isPartial: Bool
  ) throws {
    var test = try unknown()
    #expect(test.take(.checkAsked) == [.readBack])
    #expect(try test.read(words) == [.report])
    #expect(test.operation.state == state)
    #expect(test.operation.isPartial == isPartial)
  }

  @Test(arguments: [
    ("live live", DeactivationReport.State.notApplied, false), ("ours live", .confirmed, true),
    ("theirs live", .already, true), ("", .already, false), ("ours", .confirmed, true), ("used", .already, false),
  ])
  func `is settled after the quarantine by two equal read-backs`(
    _ words: String, _ state: DeactivationReport.State, _ isPartial: Bool
  ) throws {
    var test = try unknown()
    test.pass(seconds: 580)
    test.take(.checkAsked)
    #expect(try test.read(words) == [.wait(milliseconds: 5_000)])
    test.pass(seconds: 4)
    #expect(test.take(.waited) == [.readBack])
    #expect(try test.read(words) == [.wait(milliseconds: 5_000)], "four seconds are not five")
    test.pass(seconds: 1)
    test.take(.waited)
    try test.read(words)
    #expect(test.operation.state == state)
    #expect(test.operation.isPartial == isPartial)
    #expect(test.operation.proof == .readBack)
    // What is not listed any more was not seen to end.
    #expect(words != "" || test.operation.after.isEmpty)
  }

  @Test func `what a check has shown to be final is recorded, and no later list takes it back`() throws {
    var test = try unknown()
    test.take(.checkAsked)
    #expect(try test.read("ours live") == [.report])
    #expect(test.states.suffix(2) == [.unknown, .unknown], "it is written for the next check")
    test.reopen()
    test.take(.checkAsked)
    try test.read("ours live")
    #expect(test.states.count == 4, "and written once")
    // One empty list is not the end of the other coupon.
    test.reopen()
    test.take(.checkAsked)
    #expect(try test.read("") == [.report])
    #expect(test.operation.state == .unknown)
    test.pass(seconds: 600)
    test.reopen()
    try test.lookTwice("live live")
    #expect(test.operation.state == .confirmed && test.operation.isPartial)
  }

  @Test func `a disk that does not take what was learned leaves the operation as it was`() throws {
    var test = try unknown()
    test.take(.checkAsked)
    let read = Operation.Input.read(try OperationUnderTest.coupons("ours live"), isComplete: true)
    #expect(test.takeOnly(read) == [.record(.unknown)])
    #expect(test.takeOnly(.notRecorded(.disk)) == [.report])
    #expect(test.operation.state == .unknown && test.operation.unrecorded == nil)
    #expect(test.operation.lastFailure == .disk)
  }

  @Test func `rounds that are not listed keep it open no longer than the quarantine, and are told`() throws {
    var coupons = try OperationUnderTest.coupons("theirs used")
    for place in coupons.indices { coupons[place].roundCount = 3 }
    var test = try unknown()
    test.take(.checkAsked)
    #expect(test.take(.read(coupons, isComplete: true)) == [.report])
    #expect(test.operation.state == .unknown)
    test.pass(seconds: 600)
    test.lookTwice(at: .read(coupons, isComplete: true))
    #expect(test.operation.state == .already)
    #expect(DeactivationReport(test.operation, at: test.moment).unlistedRounds == 1)
  }

  @Test func `a list that says something else each time is left alone after some looks`() throws {
    var test = try unknown()
    test.pass(seconds: 600)
    test.take(.checkAsked)
    var looks = 1
    while try test.read(looks.isMultiple(of: 2) ? "live live" : "") != [.report] {
      try #require(looks < 10)
      looks += 1
      test.pass(seconds: 5)
      #expect(test.take(.waited) == [.readBack])
    }
    #expect(looks == 5)
    #expect(test.operation.state == .unknown)
  }

  @Test func `what was deactivated before is no sign of this one when the others are not listed any more`() throws {
    var test = try unknown([.deactivated, .effective])
    test.take(.checkAsked)
    try test.read("ours live")
    test.pass(seconds: 600)
    try test.lookTwice("")
    #expect(test.operation.state == .already)
  }

  @Test func `two read-backs that differ settle nothing`() throws {
    var test = try unknown()
    test.pass(seconds: 600)
    test.take(.checkAsked)
    try test.read("live live")
    test.pass(seconds: 5)
    test.take(.waited)
    #expect(try test.read("theirs live") == [.wait(milliseconds: 5_000)])
    #expect(test.operation.state == .unknown)
  }

  @Test func `stays open a second before the quarantine ends`() throws {
    var test = try unknown()
    test.pass(seconds: 579)
    test.take(.checkAsked)
    #expect(try test.read("live live") == [.report])
    #expect(test.operation.state == .unknown)
  }

  @Test func `is measured on the boot clock, whatever happens to the wall clock`() throws {
    var test = try unknown()
    test.wallStep = 7_200_000
    test.take(.checkAsked)
    #expect(try test.read("live live") == [.report])
    test.wallStep = -7_200_000
    test.pass(seconds: 600)
    test.take(.checkAsked)
    #expect(try test.read("live live") == [.wait(milliseconds: 5_000)])
  }

  @Test func `waits five minutes more when the machine was restarted meanwhile`() throws {
    var test = try unknown()
    test.restartMachine()
    test.pass(seconds: 879)
    test.take(.checkAsked)
    #expect(try test.read("live live") == [.report])
    test.pass(seconds: 1)
    test.take(.checkAsked)
    #expect(try test.read("live live") == [.wait(milliseconds: 5_000)])
  }

  @Test func `does not forget what a proved answer showed when a replica lags behind`() throws {
    var test = try OperationUnderTest()
    test.take(.confirmed)
    test.take(.answered(.done(try OperationUnderTest.coupons("ours live"), requestID: nil)))
    test.reopen()
    test.pass(seconds: 600)
    try test.lookTwice("live live")
    #expect(test.operation.state == .confirmed)
    #expect(test.operation.isPartial)
  }

  @Test func `is never left by a check with a request`() throws {
    for words in ["live live", "ours live", "theirs live", "new live", ""] {
      var test = try unknown()
      test.take(.checkAsked)
      #expect(try !test.read(words).contains(.send))
    }
    var test = try unknown()
    test.take(.checkAsked)
    #expect(test.take(.notRead(.lost)) == [.report])
  }

  @Test func `a person's repeat sends once, after a look`() throws {
    var test = try unknown()
    #expect(try test.askToRepeat() == [.readBack])
    #expect(try test.read("live live") == [.report, .send])
    test.take(.answered(.unknown(.lost)))
    #expect(try test.read("live live") == [.report])
  }

  @Test func `a person's repeat is not sent when nothing would come of it`() throws {
    for words in ["ours ours", "used used", "theirs live", "new live", ""] {
      var test = try unknown()
      try test.askToRepeat()
      #expect(try test.read(words) == [.report], "\(words)")
    }
  }

  @Test func `a person's repeat is not sent when the coupons are not as that person saw them`() throws {
    var test = try unknown()
    try test.askToRepeat(seen: "live live")
    #expect(try test.read("used live") == [.report])
    #expect(
      test.operation.lastFailure?.kind
        == .changedSinceReview([CouponDifference(position: 0, before: .effective, after: .used)]))
  }

  @Test func `sending again is for the agent who confirmed, a quarter of an hour long`() throws {
    var test = try unknown()
    test.pass(untilSecond: 900)
    #expect(try test.askToRepeat() == [.readBack])
    try test.read("new live")
    test.pass(seconds: 1)
    #expect(try test.askToRepeat() == [.report])
    #expect(test.operation.lastFailure?.kind == .supervisorNeeded)
    #expect(try test.askToRepeat(by: .supervisor) == [.readBack])
  }

  @Test func `sending again is not for another agent, but for a supervisor`() throws {
    var test = try unknown()
    #expect(try test.askToRepeat(by: Operation.Person(agentID: 1002, isSupervisor: false)) == [.report])
    #expect(test.operation.lastFailure?.kind == .supervisorNeeded)
    #expect(try test.askToRepeat(by: .supervisor) == [.readBack])
  }

  @Test func `after the machine was started anew the agent's quarter of an hour is counted with care`() throws {
    for (second, isAllowed) in [(600 as Int64, true), (601, false)] {
      var test = try unknown()
      test.restartMachine()
      test.pass(untilSecond: second)
      #expect(try test.askToRepeat() == (isAllowed ? [.readBack] : [.report]))
    }
  }
}
