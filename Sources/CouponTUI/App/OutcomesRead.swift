import CouponKit

/// Which outcomes have come to this run of the program, and which of them somebody was there to read.
///
/// One has been read once it was drawn and a key came after that: a line that is dead takes what is drawn, and gives no keys.
struct OutcomesRead: Sendable, Equatable {
  /// None of them is found a second time, also while no note of it can be written.
  private var arrived: Set<String> = []
  private var drawn: Set<String> = []
  private var read: Set<String> = []
  private var atFoot: AtFoot?

  /// The line at the foot of the screen that tells an outcome.
  private struct AtFoot: Sendable, Equatable {
    let operationID: String
    let line: SafeText
  }

  /// - Returns: those that are settled, and had not come before.
  @discardableResult
  mutating func arrive(_ reports: [DeactivationReport]) -> [DeactivationReport] {
    let new = reports.filter { $0.state.isClosed && !arrived.contains($0.operationID) }
    arrived.formUnion(new.map(\.operationID))
    return new
  }

  mutating func tell(_ report: DeactivationReport, atFoot line: SafeText) {
    atFoot = report.isSettled ? AtFoot(operationID: report.operationID, line: line) : nil
  }

  /// - Parameters:
  ///   - screen: the one on top.
  ///   - notice: the line at the foot.
  mutating func frameShown(_ screen: Screen?, notice: SafeText?) {
    var shown: [String] = []
    if case .deactivation(let dialog)? = screen, let id = dialog.toldOutcome { shown.append(id) }
    if let atFoot, atFoot.line == notice { shown.append(atFoot.operationID) }
    drawn.formUnion(shown.filter { !read.contains($0) })
  }

  /// - Returns: the operations whose outcome has been read by now, and had not been before.
  mutating func keyPressed() -> [String] {
    defer { drawn = [] }
    read.formUnion(drawn)
    return drawn.sorted()
  }
}
