import Testing

@testable import CouponSandbox

@Suite struct `The request target is taken apart strictly` {
  @Test func `an encoded slash does not split an identifier`() throws {
    let target = try Target("/v3/marketing/partner/product-coupon/users/o%2FAnna%20%E5%8D%A1/coupons?appid=wx%2B1+2")
    let (call, _) = try Call.asked(method: "GET", target: target)
    #expect(call == .listUserCoupons(openID: "o/Anna 卡"))
    #expect(target.query["appid"] == "wx+1 2")
  }

  @Test(arguments: ["a=%", "a=%4", "a=%4g", "a=%ff", "%zz=1", "a=你", "a=1&a=2", "a=%F0%9F%98%80"])
  func `a query that is not properly encoded is refused`(query: String) {
    #expect(throws: Refusal.self) { try Target("/v3?" + query) }
  }

  @Test(arguments: ["", "v3", "*", "https://127.0.0.1/v3"]) func `a target without a path is unknown`(target: String) {
    #expect(throws: Refusal.unknownPath) { try Target(target) }
  }

  @Test(arguments: [
    "/", "/v3", "/v3/marketing/partner/product-coupon/users//coupons",
    "/v3/marketing/partner/product-coupon/users/o/coupons/",
    "/v3//marketing/partner/product-coupon/users/o/coupons", "/v3/marketing/partner/product-coupon/users/o/Coupons",
    "/v3/marketing/partner/product-coupon/users/o/x/../coupons",
  ]) func `a path nobody documents is unknown`(path: String) throws {
    let target = try Target(path)
    #expect(throws: Refusal.unknownPath) { try Call.asked(method: "GET", target: target) }
  }

  @Test func `another method than documented is named with the one that is`() throws {
    let target = try Target("/v3/marketing/partner/product-coupon/users/o/coupon-bundles/7/deactivate")
    #expect(throws: Refusal.wrongMethod(allowed: "POST")) { try Call.asked(method: "GET", target: target) }
  }

  @Test(arguments: ["%zz", "%80", String(repeating: "1", count: 41), "%F0%9F%98%80"])
  func `an identifier that cannot be one is refused with its name`(identifier: String) throws {
    let target = try Target("/v3/marketing/partner/product-coupon/product-coupons/\(identifier)")
    let refusal = #expect(throws: Refusal.self) { try Call.asked(method: "GET", target: target) }
    #expect(refusal?.status == 400)
    #expect(refusal?.code == "PARAM_ERROR")
  }
}
