import CouponKit

/// The first row of every screen: in which environment, for whom and as whom the agent works. It never scrolls away.
enum Banner {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let profile = desk.profile
    let clock = SafeText(desk.formats.clock(desk.now) + " +08:00 ")
    let environment = profile.environment
    canvas.putRight(clock, in: rect)
    var room = rect.keeping(columns: rect.columns - clock.columns - 1)
    room = room.dropping(
      columns: canvas.put(SafeText(" \(desk.text(environment.name)) "), in: room, style: environment.style))

    // In the order in which they are given up when the row is narrow, last one first; each in its longest form that fits.
    let brand = SafeText("\(profile.brandName) \(profile.brandID)")
    let role = desk.lock == nil ? profile.role.name : Phrase("may look", "可查询")
    let agent = SafeText("\(desk.agentName) (\(desk.text(role)))")
    let lock = lockReason(desk)
    let link = desk.connection.words(in: desk.formats).map(desk.text)
    let parts =
      [[brand]] + (lock.map { [[$0]] } ?? []) + [[agent], link, [desk.text(profile.mode.name)], ["coupon-tui"]]
    var shown: [SafeText] = []
    for forms in parts {
      let taken = shown.reduce(2) { $0 + 2 + $1.columns }
      guard let part = forms.first(where: { taken + $0.columns <= room.columns }) else { break }
      shown.append(part)
    }
    if shown.isEmpty { shown = [brand.truncated(to: max(0, room.columns - 2))] }
    for part in shown {
      room = room.dropping(columns: 2)
      let style: Style = part == brand ? .title : part == lock ? .danger : .normal
      room = room.dropping(columns: canvas.put(part, in: room, style: style))
    }
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
