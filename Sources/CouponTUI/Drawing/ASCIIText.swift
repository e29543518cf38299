import CouponKit

extension SafeText {
  /// The text for a terminal that shows ASCII alone: our own signs have stand-ins, all else becomes `\u6676`.
  var ascii: SafeText {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return self }
    return SafeText(partsOfSafeText: text.unicodeScalars.map(asciiText).joined())
  }
}

extension SafeText {
  /// The text as a terminal shows it. What is to be cut, or put in columns, is counted in it.
  func shown(isASCII: Bool) -> SafeText { isASCII ? ascii : self }
}

/// What stands for one character where only ASCII is shown.
func asciiText(_ scalar: Unicode.Scalar) -> String {
  if scalar.value < 0x80 { return String(scalar) }
  if let known = standIns[scalar] { return known }
  let digits = String(scalar.value, radix: 16)
  return scalar.value <= 0xFFFF
    ? "\\u" + String(repeating: "0", count: 4 - digits.count) + digits : "\\U" + digits
}

/// The signs that the program draws itself.
private let standIns: [Unicode.Scalar: String] = [
  "─": "-", "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+",
  "▸": ">", "»": ">", "‹": "<", "›": ">", "↑": "^", "↓": "v", "→": "->", "←": "<-",
  "●": "*", "◌": "o", "✓": "+", "✗": "x", "■": "#", "□": ".", "▪": "-", "·": ".", "…": "~", "–": "-", "−": "-",
  "“": "\"", "”": "\"", "‘": "'", "’": "'", "⏎": "Enter", "⇥": "Tab", "⇧": "Shift-", "×": "x", "␠": "blank",
  "，": ",", "。": ".", "：": ":", "；": ";", "！": "!", "？": "?", "（": "(", "）": ")", "、": ",",
]
