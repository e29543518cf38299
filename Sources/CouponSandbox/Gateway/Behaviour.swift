/// How the gateway behaves where the contract is silent. Each switch has every answer that is possible, so that a
/// client can be proved right under all of them.
struct Behaviour: Sendable, Equatable {
  enum UsedNumber: String, CaseIterable { case replay, refuse }
  enum SecondNumber: String, CaseIterable { case refuse, replay }
  enum CouponNumber: String, CaseIterable { case same, own }
  enum UsedCoupons: String, CaseIterable {
    case kept, deactivated
    case leftOut = "left-out"
    case withReason = "with-reason"
  }
  enum Flag: String, CaseIterable { case yes, no }

  /// A request number and body that took effect before: the first answer again, or a refusal.
  var usedNumber = UsedNumber.replay
  /// A new request number for a bundle that is deactivated already.
  var secondNumber = SecondNumber.refuse
  /// Whether a coupon shows the bundle call's request number, or one of its own.
  var couponNumber = CouponNumber.same
  /// Redeemed coupons of a bundle that is deactivated.
  var usedCoupons = UsedCoupons.kept
  /// Whether refusals are signed; a 401 never is.
  var signed4xx = Flag.yes
  /// The seconds for which a list shows what was true before a change.
  var listLag: UnixSeconds = 0
  /// Only as a fault: a deactivation reaches the first live coupon and no other.
  var deactivatesFirstOnly = false

  static let switches = """
    used-number=replay|refuse          the same request number and body once more
    second-number=refuse|replay        another request number on a deactivated bundle
    coupon-number=same|own             the request number that the coupons of a bundle show
    used-coupons=kept|deactivated|left-out|with-reason
                                       redeemed coupons of a bundle that is deactivated
    signed-4xx=yes|no                  whether refusals are signed; a 401 never is
    list-lag=SECONDS                   how long a list shows what was true before a change
    """

  /// Sets one switch.
  ///
  /// - Parameter text: `KEY=VALUE`.
  mutating func set(_ text: String) throws(FaultProblem) {
    let halves = text.split(separator: "=", maxSplits: 1).map(String.init)
    let value = halves.count == 2 ? halves[1] : ""
    switch halves.first {
    case "used-number": usedNumber = try Behaviour.choice(text, value)
    case "second-number": secondNumber = try Behaviour.choice(text, value)
    case "coupon-number": couponNumber = try Behaviour.choice(text, value)
    case "used-coupons": usedCoupons = try Behaviour.choice(text, value)
    case "signed-4xx": signed4xx = try Behaviour.choice(text, value)
    case "list-lag":
      guard let seconds = UnixSeconds(value), seconds >= 0 else { throw Behaviour.problem(text) }
      listLag = seconds
    default: throw Behaviour.problem(text)
    }
  }

  private static func choice<Choice: RawRepresentable<String>>(
    _ text: String, _ value: String
  ) throws(FaultProblem) -> Choice {
    guard let choice = Choice(rawValue: value) else { throw problem(text) }
    return choice
  }

  private static func problem(_ text: String) -> FaultProblem {
    FaultProblem("\"\(text)\" is no switch. The switches are:\n\(switches)")
  }
}
