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
      let agent = SafeText("\(desk.agentName) (\(desk.text(Phrase("may look", "可查询"))))")
      let short = desk.text(Phrase("READ-ONLY", "只读模式"))
      parts += [Part(forms: [reason, short], style: .danger, isNeeded: true), Part(forms: [agent])]
    } else {
      let role = desk.text(profile.role.name)
      let forms = [SafeText("\(desk.agentName) (\(role))"), role, desk.text(profile.role.shortName)]
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
    let text = desk.text(Phrase("READ-ONLY: \(detail)", "只读模式：\(detail)"))
    return text.truncated(to: max(9, desk.size.columns / 3))
  }
}

/// The last row: what just happened, or the keys of the place.
enum Footer {
  static func draw(_ desk: Desk, _ screen: Screen?, notice: SafeText?, on canvas: inout Canvas, in rect: Rect) {
    if let prompt = screen?.prompt {
      let label = rect.dropping(columns: 1)
      let field = label.dropping(columns: canvas.put(prompt.label, in: label, style: .key))
      let half = notice == nil ? field.columns : field.columns / 2
      prompt.field.draw(on: &canvas, in: field.keeping(columns: half), isActive: true)
      if let notice { canvas.putTruncated(SafeText(" \(notice)"), in: field.dropping(columns: half), style: .warning) }
      return
    }
    if let notice {
      canvas.putTruncated(SafeText(" \(notice)"), in: rect, style: .warning)
      return
    }
    var room = rect.dropping(columns: 1)
    let standing = standing(desk).map(\.text).joined(separator: " · ")
    if !standing.isEmpty {
      let text = SafeText(standing + " ")
      canvas.putRight(text, in: room, style: .warning)
      room = room.keeping(columns: room.columns - text.columns - 2)
    }
    let place = screen?.place ?? []
    for index in KeyMap.bindings.indices where KeyMap.bindings[index].places.contains(place) {
      guard let hint = KeyMap.bindings[index].hint.map(desk.text) else { continue }
      let key = KeyMap.bindings[index].shortest
      guard key.columns + 1 + hint.columns <= room.columns else { break }
      room = room.dropping(columns: canvas.put(key, in: room, style: .key) + 1)
      room = room.dropping(columns: canvas.put(hint, in: room) + 2)
    }
  }

  /// What holds for the time being, whatever is on screen.
  private static func standing(_ desk: Desk) -> [SafeText] {
    var parts: [Phrase] = []
    if let seconds = desk.revealedSeconds { parts.append(Phrase("unmasked \(seconds) s", "明文 \(seconds) 秒")) }
    let (open, troubles) = (desk.openOperations.count, desk.troubles.count)
    if open > 0 { parts.append(Phrase("\(open) open check\(open == 1 ? "" : "s")", "\(open) 项待核对")) }
    if troubles > 0 {
      parts.append(Phrase("\(troubles) warning\(troubles == 1 ? "" : "s") (!)", "\(troubles) 条警告（!）"))
    }
    return parts.map(desk.text)
  }
}
