import Testing

@testable import CouponSandbox

@Suite struct `Calls are counted as the pages say` {
  private let list = Call.listUserCoupons(openID: "oAnna")
  private let bundle = Call.deactivateUserCouponBundle(openID: "oAnna", bundleID: "B1")

  /// How many calls of a kind get through in one second.
  private func allowed(_ limit: inout RateLimit, _ call: Call, by identity: Identity, at now: UnixSeconds = 7) -> Int {
    for count in 0..<3000 {
      do throws(Refusal) { try limit.count(call, by: identity, at: now) } catch { return count }
    }
    return .max
  }

  @Test func `500 a second below users, 20 for offers and stocks, 1000 for certificates`() {
    var limit = RateLimit()
    #expect(allowed(&limit, list, by: .partner) == 500)
    #expect(allowed(&limit, bundle, by: .partner) == 500)
    #expect(allowed(&limit, .listStocks(productCouponID: "1001"), by: .partner) == 20)
    #expect(allowed(&limit, .getStock(productCouponID: "1001", stockID: "1"), by: .partner) == 20)
    #expect(allowed(&limit, .listCertificates, by: .partner) == 1000)
    #expect(allowed(&limit, .echo, by: .partner) == .max)
  }

  @Test func `brands have a limit each, a provider has one for all its brands, and a second later all begin anew`() {
    var limit = RateLimit(userCalls: 10)
    #expect(allowed(&limit, list, by: .partner) == 10)
    #expect(allowed(&limit, list, by: .brand("120344")) == 10)
    #expect(allowed(&limit, list, by: .brand("120345")) == 10)
    #expect(allowed(&limit, list, by: .partner) == 0)
    #expect(allowed(&limit, list, by: .partner, at: 8) == 10)
    var none = RateLimit(userCalls: nil)
    #expect(allowed(&none, list, by: .partner) == .max)
  }

  @Test func `a nonce is known for as long as its request is fresh`() {
    var nonces = NonceMemory()
    var isNew = nonces.keep("A", at: 1000)
    #expect(isNew)
    for later: UnixSeconds in [0, 299, 600] {
      isNew = nonces.keep("A", at: 1000 + later)
      #expect(!isNew, "\(later)")
    }
    isNew = nonces.keep("A", at: 1000 + 3000)
    #expect(isNew)
  }
}

@Suite struct `Messages come in the language that is asked for` {
  @Test(
    arguments: [
      (nil, .chinese), ("", .chinese), ("en", .english), ("en-GB,en;q=0.9", .english), ("zh-CN", .chinese),
      ("zh-HK", .hongKong), ("zh-TW, zh;q=0.5", .taiwan), ("fr, en;q=0.3, zh-TW;q=0.2", .english), ("fr", .chinese),
      ("en;q=0, zh-HK;q=0.1", .hongKong), ("*", .chinese),
    ] as [(String?, AnswerLanguage)])
  func `the language that the client likes best`(header: String?, expected: AnswerLanguage) {
    #expect(AnswerLanguage(acceptLanguage: header) == expected)
  }

  @Test func `Hong Kong and Taiwan read traditional characters`() {
    let message = Message("当前访问对象不存在，请确认ID是否合法", "No such object")
    #expect(message.text(in: .hongKong) == "當前訪問對象不存在，請確認ID是否合法")
    #expect(message.text(in: .taiwan) == message.text(in: .hongKong))
  }
}
