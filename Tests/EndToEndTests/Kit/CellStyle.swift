/// How a cell is drawn.
struct CellStyle: Hashable, Sendable {
  enum Colour: Hashable, Sendable {
    case standard
    /// Of the terminal's palette, 0 to 255.
    case palette(Int)
  }

  enum Attribute: Hashable, Sendable { case bold, dim, italic, underline, blink, reverse, hidden, struckOut }

  var text = Colour.standard
  var ground = Colour.standard
  var attributes: Set<Attribute> = []
  /// Where a click leads to; empty for what is no link.
  var link = ""

  /// What erasing leaves: the colour of the ground stays (`bce` of terminfo).
  var erased: CellStyle { CellStyle(ground: ground) }

  /// SGR, select graphic rendition.
  ///
  /// - Returns: false when there is a parameter which is not of the list here.
  mutating func apply(_ parameters: [Int]) -> Bool {
    var rest = parameters[...]
    if rest.isEmpty { self = CellStyle(link: link) }
    while let parameter = rest.popFirst() {
      switch parameter {
      case 0: self = CellStyle(link: link)
      case 1...9:
        guard let attribute = Self.attribute(parameter) else { return false }
        attributes.insert(attribute)
      // The first font, which the Linux console is told with each reset.
      case 10: break
      case 22: attributes.subtract([.bold, .dim])
      case 23...29:
        guard let attribute = Self.attribute(parameter - 20) else { return false }
        attributes.remove(attribute)
      case 30...37: text = .palette(parameter - 30)
      case 38: guard Self.take(&text, from: &rest) else { return false }
      case 39: text = .standard
      case 40...47: ground = .palette(parameter - 40)
      case 48: guard Self.take(&ground, from: &rest) else { return false }
      case 49: ground = .standard
      case 90...97: text = .palette(parameter - 82)
      case 100...107: ground = .palette(parameter - 92)
      default: return false
      }
    }
    return true
  }

  private static func attribute(_ number: Int) -> Attribute? {
    [
      1: Attribute.bold, 2: .dim, 3: .italic, 4: .underline, 5: .blink, 7: .reverse, 8: .hidden, 9: .struckOut,
    ][number]
  }

  /// The rest of `38;5;n`.
  private static func take(_ colour: inout Colour, from rest: inout ArraySlice<Int>) -> Bool {
    guard rest.popFirst() == 5, let number = rest.popFirst(), number < 256 else { return false }
    colour = .palette(number)
    return true
  }
}
