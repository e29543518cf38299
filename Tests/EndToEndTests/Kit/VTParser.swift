/// What a terminal is told, one piece after the other.
enum VTToken: Equatable {
  case character(Unicode.Scalar)
  /// A C0 control other than ESC.
  case control(UInt8)
  /// What followed ESC, as in `(B` or `7`.
  case escape(String)
  case sequence(ControlSequence)
  /// An OSC string, without its ends.
  case command(String)
  /// Bytes that no terminal standard allows, in words.
  case malformed(String)
}

/// `CSI ? 25 h` and its kind.
struct ControlSequence: Equatable {
  /// `?`, `>`, `=`, `<` or nothing.
  var prefix = ""
  /// An absent parameter is 0.
  var parameters: [Int] = []
  var intermediates = ""
  var final: Character

  /// A parameter that counts things, where absent and 0 both mean 1.
  func count(_ index: Int = 0) -> Int { max(1, parameter(index)) }
  func parameter(_ index: Int) -> Int { index < parameters.count ? parameters[index] : 0 }

  /// The prefix, the intermediates and the final character: what kind of sequence it is.
  var kind: String { prefix + intermediates + String(final) }

  var description: String {
    "CSI \(prefix)\(parameters.map(String.init).joined(separator: ";"))\(intermediates)\(final)"
  }
}

/// Cuts the bytes for a terminal into tokens (ECMA-48, UTF-8). Unlike a real terminal it forgives nothing: what is cut
/// short, out of place or badly encoded comes out as ``VTToken/malformed(_:)``.
struct VTParser: Sendable {
  private enum State {
    case ground
    /// After CAN, which ends whatever was begun; only a sequence may follow.
    case cancelled
    case character([UInt8], length: Int)
    case escape([UInt8])
    case sequence([UInt8])
    /// A string and its introducer: `]` OSC, `P` DCS, `X` SOS, `^` PM, `_` APC.
    case string([UInt8], introducer: UInt8, afterEscape: Bool)
  }

  private static let sequenceLimit = 64
  private static let stringLimit = 1 << 20

  private var state = State.ground

  /// Whether the bytes so far end between two tokens.
  var isBetweenTokens: Bool { if case .ground = state { true } else { false } }

  mutating func parse(_ bytes: some Sequence<UInt8>) -> [VTToken] {
    var tokens: [VTToken] = []
    for byte in bytes { take(byte, into: &tokens) }
    return tokens
  }

  private mutating func take(_ byte: UInt8, into tokens: inout [VTToken]) {
    if byte == 0x18 {
      state = .cancelled
      return
    }
    switch state {
    case .ground: begin(byte, into: &tokens)
    case .cancelled where byte == 0x1B: begin(byte, into: &tokens)
    case .cancelled: interrupt("CAN", with: byte, into: &tokens)
    case .character(let start, let length): goOn(character: start, length, with: byte, into: &tokens)
    case .escape(let start): goOn(escape: start, with: byte, into: &tokens)
    case .sequence(let start): goOn(sequence: start, with: byte, into: &tokens)
    case .string(let start, let introducer, let afterEscape):
      goOn(string: start, introducer, afterEscape, with: byte, into: &tokens)
    }
  }

  private mutating func begin(_ byte: UInt8, into tokens: inout [VTToken]) {
    switch byte {
    case 0x1B: state = .escape([])
    case 0x00..<0x20, 0x7F: tokens.append(.control(byte))
    case 0x20..<0x7F: tokens.append(.character(Unicode.Scalar(byte)))
    case 0xC2...0xDF: state = .character([byte], length: 2)
    case 0xE0...0xEF: state = .character([byte], length: 3)
    case 0xF0...0xF4: state = .character([byte], length: 4)
    default: tokens.append(.malformed("a byte \(hex(byte)) that begins no UTF-8 character"))
    }
  }

  /// Tells what was cut short, and begins anew with the byte that did it.
  private mutating func interrupt(_ what: String, with byte: UInt8, into tokens: inout [VTToken]) {
    tokens.append(.malformed("\(what) broken off by \(hex(byte))"))
    state = .ground
    begin(byte, into: &tokens)
  }

  private mutating func goOn(
    character start: [UInt8], _ length: Int, with byte: UInt8, into tokens: inout [VTToken]
  ) {
    guard byte & 0xC0 == 0x80 else {
      return interrupt("a UTF-8 character", with: byte, into: &tokens)
    }
    let bytes = start + [byte]
    guard bytes.count == length else {
      state = .character(bytes, length: length)
      return
    }
    state = .ground
    if let scalar = String(validating: bytes, as: UTF8.self)?.unicodeScalars.first {
      tokens.append(.character(scalar))
    } else {
      tokens.append(.malformed("bad UTF-8: \(bytes.map(hex).joined(separator: " "))"))
    }
  }

  private mutating func goOn(escape start: [UInt8], with byte: UInt8, into tokens: inout [VTToken]) {
    switch (byte, start.isEmpty) {
    case (0x20...0x2F, _) where start.count < 4: state = .escape(start + [byte])
    case (UInt8(ascii: "["), true): state = .sequence([])
    case (UInt8(ascii: "]"), true), (UInt8(ascii: "P"), true), (UInt8(ascii: "X"), true), (UInt8(ascii: "^"), true),
      (UInt8(ascii: "_"), true):
      state = .string([], introducer: byte, afterEscape: false)
    case (0x30...0x7E, _):
      state = .ground
      tokens.append(.escape(String(decoding: start + [byte], as: UTF8.self)))
    default: interrupt("an escape sequence", with: byte, into: &tokens)
    }
  }

  private mutating func goOn(sequence start: [UInt8], with byte: UInt8, into tokens: inout [VTToken]) {
    switch byte {
    case 0x20...0x3F where start.count < Self.sequenceLimit: state = .sequence(start + [byte])
    case 0x40...0x7E:
      state = .ground
      let text = String(decoding: start, as: UTF8.self)
      tokens.append(
        ControlSequence(text, final: Character(Unicode.Scalar(byte))).map(VTToken.sequence)
          ?? .malformed("CSI \(text)\(Character(Unicode.Scalar(byte)))"))
    default: interrupt("a control sequence", with: byte, into: &tokens)
    }
  }

  private mutating func goOn(
    string start: [UInt8], _ introducer: UInt8, _ afterEscape: Bool, with byte: UInt8, into tokens: inout [VTToken]
  ) {
    switch (byte, afterEscape) {
    case (UInt8(ascii: "\\"), true), (0x07, false):
      state = .ground
      guard introducer == UInt8(ascii: "]"), let text = String(validating: start, as: UTF8.self) else {
        return tokens.append(.malformed("a string of kind ESC \(Character(Unicode.Scalar(introducer)))"))
      }
      tokens.append(.command(text))
    case (0x1B, false): state = .string(start, introducer: introducer, afterEscape: true)
    case (0x20..., false) where start.count < Self.stringLimit:
      state = .string(start + [byte], introducer: introducer, afterEscape: false)
    default: interrupt("a string", with: byte, into: &tokens)
    }
  }
}

extension ControlSequence {
  /// Reads what stands between CSI and the final character; nil when that follows no standard.
  fileprivate init?(_ text: String, final: Character) {
    self.init(final: final)
    let isPrefix = { (character: Character) in "<=>?".contains(character) }
    let isParameter = { (character: Character) in character.isASCII && (character.isNumber || character == ";") }
    prefix = String(text.prefix(while: isPrefix))
    let numbers = text.dropFirst(prefix.count).prefix(while: isParameter)
    intermediates = String(text.dropFirst(prefix.count + numbers.count))
    guard prefix.count <= 1, intermediates.allSatisfy({ $0 >= " " && $0 <= "/" }) else { return nil }
    for field in numbers.split(separator: ";", omittingEmptySubsequences: false) where !numbers.isEmpty {
      guard let number = field.isEmpty ? 0 : Int(field), number < 65536 else { return nil }
      parameters.append(number)
    }
  }
}

func hex(_ byte: UInt8) -> String { "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }
