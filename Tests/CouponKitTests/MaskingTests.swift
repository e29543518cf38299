import Testing

@testable import CouponKit

@Suite struct `A masked number` {
  @Test(arguments: [
    ("1316640275000000482101", "1316…2101"), ("oh-394z-6CGkNoJrsDLTTUKiAnp4", "oh-3…Anp4"),
    ("1234567890123456789", "123…789"), ("1234567890", "12…90"), ("123456789", "1…9"), ("AB-12345", "A…5"),
    ("12345", "1…5"), ("1234", "…"), ("1", "…"), ("", "…"), ("会员码一二三四五六七", "会员…六七"),
  ])
  func `keeps enough to compare it on the phone`(text: String, shown: String) {
    #expect(masked(text) == shown)
  }

  @Test func `shows no more than two fifths of it, and never more than eight characters`() throws {
    for count in 0...200 {
      let text = String((0..<count).map { Character(Unicode.Scalar(UInt8(0x21 + $0 % 94))) })
      let parts = masked(text).split(separator: "…", omittingEmptySubsequences: false)
      try #require(parts.count == 2)
      #expect(text.hasPrefix(parts[0]) && text.hasSuffix(parts[1]))
      let shown = parts[0].count + parts[1].count
      #expect(shown <= 8 && shown * 5 <= count * 2, "\(count) characters")
    }
  }

  @Test func `is how customers and codes of every length are shown`() throws {
    #expect(try OpenID("o-1").masked == "…")
    #expect(try CouponCode("FREE-COFFEE").masked == "FR…EE")
  }
}
