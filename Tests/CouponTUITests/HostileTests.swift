import Foundation
import HostileText
import Testing

@testable import CouponKit
@testable import CouponTUI

/// Hostile texts in every place of the screen that shows text from outside. `COUPON_MONKEY_EVENTS` has all of them drawn,
/// otherwise a sample is.
@Suite("Hostile texts")
struct HostileTests {
  private static let texts =
    ProcessInfo.processInfo.environment["COUPON_MONKEY_EVENTS"] == nil ? HostileText.sample(3) : HostileText.all

  @Test("there are thousands, and each becomes safe")
  func allAreMadeSafe() {
    #expect(Set(HostileText.all).count >= 3000)
    for text in HostileText.all {
      let safe = SafeText(text)
      #expect(SafeText(safe.text) == safe, "what is safe stays as it is: \(text.debugDescription)")
      let survivors = safe.text.unicodeScalars.filter { scalar in
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        // A joiner inside of a picture.
        case .format: scalar.value != 0x200D
        default: scalar.properties.isDefaultIgnorableCodePoint && scalar.value != 0xFE0F
        }
      }
      #expect(survivors.isEmpty, "\(text.debugDescription): \(survivors.map(\.value))")
    }
  }

  @Test("as JSON for a terminal it holds no harmful character and says the same")
  func printedJSON() throws {
    for text in HostileText.all {
      let document = JSONValue.object([.init(text, .string(text))])
      let printed = SafeText.escapedJSON(document.serialised)
      #expect(try JSONReader.read(printed).root.tree == document)
      let visible = String(decoding: printed, as: UTF8.self).unicodeScalars.filter { !$0.isMark }
      #expect(SafeText(String(String.UnicodeScalarView(visible))).text.unicodeScalars.elementsEqual(visible))
    }
  }

  @Test("in every field of a coupon, a failure, a report and the settings they draw nothing but cells")
  func everyPlace() async throws {
    let places = try HostilePlaces()
    #expect(places.fieldCount > 60)
    let lanes = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let flaws = await withTaskGroup(of: [String].self) { group in
      for lane in 0..<lanes {
        group.addTask {
          Self.texts.indices.filter { $0 % lanes == lane }.flatMap { places.flaws(of: Self.texts[$0], number: $0) }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    for flaw in flaws.prefix(5) { Issue.record("\(flaw)") }
  }

  @Test("lone surrogates, invalid UTF-8 and raw controls in an answer are refused or made visible, never drawn")
  func brokenEncodings() throws {
    let coupon = String(decoding: try HostilePlaces().document(with: "HERE"), as: UTF8.self)
    let refused: [[UInt8]] = [
      Array(#"\ud800"#.utf8), Array(#"\udc00\ud800"#.utf8), Array(#"\ud83d x"#.utf8), [0xFF], [0xC0, 0x80],
      [0xED, 0xA0, 0x80], [0xE5, 0x88], [0xF5, 0x80, 0x80, 0x80], [0x1B], [0x00], [0x0A],
    ]
    let read: [[UInt8]] = [
      [0x7F], [0xC2, 0x9B], [0xEF, 0xBB, 0xBF], Array(#"\u0000\u001b[2J"#.utf8), Array(#"\u009b2J"#.utf8),
      Array(#"\u202e"#.utf8),
    ]
    let parts = coupon.components(separatedBy: "HERE").map { Array($0.utf8) }
    for piece in refused {
      #expect(throws: WireProblem.self, "\(piece)") { try WireCoupon.page(Array(parts.joined(separator: piece))) }
    }
    for piece in read {
      let page = try WireCoupon.page(Array(parts.joined(separator: piece)))
      var walk = try Walk()
      walk.press("⏎")
      walk.happen(.pageArrived(page, try walk.ticket))
      for keys in ["", "⏎", "⏎", "8", "z", "b"] {
        walk.press(keys)
        #expect(draw(walk.state).flaw(asFor: walk.state.desk.size) == nil, "\(piece)")
      }
    }
  }
}
