/// An amount of money in cents (分), never a fraction.
public struct Cents: Sendable, Hashable, Comparable {
  public let count: Int64

  public init(_ count: Int64) { self.count = count }

  public static func < (left: Cents, right: Cents) -> Bool { left.count < right.count }
}
