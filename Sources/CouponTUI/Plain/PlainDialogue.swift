import CouponKit

/// The dialogue without a screen: the state of the program as numbered questions, and answers as the keys that a person
/// would press. What a key may do is decided by the screens alone, so nothing here can send what they would not.
struct PlainDialogue {
  /// Where a long list goes on.
  private var first = 0
  private var asked: PlainQuestion?
  /// The place that the two above are for.
  private var place = ""

  static let listLength = 20

  /// The page for a state. To be asked for again after every change.
  mutating func page(_ state: AppState) -> PlainPage {
    var page = bare(state)
    if page.place != place {
      place = page.place
      (first, asked) = (0, nil)
      page = bare(state)
    }
    return page
  }

  private func bare(_ state: AppState) -> PlainPage {
    let desk = state.desk
    switch state.screens.last {
    case .lookUp(let screen)?: return form(screen, asked, desk)
    case .bundles(let screen)?: return bundles(screen, from: first, desk)
    case .deactivation(let screen)?: return deactivation(screen, desk)
    case .history(let screen)?: return history(screen, asked, from: first, desk)
    case .leaving?: return leaving(desk)
    case .found(let screen)?: return found(screen, desk)
    // The other ones lie over these for the eye alone, and no answer opens them.
    case .help?, .palette?, .bare?, .troubles?, .profiles?, nil: return PlainPage("")
    }
  }

  private func leaving(_ desk: Desk) -> PlainPage {
    var page = PlainPage("leaving")
    page.add(LeavingScreen.page(desk))
    page.add(desk.text("Stay", "留下"), .events([.keyPressed(.escape)]))
    page.add(desk.text("Leave", "退出"), .events([.keyPressed(.tab), .keyPressed(.enter)]))
    page.question = Self.question(page, desk)
    return page
  }

  private func found(_ screen: FoundScreen, _ desk: Desk) -> PlainPage {
    var page = PlainPage("found \(screen.reports.count)")
    page.add(screen.page(desk))
    page.add(desk.text("Noted", "已知悉"), .events([.keyPressed(.enter)]))
    page.back = [.keyPressed(.enter)]
    page.empty = page.back
    page.question = desk.text("1 takes note of it: ", "1 确认知悉：")
    return page
  }

  /// What follows from a line that the agent wrote.
  mutating func answer(_ line: String, to page: PlainPage) -> PlainPage.Answer? {
    let word = line.trimmingBlanks
    switch word {
    case "": return page.empty.map { .events($0) }
    case "?": return nil
    case "0":
      asked = nil
      return .events(page.back)
    default: break
    }
    if let number = Int(word), page.choices.indices.contains(number - 1) {
      let then = page.choices[number - 1].then
      asked = if case .ask(let question) = then { question } else { nil }
      if case .list(let start) = then { first = start }
      return then
    }
    if let letter = word.first, word.count == 1, let key = Self.key(letter, in: page.keys) {
      return .events([.keyPressed(key)])
    }
    guard let text = page.text else { return nil }
    asked = nil
    return text(line)
  }

  /// The actions whose letters the dialogue takes; the others are about what is seen.
  private static func key(_ letter: Character, in place: Place) -> Key? {
    switch KeyMap.action(for: .character(letter), in: place) {
    case .deactivate?, .readAgain?, .check?, .sendAgain?, .copySummary?, .history?, .language?, .filter?, .filterDay?,
      .filterAgent?, .sort?, .reveal?, .quit?:
      .character(letter)
    default: nil
    }
  }

  /// A page whose answers are the keys of its place.
  static func asking(_ page: PlainPage, _ desk: Desk) -> PlainPage {
    var page = page
    for binding in KeyMap.bindings(in: page.keys) where binding.hint != nil && binding.action != .back {
      // Help and the list of actions are about keys.
      guard let key = binding.keys.first, ![.palette, .nextPane, .help, .pageDown].contains(binding.action)
      else { continue }
      page.add(desk.text(binding.meaning), .events([.keyPressed(key)]))
    }
    page.question = question(page, desk)
    return page
  }

  static func question(_ page: PlainPage, _ desk: Desk) -> SafeText {
    let count = page.choices.count
    switch count {
    case 0: return desk.text("0 goes back: ", "0 返回：")
    case 1: return desk.text("1, or 0 to go back: ", "1，或 0 返回：")
    default: return desk.text("1 to \(count), or 0 to go back: ", "1 至 \(count)，或 0 返回：")
    }
  }
}

extension String {
  var trimmingBlanks: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" || character == "\u{3000}" }
    return String(reversed().drop(while: isBlank).reversed().drop(while: isBlank))
  }
}
