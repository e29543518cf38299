import CNcurses
import CouponKit

/// What every ``Style`` looks like on this terminal, in 256, 16, 8 or no colours.
struct Theme {
  struct Paint {
    var attributes: UInt
    var pair: Int16
    /// −1 is the terminal's own.
    var text: Int16 = -1
    var ground: Int16 = -1

    /// The same for what does not go through ncurses, on terminals that know links and so all of this too.
    var sequence: String {
      var codes = ["0"]
      let known: [(UInt, String)] = [
        (cncurses_bold(), "1"), (cncurses_dim(), "2"), (cncurses_underline(), "4"), (cncurses_reverse(), "7"),
      ]
      for (attribute, code) in known where attributes & attribute != 0 { codes.append(code) }
      if text >= 0 { codes.append("38;5;\(text)") }
      if ground >= 0 { codes.append("48;5;\(ground)") }
      return "\u{1B}[" + codes.joined(separator: ";") + "m"
    }
  }

  private let paints: [Paint]

  subscript(style: Style) -> Paint { paints[Int(style.rawValue)] }

  init(_ name: ThemeName) {
    let canColour = name != .plain && has_colors() && start_color() == OK && use_default_colors() == OK
    let count = canColour ? cncurses_colors() : 0
    paints = Style.allCases.map { style in
      var paint = Paint(attributes: Self.attributes(of: style, hasColour: count >= 8), pair: 0)
      guard count >= 8 else { return paint }
      // What has no colour gets a pair as well: from a pair back to none, ncurses resets the attributes too, which is
      // six more bytes behind every coloured word.
      let palette = Palette(name, count: count)
      let colours = palette[style]
      paint.pair = Int16(style.rawValue) + 1
      init_pair(paint.pair, colours.text, colours.ground)
      (paint.text, paint.ground) = colours
      return paint
    }
    // What nobody draws on has the ground of what is drawn on it.
    cncurses_set_background(self[.normal].pair)
  }

  private static func attributes(of style: Style, hasColour: Bool) -> UInt {
    switch style {
    case .normal, .frame, .waiting: 0
    case .dim, .done: hasColour ? 0 : cncurses_dim()
    case .title, .label, .selectedElsewhere: cncurses_bold()
    case .activeFrame, .key, .live: hasColour ? 0 : cncurses_bold()
    case .selected: cncurses_reverse()
    case .field: cncurses_underline()
    case .warning: hasColour ? 0 : cncurses_bold() | cncurses_underline()
    case .danger: hasColour ? cncurses_bold() : cncurses_bold() | cncurses_underline()
    // Where bold is bright, bold black is grey, and hard to read on green.
    case .sandbox: hasColour ? 0 : cncurses_bold() | cncurses_underline()
    case .production: hasColour ? cncurses_bold() : cncurses_bold() | cncurses_reverse()
    }
  }
}

/// The colours of a theme, as many as the terminal has.
private struct Palette {
  /// −1 is the terminal's own.
  typealias Colours = (text: Int16, ground: Int16)

  private let name: ThemeName
  private let isRich: Bool
  private let hasBright: Bool

  init(_ name: ThemeName, count: Int32) {
    self.name = name
    isRich = count >= 256
    hasBright = count >= 16
  }

  subscript(style: Style) -> Colours {
    switch style {
    case .sandbox: return (Int16(COLOR_BLACK), isRich ? 71 : Int16(COLOR_GREEN))
    case .production: return (isRich ? 231 : Int16(COLOR_WHITE), isRich ? 160 : Int16(COLOR_RED))
    default: break
    }
    switch name {
    case .dark: return (onDark(style), -1)
    case .light: return (onLight(style), -1)
    case .highContrast: return (onBlack(style), isRich ? 16 : Int16(COLOR_BLACK))
    case .plain: return (-1, -1)
    }
  }

  private func onDark(_ style: Style) -> Int16 {
    switch style {
    case .dim, .done: isRich ? 245 : hasBright ? 8 : -1
    case .frame: isRich ? 244 : -1
    case .activeFrame, .key: isRich ? 39 : Int16(COLOR_CYAN)
    case .live: isRich ? 77 : Int16(COLOR_GREEN)
    case .waiting: isRich ? 179 : Int16(COLOR_YELLOW)
    case .warning: isRich ? 208 : Int16(COLOR_YELLOW)
    case .danger: isRich ? 203 : Int16(COLOR_RED)
    default: -1
    }
  }

  /// No yellow: on white it cannot be read.
  private func onLight(_ style: Style) -> Int16 {
    switch style {
    case .dim, .done: isRich ? 241 : hasBright ? 8 : -1
    case .frame: isRich ? 247 : -1
    case .activeFrame, .key: isRich ? 25 : Int16(COLOR_BLUE)
    case .live: isRich ? 28 : Int16(COLOR_GREEN)
    case .waiting: isRich ? 94 : Int16(COLOR_MAGENTA)
    case .warning: isRich ? 130 : Int16(COLOR_RED)
    case .danger: isRich ? 124 : Int16(COLOR_RED)
    default: -1
    }
  }

  private func onBlack(_ style: Style) -> Int16 {
    switch style {
    case .activeFrame, .key: isRich ? 51 : Int16(COLOR_CYAN)
    case .live: isRich ? 46 : Int16(COLOR_GREEN)
    case .waiting, .warning: isRich ? 226 : Int16(COLOR_YELLOW)
    case .danger: isRich ? 210 : Int16(COLOR_RED)
    default: isRich ? 231 : Int16(COLOR_WHITE)
    }
  }
}
