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
  /// Whether it makes links of text (OSC 8).
  let links: Links
  /// Whether it shows UTF-8. A locale without a character set of its own is no objection: C.UTF-8 is there.
  let isUTF8: Bool
  /// The colours to begin with.
  let theme: ThemeName

  enum Multiplexer { case none, screen, tmux }

  enum Links {
    case shown
    /// It may not know them, and then ignores them or prints them: whoever knows better has to say so.
    case unknown
    /// It prints them as text, or what stands before it swallows them.
    case never
  }

  /// Whether links are written, with what the configuration says about it.
  func showsLinks(_ wanted: Bool?) -> Bool {
    switch links {
    case .shown: wanted ?? true
    case .unknown: wanted ?? false
    case .never: false
    }
  }

  /// - Parameter environment: the value of a variable, nil when it is not set.
  init(_ environment: (String) -> String?) {
    func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
    let name = value("TERM") ?? ""
    self.name = name
    multiplexer = value("TMUX") != nil ? .tmux : value("STY") != nil ? .screen : .none
    // The consoles that print what they do not know, and those that have no clipboard.
    let isConsole = ["linux", "vt", "ansi", "cons"].contains { name.hasPrefix($0) }
    takesClipboard = multiplexer != .none || !isConsole
    links = isConsole ? .never : Self.links(name, multiplexer, value)
    isUTF8 = Self.isUTF8(locale: ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { value($0) }.first)
    theme = value("NO_COLOR") != nil ? .plain : Self.isLight(value("COLORFGBG")) ? .light : .dark
  }

  /// Terminals that show links and say who they are, in TERM or beside it. Over SSH only TERM comes along.
  private static func links(_ name: String, _ multiplexer: Multiplexer, _ value: (String) -> String?) -> Links {
    let program = value("TERM_PROGRAM")
    switch multiplexer {
    case .screen: return .never
    // Since 3.4 tmux knows links, and passes them on where the terminal outside shows them.
    case .tmux:
      let version = (value("TERM_PROGRAM_VERSION") ?? "").split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
      return program == "tmux" && !version.lexicographicallyPrecedes([3, 4]) ? .shown : .never
    case .none: break
    }
    // Inside of a multiplexer on another machine, whose version nobody tells.
    if ["screen", "tmux"].contains(where: name.hasPrefix) { return .never }
    let names = ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour"]
    if names.contains(where: name.hasPrefix) { return .shown }
    let programs = ["iTerm.app", "WezTerm", "ghostty", "vscode"]
    if let program, programs.contains(program) { return .shown }
    if let version = value("VTE_VERSION").flatMap({ Int($0) }), version >= 5000 { return .shown }
    if let version = value("KONSOLE_VERSION").flatMap({ Int($0) }), version >= 201_200 { return .shown }
    return value("WT_SESSION") != nil || value("KITTY_WINDOW_ID") != nil ? .shown : .unknown
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
