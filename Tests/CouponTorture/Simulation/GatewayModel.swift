import CouponKit
import SeededNumbers

/// WeChat Pay as far as a deactivation can see it, on its own clock: milliseconds since the history began.
///
/// What no public source settles is drawn by lot for each history; the protocol must be safe either way.
struct GatewayModel {
  struct Behaviour {
    /// The same number and body again: answered with 200, or refused because of the state.
    let replays: Bool
    /// Nothing is live any more: refused because of the state, or answered with 200.
    let refusesWhenNothingIsLive: Bool
    /// Coupons show the number, and the reason, of the call that ended them.
    let showsNumber: Bool
    let showsReason: Bool
    let signsRefusals: Bool
    /// The list shows a write this much later.
    let lag: Int64
    /// Now and then a replica answers from an older time, for less than five seconds and not twice in a minute.
    let hasStaleReplica: Bool
    /// Refuses every deactivation until then: a parameter or a permission is wrong, and is put right or not.
    let refusesUntil: Int64
    /// A deactivation may end some of the coupons only; a repeat ends the rest.
    let worksInParts: Bool
    /// Coupons that the customer deleted are not listed any more.
    let hidesDeleted: Bool

    init(_ random: inout SeededRandom) {
      replays = random.chance(500)
      refusesWhenNothingIsLive = random.chance(500)
      showsNumber = !random.chance(50)
      showsReason = !random.chance(100)
      signsRefusals = random.chance(500)
      lag = random.chance(700) ? 0 : random.within(0...150_000)
      hasStaleReplica = random.chance(200)
      refusesUntil = random.chance(850) ? 0 : random.chance(500) ? .max : random.within(10_000...200_000)
      worksInParts = random.chance(150)
      hidesDeleted = random.chance(300)
    }
  }

  struct Coupon {
    let code: CouponCode
    let initial: CouponState
    let initialTrace: Operation.CouponSnapshot.Trace?
    /// Used, expired or deleted without us.
    var end: (at: Int64, state: CouponState)?
    var deactivation: (at: Int64, request: Request)?

    var isLive: Bool { initial.isLive && end == nil && deactivation == nil }
  }

  struct Request {
    let wish: Int
    let attempt: Int
    let number: RequestNumber
    let reason: DeactivateReason
    let body: [UInt8]
    /// The timestamp of the signature, on the gateway's clock.
    let signedAt: Int64
  }

  enum Answer { case done, refused, numberUsed, stateRefused, callerRefused }

  /// When the histories take place.
  static let epoch: Int64 = 1_795_400_000_000

  let behaviour: Behaviour
  private(set) var coupons: [Coupon]
  private var bodies: [(number: RequestNumber, body: [UInt8])] = []
  private var refused: [(wish: Int, attempt: Int)] = []
  private var staleUntil: Int64 = -60_000
  private var staleSince: Int64 = 0

  init(_ random: inout SeededRandom) {
    behaviour = Behaviour(&random)
    coupons = Props.codes.prefix(1 + random.below(Props.codes.count)).map { code in
      let (state, trace) = Self.initial(&random)
      return Coupon(code: code, initial: state, initialTrace: trace)
    }
  }

  private static func initial(_ random: inout SeededRandom) -> (CouponState, Operation.CouponSnapshot.Trace?) {
    switch random.below(20) {
    case 0: (.used, nil)
    case 1: (.pending, nil)
    case 2: (.confirming, nil)
    case 3: (.deactivated, Props.olderTrace)
    default: (.effective, nil)
    }
  }

  var hasLive: Bool { coupons.contains(where: \.isLive) }

  /// Takes a request as it arrives.
  ///
  /// - Returns: the answer, and whether the request ended a coupon.
  mutating func take(_ request: Request, at now: Int64, _ random: inout SeededRandom) -> (Answer, isEffect: Bool) {
    guard abs(now - request.signedAt) <= 300_000 else { return (.callerRefused, false) }
    // A request that was refused once is not carried out when a second copy of it comes.
    let isCopy = refused.contains { $0.wish == request.wish && $0.attempt == request.attempt }
    if now < behaviour.refusesUntil || isCopy {
      if !isCopy { refused.append((request.wish, request.attempt)) }
      return (.refused, false)
    }
    if let known = bodies.first(where: { $0.number == request.number }) {
      guard known.body == request.body else { return (.numberUsed, false) }
      if !behaviour.replays { return (.stateRefused, false) }
    } else {
      bodies.append((request.number, request.body))
    }
    guard hasLive else { return (behaviour.refusesWhenNothingIsLive ? .stateRefused : .done, false) }
    var isEffect = false
    for place in coupons.indices where coupons[place].isLive {
      if behaviour.worksInParts, isEffect, random.chance(500) { continue }
      coupons[place].deactivation = (now, request)
      isEffect = true
    }
    return (.done, isEffect)
  }

  /// The customer uses or deletes a coupon, or its time is over.
  mutating func end(at now: Int64, _ random: inout SeededRandom) {
    let place = random.below(coupons.count)
    guard coupons[place].isLive else { return }
    coupons[place].end = (now, Props.ends[random.below(Props.ends.count)])
  }

  /// What the list shows at `now`.
  mutating func list(at now: Int64, _ random: inout SeededRandom) -> [Operation.CouponSnapshot] {
    if behaviour.hasStaleReplica, now >= staleUntil + 60_000, random.chance(100) {
      staleSince = max(0, now - random.within(0...900_000))
      staleUntil = now + random.within(1...4_000)
    }
    return coupons(asOf: (now < staleUntil ? staleSince : now) - behaviour.lag)
  }

  /// The coupons as the answer to a deactivation shows them.
  func coupons(asOf moment: Int64) -> [Operation.CouponSnapshot] {
    var shown: [Operation.CouponSnapshot] = []
    shown.reserveCapacity(coupons.count)
    for (place, coupon) in coupons.enumerated() {
      var state = coupon.initial
      var trace = coupon.initialTrace
      if let end = coupon.end, end.at <= moment {
        state = end.state
        if state == .deleted, behaviour.hidesDeleted { continue }
      } else if let deactivation = coupon.deactivation, deactivation.at <= moment {
        state = .deactivated
        trace = .init(
          requestNumber: behaviour.showsNumber ? deactivation.request.number.text : nil,
          reason: behaviour.showsReason ? deactivation.request.reason.text : nil,
          time: Instant(millisecondsSince1970: Self.epoch + deactivation.at))
      }
      shown.append(.init(position: place, code: coupon.code, state: state, trace: trace))
    }
    return shown
  }

  /// How a coupon really is by now, listed or not.
  func state(of code: CouponCode) -> CouponState? {
    coupons.first { $0.code == code }.map { $0.end?.state ?? ($0.deactivation == nil ? $0.initial : .deactivated) }
  }

  /// Whether the record of a coupon, which was not deactivated before the history, carries this number and reason.
  func carries(_ number: RequestNumber, _ reason: DeactivateReason) -> Bool {
    coupons.contains { coupon in
      guard let request = coupon.deactivation?.request else { return false }
      return behaviour.showsNumber && request.number == number && (request.reason == reason || !behaviour.showsReason)
    }
  }
}
