import Foundation
import Testing

@testable import CouponKit

@Suite("The configuration file")
struct SettingsConfigurationTests {
  let folder: SettingsFolder
  init() throws { folder = try SettingsFolder() }

  private func problem(_ keyPath: String, _ problem: SettingProblem) -> CouponFailure.Kind {
    .setting(file: folder.path + "/config.toml", keyPath: keyPath, problem)
  }

  private func problem(ofProfile key: String, _ problem: SettingProblem) -> CouponFailure.Kind {
    self.problem("profiles.sandbox." + key, problem)
  }

  @Test func `the sandbox's own file is read whole`() throws {
    let profile = try folder.read(configuration()).profile()
    #expect(profile.name == "sandbox")
    #expect(profile.environment == .sandbox)
    #expect(profile.mode == .partner(merchantID: "1900000001"))
    #expect(profile.brandID.text == "120344")
    #expect(profile.brandName.text == "晨光咖啡")
    #expect(profile.appID.text == "wx233544546545989")
    #expect(profile.merchantSerial == "0A1B2C3D")
    #expect(profile.merchantKeyPath == folder.path + "/merchant.key.pem")
    #expect(profile.wechatPayKey?.keyID == "PUB_KEY_ID_0119000000010026010100000000000001")
    #expect(profile.wechatPayKey?.path == folder.path + "/wechatpay.pub.pem")
    #expect(profile.platformCertificatePath == nil)
    #expect(profile.hosts.map(\.url) == ["https://127.0.0.1:18443"])
    #expect(profile.caFile == folder.path + "/ca.pem")
    #expect(profile.role == .deactivate)
    #expect(profile.prefilledOpenID?.text == "oDemo-394z6CGkNoJrsDLTTUKiAn")
    #expect(profile.stateDirectory == folder.path + "/state")
    #expect(profile.reasonTemplates.map(\.text) == ["顾客要求退款", "发放有误"])
  }

  @Test func `an absolute path stays as it is, and what is optional may be left out`() throws {
    let text = configuration([
      "merchant_key": #""/srv/keys/merchant.pem""#, "ca_file": nil, "openid": nil,
      "state_dir": nil, "reason_templates": nil,
    ])
    let profile = try folder.read(text).profile()
    #expect(profile.merchantKeyPath == "/srv/keys/merchant.pem")
    #expect(profile.caFile == nil)
    #expect(profile.prefilledOpenID == nil)
    #expect(profile.stateDirectory == folder.path + "/state")
    #expect(profile.reasonTemplates.isEmpty)
    #expect(profile.deactivationsPerHour == 20 && profile.retentionDays == 90 && profile.ticketDigits == nil)
  }

  @Test(
    "a number counts within its bounds",
    arguments: [("deactivations_per_hour", 1...1000), ("retention_days", 30...365), ("ticket_digits", 1...20)])
  func numbers(key: String, bounds: ClosedRange<Int>) throws {
    for number in [bounds.lowerBound, bounds.upperBound] {
      let profile = try folder.read(configuration(adding: ["\(key) = \(number)"])).profile()
      #expect([profile.deactivationsPerHour, profile.retentionDays, profile.ticketDigits].contains(number))
    }
    let refused = problem(ofProfile: key, .notAllowed(allowed: "\(bounds.lowerBound)–\(bounds.upperBound)"))
    for number in [bounds.lowerBound - 1, bounds.upperBound + 1] {
      #expect(try folder.failure(reading: configuration(adding: ["\(key) = \(number)"])) == refused)
    }
  }

  @Test func `a production profile calls WeChat Pay's hosts and nobody else's`() throws {
    let production = ["environment": #""production""#, "gateway": String?.none]
    let profile = try folder.read(configuration(production)).profile()
    #expect(profile.hosts.map(\.url) == ["https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com"])

    let redirected = configuration(["environment": #""production""#])
    let refused = problem(ofProfile: "gateway", .notAllowed(allowed: "environment = \"sandbox\""))
    #expect(try folder.failure(reading: redirected) == refused)
  }

  @Test(
    "a sandbox gateway is on this machine, over TLS",
    arguments: [
      ("https://127.0.0.1:18443", true), ("https://127.8.9.10", true), ("https://localhost:1", true),
      ("https://[::1]:65535", true), ("http://127.0.0.1:18443", false), ("https://128.0.0.1", false),
      ("https://127.1", false), ("https://0x7f000001", false), ("https://127.0.0.1.example.com", false),
      ("https://localhost.example.com", false), ("https://localhost@example.com", false),
      ("https://[::2]", false), ("https://[::1]example.com", false), ("https://127.0.0.1:0", false),
      ("https://127.0.0.1:65536", false), ("https://127.0.0.1:", false), ("https://127.0.0.1:+1", false),
      ("https://127.0.0.1:18443/", false), ("https://127.0.0.1:18443/v3?x#y", false), ("https://", false),
      ("HTTPS://127.0.0.1", false), ("https://api.mch.weixin.qq.com", false),
    ])
  func gatewayIsLoopback(url: String, isAllowed: Bool) throws {
    #expect((GatewayHost(loopback: url) != nil) == isAllowed)
    #expect((try folder.failure(reading: configuration(["gateway": "\"\(url)\""])) == nil) == isAllowed)
  }

  @Test(
    "a key that must be there is named when it is not",
    arguments: [
      "environment", "mode", "gateway", "brand_id", "brand_name", "appid", "merchant_id", "merchant_serial",
      "merchant_key", "wechatpay_key_id", "wechatpay_key", "role",
    ])
  func missingKey(key: String) throws {
    #expect(
      try folder.failure(reading: configuration([key: nil])) == problem(ofProfile: key, .missing))
  }

  @Test(
    "a text of the wrong shape is named with what may stand there",
    arguments: [
      ("environment", "staging", "sandbox | production"), ("mode", "Partner", "partner | brand"),
      ("role", "admin", "read-only | deactivate | supervisor"), ("brand_id", "12x", "0-9, 1–20"),
      ("brand_name", "", "1–64 characters"),
      ("appid", "wx 1", "0-9 A-Z a-z _ -, 1–32"), ("openid", "o/1", "0-9 A-Z a-z _ -, 1–128"),
      ("merchant_id", "1900000001\\\"", "0-9, 1–32"), ("merchant_serial", "0a1b", "0-9 A-F, 1–64"),
      ("merchant_key", "", "path"), ("wechatpay_key_id", "0A1B2C", "PUB_KEY_ID_ 0-9, 12–64"),
      ("wechatpay_key_id", "PUB_KEY_ID_", "PUB_KEY_ID_ 0-9, 12–64"),
    ])
  func wrongShape(key: String, text: String, allowed: String) throws {
    let refused = problem(ofProfile: key, .notAllowed(allowed: allowed))
    #expect(try folder.failure(reading: configuration([key: "\"\(text)\""])) == refused)
  }

  @Test func `a value of the wrong type is named with the type that is wanted`() throws {
    let expected: [(String, String, String)] = [
      ("brand_id", "120344", "string"), ("role", "true", "string"), ("reason_templates", "\"one\"", "array of strings"),
    ]
    for (key, value, type) in expected {
      let refused = problem(ofProfile: key, .wrongType(expected: type))
      #expect(try folder.failure(reading: configuration([key: value])) == refused)
    }
    let number = problem(ofProfile: "reason_templates[2]", .wrongType(expected: "string"))
    #expect(try folder.failure(reading: configuration(["reason_templates": "[\"发放有误\", 2]"])) == number)
    #expect(
      try folder.failure(reading: "profiles = 1") == problem("profiles", .wrongType(expected: "table")))
    #expect(
      try folder.failure(reading: "profiles.shop = 1") == problem("profiles.shop", .wrongType(expected: "table")))
  }

  @Test func `a template that could not be sent as a reason is refused when the program starts`() throws {
    let emoji = problem(ofProfile: "reason_templates[1]", .notAllowed(allowed: "1–150 characters, no emoji"))
    #expect(try folder.failure(reading: configuration(["reason_templates": "[\"退款😀\"]"])) == emoji)
    let ten = "[" + Array(repeating: "\"发放有误\"", count: 10).joined(separator: ",") + "]"
    let tooMany = problem(ofProfile: "reason_templates", .notAllowed(allowed: "0–9 entries"))
    #expect(try folder.failure(reading: configuration(["reason_templates": ten])) == tooMany)
  }

  @Test func `a key that nothing reads is refused, at the top, in a profile, and with a NUL in it`() throws {
    let misspelt = configuration(adding: ["merchant_kee = \"x\""])
    #expect(try folder.failure(reading: misspelt) == problem(ofProfile: "merchant_kee", .unknownKey))
    let include = "include = \"other.toml\"\n" + configuration()
    #expect(try folder.failure(reading: include) == problem("include", .unknownKey))
    let hidden = configuration(adding: [#""a\u0000b" = 1"#])
    #expect(try folder.failure(reading: hidden) != nil)
  }

  @Test func `a brand calls under its own ID and only with WeChat Pay's public key`() throws {
    let merchant = problem(ofProfile: "merchant_id", .notAllowed(allowed: "mode = \"partner\""))
    #expect(try folder.failure(reading: configuration(["mode": #""brand""#])) == merchant)
    let certificate = configuration(
      [
        "mode": #""brand""#, "merchant_id": nil, "wechatpay_key": nil, "wechatpay_key_id": nil,
      ], adding: ["platform_certificate = \"platform.cert.pem\""])
    #expect(try folder.failure(reading: certificate) == problem(ofProfile: "wechatpay_key", .missing))
    let brand = try folder.read(configuration(["mode": #""brand""#, "merchant_id": nil])).profile()
    #expect(brand.mode == .brand)
  }

  @Test func `a partner may use a platform certificate instead of the public key, but not neither`() throws {
    let noKey: [String: String?] = ["wechatpay_key": nil, "wechatpay_key_id": nil]
    #expect(try folder.failure(reading: configuration(noKey)) == problem(ofProfile: "wechatpay_key", .missing))
    let text = configuration(noKey, adding: ["platform_certificate = \"platform.cert.pem\""])
    let profile = try folder.read(text).profile()
    #expect(profile.wechatPayKey == nil)
    #expect(profile.platformCertificatePath == folder.path + "/platform.cert.pem")
  }

  @Test func `a profile is found by its name, and the only one is the default`() throws {
    let alone = try folder.read(configuration().replacing("default_profile = \"sandbox\"\n", with: ""))
    #expect(try alone.profile().name == "sandbox")
    let both = configuration() + "\n" + profileLines(of: configuration(), named: "shop-2")
    #expect(try folder.read(both).profile(named: "shop-2").name == "shop-2")
    #expect(try folder.read(both).profile().name == "sandbox")
    let missing = problem("profiles.shop", .missing)
    let failure = #expect(throws: CouponFailure.self) { try folder.read(both).profile(named: "shop") }
    #expect(failure?.kind == missing)
  }

  @Test func `a default that is no profile, or none among several, is refused`() throws {
    let wrong = configuration().replacing("default_profile = \"sandbox\"", with: "default_profile = \"shop\"")
    #expect(try folder.failure(reading: wrong) == problem("default_profile", .notAllowed(allowed: "sandbox")))
    let several = configuration().replacing("default_profile = \"sandbox\"", with: "")
    let none = several + "\n" + profileLines(of: configuration(), named: "shop")
    #expect(try folder.failure(reading: none) == problem("default_profile", .missing))
    #expect(try folder.failure(reading: "") == .file(path: folder.path + "/config.toml", .empty))
    #expect(try folder.failure(reading: "[profiles]") == problem("profiles", .missing))
    let named = configuration().replacing("[profiles.sandbox]", with: "[profiles.\"a b\"]")
    #expect(
      try folder.failure(reading: named)
        == problem("profiles.a b", .notAllowed(allowed: "0-9 A-Z a-z _ -, 1–32")))
  }

  private func profileLines(of text: String, named name: String) -> String {
    let lines = text.split(separator: "\n").drop { !$0.hasPrefix("[profiles") }
    return "[profiles.\(name)]\n" + lines.dropFirst().joined(separator: "\n")
  }

  @Test func `a file that is not TOML is refused with the line`() throws {
    guard case .file(_, .notTOML(line: 3, _)) = try folder.failure(reading: "# a\n# b\nrole = = 1\n") else {
      Issue.record("the line is not named")
      return
    }
    let path = folder.path + "/config.toml"
    try folder.write(Data([0xFF, 0xFE, 0x41]), as: "config.toml")
    let notUTF8 = #expect(throws: CouponFailure.self) {
      try Configuration.read(path: path, for: try? AgentIdentity.current())
    }
    #expect(notUTF8?.kind == .file(path: path, .notTOML(line: nil, detail: "UTF-8")))
    let cut = try folder.failure(reading: configuration() + "\n\u{0}\nrole = \"deactivate\"")
    #expect(cut == .file(path: path, .notTOML(line: nil, detail: "UTF-8")))
  }

  @Test func `a folder-less path is read from where the program stands`() throws {
    let failure = #expect(throws: CouponFailure.self) {
      try Configuration.read(path: "no-such-configuration.toml", for: try? AgentIdentity.current())
    }
    #expect(failure?.kind == .file(path: "no-such-configuration.toml", .missing))
  }

  @Test("theme and characters stand before the profiles, and are words that the screen knows")
  func screen() throws {
    let folder = try SettingsFolder()
    let unset = ScreenSettings(theme: nil, characters: nil, takesMouse: false, showsLinks: nil)
    #expect(try folder.read(configuration()).screen == unset)
    let text = "theme = \"high-contrast\"\ncharacters = \"ascii\"\nmouse = \"on\"\nlinks = \"off\"\n" + configuration()
    let set = ScreenSettings(theme: .highContrast, characters: .ascii, takesMouse: true, showsLinks: false)
    #expect(try folder.read(text).screen == set)
    let problem = try folder.failure(reading: "theme = \"blue\"\n" + configuration())
    let allowed = SettingProblem.notAllowed(allowed: "dark | light | high-contrast | none")
    #expect(problem == .setting(file: folder.path + "/config.toml", keyPath: "theme", allowed))
  }
}
