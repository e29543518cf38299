import CouponKit

/// What the terminal can be trusted with, as far as the environment tells. Nothing is asked of the terminal itself: its
/// reply could arrive when the program has gone.
struct TerminalAbilities: Equatable {
  /// As terminfo knows it.
  let name: String
  /// What stands between the program and the terminal.
  let multiplexer: Multiplexer
  /// Whether it can put text on the clipboard of the person's machine (OSC 52).
  let takesClipboard: Bool
  /// Whether it shows UTF-8. A locale without a character set of its own is no objection: C.UTF-8 is there.
  let isUTF8: Bool
  /// Whether the person wants lines to read, or the terminal has no cursor to place.
  let wantsLines: Bool
  /// The colours to begin with.
  let theme: ThemeName

  enum Multiplexer { case none, screen, tmux }

  /// - Parameter environment: the value of a variable, nil when it is not set.
  init(_ environment: (String) -> String?) {
    func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
    let name = value("TERM") ?? ""
    self.name = name
    multiplexer = value("TMUX") != nil ? .tmux : value("STY") != nil ? .screen : .none
    // The consoles that print what they do not know, and those that have no clipboard.
    let isConsole = ["linux", "vt", "ansi", "cons"].contains { name.hasPrefix($0) }
    takesClipboard = multiplexer != .none || !isConsole
    isUTF8 = Self.isUTF8(locale: ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { value($0) }.first)
    wantsLines = name == "dumb" || value("ACCESSIBLE").map { $0 != "0" } ?? false
    theme = value("NO_COLOR") != nil ? .plain : Self.isLight(value("COLORFGBG")) ? .light : .dark
  }

  private static func isUTF8(locale: String?) -> Bool {
    guard let locale, locale != "C", locale != "POSIX" else { return true }
    let parts = locale.prefix { $0 != "@" }.split(separator: ".", maxSplits: 1)
    // A locale that names no character set has the one of its country, from the time before Unicode.
    guard parts.count == 2 else { return false }
    return ["utf8", "utf-8"].contains(parts[1].lowercased())
  }

  /// `15;0` is light on dark, `0;15` dark on light, as rxvt, Konsole and others say.
  private static func isLight(_ colours: String?) -> Bool {
    guard let ground = colours?.split(separator: ";").last else { return false }
    return ground == "15" || ground == "7"
  }
}
