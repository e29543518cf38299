import CouponKit

@testable import CouponTUI

extension Canvas {
  /// The grid as text, blanks at line ends dropped, and below it every run that is not in the normal style: what a
  /// reviewer reads in Screens/*.txt.
  var dump: String {
    var lines: [String] = []
    var runs: [String] = []
    for row in 0..<size.rows {
      var line = ""
      var run: (style: Style, column: Int, text: String)?
      for column in 0..<size.columns {
        let cell = cells[row * size.columns + column]
        let text: String
        switch content(of: cell) {
        case .scalar(let scalar): text = String(Character(scalar))
        case .cluster(let cluster): text = cluster
        case .rightHalf: text = ""
        }
        line += text
        if run?.style != cell.style {
          runs += Self.described(run, row)
          run = (cell.style, column, "")
        }
        run?.text += text
      }
      runs += Self.described(run, row)
      lines.append(Self.trimmed(line))
    }
    let place = cursor.map { "cursor \($0.row):\($0.column)" } ?? "no cursor"
    return (lines + ["-- \(size.columns)×\(size.rows), \(place)"] + runs).joined(separator: "\n") + "\n"
  }

  /// The text of the grid alone.
  var text: String { String(dump.split(separator: "\n-- ", maxSplits: 1)[0]) }

  private static func described(_ run: (style: Style, column: Int, text: String)?, _ row: Int) -> [String] {
    guard let run, run.style != .normal, run.style != .frame, run.style != .activeFrame else { return [] }
    return ["\(row):\(run.column) \(run.style) [\(trimmed(run.text))]"]
  }

  private static func trimmed(_ line: String) -> String {
    var end = line[...]
    while end.last == " " { end.removeLast() }
    return String(end)
  }
}
