import CouponKit

/// Which outcomes have come to this run of the program, and which of them somebody was there to read.
///
/// One in a dialog has been read once it was drawn and a key came after that: a line that is dead takes what is drawn, and
/// gives no keys. One at the foot of the screen stands there for two seconds at least, whatever is typed meanwhile.
struct OutcomesRead: Sendable, Equatable {
  private static let readingTime: Int64 = 2000

  /// None of them is found a second time, also while no note of it can be written.
  private var arrived: Set<String> = []
  private var drawn: Set<String> = []
  private(set) var read: Set<String> = []
  private var atFoot: [AtFoot] = []

  private struct AtFoot: Sendable, Equatable {
    /// Nil for what is told without being settled.
    let operationID: String?
    let line: SafeText
    var drawnAt: Instant?
  }

  /// What is told at the foot of the screen, oldest first; nil once it was read.
  var line: SafeText? { atFoot.first?.line }
  /// All that nobody has read there yet.
  var lines: [SafeText] { atFoot.map(\.line) }

  /// - Returns: those that are settled, and had not come before.
  @discardableResult
  mutating func arrive(_ reports: [DeactivationReport]) -> [DeactivationReport] {
    let new = reports.filter { $0.state.isClosed && !arrived.contains(Self.mark($0)) }
    arrived.formUnion(new.map(Self.mark))
    return new
  }

  /// What was told wrongly is news although it had come before.
  private static func mark(_ report: DeactivationReport) -> String {
    report.operationID + (report.alarm == .contradiction ? "!" : "")
  }

  mutating func tellAtFoot(_ line: SafeText, settling report: DeactivationReport? = nil) {
    let settled = report.flatMap { $0.isSettled ? $0.operationID : nil }
    atFoot.append(AtFoot(operationID: settled, line: line, drawnAt: nil))
  }

  /// - Parameter screen: the one on top.
  mutating func frameShown(_ screen: Screen?, at now: Instant, isReadable: Bool) {
    guard isReadable else {
      if !atFoot.isEmpty { atFoot[0].drawnAt = nil }
      return
    }
    if case .deactivation(let dialog)? = screen, let id = dialog.toldOutcome, !read.contains(id) { drawn.insert(id) }
    // A clock that was set back begins anew.
    if let since = atFoot.first?.drawnAt, since <= now { return }
    if !atFoot.isEmpty { atFoot[0].drawnAt = now }
  }

  /// - Returns: the operations whose outcome has been read by now, and had not been before.
  mutating func keyPressed(at now: Instant) -> [String] {
    if let since = atFoot.first?.drawnAt,
      now.millisecondsSince1970 - since.millisecondsSince1970 >= Self.readingTime
    {
      if let id = atFoot.removeFirst().operationID, !read.contains(id) { drawn.insert(id) }
    }
    defer { drawn = [] }
    read.formUnion(drawn)
    return drawn.sorted()
  }
}
