import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("The foot of the screen")
struct FooterTests {
  private func browsing(_ size: Size, role: Profile.Role = .deactivate) throws -> Walk {
    var walk = try Walk(size, role: role)
    try walk.lookUp("list-bundle-progressive")
    return walk
  }

  @Test(
    "what went wrong is told to its end, down to 40 columns, and the next key takes it away",
    arguments: [Size(columns: 40, rows: 12), Size(columns: 80, rows: 24)])
  func notice(_ size: Size) throws {
    var walk = try browsing(size)
    walk.press("r")
    let lost = CouponFailure(.cannotConnect(host: "api.mch.weixin.qq.com", detail: "timed out"))
    walk.happen(.stopped(lost, try walk.ticket))
    // However it is broken into rows.
    let text = walk.picture.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
    #expect(text.contains("cannot be reached. Nothing was changed. Check the network, then try again."))
    walk.press("j")
    #expect(!walk.picture.contains("Nothing was changed."))
  }

  @Test("the way to the help stands there however narrow the screen is", arguments: Frame.all)
  func help(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    try walk.lookUp("list-bundle-progressive")
    func lastRow() -> String { String(walk.picture.split(separator: "\n").last ?? "") }
    for keys in ["", "⏎", "⏎", "8", "H"] {
      walk.press(keys)
      if keys == "H" { walk.happen(.historyArrived([], try walk.ticket)) }
      #expect(lastRow().contains(frame.language == .en ? "? help" : "? 帮助"), "\(keys)")
    }
  }

  @Test("an agent who may only look is told so beside the key, and what to do when it is pressed")
  func readOnly() throws {
    var walk = try browsing(Size(columns: 80, rows: 24), role: .readOnly)
    #expect(walk.picture.contains("D read-only"))
    walk.press("D")
    #expect(walk.taken() == [])
    #expect(walk.picture.contains(FailureSentences(CouponFailure(.readOnly), in: .en).happened.text))
  }

  @Test("help can be asked for in the review and on an outcome, and leaves them as they were")
  func helpInDialogs() throws {
    var walk = try browsing(Size(columns: 80, rows: 24))
    try walk.openReview()
    let review = walk.picture
    walk.press("?")
    #expect(walk.picture.contains("»Keys") && walk.picture.contains("go on to the reason"))
    walk.press("Esc")
    #expect(walk.picture == review)
    #expect(walk.taken() == [])
  }
}
