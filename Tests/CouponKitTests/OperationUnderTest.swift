@testable import CouponKit

/// An operation that is handed facts one by one.
struct OperationUnderTest {
  private(set) var operation: Operation
  private(set) var states: [DeactivationReport.State]
  private var now: Int64 = 0
  /// Milliseconds by which the wall clock differs from when it began.
  var wallStep: Int64 = 0
  var bootID = "boot-1"
  private var bootedAt: Int64 = 0

  init(_ before: [CouponState] = [.effective, .effective]) throws {
    let coupons = try before.enumerated().map { try Self.coupon($0.offset, $0.element) }
    let target = DeactivationTarget(
      subject: .bundle(try UserCouponBundleID("bundle"), StockBundleID("stock-bundle")), openID: try OpenID("openid"),
      productCouponID: ProductCouponID("product"))
    var wish = Operation.Wish(
      operationID: "operation", target: target, productName: "", reason: try DeactivateReason("customer asked"),
      requestNumber: RequestNumber(made: "CK1_number_00"), generation: 0, body: [1, 2, 3], before: coupons,
      agent: "chen.jing",
      createdAt: Moment(wall: Instant(millisecondsSince1970: 0), bootMilliseconds: 0, bootID: "boot-1"))
    wish.agentID = 1001
    operation = Operation(wish)
    states = []
  }

  static func coupon(
    _ index: Int, _ state: CouponState, number: String? = nil, reason: String? = "customer asked", at time: Int64 = 0
  ) throws -> Operation.CouponSnapshot {
    Operation.CouponSnapshot(
      position: index, code: try CouponCode("code-\(index)"), state: state,
      trace: number.map {
        .init(requestNumber: $0, reason: reason, time: Instant(millisecondsSince1970: time))
      })
  }

  /// Coupons as a read-back shows them: live, deactivated by us, by others, or ended otherwise.
  static func coupons(_ words: String) throws -> [Operation.CouponSnapshot] {
    try words.split(separator: " ").enumerated().map { index, word in
      switch word {
      case "ours": try coupon(index, .deactivated, number: "CK1_number_00")
      case "theirs": try coupon(index, .deactivated, number: "DEACT_1", reason: "theirs")
      case "sameNumber": try coupon(index, .deactivated, number: "CK1_number_00", reason: "theirs")
      case "used": try coupon(index, .used)
      case "new": try coupon(index, .unlisted("FROZEN"))
      default: try coupon(index, .effective)
      }
    }
  }

  var moment: Moment {
    Moment(
      wall: Instant(millisecondsSince1970: now + wallStep), bootMilliseconds: now - bootedAt, bootID: bootID)
  }

  mutating func pass(seconds: Int64) { now += seconds * 1000 }

  /// Until so long after the confirmation.
  mutating func pass(untilSecond second: Int64) { now = second * 1000 }

  mutating func restartMachine() {
    bootID += "+"
    bootedAt = now
  }

  /// Hands over one fact. What is to be recorded is recorded, and what follows from that too.
  ///
  /// - Returns: the steps which are left for the network, the clock and the screen.
  @discardableResult
  mutating func take(_ input: Operation.Input) -> [Operation.Step] {
    var steps = operation.handle(input, at: moment)
    while case .record(let state)? = steps.first {
      states.append(state)
      steps = steps.dropFirst() + operation.handle(.recorded, at: moment)
    }
    return steps
  }

  /// Somebody wants to send again, and has just seen the coupons.
  @discardableResult
  mutating func askToRepeat(
    by person: Operation.Person = Operation.Person(agentID: 1001, isSupervisor: false), seen words: String = "live live"
  ) throws -> [Operation.Step] {
    take(.repeatAsked(by: person, seen: try Self.coupons(words)))
  }

  /// Hands over one fact and nothing more.
  mutating func takeOnly(_ input: Operation.Input) -> [Operation.Step] { operation.handle(input, at: moment) }

  @discardableResult
  mutating func read(_ words: String, isComplete: Bool = true) throws -> [Operation.Step] {
    take(.read(try Self.coupons(words), isComplete: isComplete))
  }

  /// The two equal looks, five seconds apart, that settle it after the quarantine.
  mutating func lookTwice(_ words: String) throws { lookTwice(at: .read(try Self.coupons(words), isComplete: true)) }

  mutating func lookTwice(at coupons: Operation.Input) {
    take(.checkAsked)
    take(coupons)
    pass(seconds: 5)
    take(.waited)
    take(coupons)
  }

  /// As the next run of the program finds it in the journal.
  mutating func reopen() {
    var found = Operation(operation.wish)
    found.state = operation.state
    found.attempts = operation.attempts
    found.after = operation.after
    found.refusal = operation.refusal
    operation = found
  }
}

extension Operation.Person {
  static let supervisor = Operation.Person(agentID: 1003, isSupervisor: true)
}

extension CouponFailure {
  static let lost = CouponFailure(.noAnswer(detail: ""), change: .unknown)
  static let disk = CouponFailure(.journalUnusable(detail: "full"))
  static let away = CouponFailure(.cannotConnect(host: "", detail: ""))
  static func proved(_ kind: CouponFailure.Kind) -> CouponFailure {
    CouponFailure(kind, references: .init(isProved: true))
  }
}
