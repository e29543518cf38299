/// What a coupon gives.
public enum Benefit: Sendable, Equatable {
  /// `normal_coupon`: from `threshold` on, `amountOff` less to pay. A threshold of 0 is none.
  case moneyOff(threshold: Cents?, amountOff: Cents?)
  /// `discount_coupon`: from `threshold` on, `percent` less to pay; 30 is 30 % off, 7折.
  case percentOff(threshold: Cents?, percent: Int?)
  /// `exchange_coupon`: from `threshold` on, the item for `price`.
  case exchange(threshold: Cents?, price: Cents?)

  public var type: CouponType {
    switch self {
    case .moneyOff: .moneyOff
    case .percentOff: .percentOff
    case .exchange: .exchange
    }
  }
}

/// The benefits of one rule. One is meant; published examples fill in several at once.
public struct BenefitRules: Sendable, Equatable {
  /// In the order money off, percent off, exchange; a legacy list has one for each round.
  public var benefits: [Benefit] = []

  /// The benefit that fits the product coupon's type; without a fitting one, or a type, the first.
  public func benefit(for type: CouponType?) -> Benefit? {
    benefits.first { $0.type == type } ?? benefits.first
  }
}

extension UserCoupon {
  /// The benefit of this coupon, from the first rule that is there: the bundle's, the single stock's, the product
  /// coupon's, the legacy list's. A coupon without any is possible.
  public var benefit: Benefit? {
    let rules = [
      stock?.bundleRule?.benefits, stock?.singleRule?.benefits, productCoupon?.benefits,
      stock?.sequentialRule?.benefits,
    ]
    if let benefit = rules.dropLast().lazy.compactMap({ $0?.benefit(for: productCoupon?.type) }).first {
      return benefit
    }
    // Of a legacy coupon the round that comes next, of those that fit.
    let rounds = stock?.sequentialRule?.benefits.benefits ?? []
    let fitting = rounds.filter { $0.type == productCoupon?.type }
    let all = fitting.isEmpty ? rounds : fitting
    let next = sequentialUsage?.usedCount ?? 0
    return all.indices.contains(next) ? all[next] : all.first
  }
}
