import Testing

@testable import CouponSandbox

/// A gateway with its world, and the merchant who may call it: requests are signed and answers proved with real keys.
final class SandboxUnderTest {
  static let now: UnixSeconds = 1_773_309_871
  static let prefix = "/v3/marketing/partner/product-coupon"
  static let serial = "0A1B2C3D4E5F60718293A4B5C6D7E8F901234567"
  // Made once: a key costs more than all the tests of a suite together.
  private static let merchantPEM = try? PrivateKey.generateRSA().pem()
  private static let wechatPayPEM = try? PrivateKey.generateRSA().pem()

  let merchant: PrivateKey
  let gateway: Gateway
  private let answerKey: PublicKey

  init(world: String) throws {
    merchant = try PrivateKey(pem: #require(SandboxUnderTest.merchantPEM))
    let wechatPay = try PrivateKey(pem: #require(SandboxUnderTest.wechatPayPEM))
    answerKey = try PublicKey(spki: wechatPay.publicDER())
    let world = try World(WorldFile.lines(Array(world.utf8)), at: SandboxUnderTest.now)
    gateway = Gateway(
      world: world,
      caller: Caller(
        merchantID: "1900000001", brandIDs: Set(world.brands.keys), serial: SandboxUnderTest.serial,
        key: try PublicKey(spki: merchant.publicDER())),
      signer: AnswerSigner(keyID: "PUB_KEY_ID_TEST", key: wechatPay),
      platformKeys: PlatformKeys(apiV3Key: PlatformKeys.freshAPIv3Key()))
  }

  /// Sends a signed request. The answer must be proved, unless it is a 401, which must not be.
  func send(
    _ method: String, _ path: String, body: String = "", headers: [(name: String, value: String)] = [],
    at now: UnixSeconds = now
  ) throws -> Answer {
    let target = SandboxUnderTest.prefix + path
    var all = headers
    for (name, value) in try usualHeaders(method, target, body: body) where !all.contains(where: { $0.name == name }) {
      all.append((name, value))
    }
    let request = Request(method: method, target: target, headers: all, body: Array(body.utf8))
    let answer = try gateway.answer(to: request, at: now)
    #expect(isProved(answer) == (answer.status != 401))
    return answer
  }

  func get(_ path: String) throws -> JSON { try JSON(parsing: send("GET", path).body) }

  /// The value of an `Authorization` header, made now.
  func authorization(_ method: String, _ target: String, body: String, timestamp: UnixSeconds = now) throws -> String {
    let message = Array("\(method)\n\(target)\n\(timestamp)\nNONCE\n\(body)\n".utf8)
    let signature = base64(try merchant.signature(of: message))
    return #"WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="NONCE",signature="\#(signature)","#
      + #"timestamp="\#(timestamp)",serial_no="\#(SandboxUnderTest.serial)""#
  }

  private func usualHeaders(_ method: String, _ target: String, body: String) throws -> [(String, String)] {
    [
      ("Accept", "application/json"), ("User-Agent", "test"), ("Content-Type", "application/json"),
      ("Authorization", try authorization(method, target, body: body)),
    ]
  }

  private func isProved(_ answer: Answer) -> Bool {
    guard let timestamp = answer.header("Wechatpay-Timestamp"), let nonce = answer.header("Wechatpay-Nonce"),
      let signature = answer.header("Wechatpay-Signature").flatMap(base64Decoded),
      answer.header("Wechatpay-Serial") == "PUB_KEY_ID_TEST"
    else { return false }
    return answerKey.verifies(signature, of: Array("\(timestamp)\n\(nonce)\n".utf8) + answer.body + [0x0A])
  }
}

extension Answer {
  /// The numeric sub-code at the end of `Request-ID`.
  var subCode: String? { header("Request-ID")?.split(separator: "-").last.map(String.init) }

  var json: JSON { (try? JSON(parsing: body)) ?? .null }
}

/// One line of a world, as small as it can be.
func line(
  _ openID: String = "oAnna", appID: String = "wxA", brandID: String = "120344", code: String,
  state: String = "EFFECTIVE",
  product: String = "1001", stock: String = "1001001", bundle: String? = nil, index: Int = 0, extra: String = ""
) -> String {
  let place = bundle.map {
    #","user_product_coupon_bundle_info":{"user_coupon_bundle_id":"\#($0)","user_coupon_bundle_index":\#(index)}"#
  }
  let stockBundle = bundle == nil ? "" : #","stock_bundle_info":{"stock_bundle_id":"77","stock_bundle_index":0}"#
  return #"{"openid":"\#(openID)","appid":"\#(appID)","brand_id":"\#(brandID)","coupon":{"coupon_code":"\#(code)","#
    + #""coupon_state":"\#(state)","product_coupon":{"product_coupon_id":"\#(product)"},"#
    + #""stock":{"stock_id":"\#(stock)","state":"SENDING"\#(stockBundle)}\#(place ?? "")\#(extra)}}"# + "\n"
}
