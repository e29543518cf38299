import Foundation
import SeededNumbers
import Testing

@testable import CouponKit

@Suite("JSON against Foundation")
struct JSONFuzzTests {
  /// Foundation's reading, as our tree without order: its dictionaries have none.
  private func oracle(_ bytes: [UInt8]) -> NSObject? {
    try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed]) as? NSObject
  }

  private func foundation(_ value: JSONValue) -> NSObject {
    switch value {
    case .null: NSNull()
    case .bool(let isTrue): NSNumber(value: isTrue)
    case .number(let digits): NSDecimalNumber(string: digits, locale: Locale(identifier: "en_US_POSIX"))
    case .string(let text): text as NSString
    case .array(let elements): elements.map(foundation) as NSArray
    case .object(let members):
      Dictionary(members.map { ($0.key, foundation($0.value)) }) { first, _ in first } as NSDictionary
    }
  }

  /// Foundation lets pass what we refuse on purpose; a mutation may stumble on any of these.
  private func isRefusedOnPurpose(_ problem: JSONProblem, in bytes: [UInt8]) -> Bool {
    switch problem.kind {
    case .duplicateKey, .byteOrderMark, .tooDeep, .tooManyValues: return true
    case .unexpectedByte(UInt8(ascii: "}")), .unexpectedByte(UInt8(ascii: "]")):
      // RFC 8259 has no comma before a closing bracket.
      let before = bytes[..<problem.offset].last { !" \n\r\t".utf8.contains($0) }
      return before == UInt8(ascii: ",")
    default: return false
    }
  }

  @Test(arguments: ["minimal-coupon.json", "request-deactivate-bundle.json", "error-sign.json", "error-param.json"])
  func `a damaged answer is read exactly when Foundation reads it, and as the same`(file: String) throws {
    let sound = try Fixture.bytes(file)
    var random = SeededRandom(seed: UInt64(file.utf8.reduce(7) { $0 &* 31 &+ Int($1) } & 0xFFFF))
    let marks = Array("{}[]\",:\\u0123deE+-.tfn \n".utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC2, 0xE5, 0xED, 0xF0, 0xFF]
    for round in 0..<5000 {
      var bytes = document(Int(random.next() % 8), sound)
      for _ in 0..<Int(1 + random.next() % 3) where !bytes.isEmpty {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[place] = marks[Int(random.next() % UInt64(marks.count))]
        case 1: bytes.remove(at: place)
        default: bytes.insert(marks[Int(random.next() % UInt64(marks.count))], at: place)
        }
      }
      // Foundation guesses UTF-16 and UTF-32 from NUL bytes; RFC 8259 knows UTF-8 only.
      guard !bytes.prefix(4).contains(0) else { continue }
      compare(bytes, round: round)
    }
  }

  /// The fixture, or one of some small documents in which nearly every byte matters.
  private func document(_ choice: Int, _ fixture: [UInt8]) -> [UInt8] {
    let small = [
      #"{"a":[1,-2.5e3,"\u5238\ud83d\ude00",true,null]}"#, #"["券","\\\"\/",0.10,{}]"#, #""\ud83d\ude00券""#, "-12.5E+3",
    ]
    return choice < small.count ? Array(small[choice].utf8) : fixture
  }

  private func compare(_ bytes: [UInt8], round: Int) {
    let expected = oracle(bytes)
    do {
      let tree = try JSONReader.read(bytes).root.tree
      if let expected {
        #expect(isSame(foundation(tree), expected), "round \(round): \(String(decoding: bytes, as: UTF8.self))")
      } else {
        // Foundation refuses numbers beyond a Double; they are JSON all the same.
        #expect(holdsHugeNumber(tree), "read although Foundation refuses: \(String(decoding: bytes, as: UTF8.self))")
      }
    } catch {
      let isFine = expected == nil || isRefusedOnPurpose(error, in: bytes)
      #expect(isFine, "\(error) although Foundation reads: \(String(decoding: bytes, as: UTF8.self))")
    }
  }

  private func isSame(_ ours: NSObject, _ theirs: NSObject) -> Bool {
    switch (ours, theirs) {
    case (let ours as NSNumber, let theirs as NSNumber):
      ours.doubleValue == theirs.doubleValue
        || abs(ours.doubleValue - theirs.doubleValue) <= abs(theirs.doubleValue) * 1e-12
    case (let ours as NSArray, let theirs as NSArray):
      ours.count == theirs.count
        && zip(ours, theirs).allSatisfy { isSame($0 as? NSObject ?? NSNull(), $1 as? NSObject ?? NSNull()) }
    case (let ours as NSDictionary, let theirs as NSDictionary):
      ours.count == theirs.count
        && ours.allSatisfy { isSame($1 as? NSObject ?? NSNull(), theirs[$0] as? NSObject ?? NSNull()) }
    default: ours == theirs
    }
  }

  private func holdsHugeNumber(_ value: JSONValue) -> Bool {
    switch value {
    case .number(let digits): Double(digits).map { $0.isInfinite || $0 == 0 || abs($0) > 1e18 } ?? true
    case .array(let elements): elements.contains(where: holdsHugeNumber)
    case .object(let members): members.contains { holdsHugeNumber($0.value) }
    default: false
    }
  }
}
