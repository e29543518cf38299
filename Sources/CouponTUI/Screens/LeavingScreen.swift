import CouponKit

/// The question before the program ends while a deactivation is on its way. It stands on staying.
struct LeavingScreen: Sendable, Equatable {
  private(set) var isLeaving = false

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    guard case .keyPressed(let key) = event else { return .nothing }
    switch KeyMap.action(for: key, in: .leaving) {
    case .nextPane, .previousPane: isLeaving.toggle()
    case .open: return isLeaving ? Step(effects: [.quit]) : .back
    case .back: return .back
    default: break
    }
    return .nothing
  }

  static func page(_ desk: Desk) -> TextPage {
    var page = TextPage(desk)
    page.add(desk.text("A deactivation is on its way.", "有一笔失效正在提交。"), style: .danger)
    page.add(
      desk.text(
        "Quitting does not cancel it: the program sees it to its end first, a minute at most. The outcome is told then, and at "
          + "the next start.",
        "退出不会取消：程序会先等其完成，至多一分钟；届时及下次启动时告知结果。"))
    return page
  }

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let dialog = Dialog(title: desk.text("Quit?", "退出？"), size: Size(columns: 60, rows: 8))
    let box = dialog.draw(on: &canvas, in: rect)
    Self.page(desk).draw(on: &canvas, in: box.keeping(rows: box.rows - 1))
    var buttons = box.line(box.rows - 1)
    for (label, isMarked) in [(Phrase("Stay", "留下"), !isLeaving), (Phrase("Quit", "退出"), isLeaving)] {
      let text = SafeText("\(isMarked ? "▸" : " ")[ \(desk.text(label)) ]")
      let width = canvas.put(text, in: buttons, style: isMarked ? .selected : .normal)
      buttons = buttons.dropping(columns: width + 2)
    }
  }
}
