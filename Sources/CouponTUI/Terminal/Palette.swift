import CouponKit

/// What a ``Style`` looks like: colours by their number at the terminal, and what is done to the letters.
struct Look: Equatable {
  struct Emphasis: OptionSet {
    let rawValue: Int
    static let bold = Emphasis(rawValue: 1)
    static let dim = Emphasis(rawValue: 2)
    static let underline = Emphasis(rawValue: 4)
    static let reverse = Emphasis(rawValue: 8)
  }

  /// Nil is the terminal's own.
  var text: Int?
  var ground: Int?
  var emphasis: Emphasis = []
}

/// The looks of a theme, with as many colours as the terminal has. From the 17th colour on all terminals agree on what a
/// number looks like; the first 16 everybody sets as they like, so what is drawn with them has to be readable with the
/// usual ones: blue and red on black are not, nor are green and yellow on white.
struct Palette {
  private enum Depth { case none, eight, sixteen, many }

  private let name: ThemeName
  private let depth: Depth

  /// - Parameter count: how many colours the terminal has.
  init(_ name: ThemeName, count: Int) {
    self.name = name
    depth = name == .plain || count < 8 ? .none : count < 16 ? .eight : count < 256 ? .sixteen : .many
  }

  var hasColours: Bool { depth != .none }

  subscript(style: Style) -> Look {
    guard depth != .none else { return Self.withoutColours(style) }
    switch (style, depth) {
    case (.sandbox, .many): return Look(text: 16, ground: 71)
    case (.production, .many): return Look(text: 231, ground: 124, emphasis: .bold)
    // Where bold is bright, bold black is grey, and hard to read on green.
    case (.sandbox, _): return Look(text: ANSI.black, ground: ANSI.green)
    case (.production, _): return Look(text: ANSI.white, ground: ANSI.red, emphasis: .bold)
    case (.selected, _): return ground(Look(emphasis: .reverse))
    case (.field, _): return ground(Look(emphasis: .underline))
    case (.title, _), (.label, _), (.selectedElsewhere, _): return ground(Look(emphasis: .bold))
    default: break
    }
    switch (name, depth) {
    case (.light, .many): return Look(text: onLight(style), emphasis: style == .danger ? .bold : [])
    case (.light, _): return onLightWithFew(style)
    case (.highContrast, _): return ground(depth == .eight ? onBlackWithFew(style) : onBlack(style))
    case (_, .many): return Look(text: onDark(style), emphasis: style == .danger ? .bold : [])
    default: return onDarkWithFew(style)
    }
  }

  /// High contrast does not rely on the terminal's own colours.
  private func ground(_ look: Look) -> Look {
    guard name == .highContrast else { return look }
    var look = look
    look.ground = depth == .many ? 16 : ANSI.black
    look.text = look.text ?? (depth == .many ? 231 : depth == .sixteen ? ANSI.white + ANSI.bright : ANSI.white)
    return look
  }

  // MARK: Many colours

  private func onDark(_ style: Style) -> Int? {
    switch style {
    case .dim, .done: 245
    case .frame: 244
    case .activeFrame, .key: 39
    case .live: 77
    case .waiting: 179
    case .warning: 208
    case .danger: 203
    default: nil
    }
  }

  /// No yellow: on white it cannot be read.
  private func onLight(_ style: Style) -> Int? {
    switch style {
    case .dim, .done: 241
    case .frame: 244
    case .activeFrame, .key: 25
    case .live: 22
    case .waiting: 58
    case .warning: 94
    case .danger: 124
    default: nil
    }
  }

  private func onBlack(_ style: Style) -> Look {
    let many = depth == .many
    switch style {
    case .activeFrame, .key: return Look(text: many ? 51 : ANSI.cyan + ANSI.bright)
    case .live: return Look(text: many ? 46 : ANSI.green + ANSI.bright)
    case .waiting, .warning: return Look(text: many ? 226 : ANSI.yellow + ANSI.bright)
    case .danger: return Look(text: many ? 210 : nil, emphasis: [.bold, .underline])
    default: return Look()
    }
  }

  // MARK: Few colours

  private func onDarkWithFew(_ style: Style) -> Look {
    switch style {
    case .activeFrame, .key: Look(text: ANSI.cyan)
    case .live: Look(text: ANSI.green)
    case .waiting, .warning: Look(text: ANSI.yellow, emphasis: .bold)
    case .danger: Look(text: ANSI.white, ground: ANSI.red, emphasis: .bold)
    default: Look()
    }
  }

  private func onLightWithFew(_ style: Style) -> Look {
    switch style {
    case .activeFrame, .key: Look(text: ANSI.blue)
    case .live: Look(emphasis: .bold)
    case .waiting: Look(text: ANSI.magenta)
    case .warning: Look(text: ANSI.red)
    case .danger: Look(text: ANSI.white, ground: ANSI.red, emphasis: .bold)
    default: Look()
    }
  }

  private func onBlackWithFew(_ style: Style) -> Look {
    switch style {
    case .activeFrame, .key: Look(text: ANSI.cyan)
    case .live: Look(text: ANSI.green, emphasis: .bold)
    case .waiting, .warning: Look(text: ANSI.yellow, emphasis: .bold)
    case .danger: Look(emphasis: [.bold, .underline])
    default: Look()
    }
  }

  // MARK: No colours

  private static func withoutColours(_ style: Style) -> Look {
    switch style {
    case .normal, .frame, .waiting: Look()
    case .dim, .done: Look(emphasis: .dim)
    case .title, .label, .selectedElsewhere, .activeFrame, .key, .live: Look(emphasis: .bold)
    case .selected: Look(emphasis: .reverse)
    case .field: Look(emphasis: .underline)
    case .warning, .danger, .sandbox: Look(emphasis: [.bold, .underline])
    case .production: Look(emphasis: [.bold, .reverse])
    }
  }
}

/// The first eight colours, as every terminal numbers them; eight further on stand their bright ones.
private enum ANSI {
  static let black = 0
  static let red = 1
  static let green = 2
  static let yellow = 3
  static let blue = 4
  static let magenta = 5
  static let cyan = 6
  static let white = 7
  static let bright = 8
}
