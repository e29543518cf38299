/// One key press, whatever bytes the terminal made of it.
enum Key: Sendable, Hashable {
  case character(Character)
  /// A letter, `a` to `z`, with Ctrl.
  case control(Character)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right, home, end, pageUp, pageDown

  /// The key that is meant outside of a text field: the full-width letters and signs of a Chinese input method (`？`,
  /// `ｑ`) count as their plain ones.
  var plain: Key {
    guard case .character(let character) = self, let scalar = character.unicodeScalars.first else { return self }
    switch scalar.value {
    case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFEE0).map { .character(Character($0)) } ?? self
    case 0x3000: return .character(" ")
    default: return self
    }
  }

  /// Whether it came from an input method as full-width text, and so is not taken for a key that changes anything.
  var isFullWidth: Bool { plain != self }
}
