import ArgumentParser
import Glibc

@main
struct CouponSandbox: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coupon-sandbox",
    abstract: "A WeChat Pay gateway for user coupons on this machine, for training and for tests.",
    subcommands: [Serve.self, Cast.self, Faults.self])
}

/// `coupon-sandbox serve`
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serves a world of coupons over HTTPS on 127.0.0.1.",
    discussion: """
      When it is ready it prints one line of JSON: url, ca_file, config_file, openid, state_dir, effects_log, \
      requests_log. The configuration file is complete: coupon-tui --config FILE opens it. The logs say what really \
      happened, a line of JSON for each effect and each request. The gateway ends on SIGTERM, SIGINT and SIGHUP, and when the other \
      end of standard input closes.

      THE CAST OF THE DEMO WORLD
      \(DemoWorld.castList)
      """)

  @Option(help: "demo, or a file of JSON Lines: {\"openid\":…,\"appid\":…,\"brand_id\":…,\"coupon\":{…}}.")
  var world = "demo"

  @Option(help: "The port; 0 takes any that is free.")
  var port: UInt16 = 0

  @Option(help: "A folder for keys and configuration, kept for the next start. Without it they last for this run.")
  var state: String?

  @Option(help: "A file of rules, a line each, for what goes wrong; see `coupon-sandbox faults --help`.")
  var faults: String?

  @Option(help: "A rule, as it would stand in that file; may be given more than once.")
  var fault: [String] = []

  @Option(help: "Draws faults by lot, where no rule strikes; the same number draws the same ones.")
  var faultSeed: UInt64?

  func run() throws {
    do {
      let world = try readWorld()
      let folder = try StateFolder(path: state)
      defer { folder.removeIfTemporary() }
      try start(world, in: folder).run()
    } catch let problem as WorldProblem {
      throw complaint("\(world): \(problem)", EX_DATAERR)
    } catch let problem as FaultProblem {
      throw complaint("\(problem)", EX_USAGE)
    } catch let problem as KeyProblem {
      throw complaint("\(problem)", EX_SOFTWARE)
    } catch let problem as ServerProblem {
      throw complaint("\(problem)", EX_UNAVAILABLE)
    } catch let problem as FileProblem {
      throw complaint("\(problem)", EX_CANTCREAT)
    }
  }

  private func readWorld() throws -> World {
    if world == "demo" { return try World(DemoWorld.lines(at: currentTime())) }
    do {
      return try World(WorldFile.lines(fileContents(world)))
    } catch let problem as FileProblem {
      throw complaint("\(problem)", EX_NOINPUT)
    }
  }

  private func readPlan() throws -> FaultPlan {
    var rules = try fault.map { try FaultRule(parsing: $0[...]) }
    if let faults { rules += try FaultRule.script(String(decoding: try fileContents(faults), as: UTF8.self)) }
    return FaultPlan(rules: rules, seed: faultSeed)
  }

  private func start(_ world: World, in folder: StateFolder) throws -> Server {
    let credentials = try Credentials(in: folder)
    let caller = Caller(
      merchantID: Credentials.merchantID, serial: credentials.merchantSerial,
      key: try PublicKey(spki: try credentials.merchant.publicDER()))
    let signer = AnswerSigner(keyID: credentials.wechatPayKeyID, key: credentials.wechatPay)
    let gateway = Gateway(world: world, caller: caller, signer: signer)
    let effectsLog = try TruthFile(path: folder.path(of: "effects.log"))
    let requestsLog = try TruthFile(path: folder.path(of: "requests.log"))
    let ground = ProvingGround(
      gateway: gateway, plan: try readPlan(), effectsLog: effectsLog, requestsLog: requestsLog)
    var faultyTLS: [FaultKind: TLSContext] = [:]
    for fault in TLSIdentity.faults { faultyTLS[fault] = try TLSContext(credentials.tls, fault: fault) }
    let server = try Server(ground: ground, tls: try TLSContext(credentials.tls), faultyTLS: faultyTLS, port: port)
    server.stopOnSignalsAndEndOfInput()

    let url = "https://127.0.0.1:\(server.port)"
    let customer = world.firstCustomer
    let client = ClientConfiguration(
      gatewayURL: url, brandID: customer.brandID, brandName: self.world == "demo" ? DemoWorld.brandName : "沙箱品牌",
      appID: customer.appID, openID: customer.openID, merchantSerial: credentials.merchantSerial,
      wechatPayKeyID: credentials.wechatPayKeyID)
    try folder.write("config.toml", Array(client.toml.utf8))
    let ready: JSON = [
      "url": JSON(url), "ca_file": JSON(folder.path(of: Credentials.authorityFile)),
      "config_file": JSON(folder.path(of: "config.toml")), "openid": JSON(customer.openID),
      "state_dir": JSON(folder.path), "effects_log": JSON(effectsLog.path), "requests_log": JSON(requestsLog.path),
    ]
    let line = ready.bytes + [UInt8(ascii: "\n")]
    write(STDOUT_FILENO, line, line.count)
    return server
  }

  /// Says one sentence on standard error and gives the exit code to throw.
  private func complaint(_ sentence: String, _ code: Int32) -> ExitCode {
    let line = Array("coupon-sandbox: \(sentence)\n".utf8)
    write(STDERR_FILENO, line, line.count)
    return ExitCode(code)
  }
}

/// `coupon-sandbox cast`
struct Cast: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Lists the customers of the demo world.")

  func run() { print(DemoWorld.castList) }
}

/// `coupon-sandbox faults`
struct Faults: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the kinds of faults, a line each.",
    discussion: """
      A rule is a line: TURNS [METHOD] [PATTERN] FAULT. Empty lines and what follows a # are skipped. Of the rules that \
      match a request the first whose turn it is strikes.

      TURNS    *, 3, 2-5 or 4+: at which of the requests that the rule matches it strikes. For faults in the handshake, \
      connections are counted.
      METHOD   GET or POST; without it any.
      PATTERN  the path with its query, as a shell matches names: */deactivate, */coupons[?]*. Without it any.
      FAULT    KIND, KIND:NUMBER, and @PHASE where a kind strikes in more phases than one: handshake, request (it has \
      come, nothing was done), head (it was carried out; status and headers of the reply), body.

      * unsigned-200                    no answer is ever proved
      1 POST */deactivate applied-500   the first deactivation takes effect and answers 500
      2+ GET late:1500@head             every look-up but the first is slow
      3 cert-expired                    the third connection shows an expired certificate
      """)

  func run() {
    for kind in FaultKind.allCases {
      let phases = kind.entry.phases.map(\.rawValue).joined(separator: ",")
      let number = kind.entry.amount.map { " (\($0.meaning))" } ?? ""
      print(
        "\(kind.text(kind.entry.amount?.fallback ?? 0).padded(to: 24))\(phases.padded(to: 29))\(kind.entry.summary)\(number)"
      )
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
