import CouponKit
import SeededNumbers

/// One history: two machines at most, one bundle, one gateway, a network and disks that fail as they like until it gets
/// calm. The operations are the product's own; everything around them is drawn from one seed.
struct History {
  /// What somebody confirmed, and what became of it: the truth, which no operation sees.
  struct Wish {
    let host: Int
    /// As WeChat Pay gets it, with the tag where there is one.
    let reason: DeactivateReason
    let number: RequestNumber
    let body: [UInt8]
    let confirmedAt: Int64
    /// Requests that left this machine.
    var sent = 0
    var checks = 0
    /// When a request of it first ended a coupon.
    var appliedAt: Int64?
    var isClosed = false
  }

  /// One life of an operation in a process: from a confirmation, a check or a repeat until it asks for nothing more.
  struct Run {
    enum Cause {
      case confirmed, check
      /// Whether that person may, and what that person saw before.
      case personAskedToRepeat(isAllowed: Bool, seen: [Operation.CouponSnapshot])
    }
    let wish: Int
    let cause: Cause
    var operation: Operation
    var steps: [Operation.Step] = []
    /// Counts the facts that came; a fact for an older step comes too late.
    var step = 0
    var sent = 0
    var isAlive = true
    /// What it read last, since the last answer to a request.
    var read: [Operation.CouponSnapshot] = []
  }

  enum Event {
    case confirm(host: Int)
    case check(wish: Int)
    case askToRepeat(wish: Int)
    case crash(host: Int)
    case clockIsSet(host: Int)
    case customerActs
    case requestArrives(GatewayModel.Request, run: Int, step: Int, answers: Bool)
    case readBackEnds(run: Int, step: Int)
    case fact(Operation.Input, run: Int, step: Int)
  }

  let mutant: Mutant?
  /// Prints what happens, for a person who replays one seed.
  let isPrinted: Bool
  let limits: Operation.Limits
  var random: SeededRandom
  var now: Int64 = 0
  /// From then on the network, the disks and the machines do as they should.
  let calmFrom: Int64
  var gateway: GatewayModel
  /// Whether reasons carry the tag of their operation.
  let hasTags: Bool
  /// Whether every list misses a live coupon until it gets calm, and says that it does.
  let missesLive: Bool
  var hosts: [Host]
  var wishes: [Wish] = []
  var runs: [Run] = []
  private var queue: [(time: Int64, event: Event)] = []

  init(seed: UInt64, mutant: Mutant? = nil, isPrinted: Bool = false) {
    self.mutant = mutant
    self.isPrinted = isPrinted
    limits = Operation.Limits(mutant)
    random = SeededRandom(seed: seed)
    calmFrom = random.chance(200) ? 0 : random.within(1_000...900_000)
    gateway = GatewayModel(&random)
    // By the seed and not by lot, so that the other histories stay as they were.
    hasTags = seed % 4 == 1
    missesLive = seed % 8 == 5
    hosts = [Host(&random)]
    if random.chance(500) { hosts.append(Host(&random)) }
    for host in hosts.indices {
      schedule(.confirm(host: host), in: random.within(0...40_000))
      if random.chance(50) { schedule(.clockIsSet(host: host), in: random.within(30_000...600_000)) }
    }
    if random.chance(300) { schedule(.customerActs, in: random.within(0...60_000)) }
  }

  var isCalm: Bool { now >= calmFrom }

  mutating func schedule(_ event: Event, in milliseconds: Int64) { queue.append((now + milliseconds, event)) }

  /// Lets the history happen.
  ///
  /// - Throws: the first thing that should not have been.
  mutating func run() throws(Violation) {
    repeat {
      while let next = queue.indices.min(by: { queue[$0].time < queue[$1].time }) {
        let (time, event) = queue[next]
        queue.swapAt(next, queue.count - 1)
        queue.removeLast()
        now = max(now, time)
        try take(event)
      }
    } while try scheduleLastChecks()
    try requireEnd()
  }

  private mutating func take(_ event: Event) throws(Violation) {
    switch event {
    case .confirm(let host): try confirm(on: host)
    case .check(let wish): try reopen(wish, .check, mutant == .sendsAtStart ? repeatByTheAgent(wish) : .checkAsked)
    case .askToRepeat(let wish): try askToRepeat(wish)
    case .crash(let host): crash(host)
    case .clockIsSet(let host): hosts[host].clockDifference = random.within(-120_000...120_000)
    case .customerActs: gateway.end(at: now, &random)
    case .requestArrives(let request, let run, let step, let answers):
      try arrive(request, from: run, at: step, answers: answers)
    case .readBackEnds(let run, let step):
      if isWaiting(run, at: step) { try advance(run, readBackResult()) }
    case .fact(let input, let run, let step):
      if isWaiting(run, at: step) { try advance(run, input) }
    }
  }

  // MARK: People and machines

  private mutating func confirm(on host: Int) throws(Violation) {
    let journal = hosts[host].journal
    let reviewed = gateway.list(at: now, &random)
    let isBesideAnOpenOne = journal.open != nil && mutant == .generationBesideAnOpenOne
    guard abs(hosts[host].clockDifference) <= limits.clockDifference, journal.open == nil || isBesideAnOpenOne,
      reviewed.contains(where: \.state.isLive), let target = Props.target
    else { return }
    let generation = journal.nextGeneration + (isBesideAnOpenOne ? 1 : 0)
    let number = Props.numbers[generation]
    if journal.isSpent(number) { return }
    try requireSettledGeneration(before: generation, in: journal)
    let reason = Props.reasons[random.below(Props.reasons.count)]
    let tag = hasTags ? Props.tags[wishes.count % Props.tags.count] : nil
    let sentReason = tag.flatMap { try? DeactivateReason(reason.text + $0.suffix) } ?? reason
    let body = Array("\(number.text) \(sentReason.text)".utf8)
    var wish = Operation.Wish(
      operationID: Self.operationIDs[wishes.count % Self.operationIDs.count], target: target, productName: "",
      reason: reason, requestNumber: number, generation: generation, body: body, before: reviewed, agent: "",
      createdAt: moment(of: host))
    wish.agentID = UInt32(host)
    wish.tag = tag
    wishes.append(Wish(host: host, reason: sentReason, number: number, body: body, confirmedAt: now))
    try start(wishes.count - 1, .confirmed, Operation(wish, limits: limits), .confirmed)
  }

  /// The agent who confirmed, a colleague or a supervisor wants to send again, having just looked at the coupons.
  private mutating func askToRepeat(_ wish: Int) throws(Violation) {
    let seen = shown(gateway.list(at: now, &random), of: wish)
    // While that person reads, the customer is at the till.
    if random.chance(100) { gateway.end(at: now, &random) }
    let (isColleague, isSupervisor) = [(false, false), (true, false), (false, true)][random.below(3)]
    let host = UInt32(wishes[wish].host)
    let person = Operation.Person(agentID: isColleague ? host + 10 : host, isSupervisor: isSupervisor)
    let isInTime = now - wishes[wish].confirmedAt <= 900_000
    try reopen(
      wish, .personAskedToRepeat(isAllowed: isSupervisor || (!isColleague && isInTime), seen: seen),
      .repeatAsked(by: person, seen: seen))
  }

  /// What the review of a repeat shows of the coupons that are listed: those that were there at the confirmation, and what
  /// the journal knows better of them.
  private func shown(_ listed: [Operation.CouponSnapshot], of wish: Int) -> [Operation.CouponSnapshot] {
    guard let held = hosts[wishes[wish].host].journal[wish] else { return listed }
    return held.wish.before.compactMap { before in
      listed.first { $0.code == before.code }.map { read in
        held.after.first { $0.code == read.code && $0.state.isFinal } ?? read
      }
    }
  }

  private func repeatByTheAgent(_ wish: Int) -> Operation.Input {
    let after = hosts[wishes[wish].host].journal[wish]?.after ?? []
    return .repeatAsked(
      by: Operation.Person(agentID: UInt32(wishes[wish].host), isSupervisor: true), seen: after)
  }

  private static let operationIDs = (0..<16).map { "operation-\($0)" }

  private mutating func reopen(_ wish: Int, _ cause: Run.Cause, _ input: Operation.Input) throws(Violation) {
    let host = wishes[wish].host
    guard let held = hosts[host].journal[wish], !held.state.isClosed else { return }
    try start(wish, cause, Operation(reopening: held, limits: limits, mutant), input)
  }

  /// The process dies, and sometimes the machine with it. What was under way is forgotten; what is in the network stays.
  mutating func crash(_ host: Int) {
    for run in runs.indices where wishes[runs[run].wish].host == host { runs[run].isAlive = false }
    if random.chance(300) { hosts[host].restart(at: now) }
    if let open = hosts[host].journal.open { schedule(.check(wish: open), in: random.within(1_000...30_000)) }
  }

  /// Whoever finds an outcome unknown looks again, soon or when the screen says that it will be certain.
  private mutating func planNextLook(at wish: Int) {
    let host = wishes[wish].host
    guard let held = hosts[host].journal[wish] else { return }
    if held.state.isClosed {
      let isNothingDone = held.state == .notApplied || held.state == .rejected
      if isNothingDone, wishes.count < 6, random.chance(400) { schedule(.confirm(host: host), in: 5_000) }
      return
    }
    wishes[wish].checks += 1
    // An impatient agent tries anew, and is refused while this one is open.
    if random.chance(100) { schedule(.confirm(host: host), in: random.within(1_000...60_000)) }
    switch random.below(10) {
    case _ where wishes[wish].checks > 6: return
    case 0...1: schedule(.askToRepeat(wish: wish), in: random.within(500...200_000))
    case 2...4: schedule(.check(wish: wish), in: random.within(500...120_000))
    default: schedule(.check(wish: wish), in: certainty(of: wish) + random.within(0...30_000))
    }
  }

  // MARK: Runs

  func moment(of host: Int) -> Moment { hosts[host].moment(at: now, comparingBoots: mutant == .comparesBoots) }

  private func isWaiting(_ run: Int, at step: Int) -> Bool { runs[run].isAlive && runs[run].step == step }

  private mutating func start(
    _ wish: Int, _ cause: Run.Cause, _ operation: Operation, _ input: Operation.Input
  ) throws(Violation) {
    runs.append(Run(wish: wish, cause: cause, operation: operation))
    try advance(runs.count - 1, input)
  }

  /// As the product runs the steps of an operation: each is done before the next, and the facts follow in order.
  private mutating func advance(_ run: Int, _ input: Operation.Input) throws(Violation) {
    let host = wishes[runs[run].wish].host
    runs[run].step += 1
    switch input {
    case .read(let coupons, _) where runs[run].operation.state == .unknown: runs[run].read = coupons
    case .answered: runs[run].read = []
    default: break
    }
    var fact: Operation.Input? = mutant.map { $0.distorted(input, &runs[run].operation) } ?? input
    while let known = fact {
      fact = nil
      let before = runs[run].operation.after
      let steps = runs[run].operation.handle(known, at: moment(of: host))
      if mutant == .keepsTheFirstLook, case .read = known, !before.isEmpty { runs[run].operation.after = before }
      runs[run].steps.append(contentsOf: steps)
      if isPrinted { print("\(now) ms, wish \(runs[run].wish), run \(run): \(known.word) → \(steps)") }
      while fact == nil, !runs[run].steps.isEmpty {
        switch runs[run].steps.removeFirst() {
        case .report:
          try requireRecorded(runs[run])
          try requireShownAsRead(runs[run])
        case .record(let state):
          fact = try record(run, as: state)
          guard runs[run].isAlive else { return }
        case .send: return try send(run)
        case .readBack: return readBack(run)
        case .wait(let milliseconds):
          return schedule(.fact(.waited, run: run, step: runs[run].step), in: milliseconds + sleep())
        }
      }
    }
    runs[run].isAlive = false
    planNextLook(at: runs[run].wish)
  }

  /// `nil` when the process dies over it.
  private mutating func record(_ run: Int, as state: DeactivationReport.State) throws(Violation) -> Operation.Input? {
    let host = wishes[runs[run].wish].host
    if mutant == .sendsBeforeRecording, state == .sending { try send(run) }
    if !isCalm, random.chance(10) {
      crash(host)
      return nil
    }
    // A write that is told as refused may have reached the disk all the same.
    let isRefused = !isCalm && random.chance(20)
    if !isRefused || random.chance(500) {
      let outcome = hosts[host].journal.record(
        runs[run].operation, of: runs[run].wish, as: state, staleRunsDecide: mutant == .staleRunsDecide)
      switch outcome {
      case .recorded: try requireTruth(of: state, runs[run])
      case .recordedBefore: break
      case .refused(let failure): return .notRecorded(failure)
      case .illegal(let held): throw Violation(.legalMoves, "\(held.rawValue) to \(state.rawValue)")
      }
    }
    if !isCalm, random.chance(10) {
      crash(host)
      return nil
    }
    if isRefused, mutant != .tellsBeforeRecording { return .notRecorded(Props.Failure.disk) }
    return .recorded
  }

  /// Now and then the machine sleeps, and the process with it.
  mutating func sleep() -> Int64 { !isCalm && random.chance(10) ? random.within(10_000...1_800_000) : 0 }

  // MARK: The end

  /// Every operation that is still open gets one more look when it is calm and the quarantine has passed.
  private mutating func scheduleLastChecks() throws(Violation) -> Bool {
    for wish in wishes.indices where !wishes[wish].isClosed {
      guard hosts[wishes[wish].host].journal[wish] != nil else { continue }
      if wishes[wish].checks > 1000 { throw Violation(.closes, "still open after the quarantine") }
      wishes[wish].checks = 1001
      schedule(.check(wish: wish), in: max(calmFrom - now, 0) + certainty(of: wish))
    }
    return !queue.isEmpty
  }

  /// How long it takes until nothing of a wish can still happen, as the sender measures it.
  private func certainty(of wish: Int) -> Int64 {
    let host = wishes[wish].host
    let now = hosts[host].moment(at: now, comparingBoots: false)
    let attempts = hosts[host].journal[wish]?.attempts ?? []
    let waits = attempts.filter { $0.outcome != .neverLeft }.map { attempt -> Int64 in
      let start = attempt.startedAt
      if now.bootID == start.bootID { return limits.quarantine - (now.bootMilliseconds - start.bootMilliseconds) }
      return limits.quarantine + 300_000 - (now.wall.millisecondsSince1970 - start.wall.millisecondsSince1970)
    }
    return max(0, waits.max() ?? 0)
  }
}
