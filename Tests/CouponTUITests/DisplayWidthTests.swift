import CouponKit
import Testing

@testable import CouponTUI

@Suite("A text takes the columns that a terminal gives it")
struct DisplayWidthTests {
  @Test(
    "width",
    arguments: [
      ("", 0), ("latte", 5), ("拿铁", 4), ("，。", 4), ("カナ", 4), ("ｶﾅ", 2), ("Ａ", 2), ("é", 1), ("e\u{301}", 1), ("½", 1),
      ("…", 1), ("●", 1), ("😀", 2), ("👨‍👩‍👧‍👦", 2), ("👍🏽", 2), ("❤️", 2), ("❤", 1), ("1️⃣", 2), ("🇨🇳", 2), ("🇨🇳🇩🇪", 4), ("한", 2),
      ("\u{1112}\u{1161}\u{11AB}", 2), ("𠀀", 2), ("¥30", 3), ("a👩‍🚀b", 4),
    ])
  func width(_ text: String, _ columns: Int) {
    #expect(SafeText(text).columns == columns)
  }

  @Test("a text that is cut ends in … and never in half a character")
  func truncation() {
    #expect(SafeText("拿铁三次券").truncated(to: 10).text == "拿铁三次券")
    #expect(SafeText("拿铁三次券").truncated(to: 9).text == "拿铁三次…")
    #expect(SafeText("拿铁三次券").truncated(to: 8).text == "拿铁三…")
    #expect(SafeText("拿铁").truncated(to: 1).text == "…")
    #expect(SafeText("拿铁").truncated(to: 0).text == "")
    #expect(SafeText("ae\u{301}bc").truncated(to: 3).text == "ae\u{301}…")
    #expect(SafeText("x👨‍👩‍👧‍👦y").truncated(to: 3).text == "x…")
  }

  @Test("a padded text fills its place exactly")
  func padding() {
    #expect(SafeText("拿铁").padded(to: 6).text == "拿铁  ")
    #expect(SafeText("拿铁券").padded(to: 4).text == "拿… ")
    #expect(SafeText("拿铁券").padded(to: 4).columns == 4)
  }

  @Test("English breaks at blanks, Chinese between characters but not before a full stop")
  func wrapping() {
    #expect(SafeText("nothing was changed").wrapped(to: 11).map(\.text) == ["nothing was", "changed"])
    #expect(SafeText("nothing was changed").wrapped(to: 10).map(\.text) == ["nothing", "was", "changed"])
    // A date stays whole wherever the line would end, unless it is longer than the line.
    for width in 18...23 {
      #expect(SafeText("usable until 31 Mar 2026 only").wrapped(to: width).map(\.text).last == "31 Mar 2026 only")
    }
    #expect(SafeText("31 Mar 2026").wrapped(to: 8).map(\.text) == ["31 Mar 2", "026"])
    #expect(SafeText("2 Coupons 5 left").wrapped(to: 11).map(\.text) == ["2 Coupons 5", "left"])
    #expect(SafeText("没有作任何变更。").wrapped(to: 14).map(\.text) == ["没有作任何变", "更。"])
    #expect(SafeText("没有作任何变更").wrapped(to: 6).map(\.text) == ["没有作", "任何变", "更"])
    #expect(SafeText("abcdefghij").wrapped(to: 4).map(\.text) == ["abcd", "efgh", "ij"])
    #expect(SafeText("").wrapped(to: 4).map(\.text) == [""])
  }

  @Test("a wrapped text loses nothing but blanks, at any width")
  func wrappingKeepsEverything() {
    let text = "WeChat Pay 没有应答, so the coupons 可能已失效。Press r 核对。"
    for width in 2...60 {
      let lines = SafeText(text).wrapped(to: width)
      #expect(lines.allSatisfy { $0.columns <= width })
      #expect(lines.map(\.text).joined().filter { $0 != " " } == text.filter { $0 != " " })
    }
  }
}
