import Foundation
import HostileText
import SeededNumbers
import Testing

@testable import CouponKit
@testable import CouponTUI

/// Mutations of what is sound, through the decoders. `COUPON_MONKEY_EVENTS` has half as many inputs tried, at least a few.
@Suite("Damaged input")
struct FuzzTests {
  private static let inputs =
    (ProcessInfo.processInfo.environment["COUPON_MONKEY_EVENTS"].flatMap { Int($0) } ?? 1000) / 2

  private static let isThorough = ProcessInfo.processInfo.environment["COUPON_MONKEY_EVENTS"] != nil

  private static func mutated(_ bytes: [UInt8], _ random: inout SeededRandom, marks: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<random.number(1..<5) where !bytes.isEmpty {
      let place = random.number(0..<bytes.count)
      switch random.number(0..<6) {
      case 0: bytes[place] = random.one(of: marks)
      case 1: bytes[place] ^= 1 << UInt8(random.number(0..<8))
      case 2: bytes.remove(at: place)
      case 3: bytes.insert(random.one(of: marks), at: place)
      case 4: bytes.removeSubrange(place..<min(bytes.count, place + random.number(1..<20)))
      default:
        let piece = bytes[place..<min(bytes.count, place + random.number(1..<30))]
        bytes.insert(contentsOf: piece, at: random.number(0..<bytes.count))
      }
    }
    return bytes
  }

  /// Runs a body for every input on all processors, each with its own seed.
  private func forEachInput(_ body: @escaping @Sendable (Int, inout SeededRandom) -> String?) async {
    let lanes = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let problems = await withTaskGroup(of: [String].self) { group in
      for lane in 0..<lanes {
        group.addTask {
          stride(from: lane, to: Self.inputs, by: lanes).compactMap { number in
            var random = SeededRandom(seed: UInt64(number))
            return body(number, &random).map { "input \(number): \($0)" }
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    for problem in problems.prefix(5) { Issue.record("\(problem)") }
  }

  @Test("a damaged page of coupons is refused or read, and what is read is written again as the same")
  func pages() async throws {
    let sound = try ["list-page-1", "list-bundle-progressive"].flatMap { name in
      try UserCouponPage.recorded(name).coupons.prefix(2).map { coupon in
        Array(#"{"total_count":1,"user_coupon_list":["#.utf8) + coupon.raw.bytes + Array("]}".utf8)
      }
    }
    let marks = Array("{}[]\",:\\u0dDeE+-.tfn 9\n".utf8) + [0x00, 0x1B, 0x7F, 0x80, 0x9B, 0xC2, 0xE5, 0xED, 0xF0, 0xFF]
    await forEachInput { number, random in
      let bytes = Self.mutated(sound[number % sound.count], &random, marks: marks)
      guard let document = try? JSONReader.read(bytes) else { return nil }
      let tree = document.root.tree
      guard let again = try? JSONReader.read(tree.serialised).root.tree, again == tree else {
        return "written as another"
      }
      guard let page = try? WireCoupon.page(bytes) else { return nil }
      for coupon in page.coupons.prefix(1) {
        let outline = BundleOutline.sections(of: coupon, in: page.coupons, at: Walk.start, language: .en)
        for line in outline.flatMap(\.lines) where SafeText(line.value.text) != line.value {
          return "unsafe: \(line.value)"
        }
      }
      return nil
    }
  }

  @Test("damaged keys and pastes leave the decoder as it was at first, and no paste becomes keys")
  func keys() async {
    let sound = [
      "\u{1B}[200~oDemo 1234567890\r\n\u{1B}[201~", "\u{1B}[A\u{1B}[1;5B\u{1B}OM\u{1B}[Z", "jjjkD\r\u{1B}",
      "券😀é\u{1B}[<0;1;1M",
      "\u{1B}]11;rgb:0/0/0\u{1B}\\q", "\u{1B}P>|xterm\u{1B}\\", "\u{9B}31m\u{9B}201~x", "\u{1B}[M !!q\u{1B}[[Aq",
    ].map { Array($0.utf8) }
    let marks = Array("\u{1B}[]OP~;0129mMA\r\u{7}".utf8) + [0x9B, 0xC2, 0x80, 0xE5, 0xFF, 0x00, 0x03]
    await forEachInput { number, random in
      let bytes = Self.mutated(sound[number % sound.count] + random.one(of: sound), &random, marks: marks)
      var decoder = KeyDecoder()
      var rest = bytes[...]
      var taken = 0
      while !rest.isEmpty {
        let piece = rest.prefix(random.number(1..<40))
        taken += decoder.decode(piece).count
        rest = rest.dropFirst(piece.count)
        if random.chance(100) { taken += decoder.giveUpWaiting().count }
      }
      taken += decoder.giveUpWaiting().count
      guard taken <= bytes.count + 1 else { return "\(taken) events from \(bytes.count) bytes" }
      guard decoder.patience == nil, decoder.decode("j".utf8) == [.key(.character("j"))] else {
        return "stuck: \(bytes)"
      }
      // Whole, and between sound markers, it is one text, unless it holds markers of its own.
      let marker = Array("\u{1B}[20".utf8)
      guard bytes.firstRange(of: marker) == nil, bytes.last != 0x1B else { return nil }
      var another = KeyDecoder()
      let events =
        another.decode(marker + Array("0~".utf8) + bytes + marker + Array("1~".utf8)) + another.giveUpWaiting()
      guard events.count == 1, case .pasted = events[0] else { return "a paste gave \(events)" }
      return nil
    }
  }

  @Test("every dialog and every list at every size up to 60 × 20, and beyond every edge")
  func sizes() throws {
    var walk = try Walk()
    var stages: [(String, Walk)] = [("form", walk)]
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    stages.append(("lists", walk))
    for (name, keys) in [
      ("help", "?"), ("palette", ":"), ("detail", "4"), ("bare", "b"), ("find", "/"), ("troubles", "!"),
    ] {
      var here = walk
      here.press(keys)
      stages.append((name, here))
    }
    try walk.openReview()
    stages.append(("review", walk))
    walk.press("⏎")
    walk.type("Customer asked for a refund, ticket 4711")
    stages.append(("reason", walk))
    walk.press("⏎")
    stages.append(("question", walk))
    walk.pass(milliseconds: 1000)
    walk.type("0416")
    walk.press("⏎")
    let ticket = try walk.ticket
    stages.append(("sending", walk))
    walk.happen(.deactivationEnded(try .ended(.unknown), ticket))
    stages.append(("outcome", walk))
    for (name, stage) in stages {
      for language in Language.allCases {
        var here = stage
        if language == .zh, name != "find", name != "palette", name != "form" { here.press("L") }
        for columns in Self.isThorough ? 1...60 : 38...50 {
          for rows in Self.isThorough ? 1...20 : 11...15 {
            here.happen(.resized(Size(columns: columns, rows: rows)))
            #expect(
              draw(here.state).flaw(asFor: Size(columns: columns, rows: rows)) == nil, "\(name) \(columns)×\(rows)")
          }
        }
        // A storm of sizes, and back: the same picture as before.
        here.happen(.resized(Size(columns: 80, rows: 24)))
        let before = draw(here.state).text
        for size in [
          Size(columns: 0, rows: 0), Size(columns: 1, rows: 1), Size(columns: 500, rows: 1),
          Size(columns: 1, rows: 300),
        ] {
          here.happen(.resized(size))
          #expect(draw(here.state).flaw(asFor: size) == nil)
        }
        here.happen(.resized(Size(columns: 80, rows: 24)))
        #expect(draw(here.state).text == before, "\(name)")
      }
    }
  }
}
