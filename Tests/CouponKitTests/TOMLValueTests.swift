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
  ])
  func `what is no document is refused with its line`(document: String, line: Int) {
    let mistake = #expect(throws: TOMLValue.Mistake.self) { try TOMLValue.table(of: document) }
    #expect(mistake?.line == line)
    #expect(mistake?.detail.isEmpty == false)
  }

  @Test(arguments: [("a = ", "[", 100_000, 1), ("\n[", "a.", 30_000, 2)])
  func `what nests without end is refused with its line too`(beginning: String, step: String, count: Int, line: Int) {
    let mistake = #expect(throws: TOMLValue.Mistake.self) {
      try TOMLValue.table(of: beginning + String(repeating: step, count: count) + "a]")
    }
    #expect(mistake?.line == line)
    #expect(mistake?.detail.isEmpty == false)
  }

  @Test(arguments: [
    String(repeating: "[", count: 20) + String(repeating: "]", count: 20),
    String(repeating: "{a = ", count: 20) + "1" + String(repeating: "}", count: 20),
  ])
  func `what is nested deeper than any setting is refused`(value: String) {
    let mistake = #expect(throws: TOMLValue.Mistake.self) { try TOMLValue.table(of: "a = " + value) }
    #expect(mistake?.detail == "nested more than 16 deep")
  }

  @Test func `two keys that are one text are refused, though their bytes differ`() {
    let mistake = #expect(throws: TOMLValue.Mistake.self) {
      try TOMLValue.table(of: "\"\u{E9}\" = 1\n\"e\u{301}\" = 2")
    }
    #expect(mistake == TOMLValue.Mistake(line: nil, detail: "\u{E9} twice"))
  }

  @Test func `what the parser says of a long key is cut and stays text`() throws {
    let key = "\"" + String(repeating: "券", count: 100) + "\" = 1\n"
    let mistake = try #require(throws: TOMLValue.Mistake.self) { try TOMLValue.table(of: key + key) }
    // 255 bytes at most, and the end of the last character, which shows as U+FFFD.
    #expect((240...258).contains(mistake.detail.utf8.count))
    #expect(mistake.detail.contains("券券"))
  }
}
