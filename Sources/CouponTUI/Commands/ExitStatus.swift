import CouponKit

/// How the program ends, in the numbers of sysexits.h.
enum ExitStatus: Int32, CaseIterable {
  case usage = 64
  /// WeChat Pay does not take what was asked for.
  case data = 65
  case noUser = 67
  case unavailable = 69
  /// The clock of this machine.
  case system = 71
  case inputOutput = 74
  /// The same may go well a little later, or the outcome is not known yet.
  case temporary = 75
  /// What answered is not proved to be WeChat Pay.
  case `protocol` = 76
  case notPermitted = 77
  case configuration = 78

  /// When the program ends with it, for its help and its manual.
  var meaning: String {
    switch self {
    case .usage: "the command line, or an ID that cannot be one; no terminal for the screen"
    case .data: "WeChat Pay does not take what was asked for: no such bundle, AppID not linked, a refusal"
    case .noUser: "no such customer under this AppID"
    case .unavailable: "WeChat Pay cannot be reached, does not answer, or has trouble at its end"
    case .system: "this machine's clock is off"
    case .inputOutput: "the journal, or writing the output"
    case .temporary: "the same may go well later: asked too often, or the list came back incomplete"
    case .protocol: "what answered is not proved to be WeChat Pay, or is not understood"
    case .notPermitted: "signature or permission refused, or the profile may only look"
    case .configuration: "configuration or key files, or another file that was named"
    }
  }

  /// Every status with its meaning.
  static let table: [(status: Int32, meaning: String)] =
    [(0, "it went well; a customer without coupons is no problem")] + allCases.map { ($0.rawValue, $0.meaning) }

  /// The same as lines of the help.
  static var list: String {
    "EXIT STATUS\n" + table.map { "  \($0)\($0 < 10 ? " " : "")  \($1)" }.joined(separator: "\n")
  }

  init(_ failure: CouponFailure) {
    if failure.change == .unknown {
      self = .temporary
      return
    }
    switch failure.kind {
    case .input: self = .usage
    case .file(_, .unwritable): self = .inputOutput
    case .setting, .file, .requestNotMade: self = .configuration
    case .cannotConnect, .noAnswer, .serverTrouble: self = .unavailable
    case .serverNotTrusted, .answerNotProved, .answerNotUnderstood, .answerTooLarge: self = .protocol
    case .clockOff: self = .system
    case .callerRefused, .notPermitted, .readOnly, .supervisorNeeded: self = .notPermitted
    case .openIDUnknown: self = .noUser
    case .notFound, .operationNotRecorded, .bundleNotHeld, .appIDRefused, .stateRefused, .requestNumberUsed,
      .requestRefused,
      .nothingToDeactivate:
      self = .data
    case .tooManyRequests, .tooManyDeactivations, .listIncomplete, .listLags, .operationOpen, .changedSinceReview,
      .cancelled:
      self = .temporary
    case .journalUnusable: self = .inputOutput
    }
  }
}
