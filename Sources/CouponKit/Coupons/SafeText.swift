/// Text that is safe to draw, log and export: no control, bidirectional or invisible character is left in it.
///
/// It is the only thing that a canvas accepts, so text from outside cannot move the cursor, change colours, hide itself
/// or turn the reading direction round.
public struct SafeText: Sendable, Hashable, CustomStringConvertible {
  public let text: String
  public var description: String { text }

  /// As many combining marks as one cell of a terminal can carry.
  static let marksLimit = 4

  /// Makes every harmful character of `untrusted` visible, as in `⟨U+202E⟩`, and cuts a flood of combining marks.
  public init(_ untrusted: String) {
    if isPrintableASCII(untrusted) || untrusted.unicodeScalars.allSatisfy(isPlain) {
      text = untrusted
    } else {
      text = madeSafe(untrusted)
    }
  }
}

extension SafeText: ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) { self.init(value) }
}

extension SafeText {
  /// Parts of a safe text, put together with blanks or `…`: they need no second look.
  package init(partsOfSafeText text: String) { self.text = text }
}

extension SafeText {
  /// A JSON document that is safe to print: what could harm a terminal or deceive its reader stands as `\u202e` and the
  /// like, which is the same document to every program.
  ///
  /// - Parameter document: valid JSON, or some of it one after the other.
  package static func escapedJSON(_ document: [UInt8]) -> [UInt8] {
    if document.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x0A }) { return document }
    var safe: [UInt8] = []
    safe.reserveCapacity(document.count)
    var marks = 0
    for scalar in String(decoding: document, as: UTF8.self).unicodeScalars {
      marks = scalar.isMark ? marks + 1 : 0
      switch scalar {
      case "\n": safe.append(0x0A)
      // Outside of strings these are blanks, and inside JSON itself has them escaped.
      case "\t", "\r": safe.append(0x20)
      default:
        if marks <= marksLimit, isPlain(scalar) || !isHarmful(scalar) {
          safe += String(Character(scalar)).utf8
        } else {
          for unit in String(Character(scalar)).utf16 {
            let digits = String(unit, radix: 16)
            safe += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
          }
        }
      }
    }
    return safe
  }
}

/// Looks at every byte and leaves no earlier, which lets the compiler look at sixteen at a time.
private func isPrintableASCII(_ text: String) -> Bool {
  text.utf8.withContiguousStorageIfAvailable { bytes in
    bytes.reduce(true) { $0 && $1 >= 0x20 && $1 <= 0x7E }
  } ?? false
}

/// The bulk of real names and of our own words: ASCII, Latin-1, punctuation, arrows, frames, kana and CJK ideographs.
/// None of them joins with a neighbour, so a text of these alone needs no second look.
private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x20...0x7E, 0xA1...0xAC, 0xAE...0xFF, 0x2010...0x2027, 0x2030...0x205E, 0x20A0...0x20BF,
    0x2190...0x2193, 0x21E5, 0x23CE, 0x2500...0x25A9, 0x25B8, 0x25CB...0x25FC, 0x3000...0x3029, 0x3041...0x3096,
    0x30A1...0x30FA,
    0x4E00...0x9FFF, 0xFF01...0xFF5E:
    true
  default: false
  }
}

private func madeSafe(_ untrusted: String) -> String {
  let scalars = Array(untrusted.unicodeScalars)
  var safe = String.UnicodeScalarView()
  var marks = 0
  /// Whether the scalar before can carry a mark.
  var hasBase = false
  for (index, scalar) in scalars.enumerated() {
    if isEmojiGlue(at: index, in: scalars) {
      safe.append(scalar)
    } else if isHarmful(scalar) {
      safe.append(contentsOf: visible(scalar).unicodeScalars)
      hasBase = false
    } else if scalar.isMark {
      marks = hasBase ? marks + 1 : 1
      if !hasBase { safe.append("\u{25CC}") }
      hasBase = true
      if marks <= SafeText.marksLimit { safe.append(scalar) }
    } else {
      safe.append(scalar)
      hasBase = scalar.properties.generalCategory != .spaceSeparator
      marks = 0
    }
  }
  return String(safe)
}

/// Everything that is not in the allow-list: letters, marks, numbers, punctuation, symbols and blanks.
private func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return true
  // BRAILLE PATTERN BLANK is a symbol by category and yet nothing to see.
  default: return scalar.properties.isDefaultIgnorableCodePoint || scalar.value == 0x2800
  }
}

/// Whether the scalar holds an emoji together: a joiner between two pictures, or the selector that asks for colour.
private func isEmojiGlue(at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
  guard index > 0 else { return false }
  let before = scalars[index - 1].properties
  switch scalars[index].value {
  case 0xFE0F: return before.isEmoji
  case 0x200D:
    guard index + 1 < scalars.count, scalars[index + 1].properties.isEmoji, scalars[index + 1].value > 0xFF
    else { return false }
    let isAfterSelector = scalars[index - 1].value == 0xFE0F && index > 1 && scalars[index - 2].properties.isEmoji
    return isAfterSelector || before.isEmojiPresentation || before.isEmojiModifier || before.isEmojiModifierBase
  default: return false
  }
}

private func visible(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  return "⟨U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "⟩"
}

extension Unicode.Scalar {
  /// Whether it is drawn onto the character before it.
  public var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: true
    default: false
    }
  }
}
