import CouponKit

/// The key table itself. Rows that stand nearer to the top are the first to be shown when the footer is narrow.
extension KeyMap {
  static let bindings: [KeyBinding] =
    forms + dialogs + browsing + moving + finding + everywhere

  private static let forms = [
    KeyBinding(
      .open, [.enter], "⏎", Phrase("look the customer up", "查询"), hint: Phrase("look up", "查询"), in: [.form, .resting]),
    KeyBinding(
      .nextPane, [.tab, .down], "⇥", Phrase("next field", "下一栏"), hint: Phrase("field", "换栏"), in: [.form, .resting]),
    KeyBinding(.previousPane, [.backTab, .up], "⇧⇥", Phrase("previous field", "上一栏"), in: [.form, .resting]),
    KeyBinding(
      .back, [.escape], "Esc", Phrase("leave the fields: letters are keys then", "离开输入栏，此后字母为快捷键"),
      hint: Phrase("more keys", "更多按键"), in: .form),
    KeyBinding(
      .back, [.escape], "Esc", Phrase("stop asking", "停止查询"), hint: Phrase("stop", "停止"), in: .asking),
    KeyBinding(
      .help, [.character("?")], "?", Phrase("help", "帮助"), hint: Phrase("help", "帮助"), in: [.form, .asking]),
  ]

  private static let dialogs = [
    KeyBinding(
      .open, [.enter], "⏎", Phrase("go on to the reason", "继续填写原因"), hint: Phrase("go on", "下一步"), in: .review),
    KeyBinding(
      .open, [.enter], "⏎", Phrase("go on to the confirmation", "继续确认"), hint: Phrase("go on", "下一步"),
      in: [.reason, .repeatReview]),
    KeyBinding(.open, [.enter], "⏎", Phrase("take note of it", "确认知悉"), hint: Phrase("take note", "知悉"), in: .found),
    KeyBinding(
      .nextPane, [.tab], "⇥", Phrase("take the reason that you had begun", "选用此前未写完的原因"), in: .reason),
    KeyBinding(
      .open, [.enter], "⏎", Phrase("do what is marked", "执行所选"), hint: Phrase("do what is marked", "执行所选"),
      in: [.confirmation, .leaving]),
    KeyBinding(
      .nextPane, [.tab, .right, .down], "⇥", Phrase("next choice", "下一项"), hint: Phrase("choose", "选择"),
      in: [.confirmation, .leaving]),
    KeyBinding(
      .previousPane, [.backTab, .left, .up], "⇧⇥", Phrase("previous choice", "上一项"), in: [.confirmation, .leaving]),
    KeyBinding(.back, [.escape], "Esc", Phrase("stay", "留下"), hint: Phrase("stay", "留下"), in: .leaving),
    KeyBinding(
      .readAgain, [.character("r"), .character("c")], "r", Phrase("check what became of it", "核对结果"),
      hint: Phrase("check", "核对"), in: [.unknownOutcome, .unrecordedOutcome]),
    KeyBinding(.open, [.enter], "⏎", Phrase("close", "关闭"), hint: Phrase("close", "关闭"), in: [.outcome, .help]),
    KeyBinding(
      .back, [.escape], "Esc", Phrase("back a step; nothing was sent", "返回上一步，未提交任何内容"), hint: Phrase("back", "返回"),
      in: [.review, .repeatReview, .reason, .confirmation]),
    KeyBinding(
      .back, [.escape], "Esc", Phrase("leave; it goes on", "离开，操作继续进行"), hint: Phrase("leave", "离开"), in: .sending),
    KeyBinding(
      .back, [.escape], "Esc", Phrase("close", "关闭"), hint: Phrase("close", "关闭"),
      in: [.unknownOutcome, .unrecordedOutcome, .history, .profiles, .bare]),
    KeyBinding(.back, [.escape], "Esc", Phrase("close", "关闭"), in: [.outcome, .help]),
    KeyBinding(
      .sendAgain, [.character("S")], "S", Phrase("send again under the same number", "以同一单号重新提交"),
      hint: Phrase("send again", "重新提交"), in: .unknownOutcome),
    KeyBinding(
      .copySummary, [.character("y")], "y", Phrase("copy the receipt", "复制回执"), hint: Phrase("copy", "复制"),
      in: .outcomes),
    KeyBinding(
      .bare, [.character("b")], "b", Phrase("the receipt without frames, for selecting", "无边框显示回执，便于选择复制"),
      in: .outcomes),
    KeyBinding(
      .pageDown, [.pageDown], "PgDn", Phrase("a page down", "下翻页"), hint: Phrase("more", "下翻"),
      in: [.reason, .confirmation]),
    KeyBinding(
      .pageDown, [.pageDown, .control("d"), .control("f"), .character(" ")], "PgDn ^D", Phrase("a page down", "下翻页"),
      hint: Phrase("more", "下翻"), in: .pages),
    KeyBinding(.back, [.character("q"), .character("?")], "q", Phrase("close", "关闭"), in: .help),
    KeyBinding(.back, [.character("q"), .character("o")], "q", Phrase("close", "关闭"), in: .profiles),
    KeyBinding(.back, [.character("b"), .character("q")], "b", Phrase("close", "关闭"), in: .bare),
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
        .previousPane, [.backTab, .left, .character("h")], "⇧⇥ h", Phrase("previous pane", "上一窗格"), in: .browsing),
      KeyBinding(
        .nextCoupon, [.character("J")], "J", Phrase("next coupon of the bundle", "该组的下一张券"), in: .browsing),
      KeyBinding(
        .previousCoupon, [.character("K")], "K", Phrase("previous coupon", "该组的上一张券"), in: .browsing),
      KeyBinding(
        .check, [.character("c")], "c", Phrase("check now what became of it", "立即核对结果"), hint: Phrase("check", "核对"),
        in: .history),
      KeyBinding(
        .sendAgain, [.character("S")], "S", Phrase("send again under the same number", "以同一单号重新提交"), in: .history),
      KeyBinding(
        .export, [.character("e")], "e", Phrase("write the list to a file", "导出列表到文件"), hint: Phrase("export", "导出"),
        in: .history),
      KeyBinding(
        .filter, [.character("f")], "f", Phrase("only open, deactivated, or not deactivated", "筛选：未了结、已失效、未失效"),
        hint: Phrase("filter", "筛选"), in: .history),
      KeyBinding(
        .filterAgent, [.character("a")], "a", Phrase("only what one agent did, then the next", "按操作人筛选，逐个切换"),
        in: .history),
      KeyBinding(
        .filterDay, [.character("d")], "d", Phrase("only today, 7 days, 30 days", "筛选：今天、近 7 天、近 30 天"), in: .history),
      KeyBinding(
        .sort, [.character("s")], "s", Phrase("by time, product or agent", "按时间、商品券或操作人排序"), in: .history),
      KeyBinding(
        .find, [.character("/")], "/", Phrase("find in this pane", "在本窗格查找"), hint: Phrase("find", "查找"),
        in: [.browsing, .history]),
      KeyBinding(.back, [.escape], "Esc", Phrase("back", "返回"), hint: Phrase("back", "返回"), in: .browsing),
      KeyBinding(
        .help, [.character("?")], "?", Phrase("help", "帮助"), hint: Phrase("help", "帮助"),
        in: [.browsing, .resting, .history, .review, .repeatReview, .outcomes]),
      KeyBinding(
        .copyField, [.character("y")], "y", Phrase("copy the field", "复制该字段"), hint: Phrase("copy", "复制"), in: .browsing
      ),
      KeyBinding(
        .copySummary, [.character("Y")], "Y", Phrase("copy a summary for the ticket", "复制工单摘要"), in: .browsing),
      KeyBinding(
        .bare, [.character("b")], "b", Phrase("the detail without frames, for selecting", "无边框显示详情，便于选择复制"),
        in: .browsing),
      KeyBinding(
        .readAgain, [.character("r")], "r", Phrase("read again from WeChat Pay", "重新读取"),
        hint: Phrase("read again", "重读"),
        in: [.lists, .detail, .history]),
      KeyBinding(
        .fold, [.character("z"), .enter], "z", Phrase("fold or unfold a section, or a part of Raw", "折叠或展开一节或原始数据的一部分"),
        hint: Phrase("fold", "折叠"),
        in: .detail),
      KeyBinding(
        .filter, [.character("f")], "f", Phrase("only coupons in one state, from a list with counts", "按状态筛选，附各状态张数"),
        hint: Phrase("filter", "筛选"), in: .browsing),
      KeyBinding(
        .sort, [.character("s")], "s", Phrase("sort the bundles another way", "更换券组排序"), in: .browsing),
      KeyBinding(
        .reveal, [.character("m")], "m", Phrase("show masked values for 10 s", "显示完整内容 10 秒"),
        in: [.browsing, .resting, .history, .bare]),
      KeyBinding(
        .section(1), (1...8).map { .character(Character("\($0)")) }, "1–8", Phrase("a section of the detail", "详情的一节"),
        in: .browsing),
    ]

  private static let moving = [
    KeyBinding(
      .up, [.up, .character("k")], "↑ k", Phrase("up", "上移"), in: [.browsing, .history, .pages, .profiles, .states]),
    KeyBinding(
      .down, [.down, .character("j")], "↓ j", Phrase("down", "下移"),
      in: [.browsing, .history, .pages, .profiles, .states]),
    KeyBinding(.pageUp, [.pageUp], "PgUp", Phrase("a page up", "上翻页"), in: [.reason, .confirmation]),
    KeyBinding(
      .pageUp, [.pageUp, .control("u"), .control("b")], "PgUp ^U", Phrase("a page up", "上翻页"),
      in: [.browsing, .history, .pages]),
    KeyBinding(
      .pageDown, [.pageDown, .control("d"), .control("f"), .character(" ")], "PgDn ^D", Phrase("a page down", "下翻页"),
      in: [.browsing, .history]),
    KeyBinding(
      .first, [.home, .character("g")], "Home g", Phrase("to the top", "到首行"),
      in: [.browsing, .history, .pages, .profiles, .states]),
    KeyBinding(
      .last, [.end, .character("G")], "End G", Phrase("to the end", "到末行"),
      in: [.browsing, .history, .pages, .profiles, .states]),
  ]

  private static let finding = [
    KeyBinding(
      .findNext, [.character("n")], "n", Phrase("find the next one", "查找下一个"), in: [.browsing, .history]),
    KeyBinding(
      .findPrevious, [.character("N")], "N", Phrase("find the one before", "查找上一个"), in: [.browsing, .history]),
    KeyBinding(.open, [.enter], "⏎", Phrase("stay here", "停在此处"), hint: Phrase("stay here", "停在此处"), in: .finding),
    KeyBinding(
      .back, [.escape, .control("c")], "Esc ^C", Phrase("back to where you were", "回到原处"), hint: Phrase("back", "返回"),
      in: .finding),
    KeyBinding(
      .open, [.enter], "⏎", Phrase("write the file", "写入文件"), hint: Phrase("write", "写入"), in: .exporting),
    KeyBinding(
      .back, [.escape, .control("c")], "Esc ^C", Phrase("write nothing", "不导出"), hint: Phrase("write nothing", "不导出"),
      in: .exporting),
    KeyBinding(
      .open, [.enter], "⏎", Phrase("work under this profile", "使用该配置"), hint: Phrase("use it", "使用"), in: .profiles),
    KeyBinding(
      .open, [.enter], "⏎", Phrase("list only these", "只列这些"), hint: Phrase("list only these", "只列这些"), in: .states),
    KeyBinding(
      .back, [.escape, .control("c"), .character("q")], "Esc ^C", Phrase("close", "关闭"), hint: Phrase("close", "关闭"),
      in: .states),
    KeyBinding(.down, [.character("f")], "f", Phrase("next state", "下一状态"), in: .states),
    KeyBinding(.open, [.enter], "⏎", Phrase("do it", "执行"), hint: Phrase("do it", "执行"), in: .palette),
    KeyBinding(
      .down, [.down, .tab, .control("n")], "↓", Phrase("down", "下移"), hint: Phrase("choose", "选择"), in: .palette),
    KeyBinding(.up, [.up, .backTab, .control("p")], "↑", Phrase("up", "上移"), in: .palette),
    KeyBinding(
      .back, [.escape, .control("c")], "Esc ^C", Phrase("close", "关闭"), hint: Phrase("close", "关闭"), in: .palette),
  ]

  private static let everywhere = [
    KeyBinding(
      .palette, [.character(":"), .control("p")], ": ^P", Phrase("every action, found by its name", "按名称查找操作"),
      hint: Phrase("actions", "操作"), in: [.browsing, .resting, .history, .outcomes]),
    KeyBinding(
      .palette, [.control("p")], "^P", Phrase("every action, found by its name", "按名称查找操作"), in: [.form, .asking]),
    KeyBinding(
      .history, [.character("H")], "H", Phrase("history: what was done here, and what is open", "历史：已做与未了结的操作"),
      hint: Phrase("history", "历史"), in: [.browsing, .resting]),
    KeyBinding(
      .history, [.character("H")], "H", Phrase("history: what was done here, and what is open", "历史：已做与未了结的操作"),
      in: .outcomes),
    KeyBinding(
      .profiles, [.character("o")], "o", Phrase("another profile: other brand, other rights", "切换配置：其他品牌或权限"),
      hint: Phrase("profile", "配置"), in: [.browsing, .resting, .history]),
    KeyBinding(
      .mouse, [.character("M")], "M",
      Phrase("mouse: click and wheel here, or the terminal's own selection", "鼠标：用于本程序，或用于终端选择"),
      in: [.browsing, .resting, .history, .pages]),
    KeyBinding(
      .troubles, [.character("!")], "!", Phrase("the warnings in full: what is wrong at the moment", "警告详情：当前的问题"),
      in: [.browsing, .resting, .history]),
    KeyBinding(
      .language, [.character("L")], "L", Phrase("中文 / English", "English / 中文"),
      in: [.browsing, .resting, .history, .pages]),
    KeyBinding(
      .theme, [.character("t")], "t", Phrase("other colours: dark, light, high contrast, none", "切换配色：深色、浅色、高对比、无"),
      in: [.browsing, .resting, .history, .pages]),
    KeyBinding(
      .tour, [.control("t")], "^T", Phrase("the guided tour, on or off (sandbox)", "开始或结束引导（仅沙箱）"), in: .all),
    KeyBinding(
      .quit, [.character("q")], "q", Phrase("quit", "退出"), hint: Phrase("quit", "退出"), in: [.browsing, .resting]),
    KeyBinding(.back, [.character("q")], "q", Phrase("close", "关闭"), in: [.history, .outcome]),
    KeyBinding(
      .quit, [.control("c")], "^C", Phrase("quit", "退出"), hint: Phrase("quit", "退出"), in: [.form, .asking]),
    KeyBinding(
      .quit, [.control("c")], "^C", Phrase("quit", "退出"),
      in: [
        .browsing, .resting, .history, .profiles, .pages, .reason, .confirmation, .sending, .found,
      ]),
  ]
}
