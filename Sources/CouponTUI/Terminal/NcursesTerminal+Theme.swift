import CNcurses
import CouponKit

/// The looks of a theme as this terminal is told them.
struct Theme {
  struct Paint {
    let look: Look
    let attributes: UInt
    let pair: Int16
    /// A blank, from which cells of one character are made.
    private let blank: cchar_t

    init(_ look: Look, pair: Int16) {
      self.look = look
      self.pair = pair
      attributes = look.emphasis.attributes
      blank = cncurses_cell([0x20, 0], attributes, pair)
    }

    func cell(_ character: wchar_t) -> cchar_t { cncurses_cell_like(blank, character) }

    /// The same for what does not go through ncurses, on terminals that know links and so all of this too.
    var sequence: String {
      var codes = ["0"]
      let known: [(Look.Emphasis, String)] = [(.bold, "1"), (.dim, "2"), (.underline, "4"), (.reverse, "7")]
      for (emphasis, code) in known where look.emphasis.contains(emphasis) { codes.append(code) }
      if let text = look.text { codes.append("38;5;\(text)") }
      if let ground = look.ground { codes.append("48;5;\(ground)") }
      return "\u{1B}[" + codes.joined(separator: ";") + "m"
    }
  }

  private let paints: [Paint]

  subscript(style: Style) -> Paint { paints[Int(style.rawValue)] }

  init(_ name: ThemeName) {
    let canColour = name != .plain && has_colors() && start_color() == OK && use_default_colors() == OK
    let palette = Palette(name, count: canColour ? Int(cncurses_colors()) : 0)
    paints = Style.allCases.map { style in
      let look = palette[style]
      // What has no colour gets a pair as well: from a pair back to none, ncurses resets the attributes too, which is
      // six more bytes behind every coloured word.
      let pair = palette.hasColours ? Int16(style.rawValue) + 1 : 0
      if palette.hasColours { init_pair(pair, Int16(look.text ?? -1), Int16(look.ground ?? -1)) }
      return Paint(look, pair: pair)
    }
    // What nobody draws on has the ground of what is drawn on it.
    cncurses_set_background(self[.normal].pair)
  }
}

extension Look.Emphasis {
  /// As ncurses has them.
  fileprivate var attributes: UInt {
    let known: [(Self, UInt)] = [
      (.bold, cncurses_bold()), (.dim, cncurses_dim()), (.underline, cncurses_underline()),
      (.reverse, cncurses_reverse()),
    ]
    return known.reduce(0) { contains($1.0) ? $0 | $1.1 : $0 }
  }
}
