/// splitmix64: the same seed gives the same history on every machine.
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Not quite even for counts that are no powers of two, by less than one in 2⁵⁰.
  mutating func below(_ count: Int) -> Int { Int(truncatingIfNeeded: next() % UInt64(count)) }

  mutating func chance(_ perMille: Int) -> Bool { below(1000) < perMille }

  mutating func within(_ span: ClosedRange<Int64>) -> Int64 {
    span.lowerBound + Int64(below(Int(span.upperBound - span.lowerBound + 1)))
  }
}
