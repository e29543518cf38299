import CouponKit

/// Turns the bytes of a terminal into keys and pastes.
///
/// It knows the sequences of xterm, rxvt, the Linux console and the VT100 side by side, whatever the terminal calls
/// itself, and swallows a sequence that it does not know as a whole, so that its letters never act as keys.
struct KeyDecoder {
  private var pending: [UInt8] = []
  private var isPasting = false

  private static let escape: UInt8 = 0x1B
  private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)
  /// Longer pastes are cut: no field takes more, and a lost end must not fill the memory.
  private static let pasteLimit = 65_536
  private static let stringLimit = 4096

  /// How long to wait for the rest of what has begun, in milliseconds; nil when nothing has. A lone Escape is told from
  /// the start of a sequence by this time alone.
  var patience: Int? { isPasting ? 1000 : pending.isEmpty ? nil : 25 }

  mutating func decode(_ bytes: some Sequence<UInt8>) -> [TerminalEvent] {
    pending.append(contentsOf: bytes)
    var events: [TerminalEvent] = []
    while !pending.isEmpty {
      if isPasting {
        guard let pasted = takePaste() else { break }
        events.append(.pasted(pasted))
        continue
      }
      guard let (length, key) = firstKey() else { break }
      pending.removeFirst(length)
      if let key { events.append(.key(key)) }
    }
    return events
  }

  /// Nothing more came within ``patience``: an Escape was an Escape, and anything else that was cut short is dropped.
  mutating func giveUpWaiting() -> [TerminalEvent] {
    defer {
      pending = []
      isPasting = false
    }
    if isPasting { return [.pasted(Self.oneLine(pending))] }
    return pending == [Self.escape] ? [.key(.escape)] : []
  }

  private mutating func takePaste() -> SafeText? {
    guard let end = pending.firstRange(of: Self.pasteEnd) else {
      if pending.count > Self.pasteLimit { pending.removeSubrange(Self.pasteLimit / 2..<pending.count - 16) }
      return nil
    }
    defer { pending.removeSubrange(..<end.upperBound) }
    isPasting = false
    return Self.oneLine(pending[..<end.lowerBound])
  }

  private static func oneLine(_ bytes: some Collection<UInt8>) -> SafeText {
    let text = String(decoding: bytes, as: UTF8.self)
    let words = text.split { $0 == "\r\n" || $0 == "\n" || $0 == "\r" || $0 == "\t" || $0 == " " || $0 == "\u{3000}" }
    // Nobody means to paste a control character: it would be a sequence for a terminal, cut up by the copying.
    let kept = words.joined(separator: " ").unicodeScalars.filter { $0.properties.generalCategory != .control }
    return SafeText(String(String.UnicodeScalarView(kept)))
  }

  /// The first key that is pending and the bytes it takes; no key for what is swallowed, nil when bytes are missing.
  private mutating func firstKey() -> (length: Int, key: Key?)? {
    switch pending[0] {
    case Self.escape: return sequence()
    case 0x0A, 0x0D: return (1, .enter)
    case 0x09: return (1, .tab)
    case 0x08, 0x7F: return (1, .backspace)
    case 0x01...0x1A: return (1, .control(Character(Unicode.Scalar(pending[0] + 0x60))))
    case 0x00...0x1F: return (1, nil)
    case 0x20...0x7E: return (1, .character(Character(Unicode.Scalar(pending[0]))))
    default: return character()
    }
  }

  private func character() -> (length: Int, key: Key?)? {
    let length =
      switch pending[0] {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 1
      }
    guard pending.count >= length else { return nil }
    guard let text = String(validating: pending[..<length], as: UTF8.self), let character = text.first else {
      return (1, nil)
    }
    return (length, .character(character))
  }

  private mutating func sequence() -> (length: Int, key: Key?)? {
    guard pending.count > 1 else { return nil }
    switch pending[1] {
    case UInt8(ascii: "["): return controlSequence()
    case UInt8(ascii: "O"):
      guard pending.count > 2 else { return nil }
      return (3, Self.applicationKey(pending[2]))
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
      return string()
    // Escape and a key that a slow line delivered together. It could be Alt and a key, but nothing here needs Alt.
    default: return (1, .escape)
    }
  }

  /// `ESC [ parameters final`.
  private mutating func controlSequence() -> (length: Int, key: Key?)? {
    guard pending.count > 2 else { return nil }
    // The function keys of the Linux console: `ESC [ [ A`.
    if pending[2] == UInt8(ascii: "[") { return pending.count > 3 ? (4, nil) : nil }
    guard let end = pending[2...].firstIndex(where: { !(0x20...0x3F).contains($0) }) else {
      return pending.count > Self.stringLimit ? (pending.count, nil) : nil
    }
    let (parameters, final) = (pending[2..<end], pending[end])
    guard (0x40...0x7E).contains(final) else { return (end, nil) }
    // A mouse report of the oldest kind has three more bytes.
    if final == UInt8(ascii: "M"), parameters.isEmpty { return pending.count > end + 3 ? (end + 4, nil) : nil }
    if parameters.elementsEqual("200".utf8), final == UInt8(ascii: "~") { isPasting = true }
    return (end + 1, Self.controlKey(parameters, final))
  }

  /// A reply or a message of the terminal, which ends with BEL or `ESC \`.
  private func string() -> (length: Int, key: Key?)? {
    for index in 2..<max(2, pending.count) {
      if pending[index] == 0x07 { return (index + 1, nil) }
      if pending[index] == UInt8(ascii: "\\"), pending[index - 1] == Self.escape { return (index + 1, nil) }
    }
    return pending.count > Self.stringLimit ? (pending.count, nil) : nil
  }

  private static func controlKey(_ parameters: ArraySlice<UInt8>, _ final: UInt8) -> Key? {
    // `<`, `=`, `>` and `?` mark a reply or a report.
    if let first = parameters.first, (0x3C...0x3F).contains(first) { return nil }
    if final == UInt8(ascii: "~") {
      // The first number tells the key, a second one its modifiers.
      switch String(decoding: parameters.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self) {
      case "1", "7": return .home
      case "4", "8": return .end
      case "3": return .delete
      case "5": return .pageUp
      case "6": return .pageDown
      default: return nil
      }
    }
    return final == UInt8(ascii: "Z") ? .backTab : arrow(final)
  }

  /// `ESC O final`: cursor and number keys in application mode.
  private static func applicationKey(_ final: UInt8) -> Key? {
    switch final {
    case UInt8(ascii: "M"): .enter
    case UInt8(ascii: "p")...UInt8(ascii: "y"): .character(Character(Unicode.Scalar(final - 0x40)))
    default: arrow(final)
    }
  }

  /// Lower-case letters are what rxvt sends with Shift or Ctrl.
  private static func arrow(_ final: UInt8) -> Key? {
    switch final {
    case UInt8(ascii: "A"), UInt8(ascii: "a"): .up
    case UInt8(ascii: "B"), UInt8(ascii: "b"): .down
    case UInt8(ascii: "C"), UInt8(ascii: "c"): .right
    case UInt8(ascii: "D"), UInt8(ascii: "d"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    default: nil
    }
  }
}
