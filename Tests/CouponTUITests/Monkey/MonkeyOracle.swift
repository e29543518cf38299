@testable import CouponKit
@testable import CouponTUI

/// Judges whether a write was confirmed in full, from what was seen and told alone: it shares no rule with the dialog.
struct MonkeyOracle {
  struct Violation: Error, CustomStringConvertible {
    let description: String
  }

  /// The question is on top of the screen, in frame after frame.
  private struct Question {
    let phrase: String
    /// Its first frame.
    var since: Instant
    /// The first tick 300 ms or more later.
    var armedAt: Instant?
    /// Character by character, in reads behind that tick.
    var typed = ""
  }

  private var question: Question?
  private var batchCount = 0
  private var now = Walk.start
  /// Reviews that came, and those that stood on the screen since.
  private var arrived: [DeactivationReview] = []
  private var seen: [DeactivationReview] = []
  /// Operations whose outcome stood on the screen as not settled.
  private var openOutcomes: Set<String> = []
  /// Operations of which the coupons as they are now stood on the screen, to be sent again.
  private var reviewedRepeats: Set<String> = []
  /// The last things that were told, for the report.
  private var trail: [String] = []

  func violation(_ what: String) -> Violation {
    Violation(description: what + "\n  after " + trail.suffix(30).joined(separator: "\n  "))
  }

  // MARK: What is seen

  mutating func frameShown(_ canvas: Canvas, of state: AppState, at now: Instant) {
    guard case .deactivation(let dialog)? = state.screens.last, canvas.size.columns >= 40, canvas.size.rows >= 12 else {
      question = nil
      return
    }
    switch dialog.stage {
    case .review(let review) where !seen.contains(review): break
    case .outcome(let report) where !report.state.isClosed && !openOutcomes.contains(report.operationID): break
    case .repeatReview(let report) where !reviewedRepeats.contains(report.operationID): break
    case .confirmation where question == nil: break
    case .confirmation: return
    default:
      question = nil
      return
    }
    let text = canvas.text
    let shows = { (words: [String]) in words.contains { text.contains($0) } }
    switch dialog.stage {
    case .review(let review) where shows(["1 of 5", "第 1 步", "\\u7b2c 1 \\u6b65"]): seen.append(review)
    case .repeatReview(let report) where shows(["1 of 5", "第 1 步", "\\u7b2c 1 \\u6b65"]):
      reviewedRepeats.insert(report.operationID)
    case .outcome(let report) where shows(["5 of 5", "第 5 步", "\\u7b2c 5 \\u6b65"]):
      openOutcomes.insert(report.operationID)
    default: break
    }
    let asks = shows(["3 of 5", "第 3 步", "\\u7b2c 3 \\u6b65"]) && text.contains(dialog.target.confirmationPhrase)
    if !asks {
      question = nil
    } else if question == nil {
      question = Question(phrase: dialog.target.confirmationPhrase, since: now)
    }
  }

  mutating func frameNotShown() { question = nil }

  // MARK: What is told

  mutating func inputArrived(count: Int) { batchCount = count }

  mutating func willTell(_ event: Event, at now: Instant, to state: AppState) {
    self.now = now
    trail.append("\(now.millisecondsSince1970) \(String(describing: event).prefix(80))")
    if trail.count > 60 { trail.removeFirst(30) }
    switch event {
    case .clockTicked(let now):
      guard var asked = question else { break }
      if now < asked.since { asked.since = now }
      if let armedAt = asked.armedAt, now < armedAt { asked.armedAt = now }
      if asked.armedAt == nil, now.millisecondsSince1970 >= asked.since.millisecondsSince1970 + 300 {
        asked.armedAt = now
      }
      question = asked
    case .keyPressed(.character(let character)):
      if let armedAt = question?.armedAt, armedAt < now { question?.typed.append(character) }
    case .reviewArrived(let review, _): arrived.append(review)
    default: break
    }
  }

  /// Once the question is not on top any more, whatever was typed is void.
  mutating func didTell(_ event: Event, to state: AppState) {
    if case .deactivation(let dialog)? = state.screens.last, case .confirmation = dialog.stage, state.desk.isLegible {
      return
    }
    question = nil
  }

  // MARK: The judgement

  func judge(_ effect: Effect, on event: Event, at now: Instant) throws(Violation) {
    guard event == .keyPressed(.enter), batchCount == 1 else { throw violation("sent by \(event) of \(batchCount)") }
    guard let question else { throw violation("sent without a question on the screen") }
    guard let armedAt = question.armedAt, armedAt < now else { throw violation("sent before it was armed") }
    guard question.typed.lowercased().holdsInOrder(question.phrase.lowercased()) else {
      throw violation("sent after “\(question.typed)” where \(question.phrase) was asked for")
    }
    switch effect {
    case .deactivate(let wish, _):
      guard wish.review.target.confirmationPhrase == question.phrase else { throw violation("another target was sent") }
      guard arrived.contains(wish.review), seen.contains(wish.review) else {
        throw violation("sent without its review")
      }
      guard wish.review.coupons.contains(where: \.state.isLive) else { throw violation("sent though nothing is live") }
      guard (1...150).contains(wish.reason.text.unicodeScalars.count) else { throw violation("sent without a reason") }
    case .sendAgain(let wish, _):
      let id = wish.operationID
      guard openOutcomes.contains(id), reviewedRepeats.contains(id) else {
        throw violation("sent again what was not seen to be open, as it is now")
      }
    default: throw violation("\(effect) is no write")
    }
  }

  func check(_ canvas: Canvas, of state: AppState) throws(Violation) {
    if let flaw = canvas.flaw(asFor: state.desk.window) { throw violation(flaw) }
  }
}

extension String {
  /// Whether the characters of another string occur in this one, in their order.
  fileprivate func holdsInOrder(_ other: String) -> Bool {
    var rest = self[...]
    for character in other {
      guard let index = rest.firstIndex(of: character) else { return false }
      rest = rest[rest.index(after: index)...]
    }
    return true
  }
}
