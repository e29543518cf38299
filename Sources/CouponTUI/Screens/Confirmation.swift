import CouponKit

/// The question before something is sent. It stands on Cancel; what commits is typed.
struct Confirmation: Sendable, Equatable {
  enum Choice: Sendable, CaseIterable { case cancel, phrase, deactivate }
  enum Answer: Sendable, Equatable { case goOn, cancel, wanted }

  private(set) var choice = Choice.cancel
  private(set) var typed = TextField()

  /// Whether the phrase stands there, without regard to case.
  func matches(_ phrase: String) -> Bool { typed.text.lowercased() == phrase.lowercased() }

  /// What Enter does now, and so what is marked: once the phrase stands there, that is to deactivate.
  func marked(_ phrase: String) -> Choice { choice == .phrase && matches(phrase) ? .deactivate : choice }

  mutating func press(_ key: Key, _ action: Action?) -> Answer {
    switch action {
    case .nextPane: moveChoice(by: 1)
    case .previousPane: moveChoice(by: -1)
    case .open: return choice == .cancel ? .cancel : .wanted
    default:
      // Full-width letters come from an input method; the last step takes no such stand-ins.
      guard !key.isFullWidth, let edit = TextField.Edit(key) else { break }
      typed.apply(edit)
      choice = .phrase
    }
    return .goOn
  }

  private mutating func moveChoice(by distance: Int) {
    let all = Choice.allCases
    let index = all.firstIndex(of: choice) ?? 0
    choice = all[(index + distance + all.count) % all.count]
  }
}
