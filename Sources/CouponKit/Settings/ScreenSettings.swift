/// How the screen looks, for every profile of a configuration file.
public struct ScreenSettings: Sendable, Equatable {
  /// Nil leaves it to the terminal.
  public let theme: ThemeName?
  /// Nil leaves it to the locale.
  public let characters: Characters?
  /// Whether the mouse is on from the start. It is off otherwise, so that the terminal's own selection works.
  public let takesMouse: Bool
  /// Whether addresses are links (OSC 8); nil leaves it to what is known of the terminal.
  public let showsLinks: Bool?

  public enum Switch: String, Sendable, CaseIterable { case on, off }

  public enum Characters: String, Sendable, CaseIterable {
    case unicode
    /// For terminals that show nothing else: frames of `+`, `-` and `|`, and `\u6676` for a Chinese character.
    case ascii
  }
}

/// A set of colours.
public enum ThemeName: String, Sendable, CaseIterable {
  /// For a dark ground.
  case dark
  /// For a light ground.
  case light
  /// Few colours, each far from the black ground.
  case highContrast = "high-contrast"
  /// No colour at all: bold, underlined and reversed text only.
  case plain = "none"
}
