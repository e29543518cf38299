import CouponKit

/// Tells what a hand types from what a clipboard sends, which is text and never presses a key.
///
/// Most terminals put markers round a paste. Some pass on a marker that is part of the pasted text, some know none at
/// all, and a line may deliver a paste in pieces; so time and number decide where markers do not.
struct PasteGuard {
  enum Piece {
    case key(Key)
    /// The marker in front of a paste.
    case start
    /// The marker behind one, where none had begun.
    case end
    /// A whole paste; its end marker has come.
    case paste(SafeText)
    /// A click, or a turn of the wheel.
    case mouse(TerminalEvent)
  }

  private enum Mode {
    case typing
    case inPaste
    /// Keys wait for a silence: if another marker comes first, then the end was a fake and they were pasted too.
    case behindPaste
    /// The keys are a paste without markers, and go on until a silence.
    case unmarkedPaste
    /// The markers did not pair: nobody can tell keys from text, so nothing counts until a silence.
    case deaf
  }

  private var mode = Mode.typing
  /// Of this read.
  private var keys: [Key] = []
  /// Of reads before it.
  private var held: [Key] = []

  /// More characters in one read are no typing: a line that stutters delivers a word at a time, and a clipboard more.
  private static let typingLimit = 8
  private static let heldLimit = 16_384
  private static let silence = 100

  var isInPaste: Bool { mode == .inPaste }
  var isDeaf: Bool { mode == .deaf }

  var patience: Int? {
    switch mode {
    case .typing: nil
    // A line that is lost for a moment must not make keys of the rest.
    case .inPaste: 3000
    case .behindPaste, .unmarkedPaste, .deaf: Self.silence
    }
  }

  mutating func take(_ piece: Piece) -> [TerminalEvent] {
    switch piece {
    case .key(let key):
      keys.append(key)
      return []
    case .start:
      let events = mode == .unmarkedPaste || mode == .typing ? typed() : []
      mode = mode == .inPaste ? .deaf : .inPaste
      forgetKeys()
      return events
    case .end:
      forgetKeys()
      mode = .deaf
      return []
    case .paste(let text):
      mode = .behindPaste
      return [.pasted(text)]
    case .mouse(let event):
      // Behind keys that are still looked at it would overtake them, and could move what they are meant for.
      return mode == .typing && keys.isEmpty && held.isEmpty ? [event] : []
    }
  }

  /// All keys of one read have been taken.
  mutating func endRead() -> [TerminalEvent] {
    if mode == .typing, Self.isPaste(keys) { mode = .unmarkedPaste }
    if mode == .typing { return typed() }
    held += keys.prefix(max(0, Self.heldLimit - held.count))
    keys = []
    return []
  }

  /// There was a silence.
  mutating func endWaiting() -> [TerminalEvent] {
    defer { mode = .typing }
    return typed()
  }

  mutating func forgetKeys() {
    keys = []
    held = []
  }

  /// Hands over what is held: as keys, or as text if it was no typing.
  private mutating func typed() -> [TerminalEvent] {
    let all = held + keys
    forgetKeys()
    guard mode == .unmarkedPaste || Self.isPaste(all) else { return all.map { .key($0) } }
    let text = SafeText(keys: all)
    return text.text.isEmpty ? [] : [.pasted(text)]
  }

  /// One and the same character many times is a key held down on a line that stutters.
  private static func isPaste(_ keys: [Key]) -> Bool {
    let characters = keys.filter(\.isCharacter)
    return characters.count > typingLimit && characters.contains { $0 != characters[0] }
  }
}

extension SafeText {
  /// Text from a clipboard in one line, blanks at its ends trimmed.
  init(pasted text: String) {
    let words = text.split { $0 == "\r\n" || $0 == "\n" || $0 == "\r" || $0 == "\t" || $0 == " " || $0 == "\u{3000}" }
    // Nobody means to paste a control character: it would be a sequence for a terminal, cut up by the copying.
    let kept = words.joined(separator: " ").unicodeScalars.filter { $0.properties.generalCategory != .control }
    self.init(String(String.UnicodeScalarView(kept)))
  }

  /// The text of keys that were pasted. Where they are characters alone they may be a fast hand on a slow line, whose
  /// blanks count.
  fileprivate init(keys: [Key]) {
    let text = keys.reduce(into: "") { text, key in
      switch key {
      case .character(let character): text.append(character)
      case .enter, .tab: text += "\n"
      default: break
      }
    }
    self = keys.allSatisfy(\.isCharacter) ? SafeText(text) : SafeText(pasted: text)
  }
}

extension Key {
  fileprivate var isCharacter: Bool { if case .character = self { true } else { false } }
}
