/// The way of one read through the profile's hosts: where it goes, and whether, when and where it goes once more.
///
/// What a host has answered is not asked of another: a refusal, a limit that counts for both, an answer that is not proved.
/// A host that cannot be reached, or stays silent, is left at once; one that has trouble, or cuts an answer short, is asked
/// a second time first. A host that says "too fast" is asked three times more; no other is asked more than twice.
///
/// Source: the page on redundancy between cities, merchant/4012075113, and the one on status codes.
struct ReadRoute: Sendable {
  /// libcurl's number for an answer that did not come in time (`CURLE_OPERATION_TIMEDOUT`).
  private static let timedOut = 28
  /// A longer wait is the agent's to decide.
  private static let longestWait = 3

  private let hosts: [GatewayHost]
  /// Which of the hosts is asked.
  private(set) var turn: Int
  /// The host that was given up for this one.
  private(set) var left: Int?
  private var isRepeated = false
  /// How often "too fast" was waited out.
  private var pauses = 0

  init(_ hosts: [GatewayHost], first: Int) {
    self.hosts = hosts
    turn = first % hosts.count
  }

  var host: GatewayHost { hosts[turn] }

  /// Takes the next step.
  ///
  /// - Returns: milliseconds to wait before it; nil when there is none.
  mutating func goOn(after failure: CouponFailure) -> Int64? {
    switch failure.kind {
    case .cannotConnect:
      return moveOn() ? 0 : nil
    case .noAnswer:
      if failure.references.transportCode == Self.timedOut, moveOn() { return 0 }
      return isSecondTime() || moveOn() ? 0 : nil
    // "Accepted, not finished" is no trouble: another host would know no more.
    case .serverTrouble where failure.references.httpStatus == 202:
      return isSecondTime() ? Self.jittered(1000) : nil
    case .serverTrouble:
      if isSecondTime() { return Self.jittered(1000) }
      return moveOn() ? Self.jittered(2000) : nil
    case .tooManyRequests(let seconds):
      guard pauses < 3, (seconds ?? 1) <= Self.longestWait else { return nil }
      defer { pauses += 1 }
      return max(Self.jittered(1000 << pauses), Int64(seconds ?? 0) * 1000)
    // A request that is sent again is not probed.
    case .answerNotProved(.signatureProbe):
      return isSecondTime() ? 0 : nil
    default:
      return nil
    }
  }

  /// Whether the same host may be asked once more, and from then on not again.
  private mutating func isSecondTime() -> Bool {
    defer { isRepeated = true }
    return !isRepeated
  }

  /// Goes on to the next host, once.
  private mutating func moveOn() -> Bool {
    guard left == nil, hosts.count > 1 else { return false }
    left = turn
    turn = (turn + 1) % hosts.count
    return true
  }

  /// Give or take a quarter, so that programs which were refused at one moment do not come back at one moment.
  private static func jittered(_ milliseconds: Int64) -> Int64 {
    Int64.random(in: (milliseconds * 3 / 4)...(milliseconds * 5 / 4))
  }
}

/// Which host reads go to first, while the first of the profile's hosts cannot be reached: without it each page of a list
/// would wait for that one anew.
///
/// `@unchecked Sendable`: `standIn` is read and written under `lock`; nothing else varies.
final class HostMemory: @unchecked Sendable {
  /// So long another host stands in; then the first one has its chance again.
  static let span: Int64 = 180_000

  private let lock = Lock()
  private var standIn: (turn: Int, until: Int64)?

  /// - Parameter now: milliseconds since boot.
  func first(at now: Int64) -> Int {
    lock.held { standIn.flatMap { now < $0.until ? $0.turn : nil } ?? 0 }
  }

  /// Takes note that a host has answered.
  ///
  /// - Parameter left: the one that was given up for it, if any.
  func answered(_ turn: Int, insteadOf left: Int?, at now: Int64) {
    guard left != nil else { return }
    lock.held { standIn = turn == 0 ? nil : (turn, now + Self.span) }
  }
}
