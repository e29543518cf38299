/// A moment on both clocks: the wall clock for people, the boot clock for measuring spans.
public struct Moment: Sendable, Equatable {
  public let wall: Instant
  public let bootMilliseconds: Int64
  /// Which boot of the machine `bootMilliseconds` counts from.
  public let bootID: String

  public init(wall: Instant, bootMilliseconds: Int64, bootID: String) {
    self.wall = wall
    self.bootMilliseconds = bootMilliseconds
    self.bootID = bootID
  }

  /// Whether at least `span` milliseconds have passed since `earlier`. Across a restart of the machine only the wall clock
  /// is left, which may have been set, so another 300 s are asked for.
  func isPast(_ span: Int64, since earlier: Moment) -> Bool {
    if bootID == earlier.bootID { return bootMilliseconds - earlier.bootMilliseconds >= span }
    return wall.millisecondsSince1970 - earlier.wall.millisecondsSince1970 >= span + Self.wallClockMargin
  }

  /// Whether no more than `span` milliseconds have passed since `earlier`. Where only the wall clock is left, a time that
  /// cannot be told for certain does not count as passed too little.
  func isWithin(_ span: Int64, of earlier: Moment) -> Bool {
    if bootID == earlier.bootID { return bootMilliseconds - earlier.bootMilliseconds <= span }
    let passed = wall.millisecondsSince1970 - earlier.wall.millisecondsSince1970
    return passed >= 0 && passed + Self.wallClockMargin <= span
  }

  /// By how much a wall clock may have been set between two boots, in milliseconds.
  static let wallClockMargin: Int64 = 300_000
}

/// One confirmed wish of one agent to deactivate one thing, from the intent to the proof.
///
/// A pure reducer: ``handle(_:at:)`` takes a fact and answers with the steps that follow from it. Disk, network and clock
/// are steps, so nothing can be sent before it is recorded, and a million histories can be simulated.
public struct Operation: Sendable, Equatable {
  /// What does not change after the confirmation.
  public struct Wish: Sendable, Equatable {
    public let operationID: String
    public let target: DeactivationTarget
    public let productName: String
    public let reason: DeactivateReason
    public let requestNumber: RequestNumber
    public let generation: Int
    /// The request body, byte for byte; a repeat sends these bytes.
    public let body: [UInt8]
    /// The coupons as the agent reviewed them, by position.
    public let before: [CouponSnapshot]
    public let agent: String
    public let createdAt: Moment
    /// The agent's number, which the kernel gives; the name is for people.
    public var agentID: UInt32 = 0
    /// Names this operation at the end of the reason that WeChat Pay gets; `nil` where the profile has it switched off.
    public var tag: OperationTag?
    /// What the agent was allowed to do, and the SHA-256 of the file that said so.
    var role: Profile.Role = .deactivate
    var roleHash: [UInt8] = []

    /// `deactivate_reason` as WeChat Pay gets it.
    package var sentReason: String { reason.text + (tag?.suffix ?? "") }

    package init(
      operationID: String, target: DeactivationTarget, productName: String, reason: DeactivateReason,
      requestNumber: RequestNumber, generation: Int, body: [UInt8], before: [CouponSnapshot], agent: String,
      createdAt: Moment
    ) {
      self.operationID = operationID
      self.target = target
      self.productName = productName
      self.reason = reason
      self.requestNumber = requestNumber
      self.generation = generation
      self.body = body
      self.before = before
      self.agent = agent
      self.createdAt = createdAt
    }
  }

  /// What decides about a coupon, taken at one moment.
  public struct CouponSnapshot: Sendable, Equatable {
    public let position: Int
    public let code: CouponCode
    public let state: CouponState
    /// `deactivate_request_no`, `deactivate_reason` and `deactivate_time` of the coupon, as they came.
    public let trace: Trace?
    /// `use_time` of a coupon that is used.
    public var usedAt: Instant?
    /// How many rounds the bundle has, where the answer says so; it may list fewer.
    public var roundCount: Int?

    public struct Trace: Sendable, Equatable {
      public let requestNumber: String?
      public let reason: String?
      public let time: Instant?

      public init(requestNumber: String?, reason: String?, time: Instant?) {
        self.requestNumber = requestNumber
        self.reason = reason
        self.time = time
      }
    }

    public init(position: Int, code: CouponCode, state: CouponState, trace: Trace?) {
      self.position = position
      self.code = code
      self.state = state
      self.trace = trace
    }
  }

  /// One request of the operation.
  public struct Attempt: Sendable, Equatable {
    public let number: Int
    public let startedAt: Moment
    /// `nil` while no end of it is known, also after a crash: then it counts as sent.
    public var outcome: Outcome?
    /// What came back or went wrong, for the history.
    public var answer: Answer?

    public struct Answer: Sendable, Equatable {
      /// One word, the `name` of a ``CouponFailure/Kind``; `nil` after a proved success.
      public let failure: String?
      public let httpStatus: Int?
      public let code: String?
      public let requestID: String?
      /// What its signature was worth; `nil` when no answer came.
      public var signature: AnswerSignature?
      /// The journal's event that tells of an answer which could not be authenticated.
      public var securityEvent: Int64?
      /// How long it took.
      public var milliseconds: Int64?
      /// libcurl's number when no answer came.
      public var transportCode: Int?
    }

    public enum Outcome: Sendable, Equatable {
      /// No byte left this machine.
      case neverLeft
      /// A verified answer says what became of it: it cannot take effect later.
      case settled
      /// It may have arrived, and may still arrive.
      case unanswered
    }
  }

  public let wish: Wish
  let limits: Limits
  /// As the journal holds it.
  public package(set) var state: DeactivationReport.State = .intent
  public package(set) var attempts: [Attempt] = []
  public package(set) var after: [CouponSnapshot] = []
  public package(set) var proof: DeactivationReport.Proof?
  public package(set) var isPartial = false
  /// A verified refusal by WeChat Pay, which a read-back has to confirm.
  public package(set) var refusal: CouponFailure?
  public internal(set) var lastFailure: CouponFailure?
  public internal(set) var requestID: String?
  public package(set) var closedAt: Instant?
  /// What the journal gave for the event that closed the operation.
  public internal(set) var receipt: Receipt?
  /// What the disk refused to take: it stands on the screen only, until a later check finds it out again.
  public internal(set) var unrecorded: DeactivationReport.State?
  /// Whether a read has shown of a coupon what cannot change any more, and the journal does not hold it yet.
  var hasLearned = false
  /// When this run last read the coupons, all of them; nil when the last look came to nothing.
  var readAt: Instant?
  /// What the person saw who asks to send again.
  package var seenBeforeRepeat: [CouponSnapshot]?

  /// What is being written, and what follows once it is.
  var writing: Writing?
  /// The first of the two read-backs that settle an operation after the quarantine.
  var firstLook: FirstLook?
  var repeats = Repeats.withinBudget

  struct Writing: Sendable, Equatable {
    let state: DeactivationReport.State
    let next: Next

    enum Next: Sendable, Equatable {
      case send, readBack, settle, report
      case wait(milliseconds: Int64)
    }
  }

  struct FirstLook: Sendable, Equatable {
    let finding: ReadBack.Finding
    let at: Moment
    /// How many looks before it found something else each time.
    let changes: Int
  }

  /// Whether the same request may be sent again.
  enum Repeats: Sendable, Equatable {
    /// While the agent who confirmed is waiting.
    case withinBudget
    /// A person asked for it, and it goes out if the coupons turn out to need it.
    case onceMore
    case never
  }

  /// - Parameter limits: other than the product's only to show that those are needed.
  package init(_ wish: Wish, limits: Limits = Limits()) {
    self.wish = wish
    self.limits = limits
  }

  /// A fact.
  public enum Input: Sendable, Equatable {
    /// The agent confirmed.
    case confirmed
    /// The last ``Step/record(_:)`` is on disk for good.
    case recorded
    case notRecorded(CouponFailure)
    case answered(Reply)
    case read([CouponSnapshot], isComplete: Bool)
    case notRead(CouponFailure)
    case waited
    /// A person, the clock or the start of the program asks what became of it. Nothing is sent.
    case checkAsked
    /// A person asks for the same request again, having seen the coupons as they are.
    case repeatAsked(by: Person, seen: [CouponSnapshot])
  }

  /// Somebody at a keyboard.
  public struct Person: Sendable, Equatable {
    let agentID: UInt32
    let isSupervisor: Bool

    package init(agentID: UInt32, isSupervisor: Bool) {
      self.agentID = agentID
      self.isSupervisor = isSupervisor
    }
  }

  /// A request to the outside.
  public enum Step: Sendable, Equatable {
    /// Write the operation with this state, and what happened, in one durable transaction.
    case record(DeactivationReport.State)
    /// Send the stored body; the attempt is the last of ``Operation/attempts``.
    case send
    /// Read every coupon of the target from WeChat Pay.
    case readBack
    case wait(milliseconds: Int64)
    /// Show where it stands.
    case report
  }
}
