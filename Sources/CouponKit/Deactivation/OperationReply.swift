extension Operation {
  /// How one request ended.
  public enum Reply: Sendable, Equatable {
    /// A proved success, bound to this request.
    case done([CouponSnapshot], requestID: String?)
    /// A proved refusal, 4xx.
    case refused(CouponFailure)
    /// No byte left.
    case neverLeft(CouponFailure)
    /// Anything else: it may have arrived.
    case unknown(CouponFailure)
    /// As `unknown`, and a repeat would end the same way (401: check the clock and the key).
    case unknownAndHopeless(CouponFailure)
  }
}

extension Operation.Reply {
  /// What a failure of the request says of it. Only a proved refusal is an answer; all else is hearsay.
  package init(_ failure: CouponFailure) {
    self =
      switch (failure.kind, failure.change) {
      case (.cannotConnect, .none), (.serverNotTrusted, .none), (.requestNotMade, .none), (.cancelled, .none):
        .neverLeft(failure)
      case (.callerRefused, _), (.clockOff, _): .unknownAndHopeless(failure)
      case (_, .none) where failure.references.isProved: .refused(failure)
      default: .unknown(failure)
      }
  }
}
