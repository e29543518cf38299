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
  private(set) var coupons = RankedList<UserCoupon>()
  private(set) var standing = Standing.done
  /// The largest count is the newest: coupons of one answer may have been read at different moments.
  private(set) var usedCount = 0
  private var largestTotal: Int?
  private var productName: SafeText?

  init(_ id: ID, _ coupons: [UserCoupon] = []) {
    self.id = id
    for coupon in coupons { add(coupon) }
  }

  mutating func add(_ coupon: UserCoupon) {
    let own = Standing(coupon.state)
    coupons.insert(coupon, rank: id == .singles ? own.rawValue : coupon.position?.index ?? 0)
    standing = min(standing, own)
    usedCount = max(usedCount, coupon.position?.usedCount ?? 0)
    largestTotal = coupon.position?.totalCount.map { max($0, largestTotal ?? $0) } ?? largestTotal
    // The coupons of a bundle are of one offer.
    productName = productName ?? coupon.productName
  }

  /// The coupon that is asked about first: the one that can be used, or is the next to come. Single coupons stand in this
  /// order already.
  var firstToTell: Int {
    id == .singles ? 0 : coupons.indices.first { Standing(coupons[$0].state) == standing } ?? 0
  }

  /// How often the bundle can be used, which may be more than the coupons that are listed.
  var totalCount: Int { largestTotal ?? coupons.count }

  /// What a coupon's outline needs to know of the others: the coupons of the bundle, none for single coupons.
  var siblings: [UserCoupon] { id == .singles ? [] : Array(coupons) }

  func name(in language: Language) -> SafeText {
    switch id {
    case .singles: SafeText(Phrase("single coupons", "单券")(language))
    case .bundle(let bundleID): productName ?? SafeText(bundleID.text)
    }
  }
}

extension UserCoupon {
  var productName: SafeText? { productCoupon?.display?.name.map { SafeText($0) } }
}

/// What a look-up has brought so far: groups, the live ones first, then waiting, then done; single coupons last.
struct Shelf: Sendable, Equatable {
  private(set) var groups = RankedList<BundleGroup>()
  private(set) var couponCount = 0
  private var arrivals: [BundleGroup.ID: RankedList<BundleGroup>.Arrival] = [:]

  init(_ coupons: [UserCoupon] = []) { add(coupons) }

  mutating func add(_ coupons: [UserCoupon]) {
    couponCount += coupons.count
    for coupon in coupons {
      let id = coupon.position.map { BundleGroup.ID.bundle($0.id) } ?? .singles
      if let arrival = arrivals[id] {
        groups.change(arrival) { group in
          group.add(coupon)
          return Self.rank(of: group)
        }
      } else {
        let group = BundleGroup(id, [coupon])
        arrivals[id] = groups.insert(group, rank: Self.rank(of: group))
      }
    }
  }

  /// What an ID names: a group, or a coupon of it.
  func find(_ id: String) -> (BundleGroup.ID, CouponCode?)? {
    if let bundleID = try? UserCouponBundleID(id), arrivals[.bundle(bundleID)] != nil {
      return (.bundle(bundleID), nil)
    }
    for group in groups {
      if let coupon = group.coupons.first(where: { $0.code.text == id }) { return (group.id, coupon.code) }
    }
    return nil
  }

  private static func rank(of group: BundleGroup) -> Int { group.id == .singles ? .max : group.standing.rawValue }
}
