import Testing

@testable import CouponSandbox

@Suite struct `A world file is read line by line` {
  @Test func `the first line names the demonstration's customer, and unknown keys are served back`() throws {
    let sandbox = try SandboxUnderTest(
      world: line(code: "1", extra: #","unheard_of":{"z":98765432109876543210,"a":[1.50]}"#) + "\n"
        + line("oBen", code: "1"))
    #expect(sandbox.gateway.world.firstCustomer == ("oAnna", "wxA", "120344"))
    let coupon = try sandbox.get(
      "/users/oAnna/coupons/1?appid=wxA&brand_id=120344&product_coupon_id=1001&stock_id=1001001")
    #expect(
      String(decoding: coupon.bytes, as: UTF8.self).hasSuffix(
        #""unheard_of":{"z":98765432109876543210,"a":[1.50]}}"#))
  }

  @Test func `a coupon of null makes a customer known who holds nothing`() throws {
    let sandbox = try SandboxUnderTest(
      world: #"{"openid":"oZero","appid":"wxA","brand_id":"120344","coupon":null}"#)
    #expect(try sandbox.get("/users/oZero/coupons?appid=wxA&brand_id=120344") == ["total_count": 0])
  }

  @Test(arguments: [
    ("nonsense\n", "Line 1: not JSON at byte 1: not a value."),
    ("\n\n[]\n", #"Line 3: "coupon" is missing."#),
    (
      line(code: "1") + #"{"openid":"o","appid":"a","brand_id":"b","coupon":7}"#, #"Line 2: "coupon" is not an object."#
    ),
    (
      #"{"openid":5,"appid":"a","brand_id":"b","coupon":null}"#,
      #"Line 1: "openid" is missing, empty or not a string."#
    ),
    (
      #"{"openid":"o","appid":"a","brand_id":"b","coupon":{"coupon_code":"1","coupon_state":"USED","stock":{}}}"#,
      #"Line 1: "product_coupon.product_coupon_id" is missing, empty or not a string."#
    ),
    (line(code: "1") + line(code: "2") + line(code: "1"), #"Line 3: the coupon code "1" stands twice."#),
    ("\n \n", "The file holds no line."),
  ]) func `a bad line is named with its number`(text: String, sentence: String) {
    let problem = #expect(throws: WorldProblem.self) {
      try World(WorldFile.lines(Array(text.utf8)), at: SandboxUnderTest.now)
    }
    #expect(problem?.sentence == sentence)
  }
}
