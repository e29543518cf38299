/// What an agent can quote for a settled outcome: `7F3K-9Q2M`, the end of the hash of the event that closed it.
///
/// Whoever holds one can show that the journal said so then: no other journal gives it.
public struct Receipt: Sendable, Hashable {
  /// Eight letters and digits of Crockford's base 32, none of which is taken for another.
  public let text: String

  init(eventHash: [UInt8]) {
    let letters = Base32.lower(Array(eventHash.suffix(5))).uppercased()
    text = "\(letters.prefix(4))-\(letters.suffix(4))"
  }
}
