/// The allow-list: every control, escape and control sequence that a program may send.
extension TerminalScreen {
  mutating func control(_ byte: UInt8) {
    switch byte {
    // A bell.
    case 0x07: break
    case 0x08: move(row: place.row, column: place.column - 1)
    case 0x09: move(row: place.row, column: (place.column / 8 + 1) * 8)
    case 0x0A: lineFeed()
    case 0x0D: move(row: place.row, column: 0)
    case 0x0E: usesG1 = true
    case 0x0F: usesG1 = false
    default: violate("control \(hex(byte))")
    }
  }

  mutating func escape(_ text: String) {
    switch text {
    case "7": saved = Saved(place: place, style: style, drawsLines: lineDrawing[0])
    case "8": restore(saved)
    case "M":
      if place.row == region.lowerBound {
        grid.scroll(region, up: -1, blank: blank)
      } else {
        move(row: place.row - 1, column: place.column)
      }
    // How a VT220 scrolls.
    case "D": lineFeed()
    case "=": keypadSendsSequences = true
    case ">": keypadSendsSequences = false
    case "(B": lineDrawing[0] = false
    case "(0": lineDrawing[0] = true
    case ")B": lineDrawing[1] = false
    case ")0": lineDrawing[1] = true
    default: violate("ESC \(text)")
    }
  }

  /// OSC: the clipboard and links.
  mutating func command(_ text: String) {
    let fields = text.split(separator: ";", maxSplits: 2, omittingEmptySubsequences: false)
    switch fields.first {
    case "52" where fields.count == 3 && fields[1] == "c": clipboard.append(String(fields[2]))
    case "8" where fields.count == 3 && (fields[2].isEmpty || fields[2].hasPrefix("https://")):
      style.link = String(fields[2])
    default: violate("OSC \(text.prefix(80))")
    }
  }

  mutating func apply(_ sequence: ControlSequence) {
    switch sequence.kind {
    case "A", "B", "C", "D", "G", "H", "d", "Z", "I": moveCursor(sequence)
    case "J", "K", "X": erase(sequence)
    case "L", "M", "P", "@", "S", "T": shift(sequence)
    case "b" where sequence.parameters.count <= 1: repeatCharacter(sequence)
    case "m":
      if !style.apply(sequence.parameters) { violate(sequence.description) }
    case "r" where sequence.parameters.count == 2 || sequence.parameters.isEmpty: setRegion(sequence)
    case "h", "l": switchOldMode(sequence, on: sequence.final == "h")
    case "?h", "?l": switchModes(sequence, on: sequence.final == "h")
    // The title goes to a stack and comes back; the shape of the Linux console's cursor.
    case "t" where sequence.parameters.first == 22 || sequence.parameters.first == 23: break
    case "?c" where [0, 1, 8].contains(sequence.parameter(0)): break
    default: violate(sequence.description)
    }
  }

  private mutating func moveCursor(_ sequence: ControlSequence) {
    let count = sequence.count()
    // Inside the region a cursor that is moved up or down stays there.
    let rows = region.contains(place.row) ? region : 0..<grid.rows
    switch sequence.final {
    case "A": move(row: max(place.row - count, rows.lowerBound), column: place.column)
    case "B": move(row: min(place.row + count, rows.upperBound - 1), column: place.column)
    case "C": move(row: place.row, column: place.column + count)
    case "D": move(row: place.row, column: place.column - count)
    case "G": move(row: place.row, column: count - 1)
    case "d": move(row: count - 1, column: place.column)
    case "H": move(row: count - 1, column: sequence.count(1) - 1)
    case "I": move(row: place.row, column: (place.column / 8 + count) * 8)
    default: move(row: place.row, column: ((place.column + 7) / 8 - count) * 8)
    }
  }

  private mutating func erase(_ sequence: ControlSequence) {
    let width = grid.columns
    let (row, column) = (place.row, place.column)
    func rows(_ range: Range<Int>) { for row in range { grid.erase(row: row, columns: 0..<width, blank: blank) } }
    switch (sequence.final, sequence.parameter(0)) {
    case ("J", 0):
      if row == 0, column == 0 { clears += 1 }
      grid.erase(row: row, columns: column..<width, blank: blank)
      rows(row + 1..<grid.rows)
    case ("J", 1):
      rows(0..<row)
      grid.erase(row: row, columns: 0..<column + 1, blank: blank)
    case ("J", 2):
      rows(0..<grid.rows)
      clears += 1
    case ("K", 0): grid.erase(row: row, columns: column..<width, blank: blank)
    case ("K", 1): grid.erase(row: row, columns: 0..<column + 1, blank: blank)
    case ("K", 2): rows(row..<row + 1)
    case ("X", _): grid.erase(row: row, columns: column..<min(column + sequence.count(), width), blank: blank)
    default: return violate(sequence.description)
    }
    place.isPastEdge = false
  }

  private mutating func shift(_ sequence: ControlSequence) {
    let count = sequence.count()
    switch sequence.final {
    case "S": grid.scroll(region, up: count, blank: blank)
    case "T": grid.scroll(region, up: -count, blank: blank)
    case "P": grid.deleteCells(count, row: place.row, column: place.column, blank: blank)
    case "@": grid.insertCells(count, row: place.row, column: place.column, blank: blank)
    case "L" where region.contains(place.row):
      grid.scroll(place.row..<region.upperBound, up: -count, blank: blank)
      move(row: place.row, column: 0)
    case "M" where region.contains(place.row):
      grid.scroll(place.row..<region.upperBound, up: count, blank: blank)
      move(row: place.row, column: 0)
    default: break
    }
    place.isPastEdge = false
  }

  private mutating func repeatCharacter(_ sequence: ControlSequence) {
    guard let character = lastCharacter else { return violate("\(sequence.description) after no character") }
    for _ in 0..<sequence.count() { write(character) }
  }

  private mutating func setRegion(_ sequence: ControlSequence) {
    let first = sequence.count() - 1
    let last = sequence.parameter(1) == 0 ? grid.rows : min(sequence.parameter(1), grid.rows)
    guard first < last - 1 else { return }
    region = first..<last
    move(row: 0, column: 0)
  }

  private mutating func switchOldMode(_ sequence: ControlSequence, on: Bool) {
    switch sequence.parameters {
    case [4]: insertsCharacters = on
    // What screen and tmux have for "an ordinary cursor".
    case [34]: break
    default: violate(sequence.description)
    }
  }

  private mutating func switchModes(_ sequence: ControlSequence, on: Bool) {
    for parameter in sequence.parameters {
      guard let mode = Mode(rawValue: parameter) else {
        violate(sequence.description)
        continue
      }
      if mode == .alternateScreen, on != modes.contains(mode) { switchScreen(toAlternate: on) }
      if on { modes.insert(mode) } else { modes.remove(mode) }
    }
  }

  private mutating func switchScreen(toAlternate: Bool) {
    if toAlternate {
      savedByAlternate = Saved(place: place, style: style, drawsLines: lineDrawing[0])
      hidden = grid
      grid = TerminalGrid(rows: grid.rows, columns: grid.columns)
    } else if let primary = hidden {
      grid = primary
      hidden = nil
      restore(savedByAlternate)
    }
  }

  private mutating func restore(_ saved: Saved) {
    move(row: saved.place.row, column: saved.place.column)
    place.isPastEdge = saved.place.isPastEdge && place == Place(row: saved.place.row, column: saved.place.column)
    style = saved.style
    lineDrawing[0] = saved.drawsLines
  }
}
