import Foundation
import HostileText
import Testing

/// A customer whose coupons were named by somebody who wants to steer the agent's terminal.
@Suite("A world that means harm", .serialized)
struct HostileWorldTests {
  private static let customer = "oTestCustomer000000000000001"

  /// One of each kind, and those that a terminal obeys most readily.
  private static let texts =
    [
      "\u{1B}]0;owned\u{7}\u{1B}[2J\u{1B}[8mhidden", "\u{9B}2J\u{9D}52;c;cm0=\u{7}", "abc\u{202E}cba\u{2066}x",
      "a\r\nb\u{8}\u{8}c",
    ] + HostileText.sample(10).filter { !$0.isEmpty && $0.count < 400 }

  /// The bundle that is kept as a fixture, with a hostile text in every field that may hold any, and in a key.
  private static func world(of fixture: String, at key: String, bundleID: String) throws -> [String] {
    let file = URL(filePath: BuiltProgram.repository + "Tests/CouponKitTests/Fixtures/\(fixture).json")
    let answer = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    let coupons = try #require(answer?[key] as? [[String: Any]])
    var number = 0
    return try coupons.enumerated().map { index, coupon in
      var hostile = try #require(poisoned(coupon, &number) as? [String: Any])
      var position = try #require(hostile["user_product_coupon_bundle_info"] as? [String: Any])
      position["user_coupon_bundle_id"] = bundleID
      hostile["user_product_coupon_bundle_info"] = position
      hostile["coupon_code"] = bundleID.suffix(8) + "00\(index)"
      hostile["new \u{1B}[31m\u{202E}key"] = texts[number % texts.count]
      let line =
        [
          "openid": customer, "appid": "wx233544546545989", "brand_id": "305512", "coupon": hostile,
        ] as [String: Any]
      return String(decoding: try JSONSerialization.data(withJSONObject: line), as: UTF8.self)
    }
  }

  private static let poisonedKeys: Set = [
    "name", "remark", "usage_description", "description", "entrance_wording", "guidance_wording", "attach",
    "channel_custom_info", "deactivate_reason", "send_request_no", "use_request_no", "return_request_no",
    "transaction_id", "out_trade_no", "out_product_no", "image_url", "background_url", "mini_program_path", "app_path",
    "passcode_link", "finder_id", "member_card_id", "path",
  ]

  private static func poisoned(_ value: Any, _ number: inout Int) -> Any {
    if let members = value as? [String: Any] {
      var changed = members
      for key in members.keys.sorted() {
        if poisonedKeys.contains(key), members[key] is String {
          changed[key] = texts[number % texts.count]
          number += 1
        } else if let member = members[key] {
          changed[key] = poisoned(member, &number)
        }
      }
      return changed
    }
    if let elements = value as? [Any] { return elements.map { poisoned($0, &number) } }
    return value
  }

  private func sandbox() async throws -> (Sandbox, PrivateFolder) {
    let folder = try PrivateFolder()
    let lines =
      try Self.world(of: "list-bundle-progressive", at: "user_coupon_list", bundleID: "7204418836021957730416")
      + Self.world(of: "full", at: "user_product_coupon_list", bundleID: "7204418836021957730999")
    return (try await Sandbox.start(world: try folder.write(lines.joined(separator: "\n"), as: "world.jsonl")), folder)
  }

  /// No control but the end of a line, and nothing that hides or turns round what stands beside it.
  private func expectHarmless(_ text: String, _ what: String) {
    for scalar in text.unicodeScalars where scalar != "\n" {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        Issue.record("\(what): U+\(String(scalar.value, radix: 16))")
      // What joins the parts of one picture.
      case .format where scalar.value != 0x200D: Issue.record("\(what): U+\(String(scalar.value, radix: 16))")
      default: break
      }
    }
  }

  @Test(arguments: [(40, 120), (24, 80)])
  func `steers no terminal while its coupons are looked at, searched, copied and deactivated`(
    rows: Int, columns: Int
  ) async throws {
    let (sandbox, folder) = try await sandbox()
    let session = try sandbox.openScreen(["--openid", Self.customer], rows: rows, columns: columns)
    try await session.waitFor("Bundles 1/2")
    for bundle in 0..<2 {
      try await expectScreenIsTrue(session)
      for section in 1...8 {
        try await session.type("\(section)")
        try await expectScreenIsTrue(session)
      }
      try await session.type("zGy")
      try await expectScreenIsTrue(session)
      try await session.type("b")
      try await expectScreenIsTrue(session)
      try await session.press(.escape)
      try await session.press(.letter("h"), .letter("h"))
      if bundle == 0 { try await session.press(.down) }
    }
    for copied in await session.screen.clipboard {
      let text = Data(base64Encoded: copied).map { String(decoding: $0, as: UTF8.self) }
      expectHarmless(try #require(text), "the clipboard")
    }
    try await session.press(.home)
    let agent = Agent(session: session, bundleID: "7204418836021957730416")
    try await agent.review()
    try await expectScreenIsTrue(session)
    try await agent.goOnToReason()
    try await agent.giveReason()
    try await agent.goOnToConfirmation()
    try await expectScreenIsTrue(session)
    try await agent.typePhrase()
    try await agent.commit()
    try await session.waitFor("✓ DEACTIVATED")
    try await expectScreenIsTrue(session)
    try await session.press(.escape, untilShown: "D deactivate")
    try await session.type("H")
    try await session.waitFor("»History 1, open 0")
    try await expectScreenIsTrue(session)
    try await agent.leave()
    withExtendedLifetime(folder) {}
  }

  @Test func `prints nothing but text: show, journal, and what is said of a mistake`() async throws {
    let (sandbox, folder) = try await sandbox()
    let session = try sandbox.openScreen(["--openid", Self.customer])
    try await session.waitFor("Bundles 1/2")
    let agent = Agent(session: session, bundleID: "7204418836021957730416")
    try await agent.deactivate()
    try await session.waitFor("✓ DEACTIVATED")
    try await agent.leave()

    struct Operation: Decodable { let operationId: String }
    let list = try await sandbox.run(["journal", "list", "--json"])
    let operation = try list.output.split(separator: "\n").compactMap { try (fromJSON($0) as Operation).operationId }
      .first
    let show = ["show", "--openid", Self.customer]
    var commands = [
      show, show + ["--json"], ["journal", "list"], ["journal", "list", "--csv"], ["journal", "list", "--json"],
    ]
    commands.append(["journal", "show", try #require(operation)])
    commands.append(["journal", "verify"])
    for language in ["en_US.UTF-8", "zh_CN.UTF-8"] {
      for command in commands {
        let outcome = try await sandbox.run(command, language: language)
        #expect(!outcome.output.isEmpty, "\(command)")
        expectHarmless(outcome.output, "\(command)")
        expectHarmless(outcome.errors, "\(command), standard error")
      }
      for text in Self.texts.prefix(12) where !text.contains("\0") {
        for command in [
          ["show", "--openid", text], ["show", "--openid", "o", "--bundle", text], ["journal", "show", text], [text],
        ] {
          let outcome = try await sandbox.run(command, language: language)
          #expect(outcome.end != .exited(0), "\(command)")
          expectHarmless(outcome.output + outcome.errors, "\(command)")
        }
        let configuration = try await sandbox.run(["doctor"], configuration: "/nowhere/" + text, language: language)
        expectHarmless(configuration.output + configuration.errors, "doctor")
      }
    }
    withExtendedLifetime(folder) {}
  }
}
