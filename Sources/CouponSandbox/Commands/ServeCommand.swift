import ArgumentParser
import Glibc

/// `coupon-sandbox serve`
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serves a world of coupons over HTTPS on 127.0.0.1.",
    discussion: """
      When it is ready it prints one line of JSON: url, ca_file, config_file, openid, state_dir, effects_log, \
      requests_log. The configuration file is complete: coupon-tui --config FILE opens it. The logs say what really \
      happened, a line of JSON for each effect and each request. The gateway ends on SIGTERM, SIGINT and SIGHUP, and when the other \
      end of standard input closes.

      THE CAST OF THE DEMO WORLD
      \(DemoWorld.castList)
      """)

  @Option(
    help: "demo, training, load, or a file of JSON Lines: {\"openid\":…,\"appid\":…,\"brand_id\":…,\"coupon\":{…}}.")
  var world = "demo"

  @Option(help: "How many coupons the one customer of the world `load` holds.")
  var coupons: Int = 100_000

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

  @Option(
    help: ArgumentHelp(
      "KEY=VALUE, more than once: how to behave where the contract is silent.", discussion: Behaviour.switches))
  var behave: [String] = []

  @Option(help: "Calls below /users/ a second; offers and stocks are held to a 25th. The documented limit is 500.")
  var rateLimit: Int?

  @Option(help: "How many answers in a hundred are probes, with a signature that begins WECHATPAY/SIGNTEST/.")
  var probes: Int = 0

  @Option(help: "Platform certificates; they sign for clients that do not name the public key.")
  var certificates: Int = 0

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
    let now = currentTime()
    switch world {
    case "demo": return try World(DemoWorld.lines(at: now), at: now)
    case "training": return try World(TrainingWorld.lines(at: now), at: now)
    case "load": return try World(LoadWorld.lines(at: now, coupons: max(1, coupons)), at: now)
    default: break
    }
    do {
      return try World(WorldFile.lines(fileContents(world)), at: now)
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
    for text in behave { try gateway.behaviour.set(text) }
    gateway.rateLimit = RateLimit(userCalls: rateLimit)
    for _ in 0..<certificates { try gateway.platformKeys.rotate(at: currentTime()) }
    try folder.write("apiv3.key", Array(gateway.platformKeys.apiV3Key.utf8))
    if let newest = gateway.platformKeys.certificates.last { try folder.write("platform.cert.pem", newest.pem) }

    let effectsLog = try TruthFile(path: folder.path(of: "effects.log"))
    let requestsLog = try TruthFile(path: folder.path(of: "requests.log"))
    let ground = ProvingGround(
      gateway: gateway, plan: try readPlan(), probesInHundred: probes, effectsLog: effectsLog, requestsLog: requestsLog)
    var faultyTLS: [FaultKind: TLSContext] = [:]
    for fault in TLSIdentity.faults { faultyTLS[fault] = try TLSContext(credentials.tls, fault: fault) }
    let server = try Server(ground: ground, tls: try TLSContext(credentials.tls), faultyTLS: faultyTLS, port: port)
    server.stopOnSignalsAndEndOfInput()
    try server.listenToOperator(at: ControlSocket.path(in: folder.path))

    let url = "https://127.0.0.1:\(server.port)"
    let customer = world.firstCustomer
    let client = ClientConfiguration(
      gatewayURL: url, brandID: customer.brandID,
      brandName: customer.brandID == DemoWorld.brandID ? DemoWorld.brandName : "沙箱品牌",
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
