import Foundation
import Testing

@Suite("coupon-tui show", .serialized)
struct ShowTests {
  private static let customer = "oTestCustomer000000000000001"

  /// A line of a world file.
  private static func line(_ coupon: String) -> String {
    #"{"openid":"\#(customer)","appid":"wx233544546545989","brand_id":"305512","coupon":\#(coupon)}"#
  }

  /// The coupons of an answer that the repository keeps as a fixture.
  private static func coupons(of fixture: String, at key: String) throws -> [[String: Any]] {
    let file = URL(filePath: BuiltProgram.repository + "Tests/CouponKitTests/Fixtures/\(fixture).json")
    let answer = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    return try #require(answer?[key] as? [[String: Any]])
  }

  private func document(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `a customer's coupons are printed as they were received, in bundles and apart`() async throws {
    let bundle = try Self.coupons(of: "full", at: "user_product_coupon_list")
    let singles = try Self.coupons(of: "list-all-states", at: "user_coupon_list").filter {
      $0["user_product_coupon_bundle_info"] == nil
    }
    let folder = try PrivateFolder()
    let lines = try (bundle + singles).map {
      Self.line(String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self))
    }
    let sandbox = try await Sandbox.start(world: try folder.write(lines.joined(separator: "\n"), as: "world.jsonl"))

    let outcome = try await sandbox.run(["show", "--openid", Self.customer, "--json"])
    #expect(outcome.end == .exited(0))
    #expect(outcome.errors == "")
    let shown = try document(outcome.output)
    #expect(Set(shown.keys) == ["bundles", "complete", "coupons", "unknown_fields"])
    let bundles = try #require(shown["bundles"] as? [[String: Any]])
    #expect(bundles.map { $0["user_coupon_bundle_id"] as? String } == ["7204418836021957730416"])
    #expect(bundles.first?.keys.sorted() == ["coupons", "user_coupon_bundle_id"])
    #expect((bundles.first?["coupons"] as? NSArray) == bundle as NSArray)
    let byCode = { (coupons: [[String: Any]]) in
      Dictionary(grouping: coupons) { $0["coupon_code"] as? String ?? "" } as NSDictionary
    }
    #expect(!singles.isEmpty)
    #expect(byCode(try #require(shown["coupons"] as? [[String: Any]])) == byCode(singles))
  }

  @Test func `keys that this version does not know, their order and long numbers are kept, and pointed at`()
    async throws
  {
    let coupon = """
      {"zebra":{"b":1,"a":[2.50,1e3]},"coupon_code":"1316640275000000482199","coupon_state":"FROZEN_SOON",\
      "big_number":123456789012345678901234567890,"valid_begin_time":"2026-03-02T10:21:07+08:00",\
      "valid_end_time":"2026-03-31T23:59:59+08:00","receive_time":"2026-03-02T10:21:07+08:00",\
      "send_request_no":"SEND_1","send_channel":"BRAND_MANAGE",\
      "product_coupon":{"product_coupon_id":"1000048299","mood":"\\u4f18惠","display_info":{"name":"券"}},"stock":{"stock_id":"1000048299001"}}
      """
    let folder = try PrivateFolder()
    let sandbox = try await Sandbox.start(world: try folder.write(Self.line(coupon), as: "world.jsonl"))
    let outcome = try await sandbox.run(["show", "--openid", Self.customer, "--json"])
    #expect(outcome.end == .exited(0))
    let received = coupon.replacing("\\u4f18", with: "优")
    #expect(
      outcome.output.hasPrefix(#"{"bundles":[],"complete":true,"coupons":[\#(received)],"unknown_fields":["#),
      "\(outcome.output)")
    let unknown = try #require(try document(outcome.output)["unknown_fields"] as? [String])
    #expect(Set(unknown) == ["/coupons/0/zebra", "/coupons/0/big_number", "/coupons/0/product_coupon/mood"])
  }

  @Test func `a code of the brand's own hides neither itself nor the coupons beside it`() async throws {
    let codes = ["SPRING 2026 01", "券-001", "1316640275000000482199"]
    let folder = try PrivateFolder()
    let offer = #""product_coupon":{"product_coupon_id":"1000048299"},"stock":{"stock_id":"1000048299001"}"#
    let lines = codes.map { Self.line(#"{"coupon_code":"\#($0)","coupon_state":"EFFECTIVE",\#(offer)}"#) }
    let sandbox = try await Sandbox.start(world: try folder.write(lines.joined(separator: "\n"), as: "world.jsonl"))
    #expect(try await sandbox.shownCoupons(of: Self.customer).coupons.map(\.couponCode) == codes)
  }

  @Test func `one bundle is printed alone`() async throws {
    let sandbox = try await Sandbox.start()
    let all = try await sandbox.shownCoupons(of: sandbox.openID)
    #expect(all.bundles.count > 1 && !all.coupons.isEmpty)
    let wanted = try #require(all.bundles.last)
    let outcome = try await sandbox.run(
      ["show", "--openid", sandbox.openID, "--bundle", wanted.userCouponBundleId, "--json"])
    let one: ShownCoupons = try fromJSON(outcome.output)
    #expect(one.bundles.map(\.userCouponBundleId) == [wanted.userCouponBundleId])
    #expect(one.bundles.first?.coupons.map(\.couponCode) == wanted.coupons.map(\.couponCode))
    #expect(one.coupons.isEmpty)
  }

  @Test func `the customer can come from standard input, where no list of processes shows it`() async throws {
    let sandbox = try await Sandbox.start()
    let line = #"printf '%s\n' "$1" | exec "$2" --config "$3" show --openid - --json"#
    let shown = try await PipedProgram.run([
      "/bin/sh", "-c", line, "sh", Sandbox.plainCustomer, BuiltProgram.screen.path, sandbox.configPath,
    ])
    #expect(shown.end == .exited(0), "\(shown.errors)")
    #expect(shown.output == (try await sandbox.run(["show", "--openid", Sandbox.plainCustomer, "--json"])).output)
    let nothing = try await sandbox.run(["show", "--openid", "-"])
    #expect(nothing.end == .exited(64))
  }

  @Test func `a customer without coupons is no problem`() async throws {
    let sandbox = try await Sandbox.start()
    let outcome = try await sandbox.run(["show", "--openid", Sandbox.customerWithoutCoupons, "--json"])
    #expect(outcome.end == .exited(0))
    #expect(outcome.output == #"{"bundles":[],"complete":true,"coupons":[],"unknown_fields":[]}"# + "\n")
  }

  @Test func `2,000 coupons come whole, each once`() async throws {
    let sandbox = try await Sandbox.start()
    let shown = try await sandbox.shownCoupons(of: Sandbox.customerOf2000Coupons)
    let codes = (shown.coupons + shown.bundles.flatMap(\.coupons)).map(\.couponCode)
    #expect(codes.count == 2000)
    #expect(Set(codes).count == 2000)
    #expect(try sandbox.requests().count == 40)
  }

  @Test(arguments: [("en_US.UTF-8", "Redeemed:", "en"), ("zh_CN.UTF-8", "核销", "zh")])
  func `without --json a person or a screen reader reads the same facts`(
    language: String, word: String, option: String
  ) async throws {
    let sandbox = try await Sandbox.start()
    let outcome = try await sandbox.run(["show", "--openid", sandbox.openID], language: language)
    #expect(outcome.end == .exited(0))
    #expect(outcome.output.contains("早安拿铁三次卡"))
    #expect(outcome.output.contains(word))
    // No control but the ends of lines, so that no text from outside can act on a terminal.
    #expect(!outcome.output.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    let shown = try await sandbox.shownCoupons(of: sandbox.openID)
    for coupon in shown.coupons + shown.bundles.flatMap(\.coupons) {
      #expect(!outcome.output.contains(coupon.couponCode), "a code is worth money and is shortened")
    }
    let chosen = try await sandbox.run(["show", "--openid", sandbox.openID, "--language", option], language: "C")
    #expect(chosen.end == .exited(0))
    #expect(chosen.output.contains(word))
  }

  @Test func `output that cannot be written is told`() async throws {
    let sandbox = try await Sandbox.start()
    let outcome = try await sandbox.run(
      ["show", "--openid", Sandbox.plainCustomer, "--json"], outputPath: "/dev/full")
    #expect(outcome.end == .exited(74))
    #expect(outcome.errors.contains(#""kind":"file""#))
  }
}
