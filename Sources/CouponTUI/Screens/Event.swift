import CouponKit

/// Something that has happened. An answer carries the ticket of the question, and one that nobody waits for is dropped.
enum Event: Sendable, Equatable {
  case keyPressed(Key)
  case pasted(SafeText)
  /// The main button of the mouse was pressed there.
  case clicked(Point)
  /// The wheel was turned there, by so many rows down or, negative, up.
  case wheeled(Int, Point)
  case resized(Size)
  /// It is now this late. Told before whatever else has happened.
  case clockTicked(Instant)
  /// So many keys and pastes came from the terminal at once. Told before them.
  case inputArrived(count: Int)
  /// The state as it was drawn stands on the terminal.
  case frameShown(Instant)

  case pageArrived(UserCouponPage, Ticket)
  case lookUpEnded(Ticket)
  case reviewArrived(DeactivationReview, Ticket)
  /// A deactivation has moved and goes on.
  case deactivationMoved(DeactivationReport, Ticket)
  /// Sending, checking or sending again has ended; the report's state says how.
  case deactivationEnded(DeactivationReport, Ticket)
  case historyArrived([DeactivationReport], Ticket)
  case operationRead(DeactivationReport, Ticket)
  /// What earlier runs had left open, as it now stands.
  case openOperationsSettled([DeactivationReport])
  /// The journal could not be asked what is open.
  case openOperationsUnknown(CouponFailure)
  /// Deactivations that were told as not done, and that WeChat Pay's record shows.
  case contradictionsFound([DeactivationReport])
  /// Whom the agent looked up before, newest first.
  case recentsArrived([OpenID])
  /// Nobody has told this agent yet where the keys are explained.
  case startedFirstTime
  /// A list was written to this file.
  case exportWritten(path: String, Ticket)
  /// The reason that the agent had begun to write.
  case draftFound(String, Ticket)
  /// The question came to no answer.
  case stopped(CouponFailure, Ticket)

  /// The text went to the terminal for its clipboard. Whether it got there, no terminal tells.
  case copied(SafeText)
  /// The text is too long, or the terminal has no clipboard.
  case notCopied(SafeText)
}

/// Names one question, so that its answer is told from the answer to an earlier one.
struct Ticket: Sendable, Hashable {
  let number: Int
}
