/// Where one wish to deactivate stands, for a screen, a receipt or the history.
public struct DeactivationReport: Sendable, Equatable {
  /// INTENT … NOT_APPLIED, as the journal spells them.
  public enum State: String, Sendable, CaseIterable {
    case intent = "INTENT"
    case sending = "SENDING"
    case unknown = "UNKNOWN"
    case confirmed = "CONFIRMED"
    case already = "ALREADY"
    case rejected = "REJECTED"
    case notApplied = "NOT_APPLIED"

    /// Whether the outcome is settled for good.
    public var isClosed: Bool {
      switch self {
      case .intent, .sending, .unknown: false
      case .confirmed, .already, .rejected, .notApplied: true
      }
    }
  }

  /// What proves a settled outcome.
  public enum Proof: String, Sendable { case verifiedReply, readBack, neverSent }

  /// One coupon before and after; `after` is nil while nothing is known, `before` when it was not there at the review.
  public struct CouponChange: Sendable, Equatable {
    public let position: Int
    public let code: CouponCode
    public let before: CouponState?
    public let after: CouponState?
    /// When it was redeemed, where that is what became of it.
    public var usedAt: Instant?

    public init(position: Int, code: CouponCode, before: CouponState?, after: CouponState?) {
      self.position = position
      self.code = code
      self.before = before
      self.after = after
    }
  }

  public let operationID: String
  public let target: DeactivationTarget
  public let productName: String
  public let reason: DeactivateReason
  public let requestNumber: RequestNumber
  public var state: State
  /// Some coupons that were live at the review were used, deleted or expired before the deactivation.
  public var isPartial: Bool
  public var proof: Proof?
  public var changes: [CouponChange]
  /// Requests that left, or may have left.
  public var attempts: Int
  public let createdAt: Instant
  public var closedAt: Instant?
  public var lastSendAt: Instant?
  /// `Request-ID` of the last answer.
  public var requestID: String?
  /// The last thing that went wrong on the way, if any.
  public var lastFailure: CouponFailure?
  /// While unknown: when the outcome can be told for certain.
  public var certainBy: Instant?
  /// Who did it, as the journal holds it.
  public let agent: String
  /// What the disk refused to take: it is not in the journal. Nothing else is deactivated until it is written.
  public var unrecorded: State?
  public var isUnrecorded: Bool { unrecorded != nil }
  /// Whether its outcome is certain, and in the journal.
  public var isSettled: Bool { state.isClosed && !isUnrecorded }
  /// What the agent can quote for the record of a settled outcome.
  public var receipt: Receipt?
  /// The requests one by one.
  public var attemptHistory: [Operation.Attempt]
  /// Whose deactivation it was, when it was not this one.
  public var attribution: Attribution?
  /// What somebody has to be called for.
  public var alarm: Operation.Alarm?
  /// The number of the agent, which the kernel gives.
  public var agentID: UInt32 = 0
  /// How many request numbers of this target came to nothing before.
  public var generation = 0
  /// The machine whose journal holds it.
  public var host = ""
  /// A living process is working on it right now.
  public var isUnderWay = false
  /// Rounds of the bundle that the last look did not list.
  public var unlistedRounds = 0
  /// Whether no request of it can still arrive.
  public var isWaitOver = false
  /// When its coupons were last read, all of them, for what it says.
  public var readAt: Instant?
  /// The receipt's hash has not reached the system log, so nobody but this machine witnesses it yet.
  public var isAnchorBehind = false

  public init(
    operationID: String, target: DeactivationTarget, productName: String, reason: DeactivateReason,
    requestNumber: RequestNumber, state: State, isPartial: Bool = false, proof: Proof? = nil,
    changes: [CouponChange] = [],
    attempts: Int = 0, createdAt: Instant, closedAt: Instant? = nil, lastSendAt: Instant? = nil,
    requestID: String? = nil, lastFailure: CouponFailure? = nil, certainBy: Instant? = nil, agent: String,
    receipt: Receipt? = nil, attemptHistory: [Operation.Attempt] = []
  ) {
    self.operationID = operationID
    self.target = target
    self.productName = productName
    self.reason = reason
    self.requestNumber = requestNumber
    self.state = state
    self.isPartial = isPartial
    self.proof = proof
    self.changes = changes
    self.attempts = attempts
    self.createdAt = createdAt
    self.closedAt = closedAt
    self.lastSendAt = lastSendAt
    self.requestID = requestID
    self.lastFailure = lastFailure
    self.certainBy = certainBy
    self.agent = agent
    self.receipt = receipt
    self.attemptHistory = attemptHistory
  }
}
