/// How often each kind of call may be made in a second. What is counted is forgotten with its second.
struct RateLimit {
  /// As documented for each call below `/users/`.
  static let documented = 500

  /// Times of the documented numbers; nil is no limit.
  private let userCalls: Int?
  private var second: UnixSeconds = 0
  private var counts: [Bucket: Int] = [:]

  /// All brands of a provider share the provider's; a brand that calls itself has its own.
  private struct Bucket: Hashable {
    let identity: Identity
    let kind: Call.Kind
  }

  /// - Parameter userCalls: how many calls of a kind below `/users/` a second; the other limits keep their documented
  ///   proportion to it. Nil is no limit at all.
  init(userCalls: Int? = documented) { self.userCalls = userCalls }

  /// Counts a call.
  ///
  /// - Throws: 429 when its second is full.
  mutating func count(_ call: Call, by identity: Identity, at now: UnixSeconds) throws(Refusal) {
    guard let userCalls, let documented = call.kind.callsInSecond else { return }
    if now != second {
      second = now
      counts = [:]
    }
    let bucket = Bucket(identity: identity, kind: call.kind)
    counts[bucket, default: 0] += 1
    let limit = max(1, userCalls * documented / RateLimit.documented)
    if counts[bucket, default: 0] > limit { throw .tooFrequent }
  }
}
