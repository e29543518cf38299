/// Builds a short text of numbers and ASCII signs. Interpolation takes ten times as long, and a frame holds dozens of
/// them.
struct Digits {
  private var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(32) }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func add(_ sign: Unicode.Scalar) { bytes.append(UInt8(ascii: sign)) }

  mutating func add(ascii text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func add(_ number: some FixedWidthInteger) {
    if number < 0 { add("-") }
    let start = bytes.count
    var rest = UInt64(number.magnitude)
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  /// `07`; a number of more digits is written whole.
  mutating func add(twoDigits number: Int64) {
    if (0..<10).contains(number) { add("0") }
    add(number)
  }

  /// `1,234,567`
  mutating func add(grouped number: UInt64) {
    guard number >= 1000 else { return add(number) }
    add(grouped: number / 1000)
    add(",")
    let rest = number % 1000
    if rest < 100 { add("0") }
    add(twoDigits: Int64(rest))
  }
}
