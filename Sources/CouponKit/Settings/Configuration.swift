import Glibc

/// The configuration file: profiles, and the one that is used when none is named.
///
/// It is read strictly and whole. A mistake in one profile is a mistake in the file, since a setting that is silently
/// not read is worse than one that is refused. Nothing in it is a command, an include or a variable.
public struct Configuration: Sendable, Equatable {
  public let file: String
  /// Sorted by name; never empty.
  public let profiles: [Profile]
  public let screen: ScreenSettings
  private let defaultName: String

  private enum Key: String, CaseIterable {
    case defaultProfile = "default_profile"
    case profiles, theme, characters, mouse, links
  }

  /// - Parameter agent: where the program runs as another account than the agent's, as through sudo, the file may not be
  ///   the agent's either: it says where that account's keys are used, and for what. Nil is in doubt about that.
  /// - Throws: ``CouponFailure`` of kind `file`, or `setting` with the path of the first key that is wrong.
  public static func read(path: String, for agent: AgentIdentity?) throws(CouponFailure) -> Configuration {
    let isAgentsOwn = agent?.userID == geteuid()
    // Links are followed once each time: what is read, and from where its paths count, is one place.
    let place = try SmallFile.place(of: path)
    let bytes = isAgentsOwn ? try PublicFile.read(place) : try GuardedFile.read(at: place)
    return try Configuration.read(bytes, from: path, at: place)
  }

  /// - Parameters:
  ///   - path: the file that the bytes are of, as it is named.
  ///   - place: where it lies.
  static func read(_ bytes: [UInt8], from path: String, at place: String) throws(CouponFailure) -> Configuration {
    // NUL is sound UTF-8, but no text.
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      throw CouponFailure(.file(path: path, .notTOML(line: nil, detail: "UTF-8")))
    }
    let table = try SettingsTable<Key>(parse(text, file: path), file: path)
    var profiles: [Profile] = []
    for (name, profile) in try table.tables(.profiles) {
      profiles.append(try ProfileReader(profile, name: name, file: path, at: place).profile())
    }
    guard let first = profiles.first else { throw table.failure(.profiles, .missing) }

    let names = profiles.map(\.name)
    let defaultName = try table.value(.defaultProfile, allowed: names.joined(separator: " | ")) {
      names.contains($0) ? $0 : nil
    }
    guard defaultName != nil || profiles.count == 1 else { throw table.failure(.defaultProfile, .missing) }
    let screen = ScreenSettings(
      theme: try table.choice(.theme, ThemeName.self),
      characters: try table.choice(.characters, ScreenSettings.Characters.self),
      takesMouse: try table.choice(.mouse, ScreenSettings.Switch.self) == .on,
      showsLinks: try table.choice(.links, ScreenSettings.Switch.self).map { $0 == .on })
    return Configuration(file: path, profiles: profiles, screen: screen, defaultName: defaultName ?? first.name)
  }

  /// - Parameter name: nil for the default profile.
  /// - Throws: ``CouponFailure`` of kind `setting` when there is no profile of this name.
  public func profile(named name: String? = nil) throws(CouponFailure) -> Profile {
    let name = name ?? defaultName
    guard let profile = profiles.first(where: { $0.name == name }) else {
      throw CouponFailure(.setting(file: file, keyPath: "profiles.\(name)", .missing))
    }
    return profile
  }

  /// `$XDG_CONFIG_HOME/coupon-tui/config.toml`, or the same under `~/.config`.
  public static var defaultPath: String {
    // The XDG base directory specification: a relative path there is to be ignored.
    if let base = getenv("XDG_CONFIG_HOME"), base.pointee == UInt8(ascii: "/") {
      return String(cString: base) + "/coupon-tui/config.toml"
    }
    let home = getenv("HOME").map { String(cString: $0) } ?? ""
    return home + "/.config/coupon-tui/config.toml"
  }

  private static func parse(_ text: String, file: String) throws(CouponFailure) -> [String: TOMLValue] {
    do {
      return try TOMLValue.table(of: text)
    } catch {
      // "Error while parsing …", says the parser, and the first two words tell nobody anything.
      let detail = String(error.detail.trimmingPrefix("Error while "))
      throw CouponFailure(.file(path: file, .notTOML(line: error.line, detail: detail)))
    }
  }
}
