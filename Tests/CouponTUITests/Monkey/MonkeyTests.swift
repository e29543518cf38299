import Foundation
import Testing

@testable import CouponKit
@testable import CouponTUI

/// `COUPON_MONKEY_EVENTS` says how much the monkeys do, `COUPON_MONKEY_SEED` replays one of them; see `./dev monkey`.
@Suite("Monkeys at the keyboard")
struct MonkeyTests {
  private static let eventsEach = 500

  private struct Troop: Sendable {
    var told = 0
    var writes = 0
    var violations: [String] = []
  }

  @Test("whatever is pressed, pasted, resized, answered or not: nothing is sent without a full confirmation")
  func monkeys() async throws {
    let settings = ProcessInfo.processInfo.environment
    let events = settings["COUPON_MONKEY_EVENTS"].flatMap { Int($0) } ?? 2000
    let count = UInt64(max(1, events / Self.eventsEach))
    let seeds = settings["COUPON_MONKEY_SEED"].flatMap { UInt64($0) }.map { $0...$0 } ?? 1...count
    let lanes = UInt64(max(1, ProcessInfo.processInfo.activeProcessorCount))
    let began = ContinuousClock.now
    let troop = try await withThrowingTaskGroup(of: Troop.self) { group in
      for lane in 0..<lanes {
        group.addTask {
          try seeds.filter { $0 % lanes == lane }.reduce(into: Troop()) { try Self.play($1, into: &$0) }
        }
      }
      return try await group.reduce(into: Troop()) { all, one in
        all.told += one.told
        all.writes += one.writes
        all.violations += one.violations
      }
    }
    for violation in troop.violations.prefix(3) { Issue.record("\(violation)") }
    // A monkey that never gets there proves nothing.
    #expect(troop.writes > 0 || seeds.count == 1)
    guard settings["COUPON_MONKEY_EVENTS"] != nil else { return }
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    print(
      "\(seeds.count) monkeys, \(troop.told) events, \(Int(Double(troop.told) / seconds)) a second;",
      "\(troop.writes) full confirmations, \(troop.violations.count) violations")
  }

  private static func play(_ seed: UInt64, into troop: inout Troop) throws {
    var monkey = try Monkey(seed: seed)
    do { try monkey.play(eventsEach) } catch { troop.violations.append("seed \(seed): \(error)") }
    troop.told += monkey.told
    troop.writes += monkey.writes
  }
}
