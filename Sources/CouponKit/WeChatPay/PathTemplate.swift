/// A path with named places, as in `v3/…/users/{openid}/coupons`, and the values that fill them.
///
/// A value is percent-encoded exactly once: everything outside `A-Z a-z 0-9 - . _ ~`. Its case never changes.
struct PathTemplate: Sendable, Equatable {
  enum Problem: Error, Equatable {
    /// An empty value would change the path.
    case emptyValue(String)
    /// `.` and `..` would be squashed by software on the way.
    case dotSegment(String)
    case controlCharacter(String)
    case missingValue(String)
    case unknownValue(String)
  }

  let text: String

  /// The path with a leading slash.
  func path(_ values: [(name: String, value: String)]) throws(Problem) -> String {
    var unused = Set(values.map(\.name))
    var path = ""
    for segment in text.split(separator: "/") {
      guard segment.hasPrefix("{"), segment.hasSuffix("}") else {
        path += "/" + segment
        continue
      }
      let name = String(segment.dropFirst().dropLast())
      guard let value = values.first(where: { $0.name == name })?.value else { throw .missingValue(name) }
      if value.isEmpty { throw .emptyValue(name) }
      if value == "." || value == ".." { throw .dotSegment(name) }
      if value.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) {
        throw .controlCharacter(name)
      }
      unused.remove(name)
      path += "/" + percentEncoded(value)
    }
    if let name = unused.sorted().first { throw .unknownValue(name) }
    return path
  }

  /// `?a=1&b=2` in the order given, values percent-encoded; empty without any.
  static func query(_ items: [(name: String, value: String)]) -> String {
    items.isEmpty ? "" : "?" + items.map { "\($0.name)=\(percentEncoded($0.value))" }.joined(separator: "&")
  }

  private func percentEncoded(_ value: String) -> String { Self.percentEncoded(value) }

  private static func percentEncoded(_ value: String) -> String {
    var encoded: [UInt8] = []
    for byte in value.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: encoded.append(byte)
      default: encoded += [0x25] + Array(Hex.upper([byte]).utf8)
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}

/// Spells a path template as a chain, the way WeChat Pay's own libraries do:
/// `v3.marketing.partner.productCoupon.users._openid_.coupons` is `v3/marketing/partner/product-coupon/users/{openid}/coupons`.
///
/// Only fixed words go through a chain; values fill the named places later, so their case is never touched.
@dynamicMemberLookup
struct ChainCall: Sendable {
  private let segments: [String]

  init(_ path: String) { segments = path.split(separator: "/").map(String.init) }
  private init(segments: [String]) { self.segments = segments }

  var template: PathTemplate { PathTemplate(text: segments.joined(separator: "/")) }

  subscript(dynamicMember word: String) -> ChainCall { ChainCall(segments: segments + [Self.segment(word)]) }

  /// `productCoupon` → `product-coupon`; `_openid_` → `{openid}`.
  private static func segment(_ word: String) -> String {
    if word.count > 2, word.hasPrefix("_"), word.hasSuffix("_") { return "{\(word.dropFirst().dropLast())}" }
    return word.reduce(into: "") { text, letter in
      text += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
    }
  }
}
