import Foundation
import Testing

@testable import CouponKit

@Suite("Strict JSON")
struct JSONReaderTests {
  private func kind(_ bytes: [UInt8]) -> JSONProblem.Kind? {
    do {
      _ = try JSONReader.read(bytes)
      return nil
    } catch { return error.kind }
  }

  private func kind(_ text: String) -> JSONProblem.Kind? { kind(Array(text.utf8)) }

  private func tree(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)).root.tree }

  @Test func `members keep their order and numbers their digits`() throws {
    #expect(
      try tree(#" {"b":1.50,"a":[true,false,null,"x"],"":{}} "#)
        == ["b": .number("1.50"), "a": .array([.bool(true), .bool(false), .null, .string("x")]), "": .object([])])
  }

  @Test(arguments: [
    (#""\u5238\u7801""#, "券码"), (#""\ud83d\ude00""#, "😀"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
    (#""\u0000""#, "\0"), ("\"券\"", "券"), ("\"😀\"", "😀"), (#""a\u00e9b""#, "aéb"),
  ])
  func `a string reads as what its escapes mean`(json: String, text: String) throws {
    #expect(try JSONReader.read(Array(json.utf8)).root.string == text)
  }

  @Test func `a key given twice is refused, even when one of the two is spelt with an escape`() {
    #expect(kind(#"{"coupon_state":"USED","coupon_state":"EFFECTIVE"}"#) == .duplicateKey("coupon_state"))
    #expect(kind(#"{"ab":1,"\u0061b":2}"#) == .duplicateKey(#"\u0061b"#))
    #expect(kind(#"{"a":{"b":1},"b":{"a":1}}"#) == nil)
    let many = (0..<200).map { "\"k\($0)\":0" }.joined(separator: ",")
    #expect(kind("{\(many)}") == nil)
    #expect(kind("{\(many),\"k17\":1}") == .duplicateKey("k17"))
  }

  @Test func `an escaped key is found by its meaning`() throws {
    #expect(try JSONReader.read(Array(#"{"coupon\u005fcode":"7"}"#.utf8)).root["coupon_code"]?.string == "7")
  }

  @Test func `thirty-two levels are read and thirty-three are not`() {
    #expect(kind(String(repeating: "[", count: 32) + String(repeating: "]", count: 32)) == nil)
    #expect(kind(String(repeating: "[", count: 33) + String(repeating: "]", count: 33)) == .tooDeep)
    #expect(kind(String(repeating: "{\"a\":", count: 100_000)) == .tooDeep)
  }

  @Test(arguments: ["NaN", "Infinity", "-Infinity", "+1", "01", "1.", ".5", "1e", "1e+", "0x10", "-", "1_000", "--1"])
  func `what JSON does not call a number is refused`(text: String) {
    #expect(kind(text) != nil)
    #expect(kind("[\(text)]") != nil)
  }

  @Test(arguments: ["0", "-0", "10", "1.50", "1e400", "-1E-7", "9223372036854775808", "7204418836021957730416"])
  func `a number of any size keeps its text`(text: String) throws {
    #expect(try tree(text) == .number(text))
  }

  @Test func `only a whole number that fits is an integer`() throws {
    func integer(_ text: String) throws -> Int64? { try JSONReader.read(Array(text.utf8)).root.integer }
    #expect(try integer("9223372036854775807") == .max)
    #expect(try integer("-9223372036854775808") == .min)
    for text in ["9223372036854775808", "1e3", "1.0", "\"1\"", "true"] { #expect(try integer(text) == nil) }
  }

  @Test(arguments: [#""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800x""#, #""\ude00\ud83d""#])
  func `half a surrogate pair is refused`(text: String) {
    #expect(kind(text) == .loneSurrogate)
  }

  @Test(arguments: [#""\x41""#, #""\u12g4""#, #""\u123""#, #""\U0041""#])
  func `an escape that JSON does not have is refused`(text: String) {
    #expect(kind(text) == .badEscape)
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0xAF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE5, 0x88], [0xE5, 0x88, 0x41],
      [0xF0, 0x9F, 0x98, 0x41],
    ] as [[UInt8]])
  func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
    #expect(kind([0x22] + bytes + [0x22]) == .notUTF8)
  }

  @Test func `a byte order mark, raw control characters and trailing text are refused`() {
    #expect(kind([0xEF, 0xBB, 0xBF] + Array("{}".utf8)) == .byteOrderMark)
    #expect(kind("\"a\u{0}b\"") == .unexpectedByte(0))
    #expect(kind("\"a\nb\"") == .unexpectedByte(0x0A))
    #expect(kind("{} {}") == .textAfterEnd)
    #expect(kind("") == .endTooSoon)
    #expect(kind(#"{"a":1,}"#) == .unexpectedByte(0x7D))
    #expect(kind("[1,]") == .unexpectedByte(0x5D))
    #expect(kind(#"{a:1}"#) == .unexpectedByte(0x61))
    #expect(kind("\u{A0}1") == .unexpectedByte(0xC2))
  }

  @Test func `every cut of an answer is refused`() throws {
    let body = try Fixture.bytes("minimal.json")
    let sound = try #require(body.lastIndex(of: UInt8(ascii: "}"))) + 1
    for length in 0..<sound { #expect(kind(Array(body[..<length])) != nil, "cut at \(length)") }
  }

  @Test func `a document of more values than a customer can have is refused`() {
    let values = [UInt8](repeating: UInt8(ascii: "0"), count: 1) + Array(",0".utf8)
    var bytes: [UInt8] = [UInt8(ascii: "[")] + values
    for _ in 0..<(JSONReader.mostValues) { bytes += [UInt8(ascii: ","), UInt8(ascii: "0")] }
    bytes.append(UInt8(ascii: "]"))
    #expect(kind(bytes) == .tooManyValues)
  }

  @Test func `a request body has one spelling`() {
    let body: JSONValue = [
      "out_request_no": .string("CK-1"), "deactivate_reason": .string("顾客说 \"退\"/\\\u{1}\n"), "brand_id": .string("3"),
    ]
    #expect(
      String(decoding: body.serialised, as: UTF8.self)
        == #"{"out_request_no":"CK-1","deactivate_reason":"顾客说 \"退\"/\\\u0001\n","brand_id":"3"}"#)
  }

  @Test func `what was serialised reads back as the same tree`() throws {
    for entry in try Fixture.entries() where entry.file.hasSuffix(".json") {
      let tree = try JSONReader.read(try Fixture.bytes(entry.file)).root.tree
      #expect(try JSONReader.read(tree.serialised).root.tree == tree)
    }
  }
}
