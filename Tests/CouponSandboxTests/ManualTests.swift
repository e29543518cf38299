import Foundation
import ManualPages
import Testing

@testable import CouponSandbox

@Suite("A reader of the manual page coupon-sandbox(1)")
struct ManualTests {
  @Test("finds options and words as the program has them")
  func madeParts() throws {
    let help = try ProgramHelp(CouponSandbox._dumpHelp())
    var page = try ManualPage("coupon-sandbox.1")
    for (section, part) in [("OPTIONS", help.options), ("WORDS", help.words)] {
      if ProcessInfo.processInfo.environment["COUPON_REWRITE_SCREENS"] == "1" {
        try page.rewrite(section, as: part)
      } else {
        #expect(try page.part(of: section) == part)
      }
    }
  }
}
