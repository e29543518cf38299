/// The state of a user coupon, `coupon_state`.
public enum CouponState: OpenEnumeration {
  case confirming, pending, effective, used, expired, deleted, deactivated
  case unlisted(String)

  public static let listed: [CouponState] = [
    .confirming, .pending, .effective, .used, .expired, .deleted, .deactivated,
  ]

  public var wire: String {
    switch self {
    case .confirming: "CONFIRMING"
    case .pending: "PENDING"
    case .effective: "EFFECTIVE"
    case .used: "USED"
    case .expired: "EXPIRED"
    case .deleted: "DELETED"
    case .deactivated: "DEACTIVATED"
    case .unlisted(let text): text
    }
  }
}

/// The state of one round of a legacy sequential coupon, `detail_state`.
public enum RoundState: OpenEnumeration {
  case pending, effective, used, expired, deleted, deactivated
  case unlisted(String)

  public static let listed: [RoundState] = [.pending, .effective, .used, .expired, .deleted, .deactivated]

  public var wire: String {
    switch self {
    case .pending: "PENDING"
    case .effective: "EFFECTIVE"
    case .used: "USED"
    case .expired: "EXPIRED"
    case .deleted: "DELETED"
    case .deactivated: "DEACTIVATED"
    case .unlisted(let text): text
    }
  }
}

/// `product_coupon.state`. Coupons already in wallets stay valid whatever it says.
public enum ProductCouponState: OpenEnumeration {
  case auditing, effective, deactivated
  case unlisted(String)

  public static let listed: [ProductCouponState] = [.auditing, .effective, .deactivated]

  public var wire: String {
    switch self {
    case .auditing: "AUDITING"
    case .effective: "EFFECTIVE"
    case .deactivated: "DEACTIVATED"
    case .unlisted(let text): text
    }
  }
}

/// `stock.state`. Only a sending stock hands out coupons; coupons already in wallets stay valid.
public enum StockState: OpenEnumeration {
  case auditing, sending, paused, stopped, deactivated
  case unlisted(String)

  public static let listed: [StockState] = [.auditing, .sending, .paused, .stopped, .deactivated]

  public var wire: String {
    switch self {
    case .auditing: "AUDITING"
    case .sending: "SENDING"
    case .paused: "PAUSED"
    case .stopped: "STOPPED"
    case .deactivated: "DEACTIVATED"
    case .unlisted(let text): text
    }
  }
}

extension CouponState {
  /// Whether a deactivation takes something from the customer: the coupon is usable, or will be.
  public var isLive: Bool {
    switch self {
    case .confirming, .pending, .effective: true
    case .used, .expired, .deleted, .deactivated, .unlisted: false
    }
  }

  /// Whether no call can change the coupon any more. A used coupon can be returned, so `used` is not among them.
  public var isFinal: Bool {
    switch self {
    case .expired, .deleted, .deactivated: true
    case .confirming, .pending, .effective, .used, .unlisted: false
    }
  }
}
