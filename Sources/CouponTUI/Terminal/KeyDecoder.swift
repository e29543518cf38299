import CouponKit

/// Turns the bytes of a terminal into keys and pastes.
///
/// It knows the sequences of xterm, rxvt, the Linux console and the VT100 side by side, whatever the terminal calls
/// itself, and swallows a sequence that it does not know as a whole, so that its letters never act as keys.
struct KeyDecoder {
  private var pending: [UInt8] = []
  private var pastes = PasteGuard()
  /// Whether reports of the mouse mean anything. Otherwise they come from elsewhere and are swallowed.
  var takesMouse = false

  private static let escape: UInt8 = 0x1B
  private static let pasteStart: [UInt8] = Array("\u{1B}[200~".utf8)
  private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)
  /// Longer pastes are cut: no field takes more, and a lost end must not fill the memory.
  private static let pasteLimit = 65_536
  private static let stringLimit = 4096

  /// How long to wait, in milliseconds since the last byte came, for the rest of what has begun; nil when nothing has. A
  /// lone Escape is told from the start of a sequence by this time alone.
  var patience: Int? { pastes.patience ?? (pending.isEmpty ? nil : pending == [Self.escape] ? 25 : 200) }

  /// - Parameter bytes: what one read(2) has brought, or what came without a pause.
  mutating func decode(_ bytes: some Sequence<UInt8>) -> [TerminalEvent] {
    pending.append(contentsOf: bytes)
    var events: [TerminalEvent] = []
    while let piece = nextPiece() { events += pastes.take(piece) }
    return events + pastes.endRead()
  }

  /// Nothing more came within ``patience``: an Escape was an Escape, and anything else that was cut short is dropped.
  mutating func giveUpWaiting() -> [TerminalEvent] {
    defer { pending = [] }
    if pastes.isInPaste { return pastes.take(.paste(Self.oneLine(pending))) + pastes.endWaiting() }
    let events = pending == [Self.escape] ? pastes.take(.key(.escape)) : []
    return events + pastes.endRead() + pastes.endWaiting()
  }

  /// Drops the keys that are still held back. What has begun, a sequence or a paste, goes on.
  mutating func forgetKeys() { pastes.forgetKeys() }

  private mutating func nextPiece() -> PasteGuard.Piece? {
    if pastes.isDeaf { pending = [] }
    if pending.isEmpty { return nil }
    if pastes.isInPaste { return pasteOrMarker() }
    while !pending.isEmpty, let (length, piece) = mouseReport() ?? firstPiece() {
      pending.removeFirst(length)
      if let piece { return piece }
    }
    return nil
  }

  private func mouseReport() -> (length: Int, piece: PasteGuard.Piece?)? {
    guard takesMouse, let (length, event) = MouseReport.first(of: pending) else { return nil }
    return (length, event.map { .mouse($0) })
  }

  /// The text up to the end of the paste. Another start in it is a marker that was pasted, so nothing pairs any more.
  private mutating func pasteOrMarker() -> PasteGuard.Piece? {
    let start = pending.firstRange(of: Self.pasteStart)
    let end = pending.firstRange(of: Self.pasteEnd)
    if let start, start.lowerBound < end?.lowerBound ?? .max {
      pending.removeSubrange(..<start.upperBound)
      return .start
    }
    guard let end else {
      if pending.count > Self.pasteLimit { pending.removeSubrange(Self.pasteLimit / 2..<pending.count - 16) }
      return nil
    }
    defer { pending.removeSubrange(..<end.upperBound) }
    return .paste(Self.oneLine(pending[..<end.lowerBound]))
  }

  private static func oneLine(_ bytes: some Collection<UInt8>) -> SafeText {
    SafeText(pasted: String(decoding: bytes, as: UTF8.self))
  }

  /// The first key or marker that is pending and the bytes it takes; no piece for what is swallowed, nil when bytes are
  /// missing.
  private mutating func firstPiece() -> (length: Int, piece: PasteGuard.Piece?)? {
    spellOutC1()
    guard pending[0] == Self.escape else { return singleKey().map { ($0.length, $0.key.map { .key($0) }) } }
    if pending.starts(with: Self.pasteStart) { return (Self.pasteStart.count, .start) }
    if pending.starts(with: Self.pasteEnd) { return (Self.pasteEnd.count, .end) }
    return sequence().map { ($0.length, $0.key.map { .key($0) }) }
  }

  /// Writes a C1 control, which some terminals send, as ESC and a letter. A byte of its own is one only as CSI: any other
  /// is more likely what is left of a broken character.
  private mutating func spellOutC1() {
    if pending[0] == 0x9B {
      pending.replaceSubrange(0..<1, with: Array("\u{1B}[".utf8))
    } else if pending.count > 1, pending[0] == 0xC2, (0x80...0x9F).contains(pending[1]) {
      let isIntroducer = [0x8F, 0x90, 0x98, 0x9B, 0x9D, 0x9E, 0x9F].contains(pending[1])
      pending.replaceSubrange(0..<2, with: isIntroducer ? [Self.escape, pending[1] - 0x40] : [0])
    }
  }

  private func singleKey() -> (length: Int, key: Key?)? {
    switch pending[0] {
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

  private func sequence() -> (length: Int, key: Key?)? {
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
  private func controlSequence() -> (length: Int, key: Key?)? {
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
