import Testing

@testable import CouponSandbox

@Suite struct `A deactivation takes effect once` {
  private let sandbox: SandboxUnderTest
  private let bundle = "/users/oAnna/coupon-bundles/B1/deactivate"

  init() throws {
    var world = ""
    for (index, state) in ["USED", "EFFECTIVE", "PENDING", "CONFIRMING", "FROZEN"].enumerated() {
      world += line(code: "B1-\(index)", state: state, bundle: "B1", index: index)
    }
    for (index, state) in ["EXPIRED", "DELETED", "USED", "DEACTIVATED"].enumerated() {
      world += line(code: "E\(index)", state: state, bundle: "B-" + state, index: 0)
      world += line(code: "S-" + state, state: state)
    }
    world += line(code: "S", state: "EFFECTIVE") + line("oBen", code: "Ben's", bundle: "B9")
    sandbox = try SandboxUnderTest(world: world)
  }

  private func order(_ changes: [String: JSON] = [:]) -> String {
    var order: JSON = [
      "product_coupon_id": "1001", "stock_bundle_id": "77", "appid": "wxA", "out_request_no": "DEACT_0001",
      "deactivate_reason": "顾客要求退款，整卡作废", "brand_id": "120344",
    ]
    for (key, value) in changes { order[key] = value == .null ? nil : value }
    return String(decoding: order.bytes, as: UTF8.self)
  }

  private func states() throws -> [String] {
    let list = "/users/oAnna/coupons?appid=wxA&brand_id=120344&user_coupon_bundle_id=B1"
    return try sandbox.get(list)["user_coupon_list"]?.elements?.compactMap { $0["coupon_state"]?.text } ?? []
  }

  @Test func `live coupons of the bundle are deactivated, all are answered, redeemed ones stay`() throws {
    let answer = try sandbox.send("POST", bundle, body: order())
    #expect(answer.status == 200)
    #expect(answer.subCode == "0")
    #expect(answer.json["user_coupon_bundle_id"]?.text == "B1")
    let coupons = try #require(answer.json["user_product_coupon_list"]?.elements)
    #expect(
      coupons.map { $0["coupon_state"]?.text } == ["USED", "DEACTIVATED", "DEACTIVATED", "DEACTIVATED", "FROZEN"])
    #expect(coupons.map { $0["deactivate_request_no"]?.text } == [nil, "DEACT_0001", "DEACT_0001", "DEACT_0001", nil])
    #expect(coupons[1]["deactivate_time"]?.text == "2026-03-12T18:04:31+08:00")
    #expect(coupons[1]["deactivate_reason"]?.text == "顾客要求退款，整卡作废")
    #expect(try states() == ["USED", "DEACTIVATED", "DEACTIVATED", "DEACTIVATED", "FROZEN"])
  }

  @Test func `the same number with the same content gets the first answer again and has no second effect`() throws {
    let first = try sandbox.send("POST", bundle, body: order())
    let reordered =
      #"{"deactivate_reason":"\u987e客要求退款，整卡作废" , "brand_id":"120344","appid":"wxA","#
      + #""stock_bundle_id":"77","product_coupon_id":"1001","out_request_no":"DEACT_0001"}"#
    for (body, delay) in [(order(), 0), (order(), 90), (reordered, 200)] {
      let again = try sandbox.send("POST", bundle, body: body, at: SandboxUnderTest.now + Int64(delay))
      #expect(again.status == 200)
      #expect(again.body == first.body)
    }
  }

  @Test func `the same number with other content is refused`() throws {
    #expect(try sandbox.send("POST", bundle, body: order()).status == 200)
    let otherReason = try sandbox.send("POST", bundle, body: order(["deactivate_reason": "发放有误"]))
    #expect(otherReason.subCode == "268578927")
    let otherTarget = try sandbox.send(
      "POST", "/users/oAnna/coupon-bundles/B-USED/deactivate", body: order())
    #expect(otherTarget.subCode == "268578927")
    let otherKind = try sandbox.send(
      "POST", "/users/oAnna/coupons/S/deactivate", body: order(["stock_bundle_id": .null, "stock_id": "1001001"]))
    #expect(otherKind.subCode == "268578927")
  }

  @Test func `another number on a deactivated bundle is refused, and a refused number stays free`() throws {
    #expect(try sandbox.send("POST", bundle, body: order(["stock_bundle_id": "78"])).subCode == "268578608")
    #expect(try sandbox.send("POST", bundle, body: order()).status == 200)
    #expect(try sandbox.send("POST", bundle, body: order(["out_request_no": "DEACT_0002"])).subCode == "268578367")
  }

  @Test(arguments: [
    ("B-EXPIRED", "268578776"), ("B-DELETED", "272756769"), ("B-USED", "268578367"), ("B-DEACTIVATED", "268578367"),
    ("B9", "268578608"), ("B404", "268578608"),
  ]) func `a bundle in which nothing is live is refused`(bundleID: String, subCode: String) throws {
    let answer = try sandbox.send("POST", "/users/oAnna/coupon-bundles/\(bundleID)/deactivate", body: order())
    #expect(answer.subCode == subCode)
  }

  @Test(arguments: [
    ("S", 200, "0"), ("S-EXPIRED", 400, "268578776"), ("S-DELETED", 400, "272756769"), ("S-USED", 400, "268578367"),
    ("S-DEACTIVATED", 400, "268578367"), ("B1-1", 400, "268578224"), ("nobody's", 404, "268578608"),
  ]) func `a single coupon is deactivated alone, a round of a bundle is not`(
    code: String, status: Int, subCode: String
  ) throws {
    let body = order(["stock_bundle_id": .null, "stock_id": "1001001"])
    let answer = try sandbox.send("POST", "/users/oAnna/coupons/\(code)/deactivate", body: body)
    #expect(answer.status == status)
    #expect(answer.subCode == subCode)
    if status == 200 { #expect(answer.json["coupon_state"]?.text == "DEACTIVATED") }
  }

  @Test(arguments: [
    ("out_request_no", JSON.null, "268435461"), ("out_request_no", "12345", "268435463"),
    ("out_request_no", JSON(String(repeating: "1", count: 41)), "268435462"),
    ("out_request_no", "123 456", "268578101"),
    ("out_request_no", "请求单号一二三", "268578101"), ("out_request_no", 1_234_567, "268435461"),
    ("deactivate_reason", .null, "268435461"), ("deactivate_reason", "", "268435463"),
    ("deactivate_reason", JSON(String(repeating: "券", count: 151)), "268435462"), ("appid", .null, "268435461"),
    ("brand_id", .null, "268435461"), ("product_coupon_id", "", "268435463"),
    ("stock_bundle_id", .array([]), "268435461"),
    ("stock_id", "1001001", "268435461"), ("color", "red", "268435461"),
  ]) func `a wrong field is named and nothing changes`(field: String, value: JSON, subCode: String) throws {
    let answer = try sandbox.send("POST", bundle, body: order([field: value]))
    #expect(answer.status == 400)
    #expect(answer.json["code"]?.text == "PARAM_ERROR")
    #expect(answer.json["detail"]?["field"]?.text == "/body/" + field)
    #expect(answer.subCode == subCode)
    #expect(try states() == ["USED", "EFFECTIVE", "PENDING", "CONFIRMING", "FROZEN"])
  }

  @Test func `a reason of 150 characters is taken, one with an emoji is not`() throws {
    let emoji = try sandbox.send("POST", bundle, body: order(["deactivate_reason": "退款🙏"]))
    #expect(emoji.json == ["code": "PARAM_ERROR", "message": "请求中含有不支持的字符"])
    let long = order(["deactivate_reason": JSON(String(repeating: "券", count: 150))])
    #expect(try sandbox.send("POST", bundle, body: long).status == 200)
  }

  @Test(arguments: ["", "{", "[]", "null", #"{"appid":"wxA","appid":"wxA"}"#, "\u{FEFF}{}"])
  func `a body that is no JSON object is refused`(body: String) throws {
    let answer = try sandbox.send("POST", bundle, body: body)
    #expect(answer.status == 400)
    #expect(answer.json["detail"]?["location"]?.text == "body")
  }

  @Test func `a body of another type is refused`() throws {
    let answer = try sandbox.send("POST", bundle, body: order(), headers: [("Content-Type", "text/plain")])
    #expect(answer.status == 400)
  }

  @Test func `one changed byte of the body is a 401 and changes nothing`() throws {
    let target = SandboxUnderTest.prefix + bundle
    let authorization = try sandbox.authorization("POST", target, body: order())
    let answer = try sandbox.send("POST", bundle, body: order() + " ", headers: [("Authorization", authorization)])
    #expect(answer.status == 401)
    #expect(try states() == ["USED", "EFFECTIVE", "PENDING", "CONFIRMING", "FROZEN"])
  }
}
