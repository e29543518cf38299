import CouponKit

/// Every action with its key, found by a few letters of its name. What cannot be done where it was opened says so.
struct PaletteScreen: Sendable, Equatable {
  /// Where the chosen key will be pressed.
  let place: Place
  private(set) var field = TextField()
  private(set) var selection = 0

  /// From the form everything can be done that can be done once its fields are left.
  init(for place: Place) { self.place = place == .form ? [.form, .resting] : place }

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch event {
    case .pasted(let text): change(.insert(text))
    case .clicked(let point):
      guard let index = list(desk).index(at: point, in: frame(in: desk.body).list) else { break }
      if index == selection { return perform(desk) }
      selection = index
    case .keyPressed(let key):
      switch KeyMap.action(for: key, in: .palette) {
      case .back: return .back
      case .open: return perform(desk)
      case .up: selection = max(0, selection - 1)
      case .down: selection = min(selection + 1, max(0, entries(desk.language).count - 1))
      default: if let edit = TextField.Edit(key) { change(edit) }
      }
    default: break
    }
    return .nothing
  }

  private mutating func change(_ edit: TextField.Edit) {
    field.apply(edit)
    selection = 0
  }

  private func perform(_ desk: Desk) -> Step {
    let entries = entries(desk.language)
    guard entries.indices.contains(selection) else { return .nothing }
    let entry = entries[selection]
    guard entry.isHere, let key = entry.binding.keys.first else {
      return Step(notice: desk.text("This cannot be done on this screen.", "此处不能执行该操作。"))
    }
    return Step(turn: .press(key))
  }

  private struct Entry {
    let binding: KeyBinding
    let isHere: Bool
  }

  /// What can be done here first; each meaning once; the best match on top once something is typed.
  private func entries(_ language: Language) -> [Entry] {
    let here = KeyMap.bindings(in: place).filter { $0.action != .palette }
    let elsewhere = KeyMap.bindings.filter { $0.places.isDisjoint(with: place) && $0.action != .palette }
    var seen: Set<String> = []
    var ranked: [(entry: Entry, score: Int)] = []
    for (bindings, isHere) in [(here, true), (elsewhere, false)] {
      for binding in bindings {
        let meanings = Language.allCases.map { binding.meaning($0) }
        guard let score = (meanings + [binding.shown]).compactMap({ fuzzyScore(field.text, in: $0) }).min(),
          seen.insert(binding.shown + binding.meaning(language)).inserted
        else { continue }
        ranked.append((Entry(binding: binding, isHere: isHere), (isHere ? 0 : 1000) + score))
      }
    }
    let order = ranked.indices.sorted { (ranked[$0].score, $0) < (ranked[$1].score, $1) }
    return order.map { ranked[$0].entry }
  }

  private func list(_ desk: Desk) -> ListView {
    ListView(count: entries(desk.language).count, selection: selection, isActive: true)
  }

  // MARK: Draw

  /// The size of the dialog, and where in it the actions stand.
  private func frame(in rect: Rect) -> (size: Size, list: Rect) {
    let size = Size(columns: min(64, rect.columns), rows: min(20, rect.rows))
    let inside = rect.centered(size).inside
    return (size, inside.dropping(columns: 1).keeping(columns: inside.columns - 2).dropping(rows: 1))
  }

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let (size, list) = frame(in: rect)
    let box = Dialog(title: desk.text("Actions", "操作"), size: size).draw(on: &canvas, in: rect)
    field.draw(on: &canvas, in: box.line(0), isActive: true)
    let entries = entries(desk.language)
    if entries.isEmpty {
      canvas.put(desk.text("No action has such a name.", "没有此名称的操作。"), in: list.line(0), style: .dim)
    }
    let width = KeyMap.nameWidth(on: desk)
    self.list(desk).draw(on: &canvas, in: list) { canvas, index, line, style in
      let entry = entries[index]
      let key = entry.binding.name(on: desk).padded(to: width)
      let room = line.dropping(columns: canvas.put(key, in: line, style: style ?? (entry.isHere ? .key : .dim)))
      let notHere = entry.isHere ? "" : desk.text(" (not here)", "（此处不可用）").text
      canvas.putTruncated(
        SafeText(desk.text(entry.binding.meaning).text + notHere), in: room,
        style: style ?? (entry.isHere ? .normal : .dim))
    }
  }
}

/// How well `typed` fits into `text` as letters in the same order: 0 is best, each letter between them costs one, and
/// so does a late beginning; nil when they do not occur. Blanks and case do not count.
func fuzzyScore(_ typed: String, in text: String) -> Int? {
  let wanted = typed.lowercased().filter { $0 != " " }
  guard let first = wanted.first else { return 0 }
  let letters = Array(text.lowercased())
  var best: Int?
  for start in letters.indices where letters[start] == first {
    var place = start
    var cost = min(start, 8)
    var isWhole = true
    for letter in wanted.dropFirst() {
      guard let next = letters[(place + 1)...].firstIndex(of: letter) else {
        isWhole = false
        break
      }
      cost += next - place - 1
      place = next
    }
    if isWhole { best = min(best ?? cost, cost) }
  }
  return best
}
