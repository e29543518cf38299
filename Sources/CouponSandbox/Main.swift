import ArgumentParser
import Glibc

@main
struct CouponSandbox: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coupon-sandbox",
    abstract: "A WeChat Pay gateway for user coupons on this machine, for training and for tests.",
    subcommands: [Serve.self, Cast.self])
}

/// `coupon-sandbox serve`
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serves a world of coupons over HTTPS on 127.0.0.1.",
    discussion: """
      When it is ready it prints one line of JSON: url, ca_file, config_file, openid. The configuration file is \
      complete: coupon-tui --config FILE opens it. The gateway ends on SIGTERM, SIGINT and SIGHUP, and when the other \
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

  func run() throws {
    do {
      let world = try readWorld()
      let folder = try StateFolder(path: state)
      defer { folder.removeIfTemporary() }
      try start(world, in: folder).run()
    } catch let problem as WorldProblem {
      throw complaint("\(world): \(problem)", EX_DATAERR)
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

  private func start(_ world: World, in folder: StateFolder) throws -> Server {
    let credentials = try Credentials(in: folder)
    let caller = Caller(
      merchantID: Credentials.merchantID, serial: credentials.merchantSerial,
      key: try PublicKey(spki: try credentials.merchant.publicDER()))
    let signer = AnswerSigner(keyID: credentials.wechatPayKeyID, key: credentials.wechatPay)
    let gateway = Gateway(world: world, caller: caller, signer: signer)
    let server = try Server(gateway: gateway, tls: try TLSContext(credentials.tls), port: port)
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
