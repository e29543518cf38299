import Testing

@testable import CouponKit

struct TOMLValueTests {
  @Test func `every kind of value is read as what it is`() throws {
    let document = """
      text = "券 \\u00e9\\n"
      integer = -9_223_372_036_854_775_808
      flag = true
      array = ["a", 1, [false]]
      "quoted key" = ''
      fraction = 1.5
      date = 2026-11-29
      [table.inner]
      key = 0x10
      """
    #expect(
      try TOMLValue.table(of: document) == [
        "text": .text("券 é\n"), "integer": .integer(.min), "flag": .flag(true),
        "array": .array([.text("a"), .integer(1), .array([.flag(false)])]), "quoted key": .text(""),
        "fraction": .other, "date": .other, "table": .table(["inner": .table(["key": .integer(16)])]),
      ])
    #expect(try TOMLValue.table(of: "") == [:])
  }

  @Test(arguments: [
    ("a = 1\na = 2", 2), ("a = 9223372036854775808", 1), ("[a]\n[a]", 2), ("\n\na = \"\u{1}\"", 3),
    ("a = " + String(repeating: "[", count: 100_000), 1),
  ])
  func `what is no document is refused with its line`(document: String, line: Int) {
    let mistake = #expect(throws: TOMLValue.Mistake.self) { try TOMLValue.table(of: document) }
    #expect(mistake?.line == line)
    #expect(mistake?.detail.isEmpty == false)
  }

  @Test func `what the parser says of a long line is cut and stays text`() {
    let mistake = #expect(throws: TOMLValue.Mistake.self) {
      try TOMLValue.table(of: "a = \"" + String(repeating: "券", count: 400) + "\"\na.b = 1")
    }
    #expect(mistake.map { $0.detail.utf8.count < 256 + 3 } == true)
  }
}
