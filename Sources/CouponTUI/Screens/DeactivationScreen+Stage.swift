import CouponKit

/// Where a deactivation stands in its dialog.
extension DeactivationScreen {
  enum Stage: Sendable, Equatable {
    case reading(Ticket)
    case notReviewed(CouponFailure)
    case review(DeactivationReview)
    case reason(DeactivationReview)
    case confirmation(Wish, Confirmation)
    case sending(Sending)
    /// What is true of the coupons now, before the same request is sent again.
    case repeatReview(DeactivationReport)
    /// It ended without a report.
    case unreported(CouponFailure)
    case outcome(DeactivationReport)
  }

  /// What the last step would send.
  enum Wish: Sendable, Equatable {
    case deactivate(DeactivationReview, DeactivateReason)
    /// The same bytes under the same number once more.
    case sendAgain(DeactivationReport)
  }

  /// Something is on its way.
  struct Sending: Sendable, Equatable {
    let ticket: Ticket
    let since: Instant
    let purpose: Purpose
    var report: DeactivationReport?

    enum Purpose: Sendable { case write, check, checkBeforeRepeat }
  }
}

/// What it says of itself to what lies around it.
extension DeactivationScreen {
  var place: Place { stage.place }
  /// Whether the list below may not be true any more.
  var mayHaveChangedCoupons: Bool { isListWrong || (hasNews && stage.mayHaveChangedCoupons) }
  /// Whether something on the screen changes by the second.
  var isCounting: Bool { stage.isCounting }

  /// The operation whose settled outcome it tells.
  var toldOutcome: String? {
    if case .outcome(let report) = stage, report.isSettled { report.operationID } else { nil }
  }

  func isWaiting(for ticket: Ticket) -> Bool {
    if case .sending(let sending) = stage { sending.ticket == ticket } else { false }
  }
}

extension DeactivationScreen.Stage {
  /// Which keys count.
  var place: Place {
    switch self {
    case .reading, .review: .review
    case .notReviewed: .outcome
    case .reason: .reason
    case .confirmation: .confirmation
    case .sending: .sending
    case .repeatReview: .repeatReview
    case .unreported(let failure): failure.change == .unknown ? .unknownOutcome : .outcome
    case .outcome(let report):
      report.state.isClosed ? .outcome : report.isUnrecorded ? .unrecordedOutcome : .unknownOutcome
    }
  }

  /// What it is about in the journal, as far as that is known.
  var operationID: String? {
    switch self {
    case .outcome(let report): report.operationID
    case .sending(let sending): sending.report?.operationID
    case .repeatReview(let report): report.operationID
    case .reading, .notReviewed, .review, .reason, .confirmation, .unreported: nil
    }
  }

  var mayHaveChangedCoupons: Bool {
    switch self {
    case .sending, .outcome, .unreported, .repeatReview: true
    case .reading, .notReviewed, .review, .reason, .confirmation: false
    }
  }

  var isCounting: Bool {
    switch self {
    case .sending: true
    case .outcome(let report): report.isUnderWay
    case .reading, .notReviewed, .review, .reason, .confirmation, .repeatReview, .unreported: false
    }
  }
}

extension DeactivationReview {
  var hasLiveCoupons: Bool { coupons.contains(where: \.state.isLive) }
}

extension DeactivationReport {
  /// Whether the same request may be sent again: the outcome is open, and what it would end has been seen.
  var mayBeRepeated: Bool { state == .unknown && !isUnrecorded && readAt != nil && !hasNothingToRepeat }

  /// Whether it says anything new. That it was looked at once more is no news by itself.
  func isNews(after shown: DeactivationReport) -> Bool {
    var shown = shown
    shown.readAt = readAt
    if lastFailure?.kind == shown.lastFailure?.kind { shown.lastFailure = lastFailure }
    return self != shown
  }

  /// Whether the coupons were read, and none of them is live: the same request would find nothing to end.
  var hasNothingToRepeat: Bool { readAt != nil && !changes.contains { $0.after?.isLive == true } }
}
