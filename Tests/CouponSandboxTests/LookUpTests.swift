import Testing

@testable import CouponSandbox

@Suite struct `A customer's coupons are listed` {
  private let sandbox: SandboxUnderTest
  private let list = "/users/oAnna/coupons?appid=wxA&brand_id=120344"

  init() throws {
    var world = ""
    for number in 0..<45 {
      world += line(
        code: "C\(number)", state: number.isMultiple(of: 3) ? "USED" : "EFFECTIVE",
        product: number < 30 ? "1001" : "1002",
        stock: number < 30 ? "1001001" : "1002001", bundle: number < 3 ? "B1" : nil, index: number)
    }
    world +=
      line("oBen", appID: "wxB", code: "other app") + line("oCai", appID: "wxC", brandID: "7", code: "other brand")
    sandbox = try SandboxUnderTest(world: world)
  }

  private func codes(_ page: JSON) -> [String] {
    page["user_coupon_list"]?.elements?.compactMap { $0["coupon_code"]?.text } ?? []
  }

  @Test(arguments: [(nil, [20, 20, 5]), (1, Array(repeating: 1, count: 45)), (50, [45]), (45, [45]), (44, [44, 1])])
  func `page by page, each coupon once, the count on the first page only`(size: Int?, pages: [Int]) throws {
    var seen: [String] = []
    var sizes: [Int] = []
    var token: String?
    repeat {
      let page = try sandbox.get(
        list + (size.map { "&page_size=\($0)" } ?? "") + (token.map { "&page_token=\($0)" } ?? ""))
      #expect(page["total_count"]?.integer == (seen.isEmpty ? 45 : nil))
      seen += codes(page)
      sizes.append(codes(page).count)
      token = page["next_page_token"]?.text
    } while token != nil
    #expect(seen == (0..<45).map { "C\($0)" })
    #expect(sizes == pages)
  }

  @Test(arguments: [
    ("product_coupon_id=1002", 15), ("stock_id=1001001", 30), ("coupon_state=USED", 15),
    ("user_coupon_bundle_id=B1", 3), ("user_coupon_bundle_id=B1&coupon_state=USED", 1), ("coupon_state=DELETED", 0),
    ("stock_id=1001001&product_coupon_id=1002", 0), ("user_coupon_bundle_id=B2", 0), ("stock_id=", 45),
  ]) func `filters narrow the list and its count`(filter: String, count: Int) throws {
    let page = try sandbox.get(list + "&page_size=50&" + filter)
    #expect(page["total_count"]?.integer == count)
    #expect(codes(page).count == count)
    #expect((page["user_coupon_list"] == nil) == (count == 0))
  }

  @Test func `a coupon that leaves the filter between two pages moves no other past the reader`() throws {
    let filter = list + "&coupon_state=EFFECTIVE&page_size=10"
    let first = try sandbox.get(filter)
    let token = try #require(first["next_page_token"]?.text)
    let wallet = sandbox.gateway.world.wallet(openID: "oAnna", brandID: "120344", at: SandboxUnderTest.now)
    let marks = DeactivationMarks(requestNumber: "N-1234", reason: "r", time: chinaTimestamp(SandboxUnderTest.now))
    for position in [1, 2] { wallet.change(position, at: SandboxUnderTest.now) { $0.deactivate(marks) } }
    let second = try sandbox.get(filter + "&page_token=" + token)
    #expect(codes(second).first == "C16")
  }

  @Test func `a token is good for its own question only`() throws {
    let token = try #require(try sandbox.get(list)["next_page_token"]?.text)
    for other in ["&coupon_state=USED&page_token=\(token)", "&page_token=\(token)0x", "&page_token=7", "&page_token=-"]
    {
      let answer = try sandbox.send("GET", list + other)
      #expect(answer.status == 400)
      #expect(answer.json["detail"]?["field"]?.text == "/query/page_token")
    }
  }

  @Test(arguments: [
    ("/users/oAnna/coupons?brand_id=120344", 400, "268435461", "/query/appid"),
    ("/users/oAnna/coupons?appid=wxA", 400, "268435461", "/query/brand_id"),
    ("/users/oAnna/coupons?appid=wxA&brand_id=120344&page_size=0", 400, "268435464", "/query/page_size"),
    ("/users/oAnna/coupons?appid=wxA&brand_id=120344&page_size=51", 400, "268435464", "/query/page_size"),
    ("/users/oAnna/coupons?appid=wxA&brand_id=120344&page_size=ten", 400, "268435461", "/query/page_size"),
    ("/users/oAnna/coupons?appid=wxA&brand_id=120344&page_size=%2B5", 400, "268435461", "/query/page_size"),
    ("/users/oAnna/coupons?appid=wxA&brand_id=120344&coupon_state=GONE", 400, "268435461", "/query/coupon_state"),
    ("/users/oAnna/coupons?appid=wxA&brand_id=120344&color=red", 400, "268435461", "/query/color"),
    ("/users/oAnna/coupons?appid=wxA&brand_id=999", 403, "268579803", nil),
    ("/users/oAnna/coupons?appid=wxC&brand_id=120344", 400, "268578704", nil),
    ("/users/oNobody/coupons?appid=wxA&brand_id=120344", 400, "268578526", nil),
    ("/users/oAnna/coupons?appid=wxB&brand_id=120344", 400, "268578526", nil),
    ("/users/oanna/coupons?appid=wxA&brand_id=120344", 400, "268578526", nil),
  ]) func `a wrong question is refused with its documented number`(
    path: String, status: Int, subCode: String, field: String?
  ) throws {
    let answer = try sandbox.send("GET", path)
    #expect(answer.status == status)
    #expect(answer.subCode == subCode)
    #expect(answer.json["detail"]?["field"]?.text == field)
  }

  @Test func `one coupon is read with the offer and the stock it belongs to`() throws {
    let path = "/users/oAnna/coupons/C31?appid=wxA&brand_id=120344"
    #expect(try sandbox.get(path + "&product_coupon_id=1002&stock_id=1002001")["coupon_code"]?.text == "C31")
    let wrongStock = try sandbox.send("GET", path + "&product_coupon_id=1002&stock_id=1001001")
    #expect(wrongStock.status == 404)
    #expect(wrongStock.subCode == "268578608")
    let unknown = "/users/oAnna/coupons/C99?appid=wxA&brand_id=120344&product_coupon_id=1002&stock_id=1002001"
    #expect(try sandbox.send("GET", unknown).subCode == "268578608")
  }

  @Test func `offers and stocks are known from the coupons`() throws {
    #expect(try sandbox.get("/product-coupons/1002?brand_id=120344") == ["product_coupon_id": "1002"])
    let stocks = try sandbox.get("/product-coupons/1001/stocks?brand_id=120344")
    #expect(stocks["total_count"]?.integer == 1)
    #expect(stocks["stock_list"]?.elements?.first?["stock_id"]?.text == "1001001")
    #expect(
      try sandbox.get("/product-coupons/1001/stocks?brand_id=120344&stock_bundle_id=77")["total_count"]?.integer == 1)
    #expect(
      try sandbox.get("/product-coupons/1001/stocks?brand_id=120344&state=PAUSED")["total_count"]?.integer == 0)
    #expect(try sandbox.get("/product-coupons/1001/stocks/1001001?brand_id=120344")["stock_id"]?.text == "1001001")
    for missing in ["/product-coupons/9?brand_id=120344", "/product-coupons/1001/stocks/9?brand_id=120344"] {
      #expect(try sandbox.send("GET", missing).subCode == "268578608")
    }
  }

  @Test func `messages come in Chinese, or in English when asked`() throws {
    let path = "/users/oNobody/coupons?appid=wxA&brand_id=120344"
    let chinese = try sandbox.send("GET", path)
    #expect(chinese.json == ["code": "PARAM_ERROR", "message": "解析OpenID错误"])
    #expect(chinese.header("Content-Language") == "zh-CN")
    let english = try sandbox.send("GET", path, headers: [("Accept-Language", "en-US,en;q=0.5")])
    #expect(english.json["message"]?.text == "The OpenID cannot be resolved")
  }

  @Test func `a path nobody documents is answered without a body`() throws {
    let unknown = try sandbox.send("GET", "/nothing")
    #expect(unknown.status == 404)
    #expect(unknown.body.isEmpty)
    let wrongMethod = try sandbox.send("DELETE", list)
    #expect(wrongMethod.status == 405)
    #expect(wrongMethod.header("Allow") == "GET")
  }

  @Test(arguments: ["Accept", "User-Agent"]) func `a request without the usual headers is refused`(name: String) throws
  {
    let target = SandboxUnderTest.prefix + list
    let authorization = try sandbox.authorization("GET", target, body: "")
    let headers = [("Accept", "application/json"), ("User-Agent", "test"), ("Authorization", authorization)]
    let request = Request(method: "GET", target: target, headers: headers.filter { $0.0 != name }, body: [])
    let answer = try sandbox.gateway.answer(to: request, at: SandboxUnderTest.now)
    #expect(answer.status == 400)
    #expect(answer.json["message"]?.text == "Http头缺少Accept或User-Agent")
  }
}
