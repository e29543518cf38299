import Testing

@testable import CouponSandbox

@Suite struct `Only the merchant is let in` {
  private let caller: Caller
  private let request: @Sendable (String?) -> Request = { authorization in
    Request(
      method: "GET", target: "/v3/certificates", headers: authorization.map { [("authorization", $0)] } ?? [], body: [])
  }
  private let signedAt: UnixSeconds = 1_767_225_600

  init() throws {
    caller = Caller(
      merchantID: "1900000001", brandIDs: ["120344"], serial: "0A1B2C3D4E5F60718293A4B5C6D7E8F901234567",
      key: try PublicKey(spki: #require(base64Decoded(merchantKey))))
  }

  private func identity(
    of request: Request, at now: UnixSeconds = 1_767_225_600, edge: Behaviour.WindowEdge = .in
  ) throws(Refusal) -> Identity {
    try caller.identity(of: request, .partner, at: now, edge: edge).0
  }

  @Test(arguments: [
    "\(scheme) \(mchid),\(nonce),\(signature),\(timestamp),\(serial)",
    "\(scheme) \(mchid),\(serial),\(timestamp),\(nonce),\(signature)",
    "\(scheme) \(mchid),\(nonce),\(timestamp),\(serial),\(signature)",
  ]) func `the five parameters may come in any order`(header: String) throws {
    #expect(try identity(of: request(header)) == .partner)
  }

  @Test(arguments: [
    "\(mchid),\(nonce),\(signature),\(timestamp),\(serial)",
    "Bearer \(mchid),\(nonce),\(signature),\(timestamp),\(serial)",
    "\(scheme) \(mchid),\(nonce),\(signature),\(timestamp),\(serial)".filter { $0 != "\"" },
    "\(scheme) \(mchid),\(nonce),\(signature),\(timestamp)",
    "WECHATPAY-BRAND-SHA256-RSA2048 brand_id=\"1900000001\",\(nonce),\(signature),\(timestamp),\(serial)",
    "\(scheme) \(mchid),\(mchid),\(signature),\(timestamp),\(serial)",
    "\(scheme) \(mchid),\(nonce),\(signature),\(timestamp),\(serial),extra=\"1\"",
    "\(scheme) mchid=\"1900000002\",\(nonce),\(signature),\(timestamp),\(serial)",
    "\(scheme) \(mchid),\(nonce),\(signature),\(timestamp),serial_no=\"0A1B\"",
    "\(scheme) \(mchid),nonce_str=\"other\",\(signature),\(timestamp),\(serial)",
    "\(scheme) \(mchid),\(nonce),signature=\"AAAA\",\(timestamp),\(serial)",
    "\(scheme) \(mchid),\(nonce),signature=\"WECHATPAY/SIGNTEST/AAAA\",\(timestamp),\(serial)",
    "", " ", "\(scheme) ",
  ]) func `anything else is a 401`(header: String) {
    let refusal = #expect(throws: Refusal.self) { try identity(of: request(header)) }
    #expect(refusal?.status == 401)
    #expect(refusal?.code == "SIGN_ERROR")
  }

  @Test func `no Authorization, or two, is a 401`() {
    let header = "\(scheme) \(mchid),\(nonce),\(signature),\(timestamp),\(serial)"
    let twice = Request(
      method: "GET", target: "/v3/certificates", headers: [("Authorization", header), ("Authorization", header)],
      body: [])
    for refused in [request(nil), twice] {
      let refusal = #expect(throws: Refusal.self) { try identity(of: refused) }
      #expect(refusal?.status == 401)
    }
  }

  @Test(
    arguments: [
      (-301, .in, false), (-300, .in, true), (300, .in, true), (301, .in, false), (300, .out, false),
      (-300, .out, false), (299, .out, true),
    ] as [(UnixSeconds, Behaviour.WindowEdge, Bool)])
  func `a clock more than five minutes off is named before the signature`(
    offset: UnixSeconds, edge: Behaviour.WindowEdge, isLetIn: Bool
  ) throws {
    let broken = "\(scheme) \(mchid),\(nonce),signature=\"AAAA\",\(timestamp),\(serial)"
    let refusal = #expect(throws: Refusal.self) {
      try identity(of: request(broken), at: signedAt + offset, edge: edge)
    }
    #expect((refusal?.message.chinese == "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟") != isLetIn)
  }

  @Test func `a refused signature is told what was checked`() throws {
    let target =
      "/v3/marketing/partner/product-coupon/users/oQ7xL0c9vTn2KfWbR5sHyE8dMjZk/coupons?appid=wx7c1e90ab34d5f826"
    let header = "\(scheme) \(mchid),\(nonce),\(signature),\(timestamp),\(serial)"
    let other = Request(method: "GET", target: target, headers: [("Authorization", header)], body: [])
    let refusal = #expect(throws: Refusal.self) { try identity(of: other) }
    let information = refusal?.detail?["sign_information"]
    #expect(information?["url"]?.text == target)
    #expect(information?["sign_message_length"]?.integer == 4 + target.utf8.count + 1 + 11 + 33 + 1)
    let expected = "GET\n/v3/marketing/partner/produc\n1767225600\n593BEC0C\n\n"
    #expect(information?["truncated_sign_message"]?.text == expected)
  }
}

private let scheme = "WECHATPAY2-SHA256-RSA2048"
private let mchid = "mchid=\"1900000001\""
private let nonce = "nonce_str=\"593BEC0C930BF1AFEB40B4A08C8FB242\""
private let timestamp = "timestamp=\"1767225600\""
private let serial = "serial_no=\"0A1B2C3D4E5F60718293A4B5C6D7E8F901234567\""
private let signature = "signature=\"\(signatureText)\""

/// Over `GET /v3/certificates` with the values above, by the project's test-only merchant key.
private let signatureText =
  "b4VsaKTd+qaYqTfU6dbdb8ZkJBwD12tt+JoDDcQgc3RmuJvDnx0zMrAmOn6XHbjdhySHaFDkm7k4Xwrp5rogM8R9NVXB8b0+"
  + "R952JYNL5rAFb4QcXj7haQqKpYPSrSt9dHJRW2gHqaUZQ9SbiID9+22SSMJbNV8f2jGJeDIu938T0yxmxk+PuVL8hx2e6/aa"
  + "JOJOUvMe5KisGvcwMu0eTqQWggqUBgWuSWqiqQGaqjSqLGF1GLKGol5yBFrDbN0d0w9sF1AWF5L2Oyt+XW8D2a448LP07u/R"
  + "An99PV2CP8yAbH/FYoVDCrZ6MRfAD+EtWHWKod5s8vcfhwmF3NozOQ=="

/// That key's public half, SPKI.
private let merchantKey =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtNHNBJKmdI+Bh5Z/rNCkidncg75A6T1SZ89kw8ILsm50JUuJj9IV"
  + "qmf8kADIZB8svQRLiF6x6HbLIGUxIkklVOkk8gNgFIBNBCWD0AaDSc8IuMqR6l5YLFaaFpUPLgQTNNrlVtwb3QIkmROLiIZD"
  + "4Pj/GV8RxlAgY/Bg7iM0m07P/aub1twPuNw2KZzQAHJdhRzsM1kpo6nBZ2Gjhn+3tGdjdguCqb76yQoWlrYXMody+Zw9+dwi"
  + "qiOUtEFE7Is2xaVPn5Xv2+oN4BpB0JOZXO4LU8RfYWsAmePyfCTu5powfO5arS2542VTh3k1i/I/DgaxxN2CfeLCQ6V9jder"
  + "BQIDAQAB"
