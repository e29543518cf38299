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
  /// Whether the coupons were read, and none of them is live: the same request would find nothing to end.
  var hasNothingToRepeat: Bool { readAt != nil && !changes.contains { $0.after?.isLive == true } }
}
