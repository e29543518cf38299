import CNcurses
import CouponKit
import Glibc

extension NcursesTerminal {
  /// Hands a part of a row to ncurses.
  func put(_ canvas: Canvas, _ places: Range<Int>, _ theme: Theme) {
    // A right half is drawn with its left half.
    let start = places.lowerBound - (canvas.cells[places.lowerBound].isRightHalf ? 1 : 0)
    var run = run
    self.run = []
    for place in start..<places.upperBound where !canvas.cells[place].isRightHalf {
      let cell = canvas.cells[place]
      let paint = theme[cell.style]
      let isWide = !cell.isASCII && canvas.isWide(at: place)
      if cell.isASCII || cell.cluster == nil && columns(of: cell.scalar) == (isWide ? 2 : 1) {
        run.append(paint.cell(wchar_t(cell.scalar.value)))
      } else {
        let text = CellText(canvas.content(of: cell), isWide: isWide)
        run.append(text.cell(paint))
        if let rightHalf = text.rightHalf { run.append(paint.cell(rightHalf)) }
      }
    }
    let (row, column) = start.quotientAndRemainder(dividingBy: canvas.size.columns)
    cncurses_put(Int32(row), Int32(column), run, Int32(run.count))
    run.removeAll(keepingCapacity: true)
    self.run = run
  }
}

/// As many as the C library gives it, and ncurses with it.
private func columns(of scalar: Unicode.Scalar) -> Int { Int(wcwidth(wchar_t(scalar.value))) }

/// What one cell shows, as far as this terminal can be trusted to draw it: a base and marks of no width of their own. Of
/// joined pictures that is the first one, of a flag its two letters.
private struct CellText {
  /// The characters, ended by 0.
  private var characters: [wchar_t]
  /// What goes into the right half of a wide character whose base turns out narrow.
  private(set) var rightHalf: wchar_t?

  init(_ content: Canvas.Content, isWide: Bool) {
    rightHalf = isWide ? 0x20 : nil
    switch content {
    case .rightHalf: characters = [0x20]
    case .scalar(let scalar): characters = [wchar_t(scalar.value)]
    case .cluster(let text):
      let scalars = Array(text.unicodeScalars)
      if let first = flagLetter(scalars[0]), let second = flagLetter(scalars[1]) {
        characters = [first]
        rightHalf = second
      } else {
        characters = [wchar_t(scalars[0].value)]
        let marks = scalars.dropFirst().prefix(4).filter { $0.isMark && $0.value != 0xFE0F }
        characters += marks.map { wchar_t($0.value) }
      }
    }
    // A character that the C library does not know, or gives another width than we do, would shift the whole row.
    let columns = wcwidth(characters[0])
    if columns == 2 { rightHalf = nil }
    if columns < 1 || columns > (isWide ? 2 : 1) { characters[0] = 0xFFFD }
    characters.append(0)
  }

  func cell(_ paint: Theme.Paint) -> cchar_t { cncurses_cell(characters, paint.attributes, paint.pair) }
}

/// `A` for the first regional letter, and so on.
private func flagLetter(_ scalar: Unicode.Scalar) -> wchar_t? {
  (0x1F1E6...0x1F1FF).contains(scalar.value) ? wchar_t(scalar.value - 0x1F1E6 + 0x41) : nil
}
