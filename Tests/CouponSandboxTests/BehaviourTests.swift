import Testing

@testable import CouponSandbox

@Suite struct `Where the contract is silent the sandbox can be either` {
  private let sandbox: SandboxUnderTest
  private let bundle = "/users/oAnna/coupon-bundles/B1/deactivate"
  private let list = "/users/oAnna/coupons?appid=wxA&brand_id=120344"

  init() throws {
    var world = ""
    for (index, state) in ["USED", "EFFECTIVE", "PENDING"].enumerated() {
      world += line(code: "B1-\(index)", state: state, bundle: "B1", index: index)
    }
    sandbox = try SandboxUnderTest(world: world)
  }

  private func deactivate(number: String = "DEACT_0001", at now: UnixSeconds = SandboxUnderTest.now) throws -> Answer {
    let order: JSON = [
      "product_coupon_id": "1001", "stock_bundle_id": "77", "appid": "wxA", "out_request_no": JSON(number),
      "deactivate_reason": "退款", "brand_id": "120344",
    ]
    return try sandbox.send("POST", bundle, body: String(decoding: order.bytes, as: UTF8.self), at: now)
  }

  private func shapes(_ coupons: JSON?) -> [String] {
    (coupons?.elements ?? []).map { ($0["coupon_state"]?.text ?? "") + ($0["deactivate_reason"] == nil ? "" : "+") }
  }

  @Test(arguments: [
    ("used-coupons=kept", ["USED", "DEACTIVATED+", "DEACTIVATED+"]),
    ("used-coupons=deactivated", ["DEACTIVATED+", "DEACTIVATED+", "DEACTIVATED+"]),
    ("used-coupons=left-out", ["DEACTIVATED+", "DEACTIVATED+"]),
    ("used-coupons=with-reason", ["USED+", "DEACTIVATED+", "DEACTIVATED+"]),
    ("later-rounds=hidden", ["USED", "DEACTIVATED+"]),
  ]) func `redeemed coupons of a deactivated bundle come in four shapes`(text: String, expected: [String]) throws {
    try sandbox.gateway.behaviour.set(text)
    #expect(shapes(try deactivate().json["user_product_coupon_list"]) == expected)
    let read = shapes(try sandbox.get(list)["user_coupon_list"])
    #expect(read == (text == "used-coupons=left-out" ? ["USED"] + expected : expected))
  }

  @Test func `a used number is answered again or refused, another number likewise`() throws {
    #expect(try deactivate().status == 200)
    #expect(try deactivate().status == 200)
    try sandbox.gateway.behaviour.set("used-number=refuse")
    #expect(try deactivate().subCode == "268578367")
    #expect(try deactivate(number: "DEACT_0002").subCode == "268578367")
    try sandbox.gateway.behaviour.set("second-number=replay")
    let second = try deactivate(number: "DEACT_0002")
    #expect(second.status == 200)
    #expect(second.json["user_product_coupon_list"]?.elements?[1]["deactivate_request_no"]?.text == "DEACT_0001")
  }

  @Test func `coupons may show a request number of their own`() throws {
    try sandbox.gateway.behaviour.set("coupon-number=own")
    let coupons = try #require(try deactivate().json["user_product_coupon_list"]?.elements)
    #expect(coupons.compactMap { $0["deactivate_request_no"]?.text } == ["SYS_B1-1", "SYS_B1-2"])
  }

  @Test func `a list that lags shows what was true before`() throws {
    try sandbox.gateway.behaviour.set("list-lag=30")
    _ = try deactivate()
    #expect(shapes(try sandbox.get(list)["user_coupon_list"]) == ["USED", "EFFECTIVE", "PENDING"])
    let later = try sandbox.send("GET", list + "&coupon_state=DEACTIVATED", at: SandboxUnderTest.now + 30)
    #expect(later.json["total_count"]?.integer == 2)
  }

  @Test func `refusals may come unsigned`() throws {
    try sandbox.gateway.behaviour.set("signed-4xx=no")
    let target = SandboxUnderTest.prefix + "/users/oNobody/coupons?appid=wxA&brand_id=120344"
    let request = Request(
      method: "GET", target: target,
      headers: [
        ("Accept", "a"), ("User-Agent", "t"),
        ("Authorization", try sandbox.authorization("GET", target, body: "")),
      ], body: [])
    let answer = try sandbox.gateway.answer(to: request, at: SandboxUnderTest.now)
    #expect(answer.status == 400)
    #expect(answer.header("Wechatpay-Signature") == nil)
  }

  @Test(arguments: ["", "used-number", "used-number=maybe", "list-lag=-1", "list-lag=soon", "colour=red"])
  func `a switch that is not there is refused`(text: String) {
    #expect(throws: FaultProblem.self) { try sandbox.gateway.behaviour.set(text) }
  }
}
