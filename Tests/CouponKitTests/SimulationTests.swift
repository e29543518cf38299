import Testing

@testable import CouponTorture

/// A small share of what `./dev torture` runs with a million histories and more.
@Suite struct `In simulated histories` {
  @Test(arguments: [UInt64](0..<8))
  func `no rule of the protocol is ever broken`(_ share: UInt64) {
    for seed in (share * 500 + 1)...(share * 500 + 500) {
      if let violation = History.violation(of: seed) { Issue.record("seed \(seed): \(violation)") }
    }
  }

  /// Each of these once showed a mistake in the protocol or in the simulation.
  @Test(arguments: [192, 242, 2907, 4154, 42175] as [UInt64])
  func `a mistake that was once found does not come back`(_ seed: UInt64) {
    #expect(History.violation(of: seed) == nil)
  }

  @Test(arguments: Mutant.allCases)
  func `a protocol that is broken in one place is found out`(_ mutant: Mutant) {
    #expect(mutant.found(within: 20_000) != nil)
  }

  @Test func `coupons that are shown as they were, and not as they were read last, are found out by what is shown`() {
    #expect(Mutant.keepsTheFirstLook.found(within: 20_000)?.1.rule == .shownAsRead)
  }

  @Test func `the same seed gives the same history`() {
    let first = Mutant.quarantineOf60Seconds.found(within: 20_000)
    let second = Mutant.quarantineOf60Seconds.found(within: 20_000)
    #expect(first?.seed == second?.seed)
    #expect(first?.1.description == second?.1.description)
  }
}
