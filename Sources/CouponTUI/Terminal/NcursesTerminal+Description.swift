import CNcurses
import CTerminal
import CouponKit
import Glibc

/// What can be told of a terminal before it is taken over. Nothing is written to it.
extension NcursesTerminal {
  /// How many colours terminfo gives a terminal, 0 for one without any; nil when it does not know the name.
  static func colours(of name: String) -> Int? {
    var problem: Int32 = 0
    guard !name.isEmpty, setupterm(name, STDOUT_FILENO, &problem) == OK else { return nil }
    return max(0, Int(tigetnum("colors")))
  }

  /// The size of standard output; nil where it does not tell, as on a serial line, or is no terminal.
  static var sizeOfWindow: Size? {
    var (columns, rows): (Int32, Int32) = (0, 0)
    guard cterminal_window_size(STDOUT_FILENO, &columns, &rows) == 0, columns > 0, rows > 0 else { return nil }
    return Size(columns: Int(columns), rows: Int(rows))
  }
}
