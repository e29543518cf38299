/// A thing that went wrong, as facts. `Wording` turns them into sentences; no secret is ever among them.
public struct CouponFailure: Error, Sendable, Equatable {
  public let kind: Kind
  public let change: Change
  public let references: References

  public init(_ kind: Kind, change: Change = .none, references: References = References()) {
    self.kind = kind
    self.change = change
    self.references = references
  }

  /// Whether any coupon may have changed.
  public enum Change: String, Sendable { case none, unknown }

  public enum Kind: Sendable, Equatable {
    /// A text that was typed or given on the command line.
    case input(InputProblem)
    /// A setting; `keyPath` as in `profiles.shop.appid`.
    case setting(file: String, keyPath: String, SettingProblem)
    /// A key, certificate or configuration file.
    case file(path: String, FileProblem)

    /// Nothing of the request left this machine: name not found, connection refused or timed out, TLS cut short.
    case cannotConnect(host: String, detail: String)
    /// The server's TLS certificate could not be verified: an attack or a broken trust store, never an outage.
    case serverNotTrusted(host: String, detail: String)
    /// The request may have arrived; no complete answer came back.
    case noAnswer(detail: String)
    /// A success that is not proved to come from WeChat Pay. Its body was not read.
    case answerNotProved(AnswerProblem)
    /// A proved answer that is not what the contract says.
    case answerNotUnderstood(detail: String)
    /// An answer longer than any that the contract knows; the rest of it was not taken.
    case answerTooLarge(detail: String)
    /// The list ended before every coupon was in it, or changed while it was read.
    case listIncomplete(listed: Int, total: Int)
    /// A list shows as live what WeChat Pay has confirmed as deactivated, in an answer that this machine's journal holds.
    case listLags
    /// This machine's clock is this many seconds behind (+) or ahead (−) of WeChat Pay's.
    case clockOff(seconds: Int64)

    /// WeChat Pay refused the signature or the caller, 401.
    case callerRefused(message: String)
    /// WeChat Pay refused the permission, 403.
    case notPermitted(message: String)
    /// WeChat Pay does not know the thing, 404.
    case notFound(message: String)
    /// The customer is known, and has no such bundle.
    case bundleNotHeld
    /// The OpenID and the AppID do not belong together.
    case openIDUnknown(message: String)
    /// The AppID is not linked to the brand.
    case appIDRefused(message: String)
    /// The state of the coupon does not allow the call.
    case stateRefused(message: String, StateHint = .none)
    /// The request number was used with other content before.
    case requestNumberUsed(message: String)
    /// Any other 4xx.
    case requestRefused(message: String)
    /// Asked too often, 429.
    case tooManyRequests(retryAfterSeconds: Int?)
    /// 5xx: trouble at the other end.
    case serverTrouble(message: String)

    /// This machine could not put the request together, so none left: an ID that cannot stand in a path, no signature, no
    /// libcurl or no thread for it.
    case requestNotMade(detail: String)
    /// The record of deactivations cannot be read or written, so nothing is deactivated.
    case journalUnusable(detail: String)
    /// The record holds no deactivation with this identifier.
    case operationNotRecorded(String)
    /// The agent may look but not deactivate.
    case readOnly
    /// This needs a supervisor: the time in which the agent alone may do it is over, or it was another agent's.
    case supervisorNeeded
    /// The agent has deactivated as much as the profile allows in an hour; when the next one is possible.
    case tooManyDeactivations(limit: Int, until: Instant)
    /// Something about this target is open already; the operation's identifier.
    case operationOpen(String)
    /// The coupons are not as they were reviewed; what differs.
    case changedSinceReview([CouponDifference])
    /// No coupon that is listed can still be deactivated; of a bundle's rounds that are not listed nothing is known.
    case nothingToDeactivate(unlistedRounds: Int)
    case cancelled
  }

  /// What the number in `Request-ID` says of a state that is refused. That header is not signed: a word for people, on
  /// which nothing is decided.
  public enum StateHint: Sendable, Equatable, CaseIterable {
    case none, expired, deletedByCustomer, redeemed, lockedByOrder
  }

  /// What support asks for. Goes in the reference line.
  public struct References: Sendable, Equatable {
    public var httpStatus: Int?
    public var code: String?
    /// Which part of the request WeChat Pay names, and what it says of it.
    public var detail: String?
    /// `Request-ID` of the answer.
    public var requestID: String?
    public var requestNumber: RequestNumber?
    /// False when an error answer carried no valid signature, as gateway errors do.
    public var isProved: Bool
    /// What the answer's signature was worth; nil when no answer came.
    public var signature: AnswerSignature?
    /// The journal's event that tells of an answer which could not be authenticated.
    public var securityEvent: Int64?
    /// libcurl's number when no answer came.
    public var transportCode: Int?

    public init(
      httpStatus: Int? = nil, code: String? = nil, requestID: String? = nil, requestNumber: RequestNumber? = nil,
      isProved: Bool = false, transportCode: Int? = nil
    ) {
      self.transportCode = transportCode
      self.httpStatus = httpStatus
      self.code = code
      self.requestID = requestID
      self.requestNumber = requestNumber
      self.isProved = isProved
    }
  }
}

/// What is wrong with one setting.
public enum SettingProblem: Error, Sendable, Equatable {
  case missing
  case unknownKey
  case wrongType(expected: String)
  /// Out of range or of the wrong shape; `allowed` is what may stand there.
  case notAllowed(allowed: String)
}

/// What is wrong with a key, certificate or configuration file.
public enum FileProblem: Error, Sendable, Equatable {
  case missing
  case unreadable
  case empty
  case notARegularFile
  /// Others than the owner may read it or write it; octal permissions.
  case openToOthers(mode: UInt32)
  /// Others may put a file into this folder above it; octal permissions.
  case folderOpenToOthers(mode: UInt32)
  /// It says another thing than when the program started.
  case changedSinceStart
  /// It belongs neither to the account that runs the program nor to root.
  case ownedByAnother(userID: UInt32)
  /// It has a second name (a hard link), under which somebody else may hold it.
  case severalNames
  /// The agent's own account can read it, so the agent could do without this program.
  case heldByAgent
  case tooLarge(limit: Int)
  case unwritable
  /// A file of that name stands there, and is left as it is.
  case alreadyThere
  /// It holds another thing than asked for, both in words: "a certificate", "an EC private key".
  case wrongKind(expected: FileContent, found: FileContent)
  case rsaTooShort(bits: Int)
  case passphraseNeeded
  case passphraseWrong
  case damaged(FileContent)
  /// The merchant's own certificate where WeChat Pay's belongs.
  case merchantCertificateInstead
  case expired(Instant)
  case notTOML(line: Int?, detail: String)
}

/// What a file can turn out to hold.
public enum FileContent: String, Sendable, CaseIterable {
  case rsaPrivateKey, encryptedPrivateKey, otherPrivateKey, ecPrivateKey, rsaPublicKey, ecPublicKey, certificate, pkcs12
  /// Keys and certificates in binary; PEM is their text.
  case der
  case bareBase64, unknown
}

/// Why an answer is not proved to come from WeChat Pay, in the order in which it is examined.
public enum AnswerProblem: Error, Sendable, Equatable {
  case missingHeader(String)
  case malformedHeader(String)
  case unsupportedSignatureType(String)
  /// Seconds between the answer's timestamp and this machine's clock.
  case stale(seconds: Int64)
  /// The answer names a key that is not configured.
  case unknownSerial(String)
  case expiredCertificate(String)
  case badSignature
  /// A deliberate probe by WeChat Pay (`WECHATPAY/SIGNTEST/…`), refused like any bad signature.
  case signatureProbe
  /// A signature that was seen before.
  case replayed
  /// A genuine answer to another request.
  case misbound
}

extension CouponFailure.Kind {
  /// One word for scripts; it stays the same between versions.
  public var name: String {
    switch self {
    case .input: "input"
    case .setting: "setting"
    case .file: "file"
    case .cannotConnect: "cannot_connect"
    case .serverNotTrusted: "server_not_trusted"
    case .noAnswer: "no_answer"
    case .answerNotProved: "answer_not_proved"
    case .answerNotUnderstood: "answer_not_understood"
    case .answerTooLarge: "answer_too_large"
    case .listIncomplete: "list_incomplete"
    case .listLags: "list_lags"
    case .clockOff: "clock_off"
    case .callerRefused: "caller_refused"
    case .notPermitted: "not_permitted"
    case .notFound: "not_found"
    case .bundleNotHeld: "bundle_not_held"
    case .openIDUnknown: "open_id_unknown"
    case .appIDRefused: "app_id_refused"
    case .stateRefused: "state_refused"
    case .requestNumberUsed: "request_number_used"
    case .requestRefused: "request_refused"
    case .tooManyRequests: "too_many_requests"
    case .serverTrouble: "server_trouble"
    case .requestNotMade: "request_not_made"
    case .journalUnusable: "journal_unusable"
    case .operationNotRecorded: "operation_not_recorded"
    case .readOnly: "read_only"
    case .supervisorNeeded: "supervisor_needed"
    case .tooManyDeactivations: "too_many_deactivations"
    case .operationOpen: "operation_open"
    case .changedSinceReview: "changed_since_review"
    case .nothingToDeactivate: "nothing_to_deactivate"
    case .cancelled: "cancelled"
    }
  }
}
