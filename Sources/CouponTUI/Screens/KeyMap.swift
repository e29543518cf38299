import CouponKit

/// What a key can mean.
enum Action: Hashable {
  case up, down, pageUp, pageDown, first, last
  case nextPane, previousPane, nextCoupon, previousCoupon, open, back
  case section(Int)
  case fold, deactivate, readAgain, sendAgain, copyField, copySummary, reveal
  case find, findNext, findPrevious, filter, filterDay, filterAgent, sort, bare
  case check, export
  case history, profiles, mouse, language, theme, palette, tour, help, troubles, quit
}

/// Where a key is pressed.
struct Place: OptionSet, Hashable {
  let rawValue: Int
  /// The look-up form, while a field takes text.
  static let form = Place(rawValue: 1)
  /// The look-up form, after Escape has left its fields.
  static let resting = Place(rawValue: 2)
  static let lists = Place(rawValue: 4)
  static let detail = Place(rawValue: 8)
  static let review = Place(rawValue: 16)
  static let reason = Place(rawValue: 32)
  static let confirmation = Place(rawValue: 64)
  static let sending = Place(rawValue: 128)
  static let unknownOutcome = Place(rawValue: 256)
  static let outcome = Place(rawValue: 512)
  static let history = Place(rawValue: 1024)
  static let help = Place(rawValue: 2048)
  /// The line at the foot that takes what to find.
  static let finding = Place(rawValue: 4096)
  static let palette = Place(rawValue: 8192)
  /// A page without frames, for selecting with the mouse.
  static let bare = Place(rawValue: 16384)
  /// The line at the foot that takes the name of a file.
  static let exporting = Place(rawValue: 32768)

  static let profiles = Place(rawValue: 65536)
  /// The coupons as they are now, before the same request is sent again.
  static let repeatReview = Place(rawValue: 131_072)
  /// What an earlier run had left open.
  static let found = Place(rawValue: 262_144)

  /// Where letters are keys and nothing takes text.
  static let letterKeys: Place = [.browsing, .resting, .history, .pages]
  /// The list of states over the panes.
  static let states = Place(rawValue: 524_288)
  /// Whether to leave while a deactivation is on its way.
  static let leaving = Place(rawValue: 1_048_576)
  /// What cannot be recorded: it can be checked, and nothing more is to be sent.
  static let unrecordedOutcome = Place(rawValue: 2_097_152)
  /// The look-up form, while the answer is awaited.
  static let asking = Place(rawValue: 4_194_304)
  static let all = Place(rawValue: 8_388_607)
  static let browsing: Place = [.lists, .detail]
  static let outcomes: Place = [.outcome, .unknownOutcome, .unrecordedOutcome]
  static let pages: Place = [.review, .repeatReview, .sending, .outcomes, .help, .bare]
}

/// One row of the key table.
struct KeyBinding {
  let action: Action
  let keys: [Key]
  /// The keys as a person reads them.
  let shown: String
  /// The first of them, as the footer has it.
  let shortest: SafeText
  let meaning: Phrase
  /// The word in the footer; nil keeps the key to the help.
  let hint: Phrase?
  let places: Place

  init(_ action: Action, _ keys: [Key], _ shown: String, _ meaning: Phrase, hint: Phrase? = nil, in places: Place) {
    self.action = action
    self.keys = keys
    self.shown = shown
    shortest = SafeText(shown.split(separator: " ").first.map(String.init) ?? shown)
    self.meaning = meaning
    self.hint = hint
    self.places = places
  }
}

extension KeyBinding {
  /// Its keys, as this terminal can show them.
  func name(on desk: Desk) -> SafeText { desk.shown(SafeText(shown)) }
}

/// The one key table: what keys do, the footer, and the help are all made from it.
enum KeyMap {
  static func action(for key: Key, in place: Place) -> Action? {
    let plain = key.plain
    let index = bindings.indices.first { index in
      guard bindings[index].places.contains(place) else { return false }
      // Full-width letters come from an input method that was left on: they never lead to a deactivation.
      let isWrite = bindings[index].action == .deactivate || bindings[index].action == .sendAgain
      return bindings[index].keys.contains(isWrite ? key : plain)
    }
    let binding = index.map { bindings[$0] }
    if case .section = binding?.action, case .character(let digit) = plain, let number = digit.wholeNumberValue {
      return .section(number)
    }
    return binding?.action
  }

  /// The columns that the names of keys take, with a gap behind them.
  static func nameWidth(on desk: Desk) -> Int { (bindings.map { $0.name(on: desk).columns }.max() ?? 0) + 2 }

  static func bindings(in place: Place) -> [KeyBinding] { bindings.filter { !$0.places.isDisjoint(with: place) } }
}

extension TextField.Edit {
  /// What a key does in a text field; nil for keys that do nothing to its text.
  init?(_ key: Key) {
    switch key {
    case .character(let character): self = .insert(SafeText(String(character)))
    case .backspace: self = .eraseBefore
    case .delete: self = .eraseAfter
    case .left: self = .left
    case .right: self = .right
    case .home, .control("a"): self = .start
    case .end, .control("e"): self = .end
    case .control("w"): self = .eraseWord
    case .control("u"): self = .eraseToStart
    case .control("k"): self = .eraseToEnd
    default: return nil
    }
  }
}
