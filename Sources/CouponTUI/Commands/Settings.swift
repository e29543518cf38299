import CouponKit
import Glibc

/// Which profile, and which language: what the command line says of it, and what follows.
struct Settings: Equatable {
  /// Nil for the usual one.
  var configurationPath: String?
  /// Nil for the file's default.
  var profile: String?
  /// Nil for the locale's.
  var language: Language?
  /// Whether a dialogue of lines is wanted in place of the screen.
  var readsLines = false

  var chosenLanguage: Language { language ?? .ofLocale }

  func configuration() throws(CouponFailure) -> Configuration { try configuration(for: try? AgentIdentity.current()) }

  /// - Parameter agent: nil where nobody knows who it is.
  private func configuration(for agent: AgentIdentity?) throws(CouponFailure) -> Configuration {
    try Configuration.read(path: configurationPath ?? Configuration.defaultPath, for: agent)
  }

  /// The configuration, the profile of it that was chosen, and who works under it; a mistake is told in this order.
  func chosen() throws(CouponFailure) -> (configuration: Configuration, profile: Profile, agent: AgentIdentity) {
    let agent = Result { () throws(CouponFailure) in try AgentIdentity.current() }
    let configuration = try configuration(for: try? agent.get())
    return (configuration, try configuration.profile(named: profile), try agent.get())
  }

  func service() throws(CouponFailure) -> CouponService {
    let (_, profile, agent) = try chosen()
    return service(for: profile, agent)
  }

  /// One that can call WeChat Pay also where a passphrase guards the key.
  func callingService() throws(CouponFailure) -> CouponService {
    let (_, profile, agent) = try chosen()
    return service(for: profile, agent, try openedKey(for: profile))
  }

  func service(for profile: Profile, _ agent: AgentIdentity, _ openedKey: OpenedKey? = nil) -> CouponService {
    CouponService(
      profile: profile, agent: agent, language: chosenLanguage == .zh ? "zh-CN" : "en", openedKey: openedKey)
  }
}

extension Language {
  /// The language of the messages locale, as POSIX finds it.
  static var ofLocale: Language {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
    let locale = names.lazy.compactMap { getenv($0).map { String(cString: $0) } }.first { !$0.isEmpty }
    return locale?.hasPrefix("zh") == true ? .zh : .en
  }
}
