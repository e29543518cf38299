import Foundation
import Testing

/// What `show --json` says on standard error.
private struct Problem: Decodable {
  let kind, change, message: String
  let requestId: String?
}

/// Everything that can be wrong between an agent and WeChat Pay: one clear sentence, an exit status of its own, nothing
/// lost and nothing sent twice.
@Suite("Bad input", .serialized)
struct BadInputTests {
  /// Runs `show` and reads the problem that it ends with.
  private func problem(
    on sandbox: Sandbox, openID: String = Sandbox.plainCustomer, configuration: String? = nil, status: Int32,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Problem {
    let outcome = try await sandbox.run(["show", "--openid", openID, "--json"], configuration: configuration)
    #expect(outcome.end == .exited(status), sourceLocation: sourceLocation)
    #expect(outcome.output == "", sourceLocation: sourceLocation)
    let problem: Problem = try fromJSON(outcome.errors)
    #expect(outcome.errors.contains(#""request_id":"#), sourceLocation: sourceLocation)
    #expect(problem.change == "none", "a look-up changes nothing", sourceLocation: sourceLocation)
    for word in ["failed", "error", "invalid", "unexpected"] {
      #expect(!problem.message.lowercased().contains(word), "tells an agent nothing", sourceLocation: sourceLocation)
    }
    #expect(try sandbox.writes().isEmpty, sourceLocation: sourceLocation)
    return problem
  }

  // MARK: What was typed

  @Test(arguments: [
    ("oDemo with blanks", "␠"), ("o优惠券", "优"), ("../../v3/certificates", "."), ("oDemo%2F", "%"), ("oDemo\n", "U+000A"),
    ("oDemo\u{202E}", "U+202E"),
  ])
  func `a character that no OpenID holds is shown, and nothing is asked`(openID: String, shown: String) async throws {
    let sandbox = try await Sandbox.start()
    let problem = try await problem(on: sandbox, openID: openID, status: 64)
    #expect(problem.kind == "input")
    #expect(problem.message.contains("“\(shown)”") || problem.message.contains("⟨\(shown)⟩"), "\(problem.message)")
    #expect(try sandbox.requests().isEmpty)
  }

  @Test func `an OpenID that is too long or missing is refused before anything is asked`() async throws {
    let sandbox = try await Sandbox.start()
    let tooLong = try await problem(on: sandbox, openID: String(repeating: "o", count: 129), status: 64)
    #expect(tooLong.message.contains("129"))
    #expect(try await sandbox.run(["show", "--json"]).end == .exited(64))
    #expect(try await sandbox.run(["show", "--openid", "o1", "--bundle", "a/b", "--json"]).end == .exited(64))
    #expect(try await sandbox.run(["show", "--openid", "o1", "--unknown-option"]).end == .exited(64))
    #expect(try sandbox.requests().isEmpty)
  }

  @Test func `a customer or a bundle that WeChat Pay does not know is told as such`() async throws {
    let sandbox = try await Sandbox.start()
    let customer = try await problem(on: sandbox, openID: "oNobody00000000000000000000", status: 67)
    #expect(customer.kind == "open_id_unknown")
    #expect(customer.requestId?.isEmpty == false)
    let arguments = ["show", "--openid", Sandbox.plainCustomer, "--bundle", "7204418800029999999999", "--json"]
    let bundle = try await sandbox.run(arguments)
    #expect(bundle.end == .exited(65))
    #expect(bundle.errors.contains(#""kind":"bundle_not_held""#))
  }

  // MARK: What is configured

  @Test func `an AppID that is not the brand's is told as such`() async throws {
    let sandbox = try await Sandbox.start()
    let configuration = try sandbox.configuration(changing: ["appid": #""wx0000000000000000""#])
    let problem = try await problem(on: sandbox, configuration: configuration, status: 65)
    #expect(problem.kind == "app_id_refused")
    #expect(problem.requestId?.isEmpty == false)
    #expect(try sandbox.requests().count == 1)
  }

  @Test func `a brand that granted no permission is told as such`() async throws {
    let sandbox = try await Sandbox.start()
    let configuration = try sandbox.configuration(changing: ["brand_id": #""999999""#])
    #expect(try await problem(on: sandbox, configuration: configuration, status: 77).kind == "not_permitted")
  }

  @Test(arguments: [
    ("merchant_key", "nowhere.pem", "There is no file"), ("wechatpay_key", "nowhere.pem", "There is no file"),
    ("ca_file", "nowhere.pem", "There is no file"), ("merchant_key", ".", "not a regular file"),
    ("merchant_key", "ca.pem", "holds a certificate where an RSA private key belongs"),
    ("merchant_key", "public.pem", "holds an RSA public key where an RSA private key belongs"),
    ("merchant_key", "elliptic.pem", "holds an EC private key where an RSA private key belongs"),
    ("wechatpay_key", "merchant.key.pem", "holds an RSA private key where an RSA public key belongs"),
    ("wechatpay_key", "ca.pem", "holds a certificate where an RSA public key belongs"),
    ("merchant_key", "short.pem", "1024 bits"), ("merchant_key", "empty.pem", "is empty"),
    ("merchant_key", "locked.pem", "passphrase"), ("merchant_key", "damaged.pem", "damaged"),
    ("merchant_key", "open.pem", "open to others"),
  ])
  func `a key file that is missing or of the wrong kind is named, and its kind too`(
    setting: String, file: String, says: String
  ) async throws {
    let sandbox = try await Sandbox.start()
    try copyKeys(into: sandbox)
    let configuration = try sandbox.configuration(changing: [setting: "\"\(file)\""])
    let problem = try await problem(on: sandbox, configuration: configuration, status: 78)
    #expect(problem.kind == "file")
    #expect(problem.message.contains(says), "\(problem.message)")
    #expect(problem.message.contains(file == "." ? sandbox.path(of: "") : file), "\(problem.message)")
    #expect(try sandbox.requests().isEmpty)
  }

  /// The keys of every wrong kind, from the vectors of the unit tests.
  private func copyKeys(into sandbox: Sandbox) throws {
    let folder = BuiltProgram.repository + "Tests/CouponKitTests/Vectors/keys/"
    let keys = [
      "public.pem": "shape-public-instead.pem", "elliptic.pem": "shape-ec-p256.pem", "short.pem": "shape-rsa-1024.pem",
      "empty.pem": "shape-empty.pem", "locked.pem": "merchant.encrypted.pem", "damaged.pem": "shape-truncated.pem",
      "open.pem": "merchant.pkcs8.pem",
    ]
    for (name, source) in keys {
      try sandbox.write(try String(contentsOfFile: folder + source, encoding: .utf8), as: name)
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: sandbox.path(of: "open.pem"))
  }

  @Test func `a merchant key that is another one's is refused by WeChat Pay and told as such`() async throws {
    let sandbox = try await Sandbox.start()
    let other = BuiltProgram.repository + "Tests/CouponKitTests/Vectors/keys/merchant-other.pkcs8.pem"
    try sandbox.write(try String(contentsOfFile: other, encoding: .utf8), as: "other.pem")
    let configuration = try sandbox.configuration(changing: ["merchant_key": #""other.pem""#])
    let problem = try await problem(on: sandbox, configuration: configuration, status: 77)
    #expect(problem.kind == "caller_refused")
    #expect(problem.requestId?.isEmpty == false)
    #expect(try sandbox.requests().count == 1)
  }

  @Test func `an answer that the configured public key does not prove is not shown`() async throws {
    let sandbox = try await Sandbox.start()
    let other = BuiltProgram.repository + "Tests/CouponKitTests/Vectors/keys/wechatpay-public-other.pub.pem"
    try sandbox.write(try String(contentsOfFile: other, encoding: .utf8), as: "other.pem")
    let configuration = try sandbox.configuration(changing: ["wechatpay_key": #""other.pem""#])
    let problem = try await problem(on: sandbox, configuration: configuration, status: 76)
    #expect(problem.kind == "answer_not_proved")
    #expect(problem.requestId?.isEmpty == false)
    #expect(try sandbox.requests().count == 1)
  }

  @Test(
    arguments: [
      (["merchant_serial": nil], "lacks the setting profiles.sandbox.merchant_serial"),
      (["brand_id": "120344"], "profiles.sandbox.brand_id"),
      (["brand_id": #""12a""#], "profiles.sandbox.brand_id"),
      (["gateway": #""https://example.com""#], "profiles.sandbox.gateway"),
      (["gateway": #""http://127.0.0.1:1""#], "profiles.sandbox.gateway"),
      (["role": "\"deactivate\"\nsurprise = 1"], "profiles.sandbox.surprise"),
      (["role": "\"admin\""], "profiles.sandbox.role"),
    ] as [([String: String?], String)])
  func `a setting that cannot be right is named`(changes: [String: String?], says: String) async throws {
    let sandbox = try await Sandbox.start()
    let configuration = try sandbox.configuration(changing: changes)
    let problem = try await problem(on: sandbox, configuration: configuration, status: 78)
    #expect(problem.kind == "setting")
    #expect(problem.message.contains(says), "\(problem.message)")
    #expect(try sandbox.requests().isEmpty)
  }

  @Test func `a configuration that is missing or no TOML is named`() async throws {
    let sandbox = try await Sandbox.start()
    let missing = try await problem(on: sandbox, configuration: "/nonexistent/config.toml", status: 78)
    #expect(missing.message.contains("/nonexistent/config.toml"))
    try sandbox.write("[profiles", as: "broken.toml")
    let broken = try await problem(on: sandbox, configuration: sandbox.path(of: "broken.toml"), status: 78)
    #expect(broken.kind == "file")
    #expect(broken.message.contains("broken.toml"))
    let outcome = try await sandbox.run(["show", "--openid", "o1", "--profile", "nobody", "--json"])
    #expect(outcome.end == .exited(78))
  }

  // MARK: What answers

  @Test func `a gateway that does not run cannot be reached`() async throws {
    let sandbox = try await Sandbox.start()
    try await sandbox.stop()
    let problem = try await problem(on: sandbox, status: 69)
    #expect(problem.kind == "cannot_connect")
    #expect(problem.requestId == nil)
  }

  @Test(arguments: [("clock+600", "behind"), ("clock-600", "ahead")])
  func `a clock that is ten minutes off is told, and by how much`(fault: String, says: String) async throws {
    let sandbox = try await Sandbox.start(faults: ["* \(fault)"])
    let problem = try await problem(on: sandbox, status: 71)
    #expect(problem.kind == "clock_off")
    #expect(problem.message.contains(says))
    let seconds = problem.message.split(separator: " ").compactMap { Int($0) }
    #expect(seconds.contains { (595...605).contains($0) }, "\(problem.message)")
    #expect(try sandbox.requests().count == 1)
  }

  @Test(arguments: [
    ("http-401", 77, "caller_refused", 1), ("unsigned-401", 77, "caller_refused", 1),
    ("http-403", 77, "not_permitted", 1), ("unsigned-403", 77, "not_permitted", 1),
    ("http-404", 65, "not_found", 1), ("unsigned-404", 65, "not_found", 1),
    ("retry-after:30", 75, "too_many_requests", 1), ("http-429", 75, "too_many_requests", 4),
    ("http-500", 69, "server_trouble", 2), ("unsigned-500", 69, "server_trouble", 2),
    ("html-502", 69, "server_trouble", 2), ("html-403", 77, "not_permitted", 1),
    ("close@request", 69, "no_answer", 2), ("cut:10@head", 69, "no_answer", 2), ("cut:10@body", 69, "no_answer", 2),
    ("html-200", 76, "answer_not_proved", 1), ("unsigned-200", 76, "answer_not_proved", 1),
    ("bad-signature", 76, "answer_not_proved", 1), ("changed-body", 76, "answer_not_proved", 1),
    ("missing-header", 76, "answer_not_proved", 1), ("unknown-key", 76, "answer_not_proved", 1),
    ("stale-timestamp:900", 76, "answer_not_proved", 1), ("signtest", 76, "answer_not_proved", 2),
    ("half-json", 76, "answer_not_understood", 1), ("duplicate-keys", 76, "answer_not_understood", 1),
    ("not-utf8", 76, "answer_not_understood", 1), ("deep-json", 76, "answer_not_understood", 1),
  ])
  func `a gateway that refuses, breaks down or cannot prove itself is told apart`(
    fault: String, status: Int32, kind: String, requests: Int
  ) async throws {
    let sandbox = try await Sandbox.start(faults: ["* \(fault)"])
    let problem = try await problem(on: sandbox, status: status)
    #expect(problem.kind == kind)
    #expect(try sandbox.requests().count == requests, "a read is repeated once at most, and only where that helps")
  }

  @Test func `an answer that is too long is asked for in smaller pages, and not for ever`() async throws {
    let once = try await Sandbox.start(faults: ["1 GET */coupons[?]* huge-json:2"])
    let shown = try await once.shownCoupons(of: Sandbox.plainCustomer)
    #expect(shown.bundles.first?.coupons.count == 3)
    #expect(try once.requests().count == 2)
    let always = try await Sandbox.start(faults: ["* GET */coupons[?]* huge-json:2"])
    let problem = try await problem(on: always, status: 76)
    #expect(problem.kind == "answer_too_large")
    #expect(try always.requests().count == 3)
  }

  @Test func `without --json the sentences stand alone on standard error, in the person's language`() async throws {
    let sandbox = try await Sandbox.start(faults: ["* http-403"])
    let arguments = ["show", "--openid", Sandbox.plainCustomer]
    let english = try await sandbox.run(arguments)
    #expect(english.end == .exited(77))
    #expect(english.output == "")
    #expect(english.errors.contains("WeChat Pay does not permit this call for the account. Nothing was changed."))
    #expect(english.errors.contains("Request-ID "))
    let chinese = try await sandbox.run(arguments, language: "zh_CN.UTF-8")
    #expect(chinese.errors.contains("微信支付未授予该账号此项权限。"))
  }
}
