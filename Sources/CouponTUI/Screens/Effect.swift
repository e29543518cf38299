import CouponKit

/// Something that is asked for. Plain data, so that a test compares what a key press led to.
enum Effect: Sendable, Equatable {
  case lookUp(CouponQuery, Ticket)
  /// Reads the coupons afresh before anything is confirmed.
  case review(DeactivationTarget, Ticket)
  case deactivate(ConfirmedDeactivation, Ticket)
  /// Asks WeChat Pay what became of an operation; sends nothing that changes anything.
  case check(operationID: String, Ticket)
  /// Looks what became of an operation, for somebody who wants to send it again.
  case reviewRepeat(operationID: String, Ticket)
  /// Sends the same bytes under the same request number once more.
  case sendAgain(ConfirmedRepeat, Ticket)
  case readHistory(Ticket)
  /// Reads from the journal where one operation stands.
  case readOperation(operationID: String, Ticket)
  /// Asks WeChat Pay what became of everything that is open; reads only.
  case settleOpenOperations
  /// Records that the agent has read what became of them.
  case takeNote(operationIDs: [String])
  /// Looks whether coupons show a deactivation that was told as not done.
  case findContradictions([UserCoupon])
  /// Reads whom the agent looked up before.
  case readRecents
  /// Writes the history to a new file.
  case export(HistoryDocument, to: String, Ticket)
  case remember(OpenID)
  /// Finds out whether this agent starts the program for the first time.
  case askFirstRun
  /// Reads the reason that the agent had begun to write for a target.
  case readDraft(DeactivationTarget, Ticket)
  /// Keeps a reason that is being written; an empty one is forgotten.
  case keepDraft(String, DeactivationTarget)
  /// Ends a look-up; what came of it stays.
  case stop(Ticket)
  case copy(SafeText)
  /// Drops what has been typed and not been told yet.
  case discardTyped
  /// Asks everything of another profile from now on.
  case work(Profile)
  /// Has clicks and the wheel sent here, or leaves them to the terminal.
  case takeMouse(Bool)
  /// Shows everything in other colours.
  case paint(ThemeName)
  case redraw
  case suspend
  case quit
}

/// What one event made a screen ask for, and where the agent goes from here.
struct Step {
  enum Turn {
    case stay
    case back
    case open(Screen)
    /// Back, and this key for what lies below.
    case press(Key)
    /// To an empty form, under this profile.
    case work(Profile)
  }
  var effects: [Effect] = []
  var turn = Turn.stay
  /// One line for the foot of the screen, until the next key.
  var notice: SafeText?

  static let nothing = Step()
  static let back = Step(turn: .back)
}

extension Step {
  /// Tells of a failure at the foot, with its references where nothing else shows them: what is a warning stands among those.
  init(tellingOf failure: CouponFailure, _ desk: Desk) {
    let sentences = FailureSentences(failure, in: desk.language)
    let isWarning = Trouble(failure, at: desk.now) != nil
    let reference = isWarning || sentences.reference.text.isEmpty ? "" : " \(sentences.reference)"
    self.init(notice: SafeText(sentences.text.text + reference))
  }
}
