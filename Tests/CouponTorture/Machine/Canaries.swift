import CouponKit

/// Texts that may stand nowhere but at the gateway and in sealed boxes, in every form in which they could slip out.
struct Canaries: Sendable {
  private let patterns: [(name: String, bytes: [UInt8])]

  /// - Parameter sandbox: whose customer and keys are looked for.
  init(_ sandbox: SandboxProcess) {
    var patterns: [(String, [UInt8])] = []
    for (name, text) in [("openid", sandbox.openID.text), ("reason", Wish.reason)] {
      for form in Canaries.forms(of: Array(text.utf8)) { patterns.append((name, form)) }
    }
    patterns.append(("Authorization", Array("WECHATPAY2-SHA256-RSA2048".utf8)))
    patterns.append(("Authorization", Array("signature=\"".utf8)))
    let folder = sandbox.folder.path + "/gateway"
    patterns.append(("APIv3 key", file(folder + "/apiv3.key")))
    // Every line of the key but the two that every key has.
    for line in file(folder + "/merchant.key.pem").split(separator: UInt8(ascii: "\n")).dropFirst().dropLast() {
      patterns.append(("private key", Array(line)))
    }
    self.patterns = patterns
  }

  /// The names of those that stand in `bytes`.
  func found(in bytes: [UInt8]) -> Set<String> {
    Set(patterns.filter { bytes.place(of: $0.bytes) != nil }.map(\.name))
  }

  /// The names of those that stand in a file of the folder, with the file.
  func found(inFolder path: String) -> [String] {
    // Nothing is ever written into the ballast.
    names(in: path).filter { $0 != "journal.ballast" }.flatMap { name in
      found(in: file("\(path)/\(name)")).map { "\($0) in \(name)" }
    }
  }

  /// As it is, percent-encoded, in hex, and as base64 shows it at each of three places.
  private static func forms(of text: [UInt8]) -> [[UInt8]] {
    let digits = Array("0123456789ABCDEF".utf8)
    let hex = text.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    let percent = text.flatMap { byte -> [UInt8] in
      let isPlain = byte < 0x80 && (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39)
      return isPlain || byte == UInt8(ascii: "-")
        ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    let shifted = (0..<3).map { shift -> [UInt8] in
      let whole = base64([UInt8](repeating: 0, count: shift) + text)
      // What the neighbours of the text would change is left out.
      return Array(whole.dropFirst(shift == 0 ? 0 : 4).dropLast(4))
    }
    return [text, percent, hex, hex.map { $0 >= 0x41 ? $0 | 0x20 : $0 }] + shifted
  }

  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var letters: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0...group.count { letters.append(alphabet[value >> (18 - 6 * place) & 63]) }
      letters += [UInt8](repeating: UInt8(ascii: "="), count: 3 - group.count)
    }
    return letters
  }
}
