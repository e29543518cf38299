import CouponKit

/// Looks every second how far another process is with an operation, while that is on the screen.
struct OperationWatch: Sendable, Equatable {
  private var ticket: Ticket?
  private var lookedAt: Instant?

  /// - Returns: nil when nobody else is at it, or the last look was less than a second ago.
  mutating func look(at report: DeactivationReport, _ desk: inout Desk) -> Effect? {
    guard report.isUnderWay else { return nil }
    if let lookedAt, desk.now.seconds(since: lookedAt) < 1 { return nil }
    let ticket = desk.nextLocalTicket()
    (self.ticket, lookedAt) = (ticket, desk.now)
    return .readOperation(operationID: report.operationID, ticket)
  }

  /// Whether this is the answer to the last look.
  func awaits(_ ticket: Ticket) -> Bool { self.ticket == ticket }
}
