/// A text that names one thing at WeChat Pay. Its own type, so that a brand cannot stand where a stock belongs.
public protocol Identifier: Sendable, Hashable, CustomStringConvertible {
  /// The identifier as WeChat Pay spells it; case matters.
  var text: String { get }
}

extension Identifier {
  public var description: String { text }

  /// The last `count` characters, which is how an agent names the thing aloud.
  public func ending(_ count: Int) -> String { String(text.suffix(count)) }
}

/// A user under one app, `openid`. It identifies a person: show ``masked``, log nothing.
public struct OpenID: Identifier {
  public let text: String

  /// - Throws: ``InputProblem`` when the text is not 1–128 of `0-9 A-Z a-z _ -`.
  public init(_ text: String) throws(InputProblem) {
    self.text = try checked(text, field: .openID, lengths: 1...128, isAllowed: isWordCharacter)
  }

  /// `oh-3…nAp4`, as ``masked(_:)`` shortens it.
  public var masked: String { CouponKit.masked(text) }
}

/// The app under which an OpenID is valid, `appid`.
public struct AppID: Identifier {
  public let text: String

  /// - Throws: ``InputProblem`` when the text is not 1–32 of `0-9 A-Z a-z _ -`.
  public init(_ text: String) throws(InputProblem) {
    self.text = try checked(text, field: .appID, lengths: 1...32, isAllowed: isWordCharacter)
  }
}

/// `brand_id`: decimal digits.
public struct BrandID: Identifier {
  public let text: String

  /// - Throws: ``InputProblem`` when the text is not 1–20 decimal digits.
  public init(_ text: String) throws(InputProblem) {
    self.text = try checked(text, field: .brandID, lengths: 1...20) { (0x30...0x39).contains($0) }
  }
}

/// A user coupon, `coupon_code`: redeemable, so guard it. Brands may use codes of their own.
public struct CouponCode: Identifier {
  public let text: String

  /// A brand's code may be any text, so that a person has to be able to type it: `SPRING 2026 01`, `券-001`. Blanks at its
  /// ends are nobody's code, and come along when one is copied.
  ///
  /// - Throws: ``InputProblem`` when the text is not 1–40 characters, holds one that cannot be seen, or begins or ends with
  ///   a blank.
  public init(_ text: String) throws(InputProblem) {
    let code = try CouponCode(received: text)
    for (offset, character) in text.enumerated() {
      let isAtEnd = offset == 0 || offset == text.count - 1
      if (isAtEnd && character.isWhitespace) || SafeText(String(character)).text != String(character) {
        throw InputProblem(field: .couponCode, rule: .character(String(character), position: offset + 1))
      }
    }
    self = code
  }

  /// A code as WeChat Pay has it.
  ///
  /// - Throws: ``InputProblem`` when the text is not 1–40 characters, or holds a control character.
  init(received text: String) throws(InputProblem) {
    if text.isEmpty { throw InputProblem(field: .couponCode, rule: .empty) }
    for (offset, character) in text.enumerated() {
      if character.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
        throw InputProblem(field: .couponCode, rule: .character(String(character), position: offset + 1))
      }
    }
    let count = text.unicodeScalars.count
    if count > 40 { throw InputProblem(field: .couponCode, rule: .tooLong(count: count, limit: 40)) }
    self.text = text
  }

  /// `1316…2101`, as ``masked(_:)`` shortens it.
  public var masked: String { CouponKit.masked(text) }

  /// `…2101`: what ``masked`` shows of its end.
  public var maskedEnding: String { masked.lastIndex(of: "…").map { String(masked[$0...]) } ?? "…" }
}

/// What one user got from one stock bundle, `user_coupon_bundle_id`: 22 digits in the published examples.
public struct UserCouponBundleID: Identifier {
  public let text: String

  /// - Throws: ``InputProblem`` when the text is not 1–40 of `0-9 A-Z a-z _ -`.
  public init(_ text: String) throws(InputProblem) {
    self.text = try checked(text, field: .bundleID, lengths: 1...40, isAllowed: isWordCharacter)
  }
}

/// The offer itself, `product_coupon_id`. It comes from WeChat Pay and is sent back as it came.
public struct ProductCouponID: Identifier {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// One batch and its rules, `stock_id`. It comes from WeChat Pay and is sent back as it came.
public struct StockID: Identifier {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// The batches behind one bundle, `stock_bundle_id`. It comes from WeChat Pay and is sent back as it came.
public struct StockBundleID: Identifier {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// Why a text that somebody typed cannot be what its field asks for.
public struct InputProblem: Error, Sendable, Equatable {
  public enum Field: String, Sendable, CaseIterable {
    case openID, appID, brandID, couponCode, bundleID, reason
  }
  public enum Rule: Sendable, Equatable {
    case empty
    case tooLong(count: Int, limit: Int)
    /// The first character that is not allowed, and its position, from 1.
    case character(String, position: Int)
    /// No number of so many digits.
    case ticketMissing(digits: Int)
  }
  public let field: Field
  public let rule: Rule

  public init(field: Field, rule: Rule) {
    self.field = field
    self.rule = rule
  }
}

private func checked(
  _ text: String, field: InputProblem.Field, lengths: ClosedRange<Int>, isAllowed: (UInt8) -> Bool
) throws(InputProblem) -> String {
  if text.isEmpty { throw InputProblem(field: field, rule: .empty) }
  for (offset, character) in text.enumerated() {
    let isFine = character.utf8.count == 1 && character.utf8.allSatisfy(isAllowed)
    if !isFine { throw InputProblem(field: field, rule: .character(String(character), position: offset + 1)) }
  }
  let count = text.utf8.count
  if count > lengths.upperBound {
    throw InputProblem(field: field, rule: .tooLong(count: count, limit: lengths.upperBound))
  }
  return text
}

private func isWordCharacter(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
  default: false
  }
}

/// `4200…7736`: enough of a personal number to compare it on the phone, too little to use it.
///
/// Each end shows a fifth of it, four characters at most: never more than two fifths stand in the open, and of a text
/// shorter than five characters nothing.
public func masked(_ text: String) -> String {
  let shown = min(4, text.count / 5)
  return "\(text.prefix(shown))…\(text.suffix(shown))"
}
