/// `out_request_no`, the number of one wish to deactivate: 6–40 of `0-9 A-Z a-z _ -`.
///
/// It follows from what is deactivated and nothing else, so that two machines, a restored backup and a lost journal all
/// arrive at the same number, and WeChat Pay collapses their requests into one.
public struct RequestNumber: Identifier {
  public let text: String

  /// `nil` when the text is not 6–40 of `0-9 A-Z a-z _ -`.
  public init?(_ text: String) {
    let isAllowed = { (byte: UInt8) -> Bool in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
      default: false
      }
    }
    guard (6...40).contains(text.utf8.count), text.utf8.allSatisfy(isAllowed) else { return nil }
    self.text = text
  }

  /// `CK1_` + 26 letters of a SHA-256 + `_` + the generation in two letters: 33 characters.
  ///
  /// The OpenID is left out on purpose: the same bundle reached through another app yields the same number. A
  /// generation is raised only by a person, after the one before was settled as not applied.
  init(mode: Mode, brandID: BrandID, target: DeactivationTarget, generation: Int) {
    let (purpose, subject) =
      switch target.subject {
      case .bundle(let bundleID, _): ("coupontui/deactivate-bundle/1", bundleID.text)
      case .coupon(let code, _): ("coupontui/deactivate-coupon/1", code.text)
      }
    let message = [purpose, mode.rawValue, brandID.text, subject].joined(separator: "\0")
    let digest = Base32.lower(Digest.sha256(Array(message.utf8)))
    text = "CK1_\(digest.prefix(26))_\(Base32.lower(number: generation, letters: 2))"
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
