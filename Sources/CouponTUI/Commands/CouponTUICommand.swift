import ArgumentParser
import CSystem
import CouponKit
import Glibc

/// `coupon-tui` itself: opens the screen. Its words beside that are commands of their own.
struct CouponTUICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coupon-tui",
    abstract: "Look up a customer's WeChat Pay coupon bundles, and deactivate one with a reason.",
    discussion: ExitStatus.list,
    version: Version.number,
    subcommands: [ShowCommand.self, JournalCommand.self, DoctorCommand.self, DemoCommand.self])

  @OptionGroup var settings: SettingsOptions

  @Option(
    name: .customLong("openid"), help: ArgumentHelp("Start the look-up of this customer at once.", valueName: "id"))
  var openID: String?

  @Option(name: .customLong("bundle"), help: ArgumentHelp("Only this user coupon bundle.", valueName: "id"))
  var bundleID: String?

  /// As `main()` of ArgumentParser, but what it quotes of the command line is made safe for the terminal.
  static func runFromCommandLine() -> Never {
    do {
      if let screen = CouponTUICommand(plain: CommandLine.arguments.dropFirst()) {
        try screen.run()
      } else {
        var command = try parseAsRoot()
        try command.run()
      }
      exit()
    } catch {
      let code = exitCode(for: error)
      // Help, the version, a completion script: our own words.
      guard code != .success else { exit(withError: error) }
      let message = fullMessage(for: error)
      for line in message.split(separator: "\n", omittingEmptySubsequences: false) where !message.isEmpty {
        say(SafeText(String(line)))
      }
      exit(withError: ExitCode(code.rawValue))
    }
  }

  func validate() throws {
    if bundleID != nil && openID == nil {
      throw ValidationError("--bundle needs --openid: a bundle is found by its customer.")
    }
  }

  func run() throws {
    let language = settings.chosenLanguage
    try reporting(in: language) { () throws(CouponFailure) in
      if openID == "-" { throw CouponFailure(.input(InputProblem(field: .openID, rule: .empty))) }
      let query = try query(openID: openID, bundleID: bundleID)
      return try openScreen(settings, query: query)
    }
  }
}

/// Which profile, and which language.
struct SettingsOptions: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp("The configuration file (default: ~/.config/coupon-tui/config.toml).", valueName: "file"),
    completion: .file())
  var configurationPath: String?

  @Option(help: ArgumentHelp("The profile to use, instead of the file's default.", valueName: "name"))
  var profile: String?

  @Option(help: "en or zh, instead of the locale's.")
  var language: Language?

  @Flag(help: "A dialogue of plain lines instead of the screen, as with TERM=dumb or ACCESSIBLE=1.")
  var plain = false

  var chosenLanguage: Language { language ?? .ofLocale }

  func configuration() throws(CouponFailure) -> Configuration {
    try Configuration.read(path: configurationPath ?? Configuration.defaultPath, for: try? AgentIdentity.current())
  }

  func service() throws(CouponFailure) -> CouponService {
    service(for: try configuration().profile(named: profile), try AgentIdentity.current())
  }

  /// One that can call WeChat Pay also where a passphrase guards the key.
  func callingService() throws(CouponFailure) -> CouponService {
    let profile = try configuration().profile(named: profile)
    let agent = try AgentIdentity.current()
    return service(for: profile, agent, try openedKey(for: profile))
  }

  func service(for profile: Profile, _ agent: AgentIdentity, _ openedKey: OpenedKey? = nil) -> CouponService {
    CouponService(
      profile: profile, agent: agent, language: chosenLanguage == .zh ? "zh-CN" : "en", openedKey: openedKey)
  }
}

extension Language: ExpressibleByArgument {
  /// The language of the messages locale, as POSIX finds it.
  static var ofLocale: Language {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
    let locale = names.lazy.compactMap { getenv($0).map { String(cString: $0) } }.first { !$0.isEmpty }
    return locale?.hasPrefix("zh") == true ? .zh : .en
  }
}

/// Reads what was given on the command line as a query.
func query(openID: String?, bundleID: String?) throws(CouponFailure) -> CouponQuery? {
  guard let openID else { return nil }
  do throws(InputProblem) {
    var query = CouponQuery(openID: try OpenID(openID))
    if let bundleID { query.bundleID = try UserCouponBundleID(bundleID) }
    return query
  } catch { throw CouponFailure(.input(error)) }
}
