import CouponKit

/// The door to the person: keys come in, cells go out.
protocol Terminal: AnyObject {
  var size: Size { get }

  /// Shows a canvas. Only cells that differ from the one before are sent.
  func present(_ canvas: Canvas)

  /// Sleeps until something arrives, and takes all that has arrived.
  ///
  /// - Parameters:
  ///   - mailbox: a descriptor which also ends the sleep when it is readable.
  ///   - milliseconds: how long to sleep at most; nil is without limit.
  /// - Returns: what came from the terminal, oldest first; nothing when the mailbox or the time ended the sleep.
  func wait(mailbox: Int32, milliseconds: Int?) -> [TerminalEvent]

  /// Drops every key and paste that has been sent and not been taken yet.
  func discardTyped()

  /// Puts a text on the clipboard of the person's own machine (OSC 52).
  ///
  /// - Returns: false when it is too long for a terminal, or the terminal is known to have no clipboard.
  func copy(_ text: SafeText) -> Bool

  /// Has clicks and the wheel sent here, or leaves them to the terminal's own selection, as it is at first.
  func takeMouse(_ isOn: Bool)

  /// Shows everything in the colours of a theme, from the next canvas on.
  func paint(_ theme: ThemeName)

  /// Sends every cell afresh with the next canvas.
  func redraw()

  /// Gives the terminal back for good; nothing is shown any more.
  func close()

  /// Gives the terminal back to the shell and stops the process until it is resumed.
  func suspend()
}

/// What can come from a terminal.
enum TerminalEvent: Sendable, Equatable {
  case key(Key)
  /// Text from the clipboard in one line, blanks at its ends trimmed.
  case pasted(SafeText)
  /// The main button of the mouse was pressed on a cell.
  case clicked(Point)
  /// The wheel was turned on a cell, by so many rows down or, negative, up.
  case wheeled(Int, Point)
  case resized(Size)
  /// The terminal is gone, or a signal ends the program. Nothing comes after it.
  case ended(Ending)
}

/// Why the program must end at once.
enum Ending: Sendable, Equatable {
  case hungUp
  case signal(Int32)

  /// As a shell counts it: 128 and the signal's number.
  var exitStatus: Int32 {
    switch self {
    case .hungUp: 129
    case .signal(let number): 128 + number
    }
  }
}
