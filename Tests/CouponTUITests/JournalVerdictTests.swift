import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("What `journal verify` prints")
struct JournalVerdictTests {
  @Test("its head can be kept and given back as an anchor")
  func head() throws {
    let hash = Base64.encode([UInt8](repeating: 7, count: 32))
    let head = try #require(JournalHead.checkpoints(in: "coupon-tui/box-2/0123456789abcdef\n42\n\(hash)\n").first)
    let verdict = JournalVerdict(finding: .soundWithoutAnchor, events: 42, operations: 9, head: head)
    for language in [Language.en, .zh] {
      let lines = verdict.lines(in: language).map(\.text)
      #expect(lines.count == 5)
      #expect(JournalHead.checkpoints(in: lines.joined(separator: "\n")) == [head])
    }
  }

  @Test("without a head it is the finding and the counts")
  func noHead() {
    let verdict = JournalVerdict(finding: .chainBroken(at: 7), events: 6, operations: 1, head: nil)
    #expect(verdict.lines(in: .en).map(\.text) == ["Event 7 was changed, or is missing.", "6 events, 1 deactivations"])
  }
}
