import CouponKit

/// The second step of a deactivation: what may be written, and what will be stored.
extension DeactivationScreen {
  func addReason(to page: inout TextPage, _ desk: Desk) {
    page.add(
      desk.text(
        "Why? The reason is stored with the coupons and the customer may see it.", "失效原因将随券保存，用户可能看到。"))
    let templates = desk.profile.reasonTemplates
    if !templates.isEmpty {
      page.addBlank()
      page.add(
        desk.text(
          reason.field.isEmpty
            ? Phrase("A number key takes one of these:", "按数字键选用：")
            : Phrase("Templates (empty the text to take one):", "模板（清空文字后按数字键选用）：")), style: .dim)
      for (index, template) in templates.enumerated() {
        page.add(SafeText("\(index + 1)  \(template.text)"), style: reason.field.isEmpty ? .normal : .dim, indent: 1)
      }
    }
    page.addBlank()
    if reason.field.isEmpty, let draft = reason.draft {
      page.add(desk.text("You had begun to write this; Tab takes it:", "您此前写到一半的内容，按 Tab 选用："), style: .dim)
      page.add(SafeText(draft), indent: 1)
    }
    if let reason = try? desk.profile.reason(reason.field.text) {
      page.add(desk.text("Will be stored as:", "将保存为："), style: .dim)
      page.add(SafeText(reason.text), indent: 1)
    }
    for demand in ReasonForm.demands(desk) { page.add(demand, style: .dim) }
  }

  func drawReason(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let count = reason.field.text.unicodeScalars.count
    let limit = desk.profile.reasonLimit
    let counter = SafeText("\(count)/\(limit)")
    canvas.put(desk.text("Reason", "失效原因"), in: rect.line(0), style: .label)
    canvas.putRight(counter, in: rect.line(0), style: count > limit ? .danger : .dim)
    reason.field.draw(on: &canvas, in: rect.line(1), isActive: true)
    guard !reason.field.isEmpty else { return }
    do { _ = try desk.profile.reason(reason.field.text) } catch {
      canvas.putTruncated(desk.text(sentence(error)), in: rect.line(2), style: .warning)
    }
  }
}

extension ReasonForm {
  /// What the profile wants of a reason, and adds to it.
  static func demands(_ desk: Desk) -> [SafeText] {
    var demands: [Phrase] = []
    if let digits = desk.profile.ticketDigits {
      demands.append(
        Phrase("It has to name the ticket: \(digits) or more digits in a row.", "须写明工单号，即至少连续 \(digits) 位数字。"))
    }
    if desk.profile.tagsReasons {
      demands.append(Phrase("A mark such as [CK-9Q2M4T] is added to it.", "末尾将附上标记，如 [CK-9Q2M4T]。"))
    }
    return demands.map(desk.text)
  }
}
