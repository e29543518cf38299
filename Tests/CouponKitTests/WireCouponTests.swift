import Foundation
import Testing

@testable import CouponKit

@Suite("Coupons as WeChat Pay writes them")
struct WireCouponTests {
  @Test func `every fixture that is an answer is read`() throws {
    for entry in try Fixture.entries() {
      let body = try Fixture.bytes(entry.file)
      switch entry.schema.replacing("Brand", with: "") {
      case "UserCouponPage": _ = try WireCoupon.page(body)
      case "UserCoupon": #expect(try WireCoupon.coupon(body).productCoupon?.id != nil)
      case "UserCouponBundle": #expect(try !WireCoupon.bundle(body).coupons.isEmpty)
      case "StockPage", "StockBundle":
        guard case .array(let stocks)? = try JSONReader.read(body).root.tree["stock_list"] else { throw Odd() }
        #expect(!stocks.isEmpty)
        for stock in stocks { #expect(try coupon(holding: "stock", stock.serialised).stock?.id != nil) }
      case "Stock": #expect(try coupon(holding: "stock", body).stock?.id != nil)
      case "ProductCoupon": #expect(try coupon(holding: "product_coupon", body).productCoupon?.id != nil)
      default: break
      }
    }
  }

  /// The smallest coupon there is, with such an object in it.
  private func coupon(holding key: String, _ object: [UInt8]) throws -> UserCoupon {
    let smallest = try JSONReader.read(Fixture.bytes("minimal-coupon.json")).root.tree
    guard case .object(let members) = smallest else { throw Odd() }
    let held = JSONValue.Member(key, try JSONReader.read(object).root.tree)
    return try WireCoupon.coupon(JSONValue.object(members.filter { $0.key != key } + [held]).serialised)
  }

  /// A fixture that is not what its index says.
  private struct Odd: Error {}

  @Test func `every key of a full answer is understood`() throws {
    let bundle = try WireCoupon.bundle(Fixture.bytes("full.json"))
    #expect(bundle.unreadFields == [])
    for coupon in bundle.coupons { #expect(coupon.unreadFields == []) }
  }

  @Test func `the full answer holds every key that the contract has for a coupon`() throws {
    let contract = String(decoding: try Fixture.bytes("schema.yaml"), as: UTF8.self)
    let start = try #require(contract.range(of: "\n    AssociatedOrderInfo:"))
    let end = try #require(contract.range(of: "\n    UserCouponPage:"))
    let key = /^ +([a-z0-9_]+): *(\{ (type|\$ref|description)|$)/
    let words: Set = [
      "properties", "items", "type", "description", "required", "anyOf", "allOf", "enum", "minimum", "maximum",
      "member_tag_info", "out_trade_no",
    ]
    let body = String(decoding: try Fixture.bytes("full.json"), as: UTF8.self)
    var checked = 0
    for line in contract[start.upperBound..<end.lowerBound].split(separator: "\n") {
      guard let name = line.firstMatch(of: key)?.1, !words.contains(String(name)) else { continue }
      checked += 1
      #expect(body.contains("\"\(name)\""), "\(name)")
    }
    #expect(checked > 120)
  }

  @Test func `a value of every kind arrives where it belongs`() throws {
    let coupon = try Fixture.coupon("full.json")
    #expect(coupon.code.text == "1316640275000000482101")
    #expect(coupon.state == .deactivated)
    #expect(coupon.validity.begin == Timestamp(wire: "2026-03-02T10:21:07+08:00"))
    #expect(coupon.sendChannel == .receiveComponent)
    #expect(coupon.deactivation?.requestNumber == "DEACT_20260312_a41f09")
    #expect(coupon.deactivation?.reason == "顾客要求退款，整卡作废")
    #expect(coupon.position?.id.text == "7204418836021957730416")
    #expect(coupon.position?.index == 0)
    #expect(coupon.position?.totalCount == 3)
    #expect(coupon.position?.usedCount == 1)
    #expect(coupon.bundleUsage?.order?.transactionID == "4200002841202603058850417736")
    #expect(coupon.bundleUsage?.payScoreOrder?.outOrderNumber == "PINESCORE20260305")
    #expect(coupon.bundleUsage?.savedAmount == Cents(500))
    #expect(coupon.sequentialUsage?.rounds.first?.deleteTime == Timestamp(wire: "2026-03-09T08:00:00+08:00"))
    #expect(coupon.tags == [.member])
    #expect(coupon.memberCardID == "pbPineMemberCard2026A1")
    #expect(coupon.attachment == "channel=spring;clerk=07")
    #expect(coupon.productCouponID?.text == "1000048215")
  }

  @Test func `the offer and the stock behind a coupon arrive whole`() throws {
    let coupon = try Fixture.coupon("full.json")
    let product = try #require(coupon.productCoupon?.value)
    #expect(product.usageMode == .progressiveBundle)
    #expect(product.bundleUsage == BundleUsageInfo(count: 3, intervalDays: 1))
    #expect(product.sequentialUsage?.kind == .incremental)
    #expect(product.display?.packages.first?.choices.count == 2)
    #expect(product.display?.packages.first?.choices.first?.miniProgram?.path == "/pages/item/oolong")
    #expect(product.deactivation?.requestNumber == "PCDEACT_20260401_01")
    let stock = try #require(coupon.stock?.value)
    #expect(stock.bundlePosition == StockBundlePosition(id: StockBundleID("713920845517263004"), index: 0))
    #expect(stock.codeMode == .upload)
    #expect(stock.codeCount == CodeCount(total: 60_000, available: 41_288))
    #expect(stock.sendRule == SendRule(maxCount: 200_000, maxCountPerDay: 5000, maxCountPerUser: 2))
    #expect(stock.sentCount == SentCount(total: 18_342, today: 271))
    #expect(stock.availablePeriod?.weekly?.days.count == 7)
    #expect(stock.availablePeriod?.weekly?.dayPeriods.first == DayPeriod(beginSecond: 36_000, endSecond: 50_399))
    #expect(stock.availablePeriod?.fixedWindows.count == 2)
    #expect(stock.availablePeriod?.availableSeconds == 7200)
    #expect(stock.sequentialRule?.isFirstSpecial == true)
    #expect(stock.sequentialRule?.benefits.benefits.count == 3)
    #expect(stock.usageDisplay?.passcodeLink == "passcode.example.com/p1ne")
    #expect(stock.couponDisplay?.finderEntrance?.videoID == "UXk91fQm20tRzA77pLc")
    #expect(stock.notifyAppID == "wx7c1e90ab34d5f826")
    #expect(stock.deactivation?.requestNumber == "STDEACT_20260401_01")
  }

  @Test func `an agent is told of exactly the parts that are newer than this version`() throws {
    let coupons = try Fixture.coupons("list-all-states.json")
    #expect(coupons.prefix(7).map(\.state) == CouponState.listed)
    for coupon in coupons.prefix(7) { #expect(coupon.unreadFields == []) }
    let newer = coupons[7]
    #expect(newer.state == .unlisted("FROZEN"))
    let unlisted = [
      "/coupon_state", "/send_channel", "/product_coupon/type", "/product_coupon/state", "/stock/state",
      "/stock/usage_rule_display_info/coupon_usage_method_list/1",
      "/stock/coupon_display_info/code_display_mode", "/stock/coupon_display_info/background_color",
    ]
    let expected =
      unlisted.map { UnreadField(pointer: $0, reason: .unlistedValue) }
      + [UnreadField(pointer: "/unheard_of_key", reason: .unknownKey)]
    #expect(Set(newer.unreadFields) == Set(expected))
    #expect(newer.unreadFields.count == expected.count)
    #expect(newer.raw.tree()["unheard_of_key"] != nil)
  }

  @Test func `odd spellings of a time are the times they mean`() throws {
    let coupon = try Fixture.coupon("list-odd-timestamps.json")
    #expect(coupon.validity.begin?.instant == Instant(rfc3339: "2026-03-10T00:00:00+08:00"))
    #expect(coupon.validity.end?.instant == Instant(rfc3339: "2026-04-08T23:59:59+08:00"))
    #expect(coupon.receiveTime?.instant == Instant(rfc3339: "2026-03-09T12:15:00.12Z"))
    #expect(coupon.unreadFields == [])
  }

  @Test func `without its code or its state there is no coupon, and the place is named`() {
    func problem(_ json: String) -> WireProblem? {
      do {
        _ = try WireCoupon.page(Array(json.utf8))
        return nil
      } catch { return error }
    }
    #expect(
      problem(#"{"user_coupon_list":[{"coupon_code":"A","coupon_state":"USED"},{"coupon_code":"B"}]}"#)
        == WireProblem(pointer: "/user_coupon_list/1/coupon_state", kind: .missing(expected: "string")))
    #expect(
      problem(#"{"user_coupon_list":[{"coupon_state":"USED"}]}"#)
        == WireProblem(pointer: "/user_coupon_list/0/coupon_code", kind: .missing(expected: "string")))
    #expect(
      problem(#"{"user_coupon_list":[7]}"#)
        == WireProblem(pointer: "/user_coupon_list/0", kind: .missing(expected: "object")))
    #expect(problem(#"{"user_coupon_list":{}}"#)?.pointer == "/user_coupon_list")
    #expect(problem("[]")?.kind == .missing(expected: "object"))
    #expect(problem("<html>")?.kind == .notJSON(JSONProblem(kind: .unexpectedByte(0x3C), offset: 0)))
    let lost = #"{"user_coupon_list":[{"coupon_code":"A","coupon_state":"USED","user_product_coupon_bundle_info":{"#
    #expect(
      problem(lost + #""total_count":3}}]}"#)?.pointer
        == "/user_coupon_list/0/user_product_coupon_bundle_info/user_coupon_bundle_id")
    // The screen counts from 1.
    #expect(
      problem(lost + #""user_coupon_bundle_id":"1","user_coupon_bundle_index":9223372036854775807}}]}"#)?.pointer
        == "/user_coupon_list/0/user_product_coupon_bundle_info/user_coupon_bundle_index")
  }

  @Test func `null and absent are the same, and an empty object says that nothing happened yet`() throws {
    let json = #"""
      {"coupon_code":"A","coupon_state":"PENDING","stock":null,"progressive_bundle_usage_detail":{},
       "user_product_coupon_bundle_info":{},"coupon_tag_info":null}
      """#
    let coupon = try WireCoupon.coupon(Array(json.utf8))
    #expect(coupon.stock == nil)
    #expect(coupon.position == nil)
    #expect(coupon.bundleUsage?.value == UsageDetail())
    #expect(coupon.unreadFields == [])
  }

  @Test func `a value of another kind than the contract says does not hide the coupon`() throws {
    let json = #"""
      {"coupon_code":"A","coupon_state":"PENDING","receive_time":"yesterday","attach":7,"stock":"gone",
       "product_coupon":{"scope":1,"display_info":{"original_price":-0.5,"detail_image_url_list":["a",2]}},
       "single_usage_detail":{"saved_amount":1e2},"a/b~c":1}
      """#
    let coupon = try WireCoupon.coupon(Array(json.utf8))
    #expect(coupon.receiveTime == .unreadable("yesterday"))
    #expect(coupon.attachment == nil)
    let unexpected = [
      "/receive_time", "/attach", "/stock", "/product_coupon/scope", "/product_coupon/display_info/original_price",
      "/product_coupon/display_info/detail_image_url_list/1", "/single_usage_detail/saved_amount",
    ]
    #expect(
      Set(coupon.unreadFields)
        == Set(unexpected.map { UnreadField(pointer: $0, reason: .unexpectedValue) })
        .union([UnreadField(pointer: "/a~1b~0c", reason: .unknownKey)]))
  }

  @Test func `a number beyond its bounds is told as unread, and not shown`() throws {
    let json = #"""
      {"coupon_code":"A","coupon_state":"PENDING","single_usage_detail":{"saved_amount":-500},
       "stock":{"stock_id":"1","single_usage_rule":{"discount_coupon":{"threshold":-1,"percent_off":101},
         "coupon_available_period":{"weekly_available_period":{"day_list":["MONDAY"],
           "day_period_list":[{"begin_time":-1,"end_time":86401}]}}}}}
      """#
    let coupon = try WireCoupon.coupon(Array(json.utf8))
    let unread = coupon.unreadFields.filter { $0.reason == .unexpectedValue }.map(\.pointer)
    let period = "/stock/single_usage_rule/coupon_available_period/weekly_available_period/day_period_list/0"
    let rule = "/stock/single_usage_rule/discount_coupon"
    #expect(
      Set(unread) == [
        "/single_usage_detail/saved_amount", "\(rule)/threshold", "\(rule)/percent_off", "\(period)/begin_time",
        "\(period)/end_time",
      ])
  }

  @Test func `a bundle is sorted by position, whatever the order of the answer`() throws {
    let coupons = [2, 0, 1].map { index in
      #"{"coupon_code":"C\#(index)","coupon_state":"EFFECTIVE","user_product_coupon_bundle_info":"#
        + #"{"user_coupon_bundle_id":"7","user_coupon_bundle_index":\#(index)}}"#
    }
    let body = #"{"user_coupon_bundle_id":"7","user_product_coupon_list":[\#(coupons.joined(separator: ","))]}"#
    #expect(try WireCoupon.bundle(Array(body.utf8)).coupons.map(\.code.text) == ["C0", "C1", "C2"])
  }

  @Test func `an empty token ends the list and a count is known on the first page only`() throws {
    #expect(try WireCoupon.page(Fixture.bytes("list-empty.json")).coupons == [])
    #expect(try WireCoupon.page(Fixture.bytes("list-empty-array.json")).nextPageToken == nil)
    let first = try WireCoupon.page(Fixture.bytes("list-page-1.json"))
    #expect(first.nextPageToken != nil)
    #expect(first.totalCount != nil)
    #expect(try WireCoupon.page(Fixture.bytes("list-page-3.json")).nextPageToken == nil)
  }

  @Test func `the benefit is taken from the rule that holds, and of several the one of the coupon's type`() throws {
    #expect(
      try Fixture.coupon("full.json").benefit == .moneyOff(threshold: Cents(3000), amountOff: Cents(500)))
    #expect(
      try Fixture.coupon("list-odd-timestamps.json").benefit
        == .moneyOff(threshold: Cents(5000), amountOff: Cents(1000)))
    #expect(
      try Fixture.coupon("coupon-legacy-sequential.json").benefit
        == .moneyOff(threshold: Cents(3000), amountOff: Cents(500)))
    #expect(try Fixture.coupon("minimal-coupon.json").benefit == nil)
    let rules = BenefitRules(benefits: [
      .moneyOff(threshold: nil, amountOff: nil), .percentOff(threshold: nil, percent: 15),
    ])
    #expect(rules.benefit(for: .percentOff) == .percentOff(threshold: nil, percent: 15))
    #expect(rules.benefit(for: .unlisted("CASHBACK")) == .moneyOff(threshold: nil, amountOff: nil))
  }

  @Test func `coupons of one stock share it across the pages of a look-up`() throws {
    let body = try Fixture.bytes("list-bundle-progressive.json")
    var parts = WireCoupon.SharedParts()
    let first = try WireCoupon.page(body, sharing: &parts).coupons
    let second = try WireCoupon.page(body, sharing: &parts).coupons
    for (left, right) in zip(first, second) {
      #expect(try #require(left.stock).box === #require(right.stock).box)
      #expect(try #require(left.productCoupon).box === #require(right.productCoupon).box)
    }
    #expect(first[0].stock?.box !== first[1].stock?.box)
    #expect(first == second)
  }

  @Test func `a problem is told in words that name the place`() {
    let missing = WireProblem(pointer: "/user_coupon_list/1/coupon_state", kind: .missing(expected: "string"))
    #expect(missing.description == "no string at /user_coupon_list/1/coupon_state")
    let cut = WireProblem(pointer: "", kind: .notJSON(JSONProblem(kind: .endTooSoon, offset: 12)))
    #expect(cut.description == "no sound JSON: endTooSoon at byte 12")
  }
}
