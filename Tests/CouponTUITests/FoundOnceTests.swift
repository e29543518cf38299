import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("Who has read what was found")
struct FoundOnceTests {
  private let confirmed: DeactivationReport
  private var walk: Walk

  init() throws {
    confirmed = try .ended(.confirmed)
    walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.happen(.openOperationsSettled([confirmed]))
    _ = walk.taken()
  }

  private var isShown: Bool { walk.picture.contains("Results nobody has seen") }

  @Test("Enter records that the agent has read it")
  mutating func note() {
    #expect(isShown)
    walk.press("⏎")
    #expect(!isShown)
    #expect(walk.taken() == [.takeNote(operationIDs: [confirmed.operationID])])
  }

  @Test("a key that was meant for what was there before records nothing")
  mutating func tooEarly() {
    walk.arrive(.keyPressed(.enter))
    #expect(isShown)
    #expect(walk.taken().isEmpty)
  }

  @Test("it is shown once, also while it cannot be recorded that it was read")
  mutating func once() {
    #expect(isShown)
    walk.happen(.openOperationsSettled([confirmed]))
    walk.press("⏎")
    #expect(!isShown)
    walk.happen(.openOperationsSettled([confirmed]))
    #expect(!isShown)
  }
}
