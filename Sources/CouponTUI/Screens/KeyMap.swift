import CouponKit

/// What a key can mean.
enum Action: Hashable {
  case up, down, pageUp, pageDown, first, last
  case nextPane, previousPane, open, back
  case section(Int)
  case fold, deactivate, readAgain, sendAgain, copyField, copySummary, reveal
  case history, language, help, quit
}

/// Where a key is pressed.
struct Place: OptionSet, Hashable {
  let rawValue: Int
  /// The look-up form, while a field takes text.
  static let form = Place(rawValue: 1)
  /// The look-up form, after Escape has left its fields.
  static let resting = Place(rawValue: 2)
  static let lists = Place(rawValue: 4)
  static let detail = Place(rawValue: 8)
  static let review = Place(rawValue: 16)
  static let reason = Place(rawValue: 32)
  static let confirmation = Place(rawValue: 64)
  static let sending = Place(rawValue: 128)
  static let unknownOutcome = Place(rawValue: 256)
  static let outcome = Place(rawValue: 512)
  static let history = Place(rawValue: 1024)
  static let help = Place(rawValue: 2048)

  static let browsing: Place = [.lists, .detail]
  static let pages: Place = [.review, .unknownOutcome, .outcome, .help]
}

/// One row of the key table.
struct KeyBinding {
  let action: Action
  let keys: [Key]
  /// The keys as a person reads them.
  let shown: String
  let meaning: Phrase
  /// The word in the footer; nil keeps the key to the help.
  let hint: Phrase?
  let places: Place

  init(_ action: Action, _ keys: [Key], _ shown: String, _ meaning: Phrase, hint: Phrase? = nil, in places: Place) {
    self.action = action
    self.keys = keys
    self.shown = shown
    self.meaning = meaning
    self.hint = hint
    self.places = places
  }
}

/// The one key table: what keys do, the footer, and the help are all made from it.
enum KeyMap {
  static func action(for key: Key, in place: Place) -> Action? {
    let binding = bindings.first { binding in
      // Full-width letters come from an input method that was left on: they never lead to a deactivation.
      let key = binding.action == .deactivate || binding.action == .sendAgain ? key : key.plain
      return binding.places.contains(place) && binding.keys.contains(key)
    }
    if case .section = binding?.action, case .character(let digit) = key.plain, let number = digit.wholeNumberValue {
      return .section(number)
    }
    return binding?.action
  }

  static func bindings(in place: Place) -> [KeyBinding] { bindings.filter { $0.places.contains(place) } }

  /// Rows that stand nearer to the top are the first to be shown when the footer is narrow.
  static let bindings: [KeyBinding] =
    forms + dialogs + browsing + moving + everywhere

  private static let forms = [
    KeyBinding(
      .open, [.enter], "⏎", Phrase("look the customer up", "查询"), hint: Phrase("look up", "查询"), in: [.form, .resting]),
    KeyBinding(
      .nextPane, [.tab, .down], "⇥", Phrase("next field", "下一栏"), hint: Phrase("field", "换栏"), in: [.form, .resting]),
    KeyBinding(.previousPane, [.backTab, .up], "⇧⇥", Phrase("field before", "上一栏"), in: [.form, .resting]),
    KeyBinding(
      .back, [.escape], "Esc", Phrase("stop, or leave the fields", "停止查询，或离开输入栏"), hint: Phrase("stop", "停止"), in: .form
    ),
    KeyBinding(.help, [.character("?")], "?", Phrase("help", "帮助"), hint: Phrase("help", "帮助"), in: .form),
  ]

  private static let dialogs = [
    KeyBinding(
      .open, [.enter], "⏎", Phrase("go on to the reason", "继续填写原因"), hint: Phrase("reason", "填原因"), in: .review),
    KeyBinding(
      .open, [.enter], "⏎", Phrase("go on to the confirmation", "继续确认"), hint: Phrase("confirm", "去确认"), in: .reason),
    KeyBinding(
      .open, [.enter], "⏎", Phrase("do what is marked", "执行所选"), hint: Phrase("do what is marked", "执行所选"),
      in: .confirmation),
    KeyBinding(
      .nextPane, [.tab, .right, .down], "⇥", Phrase("next choice", "下一项"), hint: Phrase("choose", "选择"),
      in: .confirmation),
    KeyBinding(.previousPane, [.backTab, .left, .up], "⇧⇥", Phrase("choice before", "上一项"), in: .confirmation),
    KeyBinding(
      .readAgain, [.character("r"), .character("c")], "r", Phrase("check what became of it", "核对结果"),
      hint: Phrase("check", "核对"), in: .unknownOutcome),
    KeyBinding(
      .sendAgain, [.character("S")], "S", Phrase("send again under the same number", "以同一单号重新提交"),
      hint: Phrase("send again", "重新提交"), in: .unknownOutcome),
    KeyBinding(
      .copySummary, [.character("y")], "y", Phrase("copy the receipt", "复制回执"), hint: Phrase("copy", "复制"),
      in: [.outcome, .unknownOutcome]),
    KeyBinding(.open, [.enter], "⏎", Phrase("close", "关闭"), hint: Phrase("close", "关闭"), in: [.outcome, .help]),
    KeyBinding(
      .back, [.escape], "Esc", Phrase("back a step; nothing was sent", "返回上一步，未提交任何内容"), hint: Phrase("back", "返回"),
      in: [.review, .reason, .confirmation]),
    KeyBinding(
      .back, [.escape], "Esc", Phrase("leave; it goes on", "离开，操作继续进行"), hint: Phrase("leave", "离开"), in: .sending),
    KeyBinding(
      .back, [.escape], "Esc", Phrase("close", "关闭"), hint: Phrase("close", "关闭"),
      in: [.outcome, .unknownOutcome, .help, .history]),
    KeyBinding(.back, [.character("q"), .character("?")], "q", Phrase("close", "关闭"), in: .help),
  ]

  private static let browsing =
    [
      KeyBinding(
        .deactivate, [.character("D")], "D", Phrase("deactivate the bundle, or the single coupon", "使券组或单券失效"),
        hint: Phrase("deactivate", "失效"), in: .browsing),
      KeyBinding(
        .open, [.enter], "⏎", Phrase("open", "打开"), hint: Phrase("open", "打开"), in: [.lists, .history]),
      KeyBinding(
        .nextPane, [.tab, .right, .character("l")], "⇥ l", Phrase("next pane", "下一窗格"), hint: Phrase("pane", "窗格"),
        in: .browsing),
      KeyBinding(
        .previousPane, [.backTab, .left, .character("h")], "⇧⇥ h", Phrase("pane before", "上一窗格"), in: .browsing),
      KeyBinding(.back, [.escape], "Esc", Phrase("back", "返回"), hint: Phrase("back", "返回"), in: .browsing),
      KeyBinding(
        .copyField, [.character("y")], "y", Phrase("copy the field", "复制该字段"), hint: Phrase("copy", "复制"), in: .browsing
      ),
      KeyBinding(
        .copySummary, [.character("Y")], "Y", Phrase("copy a summary for the ticket", "复制工单摘要"), in: .browsing),
      KeyBinding(
        .readAgain, [.character("r")], "r", Phrase("read again from WeChat Pay", "重新读取"),
        hint: Phrase("read again", "重读"),
        in: [.lists, .detail, .history]),
      KeyBinding(
        .fold, [.character("z"), .enter], "z", Phrase("fold or unfold a section", "折叠或展开"), hint: Phrase("fold", "折叠"),
        in: .detail),
      KeyBinding(
        .reveal, [.character("m")], "m", Phrase("show masked values for 10 s", "显示完整内容 10 秒"), in: [.lists, .detail]),
      KeyBinding(
        .section(1), (1...8).map { .character(Character("\($0)")) }, "1–8", Phrase("a section of the detail", "详情的一节"),
        in: .browsing),
    ]

  private static let moving = [
    KeyBinding(
      .up, [.up, .character("k")], "↑ k", Phrase("up", "上移"), in: [.browsing, .history, .pages]),
    KeyBinding(
      .down, [.down, .character("j")], "↓ j", Phrase("down", "下移"), in: [.browsing, .history, .pages]),
    KeyBinding(
      .pageUp, [.pageUp, .control("u"), .control("b")], "PgUp ^U", Phrase("a page up", "上翻页"),
      in: [.browsing, .history, .pages]),
    KeyBinding(
      .pageDown, [.pageDown, .control("d"), .control("f"), .character(" ")], "PgDn ^D", Phrase("a page down", "下翻页"),
      in: [.browsing, .history, .pages]),
    KeyBinding(
      .first, [.home, .character("g")], "Home g", Phrase("to the top", "到首行"), in: [.browsing, .history, .pages]),
    KeyBinding(
      .last, [.end, .character("G")], "End G", Phrase("to the end", "到末行"), in: [.browsing, .history, .pages]),
  ]

  private static let everywhere = [
    KeyBinding(
      .history, [.character("H")], "H", Phrase("history: what was done here, and what is open", "历史：已做与未了结的操作"),
      hint: Phrase("history", "历史"), in: [.browsing, .resting]),
    KeyBinding(
      .help, [.character("?")], "?", Phrase("help", "帮助"), hint: Phrase("help", "帮助"),
      in: [.browsing, .resting, .history]),
    KeyBinding(
      .language, [.character("L")], "L", Phrase("中文 / English", "English / 中文"),
      in: [.browsing, .resting, .history, .pages]),
    KeyBinding(
      .quit, [.character("q")], "q", Phrase("quit", "退出"), hint: Phrase("quit", "退出"), in: [.browsing, .resting]),
    KeyBinding(.back, [.character("q")], "q", Phrase("close", "关闭"), in: [.history, .outcome]),
    KeyBinding(.quit, [.control("c")], "^C", Phrase("quit", "退出"), hint: Phrase("quit", "退出"), in: .form),
    KeyBinding(
      .quit, [.control("c")], "^C", Phrase("quit", "退出"),
      in: [
        .browsing, .resting, .history, .pages, .reason, .confirmation, .sending,
      ]),
  ]
}

extension TextField.Edit {
  /// What a key does in a text field; nil for keys that do nothing to its text.
  init?(_ key: Key) {
    switch key {
    case .character(let character): self = .insert(SafeText(String(character)))
    case .backspace: self = .eraseBefore
    case .delete: self = .eraseAfter
    case .left: self = .left
    case .right: self = .right
    case .home, .control("a"): self = .start
    case .end, .control("e"): self = .end
    case .control("w"): self = .eraseWord
    case .control("u"): self = .eraseToStart
    case .control("k"): self = .eraseToEnd
    default: return nil
    }
  }
}
