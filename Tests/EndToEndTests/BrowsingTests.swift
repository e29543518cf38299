import Foundation
import Testing

/// A size of the terminal and a language, and what the agent then reads.
struct Desk: Sendable, CustomTestStringConvertible {
  let rows: Int
  let columns: Int
  let locale: String
  /// Words of the look-up form, the list, the details of a coupon, and the help.
  let form, list, detail, help: String

  var testDescription: String { "\(columns)×\(rows) \(locale)" }

  static let all = [(24, 80), (40, 120), (12, 40)].flatMap { rows, columns in
    [
      Desk(
        rows: rows, columns: columns, locale: "en_US.UTF-8", form: "Look up a customer", list: "Bundles 1/",
        detail: "Right now", help: "»Keys"),
      Desk(
        rows: rows, columns: columns, locale: "zh_CN.UTF-8", form: "查询用户的商品券", list: "券组 1/", detail: "当前",
        help: "»按键"),
    ]
  }
}

@Suite("Looking up and browsing", .serialized)
struct BrowsingTests {
  @Test(arguments: Desk.all)
  func `an agent looks a customer up, walks through the coupons and leaves`(desk: Desk) async throws {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(rows: desk.rows, columns: desk.columns, language: desk.locale)
    try await session.waitFor(desk.form)
    try await session.waitFor(String(sandbox.openID.suffix(12)))
    #expect(await session.screen.modes.contains(.alternateScreen))
    #expect(try sandbox.requests().isEmpty, "the form asks nothing by itself")

    try await session.press(.enter)
    try await session.waitFor(desk.list)
    try await session.waitFor("早安拿铁三次卡")
    try await expectScreenIsTrue(session)
    // Down to the last row of the list and up again; into the coupons, and on to the details.
    for key in [TerminalKey.down, .down, .end, .home, .enter, .down] {
      try await session.press(key)
      try await expectScreenIsTrue(session)
    }
    try await session.press(.tab)
    try await session.waitFor(desk.detail)
    for section in 1...8 {
      try await session.type(String(section))
      try await expectScreenIsTrue(session)
    }
    try await session.type("?")
    try await session.waitFor(desk.help)
    try await expectScreenIsTrue(session)
    try await session.press(.escape)
    try await session.waitForNo(desk.help)
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
    #expect(await session.screen.misfits == 0)
    #expect(try sandbox.writes().isEmpty)
  }

  @Test func `what the agent copies goes to the terminal's clipboard, without a code that could be redeemed`()
    async throws
  {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(["--openid", Sandbox.plainCustomer])
    try await session.waitFor("3 coupons,")
    try await session.type("Y")
    try await session.waitFor("Sent to your terminal's clipboard:")
    let copied = try #require(await session.screen.clipboard.last.flatMap { Data(base64Encoded: $0) })
    let text = String(decoding: copied, as: UTF8.self)
    #expect(text.contains("新客三杯礼"))
    for coupon in try await sandbox.shownCoupons(of: Sandbox.plainCustomer).bundles.flatMap(\.coupons) {
      #expect(!text.contains(coupon.couponCode))
    }
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test func `an OpenID from the clipboard is taken whole, its line end is not a key`() async throws {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen()
    try await session.waitFor("Look up a customer")
    try await session.press(.control("u"), .paste("  \(Sandbox.plainCustomer)\r\n"))
    try await session.waitFor(Sandbox.plainCustomer)
    await session.waitForQuiet(of: .milliseconds(50))
    #expect(try sandbox.requests().isEmpty)
    try await session.press(.enter)
    try await session.waitFor("3 coupons,")
    // Over the lists it is offered, and no letter of it is a key.
    try await session.press(.paste("qqqDDD\r"))
    try await session.waitFor("Press Enter to look this customer up.")
    try await session.press(.control("c"))
    try await expectTerminalRestored(session, .exited(0))
    #expect(try sandbox.requests().count == 1)
  }
}
