/// What is remembered of proved answers: their nonces for ten minutes, so that none counts twice, and how far WeChat Pay's
/// clock is from this machine's.
///
/// `@unchecked Sendable`: every variable is read and written under `lock`, also by the two private functions, which are
/// called under it.
final class AnswerMemory: @unchecked Sendable {
  /// An answer is believed from five minutes before its timestamp to five minutes after it, so it can come again for ten.
  static let secondsKept: Int64 = 600
  /// A bound for the memory: 33 answers a second for ten minutes. Beyond it the oldest is forgotten early.
  static let mostKept = 20_000

  /// The beginning of a SHA-256 over serial and nonce: whatever their length, a mark takes 16 bytes.
  private struct Mark: Hashable {
    let first: UInt64
    let second: UInt64

    init(_ serial: String, _ nonce: String) {
      let digest = Digest.sha256(Array("\(serial)\n\(nonce)".utf8))
      func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
      first = number(digest[0..<8])
      second = number(digest[8..<16])
    }
  }

  private let lock = Lock()
  private var marks: Set<Mark> = []
  /// In the order in which they came; those before `oldest` are forgotten.
  private var arrivals: [(mark: Mark, at: Int64)] = []
  private var oldest = 0
  private var clockDifference: Int64?

  /// Takes note of a proved answer's nonce. False when it came before: then the answer is a copy.
  func takes(serial: String, nonce: String, at now: Instant) -> Bool {
    let mark = Mark(serial, nonce)
    return lock.held {
      forget(before: now.secondsSince1970 - Self.secondsKept)
      guard marks.insert(mark).inserted else { return false }
      if arrivals.count - oldest >= Self.mostKept { dropOldest() }
      arrivals.append((mark, now.secondsSince1970))
      return true
    }
  }

  /// Takes note of a proved answer's timestamp.
  func note(timestamp: Int64, at now: Instant) {
    lock.held { clockDifference = timestamp - now.secondsSince1970 }
  }

  /// Seconds by which this machine's clock was behind (+) or ahead (−) at the last proved answer; nil before the first.
  var secondsBehind: Int64? { lock.held { clockDifference } }

  /// How many nonces are remembered.
  var count: Int { lock.held { marks.count } }

  private func forget(before limit: Int64) {
    while oldest < arrivals.count, arrivals[oldest].at < limit { dropOldest() }
  }

  private func dropOldest() {
    marks.remove(arrivals[oldest].mark)
    oldest += 1
    // The forgotten front goes now and then, not each time.
    guard oldest >= 1024, oldest * 2 > arrivals.count else { return }
    arrivals.removeFirst(oldest)
    oldest = 0
  }
}
