/// What an agent wants to deactivate: the identifiers taken when the dialog opened. It never follows a selection.
public struct DeactivationTarget: Sendable, Hashable {
  public enum Subject: Sendable, Hashable {
    /// Every coupon of one user's bundle.
    case bundle(UserCouponBundleID, StockBundleID)
    /// One coupon that is not part of a bundle.
    case coupon(CouponCode, StockID)
  }
  public let subject: Subject
  public let openID: OpenID
  public let productCouponID: ProductCouponID

  public init(subject: Subject, openID: OpenID, productCouponID: ProductCouponID) {
    self.subject = subject
    self.openID = openID
    self.productCouponID = productCouponID
  }

  /// The bundle id or the coupon code.
  public var subjectText: String {
    switch subject {
    case .bundle(let bundleID, _): bundleID.text
    case .coupon(let code, _): code.text
    }
  }

  /// The last four characters of ``subjectText``, by which people tell it from others.
  public var subjectEnding: String { String(subjectText.suffix(4)) }

  /// What the agent types to confirm, without regard to case: ``subjectEnding``, or the last four characters of the OpenID
  /// where a brand's own code ends in what a keyboard cannot be asked for.
  public var confirmationPhrase: String { endsPlainly ? subjectEnding : String(openID.text.suffix(4)) }

  /// Whether ``confirmationPhrase`` is ``subjectEnding``.
  public var endsPlainly: Bool { subjectEnding.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}

/// What WeChat Pay says of the target right now, and what a deactivation would do to it.
public struct DeactivationReview: Sendable, Equatable {
  public let target: DeactivationTarget
  /// Sorted by position; may hold fewer coupons than `totalCount`.
  public let coupons: [UserCoupon]
  public let readAt: Instant
  /// The number that a deactivation confirmed from this review will carry.
  public let requestNumber: RequestNumber
  /// How many numbers of this target came to nothing before; the request carries the next one.
  public var generation = 0
  /// Seconds by which this machine's clock is behind (+) or ahead (−) of WeChat Pay's.
  public var secondsBehind: Int64 = 0
  /// From here on the clock difference is worth a warning; past a minute nothing is deactivated.
  public static let clockWarning: Int64 = 20

  public init(target: DeactivationTarget, coupons: [UserCoupon], readAt: Instant, requestNumber: RequestNumber) {
    self.target = target
    self.coupons = coupons
    self.readAt = readAt
    self.requestNumber = requestNumber
  }
}

/// An agent's final word. There is none without the typed confirmation.
public struct ConfirmedDeactivation: Sendable, Equatable {
  public let review: DeactivationReview
  public let reason: DeactivateReason

  /// - Parameter typedPhrase: what the agent typed; `nil` comes back unless it is the target's
  ///   ``DeactivationTarget/confirmationPhrase``, without regard to case.
  public init?(review: DeactivationReview, reason: DeactivateReason, typedPhrase: String) {
    guard typedPhrase.lowercased() == review.target.confirmationPhrase.lowercased() else { return nil }
    self.review = review
    self.reason = reason
  }
}

/// A person's word to send the same request again, after having seen the coupons as they are.
public struct ConfirmedRepeat: Sendable, Equatable {
  public let operationID: String
  /// What the person saw.
  let seen: [Operation.CouponSnapshot]

  /// - Parameter report: as ``CouponService/reviewRepeat(of:)`` has just given it; nil comes back when the coupons could not be
  ///   read for it.
  /// - Parameter typedPhrase: as for ``ConfirmedDeactivation``.
  public init?(report: DeactivationReport, typedPhrase: String) {
    guard report.readAt != nil, typedPhrase.lowercased() == report.target.confirmationPhrase.lowercased() else {
      return nil
    }
    operationID = report.operationID
    seen = report.changes.compactMap { change in
      change.after.map {
        Operation.CouponSnapshot(position: change.position, code: change.code, state: $0, trace: nil)
      }
    }
  }
}
