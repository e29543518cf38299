import CouponKit

/// What a look-up has brought of a customer's coupons, and how far it has come.
struct CouponReading: Sendable, Equatable {
  enum Phase: Sendable, Equatable {
    case loading(Ticket)
    /// The coupons are being read anew. What is on the screen stays until the new ones are complete.
    case again(Ticket, Shelf)
    case complete
    case stoppedByAgent
    case stopped(CouponFailure)
  }

  private(set) var phase: Phase
  private(set) var shelf = Shelf()
  private(set) var totalCount: Int?
  /// Whether what is shown was found to be old, until it has been read anew.
  private(set) var isOutdated = false
  /// When the last coupon arrived.
  private(set) var readAt: Instant?

  /// Begins with the first page.
  init(_ page: UserCouponPage, _ ticket: Ticket, at now: Instant) {
    phase = .loading(ticket)
    take(page, ticket, now)
  }

  /// The ticket of what is being read.
  var awaited: Ticket? {
    switch phase {
    case .loading(let ticket), .again(let ticket, _): ticket
    case .complete, .stoppedByAgent, .stopped: nil
    }
  }

  mutating func outdate() { isOutdated = true }

  mutating func begin(_ ticket: Ticket) { phase = .again(ticket, Shelf()) }

  mutating func take(_ page: UserCouponPage, _ ticket: Ticket, _ now: Instant) {
    guard awaited == ticket else { return }
    totalCount = page.totalCount ?? totalCount
    if case .again(_, var fresh) = phase {
      // Taken out before it grows, so that it is not copied.
      phase = .complete
      fresh.add(page.coupons)
      phase = .again(ticket, fresh)
    } else {
      shelf.add(page.coupons)
      readAt = now
    }
  }

  mutating func finish(_ now: Instant) {
    if case .again(_, let fresh) = phase { shelf = fresh }
    phase = .complete
    readAt = now
    isOutdated = false
  }

  /// The agent has stopped it: what was there before an unfinished second reading is as old as it was.
  mutating func stop() {
    if case .loading = phase { phase = .stoppedByAgent } else { phase = .stopped(CouponFailure(.cancelled)) }
  }

  /// A second reading that came to its end without every coupon still knows more than the first.
  mutating func halt(_ failure: CouponFailure, at now: Instant) {
    if case .again(_, let fresh) = phase, case .listIncomplete = failure.kind { (shelf, readAt) = (fresh, now) }
    phase = .stopped(failure)
  }
}
