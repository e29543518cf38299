import CouponKit

/// How the program ends, in the numbers of sysexits.h.
enum ExitStatus: Int32 {
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

  init(_ failure: CouponFailure) {
    if failure.change == .unknown {
      self = .temporary
      return
    }
    switch failure.kind {
    case .input: self = .usage
    case .file(_, .unwritable): self = .inputOutput
    case .setting, .file: self = .configuration
    case .cannotConnect, .noAnswer, .serverTrouble: self = .unavailable
    case .serverNotTrusted, .answerNotProved, .answerNotUnderstood: self = .protocol
    case .clockOff: self = .system
    case .callerRefused, .notPermitted, .readOnly, .supervisorNeeded: self = .notPermitted
    case .openIDUnknown: self = .noUser
    case .notFound, .bundleNotHeld, .appIDRefused, .stateRefused, .requestNumberUsed, .requestRefused,
      .nothingToDeactivate:
      self = .data
    case .tooManyRequests, .tooManyDeactivations, .listIncomplete, .operationOpen, .changedSinceReview, .cancelled:
      self = .temporary
    case .journalUnusable: self = .inputOutput
    }
  }
}
