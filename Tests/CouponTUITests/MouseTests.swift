import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("The mouse")
struct MouseTests {
  private func decode(_ bytes: [UInt8], takesMouse: Bool = true) -> [TerminalEvent] {
    var decoder = KeyDecoder()
    decoder.takesMouse = takesMouse
    return decoder.decode(bytes) + decoder.giveUpWaiting()
  }

  private func browsing(_ size: Size = Size(columns: 120, rows: 40)) throws -> Walk {
    var walk = try Walk(size)
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    return walk
  }

  private func bundles(_ walk: Walk) throws -> BundlesScreen {
    guard case .bundles(let screen)? = walk.screen else { throw Walk.Lost() }
    return screen
  }

  /// Clicks on the first cell that shows these words.
  private func click(_ words: String, _ walk: inout Walk) throws {
    let canvas = draw(walk.state)
    for (row, line) in canvas.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let range = line.range(of: words) else { continue }
      return walk.happen(.clicked(Point(column: SafeText(String(line[..<range.lowerBound])).columns, row: row)))
    }
    throw Walk.Lost()
  }

  // MARK: Bytes

  @Test(
    "both forms of a report are known, with the keys that are held",
    arguments: [
      ("\u{1B}[<0;10;20M", TerminalEvent.clicked(Point(column: 9, row: 19))),
      ("\u{1B}[<16;1;1M", .clicked(Point(column: 0, row: 0))),
      ("\u{1B}[<64;300;2M", .wheeled(-3, Point(column: 299, row: 1))),
      ("\u{1B}[<65;3;2M", .wheeled(3, Point(column: 2, row: 1))),
      ("\u{1B}[M !!", .clicked(Point(column: 0, row: 0))), ("\u{1B}[M`+,", .wheeled(-3, Point(column: 10, row: 11))),
      ("\u{1B}[Ma+,", .wheeled(3, Point(column: 10, row: 11))),
    ])
  func reports(_ bytes: String, _ event: TerminalEvent) {
    #expect(decode(Array(bytes.utf8) + [0x6A]) == [event, .key(.character("j"))])
    #expect(decode(Array(bytes.utf8) + [0x6A], takesMouse: false) == [.key(.character("j"))])
  }

  @Test("the old form counts columns up to 223 in one byte")
  func oldForm() {
    #expect(decode([0x1B, 0x5B, 0x4D, 32, 32 + 223, 33]) == [.clicked(Point(column: 222, row: 0))])
  }

  @Test(
    "other buttons, drags, and a button that is let go are nothing, and no letter of them is a key",
    arguments: [
      "\u{1B}[<0;10;20m", "\u{1B}[<1;1;1M", "\u{1B}[<2;1;1M", "\u{1B}[<32;1;1M", "\u{1B}[<35;1;1M", "\u{1B}[<66;1;1M",
      "\u{1B}[<0;0;1M", "\u{1B}[<0;1M", "\u{1B}[<;;M", "\u{1B}[<0;1;99999999999999999999M", "\u{1B}[M#!!",
    ])
  func nothing(_ bytes: String) { #expect(decode(Array((bytes + "j").utf8)) == [.key(.character("j"))]) }

  @Test("a report may arrive byte by byte")
  func piecewise() {
    for text in ["\u{1B}[<0;10;20M", "\u{1B}[M !!"] {
      var decoder = KeyDecoder()
      decoder.takesMouse = true
      #expect(text.utf8.flatMap { decoder.decode([$0]) } == decode(Array(text.utf8)))
      #expect(decoder.patience == nil)
    }
  }

  // MARK: On the screen

  @Test("M turns it on and off and says so, and the setting turns it on from the start")
  func turning() throws {
    var walk = try browsing()
    #expect(!walk.state.desk.takesMouse)
    walk.press("M")
    #expect(walk.picture.contains("Mouse on"))
    walk.press("M")
    #expect(walk.picture.contains("Mouse off"))
    #expect(walk.taken() == [.takeMouse(true), .takeMouse(false)])
  }

  @Test("a click selects a row and gives its pane the keys, a click on the selected row opens it")
  func rows() throws {
    var walk = try browsing()
    try click("single coupons", &walk)
    #expect(try bundles(walk).group?.id == .singles)
    #expect(try bundles(walk).focus == .bundles)
    try click("single coupons", &walk)
    #expect(try bundles(walk).focus == .coupons)
    try click("EXPIRED", &walk)
    #expect(try bundles(walk).coupon?.state == .expired)
    try click("Right now", &walk)
    #expect(try bundles(walk).focus == .detail)
    #expect(try bundles(walk).detail.selection == 2)
    try click("2 Validity", &walk)
    try click("2 Validity", &walk)
    #expect(try bundles(walk).detail.folded == [.raw, .validity])
  }

  @Test("a click on a frame, a title or an empty row selects nothing")
  func emptyPlaces() throws {
    var walk = try browsing()
    let before = try bundles(walk).bundleIndex
    for point in [
      Point(column: 0, row: 0), Point(column: 3, row: 1), Point(column: 3, row: 20), Point(column: 3, row: 39),
    ] {
      walk.happen(.clicked(point))
      #expect(try bundles(walk).bundleIndex == before)
    }
  }

  @Test("every row of a long list is hit where it is drawn", arguments: [(120, 40), (80, 24), (40, 12)])
  func longList(_ columns: Int, _ rows: Int) throws {
    let template = try UserCouponPage.recorded("list-bundle-progressive").coupons[0]
    var page = UserCouponPage()
    page.coupons = try (0..<90).map { number in
      var coupon = template
      coupon.position = nil
      coupon.code = try CouponCode("code-\(number)")
      var product = try #require(coupon.productCoupon).value
      product.display?.name = "N\(number)."
      coupon.productCoupon = Shared(product)
      return coupon
    }
    var walk = try Walk(Size(columns: columns, rows: rows))
    walk.press("⏎")
    walk.happen(.pageArrived(page, try walk.ticket))
    walk.press("⏎")
    for _ in 0..<45 { walk.press("j") }
    for number in [44, 46, 47] {
      try click("N\(number).", &walk)
      #expect(try bundles(walk).couponIndex == number)
    }
  }

  @Test("the wheel moves what lies under it, and the keys stay where they are")
  func wheel() throws {
    var walk = try browsing()
    walk.press("j ⏎")
    walk.happen(.wheeled(3, Point(column: 40, row: 5)))
    #expect(try bundles(walk).couponIndex == 3)
    walk.happen(.wheeled(3, Point(column: 100, row: 5)))
    #expect(try bundles(walk).detail.selection == 3)
    #expect(try bundles(walk).focus == .coupons)
    walk.happen(.wheeled(-3, Point(column: 40, row: 5)))
    #expect(try bundles(walk).couponIndex == 0)
    walk.press("?")
    let top = walk.picture
    walk.happen(.wheeled(3, Point(column: 60, row: 20)))
    #expect(walk.picture != top)
  }

  @Test("no click and no turn of the wheel leads a deactivation on, wherever it is and however often")
  func neverConfirms() throws {
    func clickEverywhere(_ walk: inout Walk) {
      let before = walk.screen
      for row in 0..<40 {
        for column in stride(from: 0, to: 120, by: 2) {
          for _ in 0..<2 { walk.happen(.clicked(Point(column: column, row: row))) }
        }
        walk.happen(.wheeled(3, Point(column: 60, row: row)))
        walk.happen(.wheeled(-3, Point(column: 60, row: row)))
      }
      guard case .deactivation(let then)? = walk.screen, case .deactivation(let now)? = before else {
        Issue.record("the dialog is gone")
        return
      }
      #expect(then.stage == now.stage)
    }
    var walk = try browsing()
    try walk.openReview()
    clickEverywhere(&walk)
    walk.press("⏎")
    walk.type("Customer asked for a refund, ticket 4711")
    clickEverywhere(&walk)
    walk.press("⏎")
    clickEverywhere(&walk)
    _ = walk.taken()
    walk.pass(milliseconds: 1000)
    walk.type("0416")
    clickEverywhere(&walk)
    #expect(walk.taken() == [])
    walk.press("⏎")
    guard case .deactivate? = walk.taken().last else { throw Walk.Lost() }
    walk.press("^C")
    guard case .leaving(let question)? = walk.screen else { throw Walk.Lost() }
    for row in 0..<40 { walk.happen(.clicked(Point(column: 50, row: row))) }
    #expect(walk.screen == .leaving(question) && walk.taken() == [])
    walk.press("? : L t m H")
    #expect(walk.screen == .leaving(question) && walk.taken() == [], "it has keys of its own, and no others")
  }

  @Test("in the form a click gives a field the keys, and one on a marked customer looks that one up")
  func form() throws {
    var walk = try Walk(openID: nil)
    let openIDs = try ["oh-394z-6CGkNoJrsDLTTUKiAnp4", "oDemo-4711-AbCdEfGh-0815"].map { try OpenID($0) }
    walk.happen(.recentsArrived(openIDs))
    try click("Bundle ID", &walk)
    walk.type("72")
    try click("Only in state", &walk)
    try click("Only in state", &walk)
    try click(openIDs[1].masked, &walk)
    guard case .lookUp(let form)? = walk.screen else { throw Walk.Lost() }
    #expect(form.bundleID.text == "72" && form.state == .confirming && form.focus == .recents && form.recent == 1)
    #expect(walk.taken() == [])
    try click(openIDs[1].masked, &walk)
    #expect(walk.taken() == [.lookUp(CouponQuery(openID: openIDs[1], state: .confirming), Ticket(number: 1))])
  }

  @Test("a click in the action list marks an action, and one on the marked action does it")
  func palette() throws {
    var walk = try browsing()
    walk.press(":")
    walk.type("hist")
    try click("history: what", &walk)
    guard case .readHistory? = walk.taken().last else { throw Walk.Lost() }
  }

  @Test("nothing happens where the screen has no room to show anything")
  func tiny() throws {
    var walk = try browsing(Size(columns: 30, rows: 8))
    walk.happen(.clicked(Point(column: 5, row: 3)))
    walk.happen(.wheeled(3, Point(column: 5, row: 3)))
    #expect(try bundles(walk).bundleIndex == 0)
  }
}
