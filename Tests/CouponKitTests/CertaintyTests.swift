import Testing

@testable import CouponKit

@Suite("When an unknown outcome becomes certain")
struct CertaintyTests {
  /// One request left, nobody knows what came of it, and the coupons are live.
  private func unknownOperation() throws -> OperationUnderTest {
    var operation = try OperationUnderTest()
    operation.take(.confirmed)
    operation.take(.answered(.unknownAndHopeless(.lost)))
    try operation.read("live live")
    return operation
  }

  private func certainSecond(_ operation: OperationUnderTest) -> Int64? {
    DeactivationReport(operation.operation, at: operation.moment).certainBy.map { $0.millisecondsSince1970 / 1000 }
  }

  /// Whether a check at that second goes as far as it can go after the quarantine: to the second of two looks.
  private func settles(_ operation: OperationUnderTest, atSecond second: Int64) throws -> Bool {
    var operation = operation
    operation.pass(untilSecond: second)
    operation.reopen()
    operation.take(.checkAsked)
    return try operation.read("live live") == [.wait(milliseconds: 5000)]
  }

  @Test("the agent reads the time from which on a check settles it")
  func sameBoot() throws {
    let operation = try unknownOperation()
    #expect(certainSecond(operation) == 600)
    #expect(try !settles(operation, atSecond: 599))
    #expect(try settles(operation, atSecond: 600))
  }

  @Test("after a restart of the machine only the wall clock is left, and the agent reads a time five minutes later")
  func otherBoot() throws {
    var operation = try unknownOperation()
    operation.pass(untilSecond: 100)
    operation.restartMachine()
    #expect(certainSecond(operation) == 900)
    #expect(try !settles(operation, atSecond: 899))
    #expect(try settles(operation, atSecond: 900))
  }

  @Test("of requests before and after a restart, the one that is certain last counts")
  func bothBoots() throws {
    var operation = try unknownOperation()
    operation.pass(untilSecond: 100)
    operation.restartMachine()
    operation.reopen()
    operation.pass(untilSecond: 200)
    try operation.askToRepeat(by: .supervisor)
    try operation.read("live live")
    operation.take(.answered(.unknownAndHopeless(.lost)))
    try operation.read("live live")
    #expect(operation.operation.attempts.count == 2)
    #expect(certainSecond(operation) == 900)
    #expect(try !settles(operation, atSecond: 899))
    #expect(try settles(operation, atSecond: 900))
  }

  @Test("nothing is to be waited for when nothing left, or when it is settled")
  func neverLeft() throws {
    var operation = try OperationUnderTest()
    #expect(certainSecond(operation) == nil)
    operation.take(.confirmed)
    operation.take(.answered(.done(try OperationUnderTest.coupons("ours ours"), requestID: nil)))
    #expect(operation.states.last == .confirmed)
    #expect(certainSecond(operation) == nil)
  }
}
