/// The nonces of requests that are still fresh. It forgets the others: their timestamps are refused by themselves, so
/// it grows with the requests of twenty minutes and no further.
struct NonceMemory {
  /// A request may be signed five minutes ahead of the gateway's clock, and is fresh for five minutes after.
  private static let lifetime = 2 * Caller.clockTolerance

  private var young: Set<String> = []
  private var old: Set<String> = []
  private var turn: UnixSeconds = 0

  /// Keeps a nonce.
  ///
  /// - Returns: whether it is a new one.
  mutating func keep(_ nonce: String, at now: UnixSeconds) -> Bool {
    if now >= turn {
      old = now >= turn + NonceMemory.lifetime ? [] : young
      young = []
      turn = now + NonceMemory.lifetime
    }
    return !old.contains(nonce) && young.insert(nonce).inserted
  }
}
