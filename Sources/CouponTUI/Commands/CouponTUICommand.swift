import ArgumentParser
import CSystem
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
    if bundleID != nil && openID == nil {
      throw ValidationError("--bundle needs --openid: a bundle is found by its customer.")
    }
  }

  func run() throws {
    let language = settings.chosenLanguage
    try reporting(in: language) { () throws(CouponFailure) in
      let query = try query(openID: openID, bundleID: bundleID)
      return openScreen(try settings.service(), language: language, query: query)
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
  do throws(InputProblem) {
    var query = CouponQuery(openID: try OpenID(openID))
    if let bundleID { query.bundleID = try UserCouponBundleID(bundleID) }
    return query
  } catch { throw CouponFailure(.input(error)) }
}

/// Opens the screen and stays there until the agent leaves it.
///
/// - Returns: the exit status.
func openScreen(_ service: CouponService, language: Language, query: CouponQuery?) -> Int32 {
  _ = csystem_forbid_core_dumps()
  let terminal: NcursesTerminal
  do throws(TerminalProblem) { terminal = try NcursesTerminal() } catch {
    say(noScreen(error)(language))
    return ExitStatus.usage.rawValue
  }
  defer { terminal.close() }
  let now = Clock.system.now
  let desk = Desk(
    profile: service.profile, agentName: service.agent.name, language: language, size: terminal.size, now: now())
  let state = AppState(desk: desk, openID: query?.openID, bundleID: query?.bundleID)
  return runProgram(
    state, on: terminal, calls: CouponCalls(service), now: now, isLookingUp: query != nil)
}

private func noScreen(_ problem: TerminalProblem) -> Phrase {
  switch problem {
  case .notATerminal:
    Phrase(
      "coupon-tui opens a screen and needs a terminal; without one, use `coupon-tui show`.",
      "coupon-tui 的界面需要终端；没有终端时请使用 `coupon-tui show`。")
  case .cannotDraw(let name):
    Phrase(
      "The terminal \"\(name)\" cannot place its cursor; use `coupon-tui show`.",
      "终端“\(name)”无法定位光标，请使用 `coupon-tui show`。")
  }
}
