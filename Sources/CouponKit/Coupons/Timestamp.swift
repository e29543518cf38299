/// A time as an answer gives it. One that cannot be read is shown as it came instead of being lost.
public enum Timestamp: Sendable, Hashable {
  case instant(Instant)
  case unreadable(String)

  /// - Parameter wire: RFC 3339 with the variants that ``Instant/init(rfc3339:)`` accepts.
  public init(wire: String) {
    self = Instant(rfc3339: wire).map(Timestamp.instant) ?? .unreadable(wire)
  }

  /// The time, unless it cannot be read.
  public var instant: Instant? {
    switch self {
    case .instant(let instant): instant
    case .unreadable: nil
    }
  }
}

/// From `begin` to `end`, both included. Either may be missing from an answer.
public struct TimeWindow: Sendable, Equatable {
  public var begin: Timestamp?
  public var end: Timestamp?

  public init(begin: Timestamp? = nil, end: Timestamp? = nil) {
    self.begin = begin
    self.end = end
  }
}
