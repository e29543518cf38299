/// How the gateway behaves where the contract is silent. Each switch has every answer that is possible, so that a
/// client can be proved right under all of them.
struct Behaviour: Sendable, Equatable {
  enum UsedNumber: String, CaseIterable { case replay, refuse }
  enum SecondNumber: String, CaseIterable { case refuse, replay }
  enum CouponNumber: String, CaseIterable { case same, own }
  enum UsedCoupons: String, CaseIterable {
    case kept, deactivated, refused
    case leftOut = "left-out"
    case withReason = "with-reason"
  }
  enum EndedCoupons: String, CaseIterable { case kept, deactivated, refused }
  enum LaterRounds: String, CaseIterable { case listed, hidden }
  enum UsedNonce: String, CaseIterable { case accept, refuse }
  enum WindowEdge: String, CaseIterable { case `in`, out }
  enum PartnerSerial: String, CaseIterable { case optional, required }
  enum AnswerKey: String, CaseIterable { case named, certificate }
  enum OtherOrder: String, CaseIterable { case invalid, exists }
  enum TotalCount: String, CaseIterable { case first, always, never }
  enum LastToken: String, CaseIterable { case absent, empty }
  enum Flag: String, CaseIterable { case yes, no }

  /// A request number and body that took effect before: the first answer again, or a refusal.
  var usedNumber = UsedNumber.replay
  /// A new request number for a bundle that is deactivated already.
  var secondNumber = SecondNumber.refuse
  /// Whether a coupon shows the bundle call's request number, or one of its own.
  var couponNumber = CouponNumber.same
  /// Redeemed coupons of a bundle that is deactivated.
  var usedCoupons = UsedCoupons.kept
  /// Expired and deleted coupons of a bundle that is deactivated.
  var endedCoupons = EndedCoupons.kept
  /// Whether a list shows rounds of a bundle whose turn has not come.
  var laterRounds = LaterRounds.listed
  /// Whether refusals are signed; a 401 never is.
  var signed4xx = Flag.yes
  /// The seconds for which a list shows what was true before a change.
  var listLag: UnixSeconds = 0
  /// A nonce that came before, within the time for which a request is fresh.
  var usedNonce = UsedNonce.accept
  /// A timestamp that is five minutes off to the second.
  var windowEdge = WindowEdge.in
  /// Whether a partner's request has to name the public key.
  var partnerSerial = PartnerSerial.optional
  /// Whether answers are signed with the key that a request names, or with the platform certificate all the same.
  var answerKey = AnswerKey.named
  /// Whether a 429 says when to come again.
  var retryAfter = Flag.no
  /// Under which code a request number is refused that was used with other data.
  var otherOrder = OtherOrder.invalid
  /// On which pages of a list its total stands.
  var totalCount = TotalCount.first
  /// The token of the page behind the last one.
  var lastToken = LastToken.absent
  /// Only as a fault: a deactivation reaches the first live coupon and no other.
  var deactivatesFirstOnly = false
  /// Only as a fault: a deactivation is answered as if it took effect, and takes none; a look-up says that all that is
  /// live is deactivated.
  var onlyPretends = false

  static let switches = """
    used-number=replay|refuse
      the same request number and body once more
    second-number=refuse|replay
      another request number on a deactivated bundle
    coupon-number=same|own
      the request number that the coupons of a bundle show
    used-coupons=kept|deactivated|left-out|with-reason|refused
      redeemed coupons of a bundle that is deactivated
    ended-coupons=kept|deactivated|refused
      expired and deleted coupons of such a bundle
    later-rounds=listed|hidden
      rounds whose turn has not come, in lists and answers
    signed-4xx=yes|no
      whether refusals are signed; a 401 never is
    list-lag=SECONDS
      how long a list shows what was true before a change
    used-nonce=accept|refuse
      a nonce that came before
    window-edge=in|out
      a timestamp that is 300 s off to the second
    partner-serial=optional|required
      Wechatpay-Serial in a partner's request
    answer-key=named|certificate
      who signs: the key that is named, or the certificate
    retry-after=no|yes
      Retry-After with 429
    other-order=invalid|exists
      the code for a request number that was used with other data
    total-count=first|always|never
      on which pages of a list its total stands
    last-token=absent|empty
      the token of the page behind the last one
    """

  /// Every switch with each of its values, as a shell offers them: `used-number=replay`.
  static var words: [String] {
    switches.split(separator: "\n").filter { !$0.hasPrefix(" ") }.flatMap { line in
      let halves = line.split(separator: "=")
      return halves[1].split(separator: "|").map { $0 == "SECONDS" ? "\(halves[0])=" : "\(halves[0])=\($0)" }
    }
  }

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
    case "ended-coupons": endedCoupons = try Behaviour.choice(text, value)
    case "later-rounds": laterRounds = try Behaviour.choice(text, value)
    case "signed-4xx": signed4xx = try Behaviour.choice(text, value)
    case "list-lag":
      guard let seconds = UnixSeconds(value), seconds >= 0 else { throw Behaviour.problem(text) }
      listLag = seconds
    case "used-nonce": usedNonce = try Behaviour.choice(text, value)
    case "window-edge": windowEdge = try Behaviour.choice(text, value)
    case "partner-serial": partnerSerial = try Behaviour.choice(text, value)
    case "answer-key": answerKey = try Behaviour.choice(text, value)
    case "retry-after": retryAfter = try Behaviour.choice(text, value)
    case "other-order": otherOrder = try Behaviour.choice(text, value)
    case "total-count": totalCount = try Behaviour.choice(text, value)
    case "last-token": lastToken = try Behaviour.choice(text, value)
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
