/// The request number follows from what is deactivated and nothing else, so that two machines, a restored backup and a
/// lost journal all arrive at the same number, and WeChat Pay collapses their requests into one.
extension RequestNumber {
  /// `CK1_` + 26 letters of a SHA-256 + `_` + the generation in two letters: 33 characters.
  ///
  /// A single coupon is named by its stock too, since a brand's own codes may be the same in two stocks. The OpenID is left
  /// out on purpose: the same bundle reached through another app yields the same number. A
  /// generation is raised only by a person, after the one before was settled.
  init(mode: Profile.Mode, brandID: BrandID, target: DeactivationTarget, generation: Int) {
    let (purpose, subject) =
      switch target.subject {
      case .bundle(let bundleID, _): ("coupontui/deactivate-bundle/1", bundleID.text)
      case .coupon(let code, let stockID): ("coupontui/deactivate-coupon/1", "\(stockID.text)\0\(code.text)")
      }
    let message = [purpose, mode.word, brandID.text, subject].joined(separator: "\0")
    let digest = Base32.lower(Digest.sha256(Array(message.utf8)))
    let text = "\(Self.mark)\(digest.prefix(26))_\(Base32.lower(number: generation, letters: 2))"
    self.init(made: text)
  }

  private static let mark = "CK1_"

  /// Whether a number, as it came, has the form of those that this program makes.
  public static func isOurs(_ text: String) -> Bool { text.hasPrefix(mark) }
}

extension Profile.Mode {
  /// `partner` or `brand`, as the journal and the request number hold it.
  var word: String {
    switch self {
    case .partner: "partner"
    case .brand: "brand"
    }
  }
}

/// Crockford's base 32 in lower case: no letter that is taken for another.
enum Base32 {
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  static func lower(_ bytes: [UInt8]) -> String {
    var letters: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 5 {
        count -= 5
        letters.append(alphabet[Int(bits >> count & 31)])
      }
    }
    if count > 0 { letters.append(alphabet[Int(bits << (5 - count) & 31)]) }
    return String(decoding: letters, as: UTF8.self)
  }

  static func lower(number: Int, letters: Int) -> String {
    let places = (0..<letters).reversed().map { alphabet[number >> (5 * $0) & 31] }
    return String(decoding: places, as: UTF8.self)
  }
}
