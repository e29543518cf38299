import CouponKit

/// The way to the gateway and back.
extension History {
  /// The product gives up on an answer after this long.
  private static let patience: Int64 = 20_000

  mutating func send(_ run: Int) throws(Violation) {
    let wish = runs[run].wish
    let operation = runs[run].operation
    guard let attempt = operation.attempts.last else { throw Violation(.recordedFirst, "a request of no attempt") }
    let step = runs[run].step
    if !isCalm, random.chance(80) {
      return schedule(.fact(.answered(.neverLeft(Props.Failure.neverLeft)), run: run, step: step), in: 200)
    }
    try requireMayLeave(runs[run])
    wishes[wish].sent += 1
    runs[run].sent += 1

    let isFresh = mutant == .freshNumberForARepeat && attempt.number > 1
    let request = GatewayModel.Request(
      wish: wish, attempt: attempt.number,
      number: isFresh ? Props.numbers[20 + attempt.number] : operation.wish.requestNumber,
      reason: wishes[wish].reason, body: operation.wish.body,
      signedAt: attempt.startedAt.wall.millisecondsSince1970 - GatewayModel.epoch)
    try requireOneNumber(request, operation)
    let delay = sleep()
    schedule(.fact(.answered(.unknown(Props.Failure.noAnswer)), run: run, step: step), in: delay + Self.patience)
    guard !isCalm else {
      return schedule(.requestArrives(request, run: run, step: step, answers: true), in: 100)
    }
    // Somebody on the way answers in the gateway's name; the request may get there all the same.
    let isIntercepted = random.chance(60)
    if isIntercepted {
      schedule(.fact(.answered(interception()), run: run, step: step), in: delay + random.within(10...2_000))
    }
    if !random.chance(isIntercepted ? 400 : 100) {
      let travel = delay + travelTime()
      schedule(.requestArrives(request, run: run, step: step, answers: !isIntercepted), in: travel)
    }
    if random.chance(80) {
      schedule(.requestArrives(request, run: run, step: step, answers: random.chance(500)), in: delay + travelTime())
    }
    if random.chance(20) { schedule(.crash(host: wishes[wish].host), in: random.within(0...3_000)) }
  }

  /// Most requests are quick, some are late, and some are as late as a signature can live.
  private mutating func travelTime() -> Int64 {
    switch random.below(20) {
    case 0: random.within(1_000...60_000)
    case 1: random.within(60_000...600_000)
    case 2: random.within(280_000...430_000)
    default: random.within(10...900)
    }
  }

  private mutating func interception() -> Operation.Reply {
    let failures = [
      Props.Failure.forged, Props.Failure.misbound, Props.Failure.hearsay, Props.Failure.trouble,
      Props.Failure.callerRefused,
    ]
    return Operation.Reply(failures[random.below(failures.count)])
  }

  mutating func arrive(
    _ request: GatewayModel.Request, from run: Int, at step: Int, answers: Bool
  ) throws(Violation) {
    // Overload: nothing is done, and an unsigned answer says so.
    if !isCalm, random.chance(80) {
      if answers { answer(.unknown(Props.Failure.trouble), run, step) }
      return
    }
    let (answer, isEffect) = gateway.take(request, at: now, &random)
    if isEffect { try requireExpected(request) }
    // The answer is lost, or arrives in a shape that proves nothing.
    guard answers, isCalm || !random.chance(150) else { return }
    if !isCalm, random.chance(100) {
      self.answer(Operation.Reply(random.chance(500) ? Props.Failure.trouble : Props.Failure.forged), run, step)
    } else {
      self.answer(reply(answer), run, step)
    }
  }

  private mutating func answer(_ reply: Operation.Reply, _ run: Int, _ step: Int) {
    let isLate = !isCalm && random.chance(30)
    let travel = random.within(isLate ? 1_000...40_000 : 10...500)
    schedule(.fact(.answered(reply), run: run, step: step), in: travel)
  }

  private func reply(_ answer: GatewayModel.Answer) -> Operation.Reply {
    switch answer {
    case .done: .done(gateway.coupons(asOf: now), requestID: nil)
    case .callerRefused: Operation.Reply(Props.Failure.callerRefused)
    case _ where !gateway.behaviour.signsRefusals: Operation.Reply(Props.Failure.hearsay)
    case .refused: Operation.Reply(Props.Failure.refused)
    case .numberUsed: Operation.Reply(Props.Failure.numberUsed)
    case .stateRefused: Operation.Reply(Props.Failure.stateRefused)
    }
  }

  mutating func readBack(_ run: Int) {
    schedule(.readBackEnds(run: run, step: runs[run].step), in: random.within(10...1_500) + sleep())
  }

  mutating func readBackResult() -> Operation.Input {
    if !isCalm, random.chance(150) { return .notRead(Props.Failure.noAnswer) }
    var coupons = gateway.list(at: now, &random)
    if missesLive, !isCalm, let live = coupons.firstIndex(where: \.state.isLive) {
      coupons.remove(at: live)
      return .read(coupons, isComplete: mutant == .closesOnIncompleteLists)
    }
    guard !isCalm, random.chance(30), coupons.count > 1 else { return .read(coupons, isComplete: true) }
    coupons.remove(at: random.below(coupons.count))
    return .read(coupons, isComplete: mutant == .closesOnIncompleteLists)
  }
}
