/// How often a kind of call may be made in a second.
struct RateLimit {
  /// Calls below `/users/` a second; nil is no limit.
  let userCalls: Int?
  private var second: UnixSeconds = 0
  private var counts: [String: Int] = [:]

  init(userCalls: Int?) { self.userCalls = userCalls }

  /// Counts a call. Offers and stocks are held to a 25th, as documented: 20 a second beside 500.
  ///
  /// - Throws: 429 when the second is full.
  mutating func count(_ call: Call, by identity: Identity, at now: UnixSeconds) throws(Refusal) {
    guard let userCalls else { return }
    if now != second {
      second = now
      counts = [:]
    }
    let key = "\(identity) \(call.isAboutUser)"
    counts[key, default: 0] += 1
    let limit = call.isAboutUser ? userCalls : max(1, userCalls / 25)
    if counts[key, default: 0] > limit { throw .tooFrequent }
  }
}
