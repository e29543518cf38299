import CouponKit

/// What is known of the line to WeChat Pay.
struct Connection: Sendable, Equatable {
  enum State: Sendable, Equatable {
    case untried, asking
    /// The first answer to the last question took this long.
    case answered(milliseconds: Int64)
    case lost
  }

  private(set) var state = State.untried
  /// When WeChat Pay last answered anything.
  private(set) var answeredAt: Instant?
  private var askedAt: Instant?
  private var stateBefore = State.untried

  mutating func ask(at now: Instant) {
    if state != .asking { stateBefore = state }
    state = .asking
    askedAt = now
  }

  /// Of several answers to one question, as pages are, the first one tells how fast the line is.
  mutating func answer(at now: Instant) {
    answeredAt = now
    guard let asked = askedAt else {
      if case .answered = state { return }
      state = .untried
      return
    }
    askedAt = nil
    state = .answered(milliseconds: max(0, now.millisecondsSince1970 - asked.millisecondsSince1970))
  }

  /// Something was answered that nobody here had asked for.
  mutating func hear(at now: Instant) {
    answeredAt = now
    if state == .lost { state = .untried }
  }

  /// Nobody waits for the answer any more: what is known is what was known before.
  mutating func giveUp() {
    if state == .asking { state = stateBefore }
    askedAt = nil
  }

  mutating func lose() {
    state = .lost
    askedAt = nil
  }

  /// The words for it, from the longest to the shortest.
  func words(in formats: Formats) -> [Phrase] {
    let last = answeredAt.map { formats.clock($0) }
    switch state {
    case .untried where last != nil: return [Phrase("api ok", "接口正常")]
    case .untried: return [Phrase("not asked yet", "尚未查询")]
    case .asking: return [Phrase("asking…", "查询中…")]
    case .answered(let milliseconds):
      let short = Phrase("api ok", "接口正常")
      let time = Phrase("\(short.en) \(milliseconds) ms", "\(short.zh) \(milliseconds) 毫秒")
      return (last.map { [Phrase("\(time.en), \($0)", "\(time.zh)，\($0)")] } ?? []) + [time, short]
    case .lost:
      let short = Phrase("no contact", "无法连接")
      return (last.map { [Phrase("\(short.en), last answer \($0)", "\(short.zh)，上次应答 \($0)")] } ?? []) + [short]
    }
  }
}

/// Something that is wrong for the time being, and would be forgotten with the line that told of it.
struct Trouble: Sendable, Equatable {
  enum Source: Sendable, Equatable {
    /// The line to WeChat Pay.
    case contact
    /// What WeChat Pay answered last.
    case answer
    /// This machine's record of deactivations.
    case journal
  }

  let source: Source
  let failure: CouponFailure
  let since: Instant

  /// - Returns: nil for what is wrong with one question only, and told where it was asked.
  init?(_ failure: CouponFailure, at now: Instant) {
    switch failure.kind {
    case .cannotConnect, .serverNotTrusted, .noAnswer: source = .contact
    case .answerNotProved, .answerNotUnderstood, .answerTooLarge, .listIncomplete, .listLags, .clockOff, .callerRefused,
      .notPermitted,
      .appIDRefused, .tooManyRequests, .serverTrouble:
      source = .answer
    case .journalUnusable: source = .journal
    case .input, .setting, .file, .requestNotMade, .operationNotRecorded, .notFound, .bundleNotHeld, .openIDUnknown,
      .stateRefused, .requestNumberUsed,
      .requestRefused, .readOnly, .supervisorNeeded, .tooManyDeactivations, .operationOpen, .changedSinceReview,
      .nothingToDeactivate, .cancelled:
      return nil
    }
    self.failure = failure
    since = now
  }
}
