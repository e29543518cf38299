import CouponKit

/// The coupons of one bundle, or all coupons that belong to none.
struct BundleGroup: Sendable, Equatable {
  enum ID: Sendable, Hashable {
    case bundle(UserCouponBundleID)
    case singles
  }

  /// What a group is good for, in the order in which an agent wants to see them.
  enum Standing: Int, Sendable, Comparable {
    /// A coupon of it can be used, or could be in its hours.
    case live
    /// It is not usable yet, or in a state that this version does not know.
    case waiting
    case done

    static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }

    init(_ state: CouponState) {
      switch state {
      case .effective: self = .live
      case .confirming, .pending, .unlisted: self = .waiting
      case .used, .expired, .deleted, .deactivated: self = .done
      }
    }
  }

  let id: ID
  /// By position; coupons without a bundle by standing.
  private(set) var coupons: [UserCoupon]
  private(set) var standing = Standing.done

  init(_ id: ID, _ coupons: [UserCoupon] = []) {
    self.id = id
    self.coupons = []
    add(coupons)
  }

  mutating func add(_ added: [UserCoupon]) {
    coupons += added
    switch id {
    case .bundle: coupons.sort { ($0.position?.index ?? 0) < ($1.position?.index ?? 0) }
    case .singles: coupons.sort { Standing($0.state) < Standing($1.state) }
    }
    standing = coupons.map { Standing($0.state) }.min() ?? .done
  }

  /// The largest count is the newest: coupons of one answer may have been read at different moments.
  var usedCount: Int { coupons.compactMap { $0.position?.usedCount }.max() ?? 0 }
  /// How often the bundle can be used, which may be more than the coupons that are listed.
  var totalCount: Int { coupons.compactMap { $0.position?.totalCount }.max() ?? coupons.count }

  func name(in language: Language) -> SafeText {
    switch id {
    case .singles: SafeText(Phrase("single coupons", "单券")(language))
    case .bundle(let bundleID): coupons.first?.productName ?? SafeText(bundleID.text)
    }
  }
}

extension UserCoupon {
  var productName: SafeText? { productCoupon?.display?.name.map { SafeText($0) } }
}

/// What a look-up has brought so far: groups, the live ones first, then waiting, then done; single coupons last.
struct Shelf: Sendable, Equatable {
  private(set) var groups: [BundleGroup] = []
  private(set) var couponCount = 0

  init(_ coupons: [UserCoupon] = []) { add(coupons) }

  mutating func add(_ coupons: [UserCoupon]) {
    couponCount += coupons.count
    let arrived = Dictionary(grouping: coupons) { coupon in
      coupon.position.map { BundleGroup.ID.bundle($0.id) } ?? .singles
    }
    var remaining = arrived
    for index in groups.indices {
      if let added = remaining.removeValue(forKey: groups[index].id) { groups[index].add(added) }
    }
    // Groups that are new come in the order of the answer.
    for coupon in coupons {
      let id = coupon.position.map { BundleGroup.ID.bundle($0.id) } ?? .singles
      if let added = remaining.removeValue(forKey: id) { groups.append(BundleGroup(id, added)) }
    }
    groups.sort { ($0.id == .singles ? 1 : 0, $0.standing) < ($1.id == .singles ? 1 : 0, $1.standing) }
  }
}
