import CouponKit

/// What the plain dialogue tells and asks at one moment. It is made of the same state as the screens, in the same words.
struct PlainPage {
  /// Names the place. A page is told anew when this changes by itself, and after every answer.
  let place: String
  var lines: [SafeText] = []
  /// The last line, behind which the agent writes; nil while there is something to wait for.
  var question: SafeText?
  /// The numbered answers, the first one is 1.
  var choices: [Choice] = []
  /// What 0 means: back, or away.
  var back: [Event] = [.keyPressed(.escape)]
  /// What an empty line means; nil tells the page again.
  var empty: [Event]?
  /// What a text means that is no number; nil takes none.
  var text: Text?
  /// Letters that are keys here as they are on the screen.
  var keys: Place = []

  struct Choice {
    let label: SafeText
    let then: Answer
  }

  /// What an answer leads to.
  enum Answer {
    /// As if these had happened at the screen.
    case events([Event])
    /// A few lines, and the question again.
    case tell([SafeText])
    /// A further question.
    case ask(PlainQuestion)
    /// The part of a long list that begins here.
    case list(from: Int)
  }

  /// A free text as the answer.
  typealias Text = @Sendable (String) -> Answer

  init(_ place: String, _ lines: [SafeText] = []) {
    self.place = place
    self.lines = lines
  }

  mutating func add(_ label: SafeText, _ then: Answer) { choices.append(Choice(label: label, then: then)) }

  /// The lines of a page of the screen, each label before its value.
  mutating func add(_ page: TextPage) {
    for line in page.lines {
      let label = line.label.text.split(separator: " ").joined(separator: " ")
      let text = label.isEmpty ? line.text.text : "\(label): \(line.text.text)"
      if !text.isEmpty { lines.append(SafeText(text)) }
    }
  }

  /// All that is printed for it.
  var told: [SafeText] {
    lines + choices.enumerated().map { index, choice in SafeText("\(index + 1) \(choice.label)") }
  }
}

/// A question of the dialogue that no screen asks in one piece.
enum PlainQuestion: Equatable {
  case bundleID, couponCode, state, exportPath
}
