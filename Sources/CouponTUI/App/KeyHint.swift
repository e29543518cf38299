import CouponKit

/// What a key says at the foot of the screen, wherever it is pressed.
enum KeyHint {
  /// Why a character of an input method does nothing where letters are keys; nil for what can be one.
  static func inputMethod(_ key: Key, at place: Place?) -> Phrase? {
    guard let place, case .character(let character) = key else { return nil }
    if place == .confirmation, !character.isASCII {
      return Phrase(
        "The last step takes plain letters and digits: switch the input method off.", "最后一步只接受半角字母和数字，请切换到英文输入。")
    }
    guard case .character(let plain) = key.plain, !plain.isASCII, Place.letterKeys.contains(place) else { return nil }
    return Phrase("Letters are keys here: switch the input method off.", "此处字母为快捷键，请切换到英文输入。")
  }

  static func mouse(isOn: Bool) -> Phrase {
    isOn
      ? Phrase("Mouse on: click selects, click again opens. M gives it back.", "鼠标已启用：单击选中，再次单击打开。按 M 交还终端。")
      : Phrase("Mouse off: the terminal selects text with it.", "鼠标已关闭：由终端用于选择文字。")
  }
}
