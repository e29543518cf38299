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
  /// The columns that the whole text takes.
  var columns: Int { isASCII ? text.utf8.count : glyphs.reduce(0) { $0 + $1.columns } }

  /// Whether every byte is a character of its own, one column wide.
  var isASCII: Bool { text.utf8.withContiguousStorageIfAvailable { bytes in bytes.reduce(0, |) < 0x80 } ?? false }

  var glyphs: Glyphs { Glyphs(of: self) }

  /// The part between two glyphs, in UTF-8 bytes.
  func part(_ place: Range<Int>) -> SafeText {
    let start = text.utf8.index(text.startIndex, offsetBy: place.lowerBound)
    return SafeText(partsOfSafeText: String(text[start..<text.utf8.index(start, offsetBy: place.count)]))
  }

  /// The text in at most `limit` columns; what was cut off shows as `…`.
  func truncated(to limit: Int) -> SafeText {
    if fits(in: limit) { return self }
    guard limit > 0 else { return "" }
    var room = limit - 1
    var end = 0
    for glyph in glyphs {
      guard glyph.columns <= room else { break }
      room -= glyph.columns
      end = glyph.place.upperBound
    }
    return SafeText(partsOfSafeText: part(0..<end).text + "…")
  }

  /// Whether the text takes at most `limit` columns. No character takes more columns than bytes.
  func fits(in limit: Int) -> Bool { text.utf8.count <= limit || columns <= limit }

  /// The text in exactly `width` columns, cut or filled up with blanks.
  func padded(to width: Int) -> SafeText {
    let fitting = truncated(to: width)
    return SafeText(
      partsOfSafeText: fitting.text + String(repeating: " ", count: max(0, width - fitting.columns)))
  }
}

/// The glyphs of a text, first to last.
///
/// Cut here and not by `Character`, because what counts is the cells that a terminal gives: conjoining or spacing
/// characters that Unicode calls one cluster still take cells of their own.
struct Glyphs: Sequence, IteratorProtocol {
  private var scalars: String.UnicodeScalarView.Iterator
  private var ahead: Unicode.Scalar?
  /// Where ``ahead`` stands.
  private var offset = 0

  fileprivate init(of text: SafeText) {
    scalars = text.text.unicodeScalars.makeIterator()
    ahead = scalars.next()
  }

  mutating func next() -> Glyph? {
    guard let first = ahead else { return nil }
    let start = offset
    step(over: first)
    var columns = columnsOf(first)
    if columns == 1, first.value < 0x300, ahead.map({ $0.value < 0x300 }) ?? true {
      // Nothing below U+0300 joins with a neighbour.
    } else if isRegionalLetter(first) {
      if let second = ahead, isRegionalLetter(second) { step(over: second) }
    } else {
      while let joining = ahead, let joined = columnsWhen(joining, joins: columns) {
        columns = joined
        step(over: joining)
        if joining.value == 0x200D, let picture = ahead { step(over: picture) }
      }
    }
    return Glyph(first: first, place: start..<offset, columns: columns)
  }

  private mutating func step(over scalar: Unicode.Scalar) {
    offset += UTF8.width(scalar)
    ahead = scalars.next()
  }
}

private func isRegionalLetter(_ scalar: Unicode.Scalar) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar.value) }

/// The columns of a glyph of `columns` after `scalar` has joined it; nil when it begins a glyph of its own.
private func columnsWhen(_ scalar: Unicode.Scalar, joins columns: Int) -> Int? {
  switch scalar.value {
  case 0xFE0F, 0x200D, 0x20E3, 0x1F3FB...0x1F3FF: 2
  // The vowels and finals of Korean syllables that are spelled out.
  case 0x1160...0x11FF, 0xD7B0...0xD7FF: columns
  default: columnsOf(scalar) == 0 ? columns : nil
  }
}

/// The columns of one scalar on its own: 0 for marks, 2 for what Unicode calls wide or full-width, else 1. Ambiguous
/// characters count 1, as terminals outside legacy locales draw them.
private func columnsOf(_ scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x300 { return 1 }
  switch scalar.value {
  // What texts are mostly made of, before the tables are asked.
  case 0x4E00...0x9FFF, 0x3000...0x3029, 0x3041...0x3096, 0x30A1...0x30FA, 0xFF01...0xFF60: return 2
  case 0x2010...0x20BF, 0x2190...0x2193, 0x21E5, 0x23CE, 0x2500...0x25FC: return 1
  default: break
  }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark: return 0
  default: return isRegionalLetter(scalar) || isWide(scalar.value) ? 2 : 1
  }
}

/// A binary search in ``wideRanges``.
private func isWide(_ value: UInt32) -> Bool {
  var low = 0
  var high = wideRanges.count
  while low < high {
    let middle = (low + high) / 2
    if wideRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
  }
  return low < wideRanges.count && wideRanges[low].contains(value)
}

/// East Asian Width W and F of Unicode 14; gaps of unassigned characters are closed, for they are never drawn.
private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
  0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
  0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
  0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
  0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
  0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x303E,
  0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAD9,
  0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x1B2FB, 0x1F004...0x1F004,
  0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C,
  0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E,
  0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567, 0x1F57A...0x1F57A,
  0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2,
  0x1F6D5...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945,
  0x1F947...0x1F9FF, 0x1FA70...0x1FAF8, 0x20000...0x3FFFD,
]
