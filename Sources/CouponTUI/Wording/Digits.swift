/// Builds a short text of numbers and ASCII signs. Interpolation takes ten times as long, and a frame holds dozens of
/// them.
struct Digits {
  private var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(32) }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func add(_ sign: Unicode.Scalar) { bytes.append(UInt8(ascii: sign)) }

  mutating func add(ascii text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func add(_ number: Int64) {
    if number < 0 { add("-") }
    add(magnitude: number.magnitude)
  }

  mutating func add(_ number: Int) { add(Int64(number)) }

  private mutating func add(magnitude: UInt64) {
    if magnitude >= 10 { add(magnitude: magnitude / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
  }

  /// `07`; a number of more digits is written whole.
  mutating func add(twoDigits number: Int64) {
    if (0..<10).contains(number) { add("0") }
    add(number)
  }

  /// `1,234,567`
  mutating func add(grouped number: UInt64) {
    guard number >= 1000 else { return add(magnitude: number) }
    add(grouped: number / 1000)
    add(",")
    let rest = Int64(number % 1000)
    if rest < 100 { add("0") }
    add(twoDigits: rest)
  }
}
