import CouponKit

/// The first row of every screen: in which environment, for whom and as whom the agent works. It never scrolls away.
enum Banner {
  /// One thing that the row says.
  private struct Part {
    /// Longest first.
    let forms: [SafeText]
    var style: Style = .normal
    /// Whether it stands there however narrow the row is.
    var isNeeded = false
    /// At the right edge.
    var isLast = false

    /// As wide as it is where Chinese appears as escapes.
    var ascii: Part {
      Part(forms: forms.map(\.ascii), style: style, isNeeded: isNeeded, isLast: isLast)
    }
  }

  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let environment = desk.profile.environment
    let name = SafeText(" \(desk.text(environment.name)) ")
    var room = rect.dropping(columns: canvas.put(name, in: rect, style: environment.style))
    let parts = desk.isASCII ? parts(desk).map(\.ascii) : parts(desk)
    for (part, text) in fitted(parts, columns: room.columns) {
      if part.isLast {
        canvas.putRight(text, in: room, style: part.style)
      } else {
        room = room.dropping(columns: 2)
        room = room.dropping(columns: canvas.put(text, in: room, style: part.style))
      }
    }
  }

  /// In the order of their weight; what stands last is the first to be given up.
  private static func parts(_ desk: Desk) -> [Part] {
    let profile = desk.profile
    let brand = profile.brandName
    let clock = desk.formats.clock(desk.now)
    var parts = [
      Part(
        forms: [SafeText("\(brand) \(profile.brandID)"), brand, brand.truncated(to: 6)], style: .title, isNeeded: true)
    ]
    if let reason = lockReason(desk) {
      let agent = SafeText("\(desk.agentName)\(desk.text(" (may look)", "（可查询）"))")
      let short = desk.text("READ-ONLY", "只读模式")
      parts += [Part(forms: [reason, short], style: .danger, isNeeded: true), Part(forms: [agent])]
    } else {
      let role = desk.text(profile.role.name)
      let forms = [
        SafeText("\(desk.agentName)\(desk.text(" (\(role))", "（\(role)）"))"), role,
        desk.text(profile.role.shortName),
      ]
      parts.append(Part(forms: forms, isNeeded: true))
    }
    parts.append(Part(forms: [SafeText(clock + " +08:00 "), SafeText(clock + " ")], isNeeded: true, isLast: true))
    let link = desk.connection.words(in: desk.formats).map(desk.text)
    return parts + [Part(forms: link), Part(forms: [desk.text(profile.mode.name)]), Part(forms: ["coupon-tui"])]
  }

  /// First what is needed, as short as it can be; then each part as long as it fits, up to the first that does not.
  private static func fitted(_ parts: [Part], columns: Int) -> [(part: Part, text: SafeText)] {
    func width(_ part: Part, _ form: Int) -> Int { part.forms[form].columns + (part.isLast ? 1 : 2) }
    var chosen = parts.map { $0.isNeeded ? $0.forms.count - 1 : nil }
    var rest = columns
    for (part, form) in zip(parts, chosen) { rest -= form.map { width(part, $0) } ?? 0 }
    for (index, part) in parts.enumerated() {
      let taken = chosen[index].map { width(part, $0) } ?? 0
      guard let form = part.forms.indices.first(where: { width(part, $0) <= rest + taken }) else {
        if part.isNeeded { continue } else { break }
      }
      rest -= width(part, form) - taken
      chosen[index] = form
    }
    return zip(parts, chosen).compactMap { part, form in form.map { (part, part.forms[$0]) } }
  }

  /// All of it in one line, for whoever does not see it stand there.
  static func sentence(_ desk: Desk) -> SafeText {
    let profile = desk.profile
    let parts = [
      desk.text(profile.environment.name).text, "\(profile.brandName) \(profile.brandID)", desk.agentName.text,
      desk.text(profile.role.name).text, desk.text(profile.mode.name).text,
    ]
    return SafeText(parts.joined(separator: desk.language == .en ? ", " : "，"))
  }

  /// Why nothing can be deactivated just now, as far as the row has room for it.
  private static func lockReason(_ desk: Desk) -> SafeText? {
    guard case .journalUnusable(let detail)? = desk.lock?.kind else { return nil }
    let text = desk.text("READ-ONLY: \(detail)", "只读模式：\(detail)")
    return text.truncated(to: max(9, desk.size.columns / 3))
  }
}
