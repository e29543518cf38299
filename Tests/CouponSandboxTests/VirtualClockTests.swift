import Testing

@testable import CouponSandbox

@Suite struct `What is to happen later happens by the sandbox's clock` {
  private final class Machine {
    var milliseconds: Int64 = 1_773_309_871_000
  }

  private let machine: Machine
  private let clock: VirtualClock
  private let start: UnixSeconds = 1_773_309_871

  init() {
    let machine = Machine()
    self.machine = machine
    clock = VirtualClock { machine.milliseconds }
  }

  @Test func `an alarm rings when the machine's clock has come to it, and once`() {
    var rung = 0
    clock.after(milliseconds: 1500) { rung += 1 }
    #expect(clock.untilNextAlarm == 1500)
    machine.milliseconds += 1499
    clock.ring()
    #expect(rung == 0)
    machine.milliseconds += 1
    clock.ring()
    clock.ring()
    #expect(rung == 1)
    #expect(clock.untilNextAlarm == nil)
  }

  @Test func `a move is an order of some size, and nothing else is taken for one`() {
    #expect(OperatorOrder("clock +2h") == .clock(7200))
    #expect(OperatorOrder("clock -90s") == .clock(-90))
    for amount in ["-9223372036854775808s", "9223372036854775807d", "+1000000s", "s", "-h", "1w"] {
      #expect(OperatorOrder("clock \(amount)") == nil)
    }
  }

  @Test func `a move passes through every moment on its way, in their order`() {
    var seen: [UnixSeconds] = []
    for seconds in [400, 60, 7300] {
      clock.after(milliseconds: seconds * 1000) { [clock] in seen.append(clock.now - start) }
    }
    clock.move(by: 7200)
    #expect(seen == [60, 400])
    #expect(clock.now == start + 7200)
    clock.move(by: 200)
    #expect(seen == [60, 400, 7300])
  }

  @Test func `what an alarm sets for later within the same move rings too`() {
    var seen: [UnixSeconds] = []
    clock.after(milliseconds: 10_000) { [clock] in
      clock.after(milliseconds: 10_000) { seen.append(clock.now - start) }
    }
    clock.move(by: 60)
    #expect(seen == [20])
  }

  @Test func `moving back rings nothing twice, and lets what waits wait longer`() {
    var rung = 0
    clock.after(milliseconds: 10_000) { rung += 1 }
    clock.move(by: -5)
    #expect(clock.untilNextAlarm == 15_000)
    clock.move(by: 15)
    clock.move(by: -15)
    clock.move(by: 30)
    #expect(rung == 1)
  }
}
