/// A part of an answer that this version shows only as it came.
public struct UnreadField: Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// A key newer than this version.
    case unknownKey
    /// A value of an open enumeration newer than this version.
    case unlistedValue
    /// A known key with a value of another kind than the contract says.
    case unexpectedValue
  }

  /// Where it is, as a JSON pointer (RFC 6901) from the coupon: `/stock/unheard_of_key`.
  public let pointer: String
  public let reason: Reason

  public init(pointer: String, reason: Reason) {
    self.pointer = pointer
    self.reason = reason
  }
}
