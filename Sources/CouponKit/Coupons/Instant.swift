/// A point in time, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// WeChat Pay writes instants with the offset +08:00 (China Standard Time, without daylight saving); agents see them in
/// +08:00 whatever zone the machine is in.
public struct Instant: Sendable, Hashable, Comparable {
  public let millisecondsSince1970: Int64

  public init(millisecondsSince1970: Int64) { self.millisecondsSince1970 = millisecondsSince1970 }
  public init(secondsSince1970: Int64) { self.init(millisecondsSince1970: secondsSince1970 * 1000) }

  public var secondsSince1970: Int64 { millisecondsSince1970.flooredQuotient(by: 1000) }

  public static func < (left: Instant, right: Instant) -> Bool {
    left.millisecondsSince1970 < right.millisecondsSince1970
  }

  public func advanced(bySeconds seconds: Int64) -> Instant {
    Instant(millisecondsSince1970: millisecondsSince1970 + seconds * 1000)
  }

  /// Whole seconds from `earlier` to this instant; negative when this one is the earlier.
  public func seconds(since earlier: Instant) -> Int64 {
    (millisecondsSince1970 - earlier.millisecondsSince1970) / 1000
  }
}

extension Int64 {
  /// The quotient rounded towards negative infinity, so that instants before 1970 fall into the right second.
  func flooredQuotient(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
