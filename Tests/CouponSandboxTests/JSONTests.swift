import Testing

@testable import CouponSandbox

@Suite struct `JSON keeps what it was given` {
  @Test(arguments: [
    #"{"b":1,"a":[true,false,null,{}],"unheard_of":{"z":12345678901234567890123,"y":1.50e+10}}"#,
    #"{"name":"拿铁 ☕️ 🎉","path":"/a/b","quote":"\"\\"}"#, #""""#, "-0.5", "[]",
  ]) func `order, unknown keys and digits survive`(text: String) throws {
    let value = try JSON(parsing: Array(text.utf8))
    #expect(String(decoding: value.bytes, as: UTF8.self) == text)
  }

  @Test func `escapes are read and control characters written as escapes`() throws {
    let value = try JSON(parsing: Array(#""\u4f60\ud83c\udf89\/\b\f\n\r\t\u0001""#.utf8))
    #expect(value.text == "你🎉/\u{8}\u{C}\n\r\t\u{1}")
    #expect(try JSON(parsing: value.bytes) == value)
  }

  @Test(arguments: [
    "", "{", #"{"a":1,"a":2}"#, #"{"a":1,}"#, "[1,]", "[1 2]", "01", "1.", ".5", "+1", "1e", "tru", "'a'", #""\x""#,
    #""\ud83c""#, #""\udf89""#, #""\ud83cx""#, "\"\u{1}\"", "\"", "{} x", "NaN", String(repeating: "[", count: 100),
  ]) func `what is not strict JSON is refused`(text: String) {
    #expect(throws: JSONProblem.self) { try JSON(parsing: Array(text.utf8)) }
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    #expect(throws: JSONProblem.self) { try JSON(parsing: [0x22, 0xC3, 0x28, 0x22]) }
  }

  @Test func `the order of keys does not make objects different`() {
    let one: JSON = ["a": 1, "b": ["c": "d"]]
    #expect(one == ["b": ["c": "d"], "a": 1])
    #expect(one != ["b": ["c": "d"], "a": 2])
    #expect(one != ["a": 1])
  }

  @Test func `a changed member keeps its place`() {
    var value: JSON = ["a": 1, "b": 2]
    value["a"] = "x"
    value["c"] = true
    value["b"] = nil
    #expect(String(decoding: value.bytes, as: UTF8.self) == #"{"a":"x","c":true}"#)
  }
}
