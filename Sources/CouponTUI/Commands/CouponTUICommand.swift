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

  @OptionGroup var options: SettingsOptions

  @Option(
    name: .customLong("openid"), help: ArgumentHelp("Start the look-up of this customer at once.", valueName: "id"))
  var openID: String?

  @Option(name: .customLong("bundle"), help: ArgumentHelp("Only this user coupon bundle.", valueName: "id"))
  var bundleID: String?

  /// As `main()` of ArgumentParser, but what it quotes of the command line is made safe for the terminal.
  static func runFromCommandLine() -> Never {
    do {
      if let request = ScreenRequest(plain: CommandLine.arguments.dropFirst()) { Glibc.exit(request.open()) }
      var command = try parseAsRoot()
      try command.run()
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

  var settings: Settings { options.settings }

  func run() throws {
    try end(with: ScreenRequest(settings: settings, openID: openID, bundleID: bundleID).open())
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

  var settings: Settings {
    Settings(configurationPath: configurationPath, profile: profile, language: language, readsLines: plain)
  }
}

extension Language: ExpressibleByArgument {}
