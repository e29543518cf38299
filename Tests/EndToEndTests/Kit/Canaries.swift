import Foundation

/// Texts that must not be found where a program wrote something, in every form in which they could have slipped out.
struct Canaries {
  private var patterns: [(name: String, bytes: Data)] = []

  /// - Parameter text: is looked for as it is, percent-encoded, as JSON escapes, in hex, and within base64.
  mutating func add(_ name: String, _ text: some Sequence<UInt8>) {
    for form in Self.forms(of: Data(text)) where form.count >= 6 { patterns.append((name, form)) }
  }

  /// A private key: whatever part of it, as the file has it or as the bytes that the file stands for.
  mutating func add(key pem: String) {
    let lines = pem.split(whereSeparator: \.isNewline).filter { $0.count > 40 && !$0.hasPrefix("-") }
    for line in lines { patterns.append(("private key", Data(line.utf8))) }
    guard let whole = Data(base64Encoded: lines.joined()), whole.count > 400 else { return }
    // Its first third names the algorithm and the modulus, which is public.
    for start in stride(from: whole.count / 3, to: whole.count - 24, by: 24) {
      add("private key", whole[(whole.startIndex + start)...].prefix(24))
    }
  }

  var count: Int { patterns.count }

  /// The names of those that stand in `bytes`.
  func found(in bytes: Data) -> Set<String> {
    Set(patterns.filter { bytes.range(of: $0.bytes) != nil }.map(\.name))
  }

  func found(in text: String) -> Set<String> { found(in: Data(text.utf8)) }

  /// Every file below a folder in which one of them stands.
  func found(below folder: String) throws -> [String] {
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return try files.flatMap { name -> [String] in
      let path = folder + "/" + name
      let type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
      guard type == .typeRegular else { return [] }
      return found(in: try Data(contentsOf: URL(filePath: path))).map { "\($0) in \(name)" }
    }
  }

  private static func forms(of text: Data) -> [Data] {
    let hex = text.map { String(format: "%02x", $0) }.joined()
    let percent = text.map { byte in
      let isPlain = Character(Unicode.Scalar(byte)).isASCII && Character(Unicode.Scalar(byte)).isLetter
      return isPlain || (0x30...0x39).contains(byte) || [0x2D, 0x5F].contains(byte)
        ? String(Unicode.Scalar(byte)) : String(format: "%%%02X", byte)
    }.joined()
    let escaped = String(decoding: text, as: UTF8.self).utf16
      .map { $0 < 0x80 ? String(UnicodeScalar(UInt8($0))) : String(format: "\\u%04x", $0) }.joined()
    let shifted = (0..<3).map { shift -> Data in
      // What its neighbours would change is left out.
      let whole = (Data(count: shift) + text).base64EncodedString()
      return Data(whole.dropFirst(shift == 0 ? 0 : 4).dropLast(4).utf8)
    }
    return [text, Data(hex.utf8), Data(hex.uppercased().utf8), Data(percent.utf8), Data(escaped.utf8)] + shifted
  }
}
