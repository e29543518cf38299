import CouponKit

extension PlainDialogue {
  /// What was deactivated from here, open ones on top.
  func history(_ screen: HistoryScreen, _ asked: PlainQuestion?, from first: Int, _ desk: Desk) -> PlainPage {
    if case .reading = screen.phase {
      return PlainPage("history reading", [desk.text("Reading the record.", "正在读取记录。")])
    }
    var page = PlainPage("history", [screen.title(desk)])
    // A name that was refused is asked for again.
    if asked == .exportPath || screen.place == .exporting {
      page.lines = []
      page.back = screen.place == .exporting ? [.keyPressed(.escape)] : []
      page.question = desk.text(
        "A new file that ends in .csv or .jsonl, or 0 for none: ", "新文件名，以 .csv 或 .jsonl 结尾，0 为不导出：")
      page.text = { path in
        let begin: [Key] = screen.place == .exporting ? [] : [.character("e")]
        let keys = (begin + [.control("a"), .control("k")]).map { Event.keyPressed($0) }
        return .events(keys + [.pasted(SafeText(path.trimmingBlanks)), .keyPressed(.enter)])
      }
      return page
    }
    if case .stopped(let failure) = screen.phase {
      page.lines.append(FailureSentences(failure, in: desk.language).text)
    }
    let listed = screen.listed
    if screen.phase == .read, listed.isEmpty {
      page.lines.append(desk.text("Nothing of this kind was deactivated from here.", "此处没有此类失效记录。"))
    }
    for index in first..<max(first, min(listed.count, first + Self.listLength)) {
      page.add(Self.label(listed[index], desk), .events(Self.select(index)))
    }
    addMore(to: &page, from: first, count: listed.count, desk)
    page.add(
      desk.text("Only open, deactivated, or not deactivated", "筛选：未了结、已失效、未失效"),
      .events([.keyPressed(.character("f"))]))
    if !listed.isEmpty { page.add(desk.text("Write the list to a file", "导出列表到文件"), .ask(.exportPath)) }
    page.add(desk.text("Read again", "重新读取"), .events([.keyPressed(.character("r"))]))
    page.keys = screen.place
    page.question = Self.question(page, desk)
    return page
  }

  private static func label(_ report: DeactivationReport, _ desk: Desk) -> SafeText {
    let ending = desk.text(
      "ending \(report.target.subjectEnding)", "尾号 \(report.target.subjectEnding)")
    let parts = [
      desk.formats.dayAndClock(report.createdAt), OutcomeSentences(report, in: desk.language).headline.text,
      SafeText(report.productName).text, ending.text, SafeText(report.agent).text,
    ]
    return SafeText(parts.joined(separator: desk.language == .en ? ", " : "，"))
  }
}
