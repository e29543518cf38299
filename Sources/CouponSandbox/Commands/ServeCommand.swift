import ArgumentParser
import Glibc

/// `coupon-sandbox serve`
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serves a world of coupons over HTTPS on 127.0.0.1.",
    discussion: """
      When it is ready it prints one line of JSON: url, ca_file, config_file, openid, state_dir, effects_log, \
      requests_log, connections_log. The configuration file is complete: coupon-tui --config FILE opens it. The logs \
      say what really happened, a line of JSON for each effect, each request, and each connection whose handshake was \
      struck; they begin anew with each run, and those of the run before are kept beside them. The gateway ends on SIGTERM, SIGINT and SIGHUP, and when the other end of standard \
      input closes.

      THE CAST OF THE DEMO WORLD
      \(DemoWorld.castList)
      """)

  @Option(
    help: "demo, training, load, or a file of JSON Lines: {\"openid\":…,\"appid\":…,\"brand_id\":…,\"coupon\":{…}}.",
    completion: .list(["demo", "training", "load"]))
  var world = "demo"

  @Option(help: "How many coupons the one customer of the world `load` holds, 1 to 1,000,000. (default: 100000)")
  var coupons: Int?

  @Option(help: "How many rounds a bundle of the world `load` has, 3 to 15. (default: 5)")
  var rounds: Int?

  @Option(
    help: """
      The sandbox's clock at the start, 2026-03-12T18:04:31+08:00. A world is the same at the same moment, to the byte; \
      without it the machine's clock holds.
      """)
  var at: String?

  @Option(help: "The port; 0 takes any that is free.")
  var port: UInt16 = 0

  @Option(
    help: ArgumentHelp(
      "A folder for keys and configuration, kept for the next start. Without it they last for this run.",
      valueName: "folder"), completion: .directory)
  var state: String?

  @Option(
    help: ArgumentHelp(
      "A file of rules, a line each, for what goes wrong; see `coupon-sandbox faults --help`.", valueName: "file"),
    completion: .file())
  var faults: String?

  @Option(help: ArgumentHelp("A rule, as it would stand in that file; may be given more than once.", valueName: "rule"))
  var fault: [String] = []

  @Option(help: "Draws faults by lot, where no rule strikes; the same number draws the same ones.")
  var faultSeed: UInt64?

  @Option(
    help: ArgumentHelp(
      "KEY=VALUE, more than once: how to behave where the contract is silent.", discussion: Behaviour.switches),
    completion: .list(Behaviour.words))
  var behave: [String] = []

  @Option(
    help: """
      Calls of a kind below /users/ a second; offers, stocks and certificates keep their documented proportion to it, \
      20 and 1000 to 500. 0 is no limit.
      """)
  var rateLimit = RateLimit.documented

  @Option(help: "How many answers in a hundred are probes, with a signature that begins WECHATPAY/SIGNTEST/.")
  var probes: Int = 0

  @Option(help: "Platform certificates, 0 to 9; they sign for clients that do not name the public key.")
  var certificates: Int = 0

  func validate() throws {
    if (coupons != nil || rounds != nil) && world != "load" {
      throw ValidationError("--coupons and --rounds go with --world load.")
    }
    try check("--coupons", coupons ?? 1, 1...1_000_000)
    try check("--rounds", rounds ?? 3, 3...15)
    try check("--rate-limit", rateLimit, 0...1_000_000)
    try check("--probes", probes, 0...100)
    try check("--certificates", certificates, 0...9)
    if let at, unixSeconds(at) == nil { throw ValidationError("--at \(at) is not like 2026-03-12T18:04:31+08:00.") }
  }

  private func check(_ option: String, _ number: Int, _ range: ClosedRange<Int>) throws {
    if !range.contains(number) {
      throw ValidationError("\(option) \(number) is not from \(range.lowerBound) to \(range.upperBound).")
    }
  }

  func run() throws {
    do {
      let behaviour = try readBehaviour()
      let plan = try readPlan()
      let clock = VirtualClock(lead: at.flatMap(unixSeconds).map { $0 - currentTime() } ?? 0)
      let world = try readWorld(at: clock.now, keepsPast: behaviour.listLag > 0 || plan.asksForPast)
      let folder = try StateFolder(path: state)
      defer { folder.removeIfTemporary() }
      try start(world, behaviour, plan, clock, in: folder).run()
    } catch let problem as WorldProblem {
      throw complaint("\(world): \(problem)", EX_DATAERR)
    } catch let problem as FaultProblem {
      throw complaint("\(problem)", EX_USAGE)
    } catch let problem as FolderProblem {
      throw complaint("\(problem)", problem.exitCode)
    } catch let problem as KeyProblem {
      throw complaint("\(problem)", EX_SOFTWARE)
    } catch let problem as ServerProblem {
      throw complaint("\(problem)", EX_UNAVAILABLE)
    } catch let problem as FileProblem {
      throw complaint("\(problem)", EX_CANTCREAT)
    }
  }

  private func readWorld(at now: UnixSeconds, keepsPast: Bool) throws -> World {
    let lines =
      switch world {
      case "demo": try DemoWorld.lines(at: now)
      case "training": try TrainingWorld.lines(at: now)
      case "load": try LoadWorld.lines(at: now, coupons: coupons ?? 100_000, rounds: rounds ?? 5)
      default: try WorldFile.lines(input(world))
      }
    return try World(lines, at: now, keepsPast: keepsPast)
  }

  private func input(_ path: String) throws -> [UInt8] {
    do { return try fileContents(path) } catch { throw complaint("\(error)", EX_NOINPUT) }
  }

  private func readBehaviour() throws -> Behaviour {
    var behaviour = Behaviour()
    for text in behave { try behaviour.set(text) }
    return behaviour
  }

  private func readPlan() throws -> FaultPlan {
    var rules = try fault.map { try FaultRule(parsing: $0[...]) }
    if let faults { rules += try FaultRule.script(String(decoding: try input(faults), as: UTF8.self)) }
    return FaultPlan(rules: rules, seed: faultSeed)
  }

  private func start(
    _ world: World, _ behaviour: Behaviour, _ plan: FaultPlan, _ clock: VirtualClock, in folder: StateFolder
  ) throws -> Server {
    let credentials = try Credentials(in: folder)
    let caller = Caller(
      merchantID: Credentials.merchantID, brandIDs: Set(world.brands.keys), serial: credentials.merchantSerial,
      key: try PublicKey(spki: try credentials.merchant.publicDER()))
    let signer = AnswerSigner(keyID: credentials.wechatPayKeyID, key: credentials.wechatPay)
    let gateway = Gateway(
      world: world, caller: caller, signer: signer, platformKeys: PlatformKeys(apiV3Key: credentials.apiV3Key))
    gateway.behaviour = behaviour
    gateway.rateLimit = RateLimit(userCalls: rateLimit == 0 ? nil : rateLimit)
    for _ in 0..<certificates { try gateway.platformKeys.rotate(at: clock.now, signingAfter: 0) }
    if let newest = gateway.platformKeys.certificates.last { try folder.write("platform.cert.pem", newest.pem) }

    let effectsLog = try TruthFile(path: folder.path(of: "effects.log"))
    let requestsLog = try TruthFile(path: folder.path(of: "requests.log"))
    let connectionsLog = try TruthFile(path: folder.path(of: "connections.log"))
    let ground = ProvingGround(
      gateway: gateway, clock: clock, plan: plan, probesInHundred: probes, effectsLog: effectsLog,
      requestsLog: requestsLog, connectionsLog: connectionsLog)
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
      "connections_log": JSON(connectionsLog.path),
    ]
    let line = ready.bytes + [UInt8(ascii: "\n")]
    write(STDOUT_FILENO, line, line.count)
    return server
  }

  /// Says one sentence and gives the exit code to throw.
  private func complaint(_ sentence: String, _ code: Int32) -> ExitCode {
    complain(sentence)
    return ExitCode(code)
  }
}

/// Says one sentence on standard error.
func complain(_ sentence: String) {
  let line = Array("coupon-sandbox: \(sentence)\n".utf8)
  write(STDERR_FILENO, line, line.count)
}
