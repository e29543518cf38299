import CouponKit

/// What a terminal draws in one place: a character, with the marks or joined pictures that belong to it.
struct Glyph {
  let first: Unicode.Scalar
  /// Where it stands in its text, in UTF-8 bytes.
  let place: Range<Int>
  /// 1, or 2 for East Asian wide characters and emoji.
  let columns: Int

  /// Whether marks or joined pictures stand behind its first scalar.
  var isCluster: Bool { place.count > UTF8.width(first) }
}

extension SafeText {
  /// Lets `body` walk over the glyphs, which are there only while it runs.
  func withGlyphs<Result>(_ body: (Glyphs) -> Result) -> Result {
    var text = text
    return text.withUTF8 { body(Glyphs(of: $0)) }
  }
}

/// The glyphs of a text, first to last.
///
/// Cut here and not by `Character`, because what counts is the cells that a terminal gives: conjoining or spacing
/// characters that Unicode calls one cluster still take cells of their own. Every frame passes every text through here,
/// so it reads the bytes themselves, which `String` has made sure are sound UTF-8.
struct Glyphs: Sequence, IteratorProtocol {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var offset = 0

  fileprivate init(of bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func next() -> Glyph? {
    guard offset < bytes.count else { return nil }
    let start = offset
    let lead = bytes[start]
    if lead < 0x80, canNotJoin(at: start + 1) {
      offset = start + 1
      return Glyph(first: Unicode.Scalar(lead), place: start..<offset, columns: 1)
    }
    let first = takeScalar()
    // The bulk of Chinese: U+5000 to U+9FFF.
    if 0xE5...0xE9 ~= lead, canNotJoin(at: offset) { return Glyph(first: first, place: start..<offset, columns: 2) }
    let columns = takeJoining(first)
    return Glyph(first: first, place: start..<offset, columns: columns)
  }

  /// Whether what begins here, if anything, is known to be a glyph of its own: a scalar below U+0300, or an ideograph.
  private func canNotJoin(at place: Int) -> Bool {
    place == bytes.count || bytes[place] < 0xCC || 0xE4...0xE9 ~= bytes[place]
  }

  /// Steps over all that joins `first`.
  ///
  /// - Returns: the columns of the whole glyph.
  private mutating func takeJoining(_ first: Unicode.Scalar) -> Int {
    var columns = columnsOf(first)
    if isRegionalLetter(first) {
      if let second = ahead, isRegionalLetter(second) { _ = takeScalar() }
      return columns
    }
    while let joining = ahead, let joined = columnsWhen(joining, joins: columns) {
      columns = joined
      _ = takeScalar()
      if joining.value == 0x200D, offset < bytes.count { _ = takeScalar() }
    }
    return columns
  }

  private var ahead: Unicode.Scalar? {
    guard offset < bytes.count else { return nil }
    var copy = self
    return copy.takeScalar()
  }

  private mutating func takeScalar() -> Unicode.Scalar {
    func tail(_ place: Int) -> UInt32 { UInt32(bytes[offset + place] & 0x3F) }
    let lead = UInt32(bytes[offset])
    let (value, width): (UInt32, Int) =
      switch lead {
      case ..<0x80: (lead, 1)
      case ..<0xE0: ((lead & 0x1F) << 6 | tail(1), 2)
      case ..<0xF0: ((lead & 0x0F) << 12 | tail(1) << 6 | tail(2), 3)
      default: ((lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
      }
    offset += width
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }
}
