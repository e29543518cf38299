/// The one place that writes links (OSC 8).
///
/// A cell of ncurses holds no link, so links are laid over what it has drawn: the same characters in the same style
/// once more, this time as a link. Before ncurses draws again they are laid over without the link, so that it always
/// draws on what it takes to be there; see decision 18.
struct Hyperlinks {
  /// The sequence that switches to a style, as in `ESC [ 0 ; 1 m`.
  let styleSequence: (Style) -> String

  /// What lays the links of a canvas over it; the cursor and the style of the terminal are afterwards as before.
  ///
  /// - Parameter areLinks: false takes the links away again.
  func bytes(of canvas: Canvas, areLinks: Bool) -> [UInt8] {
    guard !canvas.links.isEmpty else { return [] }
    var text = "\u{1B}7"
    for link in canvas.links {
      let start = link.place.row * canvas.size.columns + link.place.column
      guard let first = canvas.cells[start...].first else { continue }
      text += "\u{1B}[\(link.place.row + 1);\(link.place.column + 1)H" + styleSequence(first.style)
      // The rows of one address have one number, so that a terminal marks them together.
      if areLinks { text += "\u{1B}]8;id=\(link.number);\(link.address.text)\u{1B}\\" }
      for cell in canvas.cells[start..<start + link.columns] {
        guard case .scalar(let scalar) = canvas.content(of: cell), scalar.isASCII else { continue }
        text.unicodeScalars.append(scalar)
      }
      if areLinks { text += "\u{1B}]8;;\u{1B}\\" }
    }
    return Array((text + "\u{1B}8").utf8)
  }
}
