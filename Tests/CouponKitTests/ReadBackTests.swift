import Testing

@testable import CouponKit

@Suite struct `What a read-back says` {
  private func finding(
    _ words: String, before: [CouponState] = [.effective, .effective, .effective], isComplete: Bool = true
  ) throws -> ReadBack.Finding {
    var test = try OperationUnderTest(before)
    test.take(.confirmed)
    return ReadBack.finding(
      in: try OperationUnderTest.coupons(words), isComplete: isComplete, of: test.operation)
  }

  @Test(arguments: [
    ("ours ours ours", ReadBack.Finding.ours), ("ours used theirs", .ours), ("ours live live", .oursPartly),
    ("theirs theirs theirs", .others), ("used used used", .others), ("sameNumber sameNumber used", .others),
    ("theirs live used", .othersPartly), ("live live used", .untouched), ("", .gone), ("ours new ours", .unclear),
  ])
  func `of three coupons that were live`(_ words: String, _ expected: ReadBack.Finding) throws {
    #expect(try finding(words) == expected)
  }

  @Test func `nothing, when a page is missing`() throws {
    #expect(try finding("ours ours", isComplete: false) == .unclear)
  }

  @Test(arguments: [
    ("ours used", ReadBack.Finding.ours), ("ours live", .oursPartly), ("live used", .untouched),
    ("used used", .unlisted), ("theirs used", .unlisted),
  ])
  func `of a bundle of three whose last round is not listed`(_ words: String, _ expected: ReadBack.Finding) throws {
    var test = try OperationUnderTest()
    test.take(.confirmed)
    var coupons = try OperationUnderTest.coupons(words)
    for place in coupons.indices { coupons[place].roundCount = 3 }
    #expect(ReadBack.finding(in: coupons, isComplete: true, of: test.operation) == expected)
  }

  @Test func `nothing of coupons that were deactivated before`() throws {
    #expect(try finding("ours live live", before: [.deactivated, .effective, .effective]) == .untouched)
    #expect(try finding("theirs live live", before: [.deactivated, .effective, .effective]) == .untouched)
    #expect(try finding("ours used used", before: [.deactivated, .effective, .effective]) == .others)
  }

  @Test(arguments: [(-66_000, false), (-65_000, true), (0, true), (400_000, true)])
  func
    `a deactivation with our number is another's when it is older than our request by more than the clocks may differ`(
      _ time: Int64, _ isOurs: Bool
    ) throws
  {
    var test = try OperationUnderTest()
    test.take(.confirmed)
    let trace = Operation.CouponSnapshot.Trace(
      requestNumber: "CK1_number_00", reason: nil, time: Instant(millisecondsSince1970: time))
    #expect(test.operation.isOurs(trace) == isOurs)
  }
}
