import ArgumentParser
import CouponKit
import Glibc

/// `coupon-tui` itself: opens the screen. Its words beside that are commands of their own.
struct CouponTUICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coupon-tui",
    abstract: "Look up a customer's WeChat Pay coupon bundles, and deactivate one with a reason.",
    version: Version.number,
    subcommands: [ShowCommand.self, JournalCommand.self, DemoCommand.self])

  @OptionGroup var settings: SettingsOptions

  @Option(name: .customLong("openid"), help: "Start the look-up of this customer at once.")
  var openID: String?

  @Option(name: .customLong("bundle"), help: "Only this user coupon bundle.")
  var bundleID: String?

  func validate() throws {
    if bundleID != nil && openID == nil { throw ValidationError("--bundle needs --openid: a bundle is found by its customer.") }
  }

  func run() throws {
    try reporting(in: settings.chosenLanguage) { () throws(CouponFailure) in
      let query = try query(openID: openID, bundleID: bundleID)
      let service = try settings.service()
      try openScreen(service, language: settings.chosenLanguage, query: query)
    }
  }
}

/// Which profile, and which language.
struct SettingsOptions: ParsableArguments {
  @Option(name: .customLong("config"), help: "The configuration file (default: ~/.config/coupon-tui/config.toml).")
  var configurationPath: String?

  @Option(help: "The profile to use, instead of the file's default.")
  var profile: String?

  @Option(help: "en or zh, instead of the locale's.")
  var language: Language?

  var chosenLanguage: Language { language ?? .ofLocale }

  func service() throws(CouponFailure) -> CouponService {
    let configuration = try Configuration.read(path: configurationPath ?? Configuration.defaultPath)
    return CouponService(
      profile: try configuration.profile(named: profile), agent: try AgentIdentity.current(),
      language: chosenLanguage == .zh ? "zh-CN" : "en")
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
  do {
    return CouponQuery(openID: try OpenID(openID), bundleID: try bundleID.map(UserCouponBundleID.init))
  } catch let problem as InputProblem { throw CouponFailure(.input(problem)) } catch { throw CouponFailure(.cancelled) }
}

/// Opens the screen and stays there until the agent leaves it.
func openScreen(_ service: CouponService, language: Language, query: CouponQuery?) throws(CouponFailure) {
  guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
    say(
      Phrase(
        "coupon-tui opens a screen and needs a terminal; without one, use `coupon-tui show`.",
        "coupon-tui 需要在终端中打开界面；没有终端时请使用 `coupon-tui show`。")(language))
    exit(ExitStatus.usage.rawValue)
  }
  _ = csystemForbidCoreDumps
  let status = runProgram(service, language: language, query: query)
  if status != 0 { exit(status) }
}

/// Writes one line to standard error.
func say(_ text: String) { _ = (text + "\n").withCString { fputs($0, stderr) } }
