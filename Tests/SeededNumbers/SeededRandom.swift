/// splitmix64: the same seed gives the same run on every machine.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Not quite even for counts that are no powers of two, by less than one in 2⁵⁰.
  public mutating func below(_ count: Int) -> Int { Int(truncatingIfNeeded: next() % UInt64(count)) }

  public mutating func chance(_ perMille: Int) -> Bool { below(1000) < perMille }

  public mutating func within(_ span: ClosedRange<Int64>) -> Int64 {
    span.lowerBound + Int64(below(Int(span.upperBound - span.lowerBound + 1)))
  }

  public mutating func number(_ range: Range<Int>) -> Int { range.lowerBound + below(range.count) }

  /// - Parameter items: at least one.
  public mutating func one<Item>(of items: [Item]) -> Item { items[below(items.count)] }
}
