import CNcurses

/// What every ``Style`` looks like on this terminal: on dark and on light, in 256, 16, 8 and no colours.
struct Theme {
  struct Paint {
    var attributes: UInt
    var pair: Int16
  }

  private let paints: [Paint]

  subscript(style: Style) -> Paint { paints[Int(style.rawValue)] }

  /// `hasColour` is false where the person asked for none (`NO_COLOR`).
  init(hasColour: Bool) {
    let count = hasColour && has_colors() && start_color() == OK && use_default_colors() == OK ? cncurses_colors() : 0
    paints = Style.allCases.map { style in
      var paint = Paint(attributes: Self.attributes(of: style, hasColour: count >= 8), pair: 0)
      guard count >= 8 else { return paint }
      // What has no colour gets a pair as well: from a pair back to none, ncurses resets the attributes too, which is
      // six more bytes behind every coloured word.
      let colours = Self.colours(of: style, outOf: count) ?? (-1, -1)
      paint.pair = Int16(style.rawValue) + 1
      init_pair(paint.pair, colours.text, colours.ground)
      return paint
    }
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
    case .danger, .sandbox: hasColour ? cncurses_bold() : cncurses_bold() | cncurses_underline()
    case .production: hasColour ? cncurses_bold() : cncurses_bold() | cncurses_reverse()
    }
  }

  /// The colour of the text and of the ground, −1 for the terminal's own; nil leaves both alone.
  private static func colours(of style: Style, outOf count: Int32) -> (text: Int16, ground: Int16)? {
    let isRich = count >= 256
    switch style {
    case .dim, .done: return isRich ? (245, -1) : count >= 16 ? (8, -1) : nil
    case .frame: return isRich ? (244, -1) : nil
    case .activeFrame, .key: return (isRich ? 32 : Int16(COLOR_CYAN), -1)
    case .live: return (isRich ? 35 : Int16(COLOR_GREEN), -1)
    case .waiting: return (isRich ? 136 : Int16(COLOR_YELLOW), -1)
    case .warning: return (isRich ? 166 : Int16(COLOR_YELLOW), -1)
    case .danger: return (isRich ? 160 : Int16(COLOR_RED), -1)
    case .sandbox: return (Int16(COLOR_BLACK), isRich ? 71 : Int16(COLOR_GREEN))
    case .production: return (isRich ? 231 : Int16(COLOR_WHITE), isRich ? 160 : Int16(COLOR_RED))
    case .normal, .title, .label, .selected, .selectedElsewhere, .field: return nil
    }
  }
}
