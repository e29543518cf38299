import CouponKit

/// What a key, a paste or a copy says at the foot of the screen, wherever the agent is.
enum Notice {
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

  static let waitingForOutcome = Phrase(
    "A deactivation is on its way and is not cancelled. Waiting for its outcome.", "有一笔失效正在提交，不会取消。正在等待结果。")

  static func mouse(isOn: Bool) -> Phrase {
    isOn
      ? Phrase("Mouse on: click selects, click again opens. M gives it back.", "鼠标已启用：单击选中，再次单击打开。按 M 交还终端。")
      : Phrase("Mouse off: the terminal selects text with it.", "鼠标已关闭：由终端用于选择文字。")
  }

  static let noUTF8 = Phrase(
    "This terminal does not show UTF-8: Chinese text appears as \\u escapes. Set LANG to a UTF-8 locale.",
    "此终端不支持 UTF-8，中文以 \\u 转义显示。请将 LANG 设为 UTF-8 区域。")

  static let tourIsForSandbox = Phrase(
    "The guided tour is for the sandbox: coupon-tui demo --tour", "引导仅用于沙箱：coupon-tui demo --tour")

  static func working(for profile: Profile) -> Phrase {
    let (environment, brand) = (profile.environment.name, "\(profile.brandName) \(profile.brandID)")
    return Phrase(
      "You work in \(environment.en) for \(brand) now, \(profile.role.name.en).",
      "已切换到 \(environment.zh)：\(brand)，\(profile.role.name.zh)。")
  }

  static func copied(_ text: SafeText) -> Phrase {
    let shown = text.truncated(to: 24)
    return Phrase(
      "Sent to your terminal's clipboard: “\(shown)”. Not there? b shows it.", "已送往终端剪贴板：“\(shown)”。若未生效，按 b 手工选择。")
  }

  // MARK: Pastes over the lists

  static let pastedFound = Phrase("This is what you pasted.", "这是您粘贴的编号所指。")
  static let pastedNumberNotListed = Phrase(
    "No bundle or coupon that is listed here has the number you pasted. Nothing was done.",
    "此处列出的券组和商品券中没有您粘贴的编号，未作任何操作。")
  static let pastedNoOpenID = Phrase(
    "What you pasted is not an OpenID, so nothing was done.", "粘贴的内容不是 OpenID，未作任何操作。")
  static let pastedOpenID = Phrase("Press Enter to look this customer up.", "按 Enter 查询该用户。")
}
