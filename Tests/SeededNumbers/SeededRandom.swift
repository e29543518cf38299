/// splitmix64: the same seed gives the same monkey on every machine.
public struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  public mutating func chance(_ perMille: Int) -> Bool { number(0..<1000) < perMille }

  public mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &self) }

  /// - Parameter items: at least one.
  public mutating func one<Item>(of items: [Item]) -> Item { items[number(0..<items.count)] }
}
