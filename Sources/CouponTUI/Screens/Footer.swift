import CouponKit

/// The foot of the screen: what just happened, or the keys of the place.
enum Footer {
  /// A notice lies over as many rows as it needs, up to these, until the next key: what is true of the coupons and what to
  /// do stand at its end.
  private static let noticeRows = 6

  /// - Parameter rect: all of the screen; its last row is the footer's.
  static func draw(_ desk: Desk, _ screen: Screen?, notice: SafeText?, on canvas: inout Canvas, in rect: Rect) {
    let row = rect.line(rect.rows - 1)
    if let prompt = screen?.prompt {
      draw(prompt, of: screen, notice, desk, on: &canvas, in: row)
    } else if let notice {
      let all = desk.shown(notice).wrapped(to: rect.columns - 3)
      var lines = Array(all.prefix(noticeRows))
      if all.count > lines.count, let last = lines.popLast() { lines.append(desk.shown(SafeText("\(last)…"))) }
      let rows = rect.dropping(rows: rect.rows - lines.count)
      canvas.fill(rows, style: .warning)
      for (offset, line) in lines.enumerated() {
        canvas.put(line, in: rows.line(offset).dropping(columns: 1), style: .warning)
      }
    } else {
      let room = drawStanding(desk, of: screen?.place ?? [], on: &canvas, in: row.dropping(columns: 1))
      drawKeys(of: screen, desk, on: &canvas, in: room)
    }
  }

  /// The right half of the row is for a notice, or for the keys where there is room for them.
  private static func draw(
    _ prompt: Prompt, of screen: Screen?, _ notice: SafeText?, _ desk: Desk, on canvas: inout Canvas, in rect: Rect
  ) {
    let room = rect.dropping(columns: 1)
    let rest = room.dropping(columns: canvas.put(prompt.label, in: room, style: .key))
    let isAlone = notice == nil && desk.isNarrow
    let field = rest.keeping(columns: isAlone ? rest.columns : rest.columns / 2)
    prompt.field.draw(on: &canvas, in: field, isActive: true)
    let others = rest.dropping(columns: field.columns + 1)
    if let notice {
      canvas.putTruncated(notice, in: others, style: .warning)
    } else if !isAlone {
      drawKeys(of: screen, desk, on: &canvas, in: others)
    }
  }

  // MARK: Keys

  private struct Hint {
    let key: SafeText
    let word: SafeText
    let isPossible: Bool
    var columns: Int { key.columns + 1 + word.columns }
  }

  /// As many as there is room for, the first ones first; what the screen tells to press comes before all, and the way to
  /// the help is always among them.
  private static func drawKeys(of screen: Screen?, _ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let (bindings, place, urgent) = (KeyMap.bindings, screen?.place ?? [], screen?.urgentAction)
    func first(_ action: Action) -> Hint? {
      bindings.indices.first { bindings[$0].action == action && bindings[$0].places.contains(place) }
        .flatMap { hint(for: bindings[$0], screen, desk) }
    }
    let help = first(.help)
    var reserved = help.map { $0.columns + 2 } ?? 0
    var room = rect
    if let hint = urgent.flatMap(first), hint.columns <= room.columns - reserved {
      room = draw(hint, on: &canvas, in: room)
    }
    for index in bindings.indices where bindings[index].places.contains(place) && bindings[index].action != urgent {
      guard let hint = hint(for: bindings[index], screen, desk) else { continue }
      if bindings[index].action == .help { reserved = 0 }
      guard hint.columns <= room.columns - reserved else { break }
      room = draw(hint, on: &canvas, in: room)
    }
    if let help, reserved > 0, help.columns <= room.columns { _ = draw(help, on: &canvas, in: room) }
  }

  /// - Returns: what is left of the row.
  private static func draw(_ hint: Hint, on canvas: inout Canvas, in rect: Rect) -> Rect {
    let word = rect.dropping(columns: canvas.put(hint.key, in: rect, style: hint.isPossible ? .key : .dim) + 1)
    return word.dropping(columns: canvas.put(hint.word, in: word, style: hint.isPossible ? .normal : .dim) + 2)
  }

  /// What a key does; of one that this agent may not press, why.
  private static func hint(for binding: KeyBinding, _ screen: Screen?, _ desk: Desk) -> Hint? {
    let word: Phrase
    switch (binding.hint, screen?.hint(for: binding.action, desk) ?? .ofPlace) {
    case (nil, _), (_, .none): return nil
    case (let usual?, .ofPlace): word = usual
    case (_, .other(let phrase)): word = phrase
    }
    let isPossible = binding.action != .deactivate || (desk.mayDeactivate && desk.lock == nil)
    let shown = isPossible ? word : Phrase("read-only", "只读")
    return Hint(key: desk.shown(binding.shortest), word: desk.shown(desk.text(shown)), isPossible: isPossible)
  }

  // MARK: What stands there

  /// What holds for the time being, at the right edge.
  ///
  /// - Returns: what is left of the row.
  private static func drawStanding(_ desk: Desk, of place: Place, on canvas: inout Canvas, in rect: Rect) -> Rect {
    let text = desk.shown(SafeText(standing(desk, of: place).map(\.text).joined(separator: " · ")))
    guard !text.text.isEmpty else { return rect }
    canvas.putRight(SafeText(text.text + " "), in: rect, style: .warning)
    return rect.keeping(columns: rect.columns - text.columns - 3)
  }

  private static func standing(_ desk: Desk, of place: Place) -> [SafeText] {
    var parts: [Phrase] = []
    if let seconds = desk.revealedSeconds { parts.append(Phrase("unmasked \(seconds) s", "明文 \(seconds) 秒")) }
    // The history has them on top, and says how many; the outcome of one is about one.
    let isTold = (place == .history && !desk.isNarrow) || Place.outcomes.contains(place)
    let (open, troubles) = (isTold ? 0 : desk.openOperations.count, desk.troubles.count)
    if open > 0 {
      let checks = desk.isNarrow ? "" : open == 1 ? " check" : " checks"
      parts.append(Phrase("\(open) open\(checks)", "\(open) 项待核对"))
    }
    if troubles > 0 {
      let count =
        desk.isNarrow
        ? Phrase("warning", "警告")
        : Phrase(
          "\(troubles) warning\(troubles == 1 ? "" : "s")", "\(troubles) 条警告")
      // In the form `!` is a letter until its fields are left.
      let key = KeyMap.action(for: .character("!"), in: place) == .troubles ? "! " : place == .form ? "Esc ! " : ""
      parts.append(Phrase(key + count.en, key + count.zh))
    }
    return parts.map(desk.text)
  }
}
