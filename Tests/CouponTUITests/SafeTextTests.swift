import CouponKit
import Testing

@Suite("Text from outside is safe to draw")
struct SafeTextTests {
  @Test(
    "what could steer the terminal or deceive the agent is made visible",
    arguments: [
      ("\u{1B}[2J", "⟨U+001B⟩[2J"), ("a\u{7F}b", "a⟨U+007F⟩b"), ("\u{9B}31m", "⟨U+009B⟩31m"),
      ("line\nline", "line⟨U+000A⟩line"), ("\u{202E}lanigiro", "⟨U+202E⟩lanigiro"),
      ("\u{2066}x\u{2069}", "⟨U+2066⟩x⟨U+2069⟩"),
      ("ab\u{200B}cd", "ab⟨U+200B⟩cd"), ("soft\u{AD}hyphen", "soft⟨U+00AD⟩hyphen"), ("\u{FEFF}x", "⟨U+FEFF⟩x"),
      ("\u{E0041}", "⟨U+E0041⟩"), ("\u{3164}", "⟨U+3164⟩"), ("\u{115F}", "⟨U+115F⟩"), ("\u{2800}", "⟨U+2800⟩"),
      ("\u{E000}", "⟨U+E000⟩"), ("\u{FFFE}", "⟨U+FFFE⟩"), ("\u{2028}", "⟨U+2028⟩"), ("\u{61C}", "⟨U+061C⟩"),
      ("a\u{200D}b", "a⟨U+200D⟩b"), ("a\u{FE0F}", "a⟨U+FE0F⟩"), ("\u{180E}", "⟨U+180E⟩"),
    ])
  func harmfulTextIsMadeVisible(_ untrusted: String, _ shown: String) {
    #expect(SafeText(untrusted).text == shown)
  }

  @Test(
    "a name that is what it looks like stays as it is",
    arguments: [
      "晨光咖啡 拿铁三次券", "Café ½ price", "ﾊﾝｶｸ カナ", "満¥30減", "e\u{301}", "👨‍👩‍👧‍👦", "❤️‍🔥", "👍🏽", "🇨🇳", "1️⃣", "한국어", "ไทย",
    ])
  func honestTextIsKept(_ name: String) {
    #expect(SafeText(name).text == name)
  }

  @Test("of a flood of combining marks four stay on one base")
  func aFloodOfMarksIsCut() {
    let flood = SafeText("e" + String(repeating: "\u{301}", count: 500) + "x")
    #expect(flood.text == "e" + String(repeating: "\u{301}", count: 4) + "x")
  }

  @Test("a mark without a base can not climb onto the frame before it")
  func aMarkWithoutABaseGetsOne() {
    #expect(SafeText("\u{301}a").text == "\u{25CC}\u{301}a")
    #expect(SafeText("a \u{301}").text == "a \u{25CC}\u{301}")
  }

  @Test("no scalar of Unicode that is invisible or a control survives")
  func everyScalarIsExamined() {
    // The planes between hold unassigned characters only.
    let planes = [UInt32(0)...0x1FFFF, 0x2FA00...0x2FFFF, 0xE0000...0xE0FFF, 0x10FFF0...0x10FFFF]
    let survivors = planes.joined().lazy.compactMap(Unicode.Scalar.init).filter { scalar in
      SafeText("a\(scalar)b").text.unicodeScalars.contains { left in
        switch left.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        default: left.properties.isDefaultIgnorableCodePoint
        }
      }
    }
    #expect(Array(survivors.prefix(10)) == [])
  }
}
