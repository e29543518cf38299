import CouponKit

/// Which groups and coupons of a shelf are listed, and in which order. What is selected counts from here.
struct ShelfView: Sendable, Equatable {
  enum Order: Sendable, Equatable, CaseIterable {
    /// Live first, then waiting, then done, as the shelf keeps them.
    case standing
    /// What ends soonest comes first.
    case ending
    case name
  }

  /// Only coupons in this state, and the groups that hold one.
  private(set) var state: CouponState?
  private(set) var order = Order.standing
  /// Places in the shelf's list; nil lists all of it as it is.
  private var places: [Int]?

  func groupCount(_ shelf: Shelf) -> Int { places?.count ?? shelf.groups.count }

  func group(at index: Int, of shelf: Shelf) -> BundleGroup? {
    guard let places else { return shelf.groups.indices.contains(index) ? shelf.groups[index] : nil }
    return places.indices.contains(index) ? shelf.groups[places[index]] : nil
  }

  func coupons(of group: BundleGroup?) -> ListedCoupons {
    let all = group?.coupons ?? RankedList()
    return ListedCoupons(all: all, places: state.map { state in all.indices.filter { all[$0].state == state } })
  }

  func index(of id: BundleGroup.ID?, in shelf: Shelf) -> Int? {
    guard let places else { return shelf.groups.firstIndex { $0.id == id } }
    return places.firstIndex { shelf.groups[$0].id == id }
  }

  // MARK: Change

  /// Lists only the coupons in a state, and the groups that hold one; nil lists all.
  mutating func filter(by state: CouponState?, _ shelf: Shelf) {
    self.state = state
    refresh(shelf)
  }

  mutating func sortNext(_ shelf: Shelf) {
    order = order.next
    refresh(shelf)
  }

  /// To be called whenever the shelf has changed.
  mutating func refresh(_ shelf: Shelf) {
    guard state != nil || order != .standing else {
      places = nil
      return
    }
    let kept = shelf.groups.indices.filter { index in
      state == nil || shelf.groups[index].coupons.contains { $0.state == state }
    }
    switch order {
    case .standing: places = kept
    case .ending: places = Self.sorted(kept) { shelf.groups[$0].endsAt ?? Instant(millisecondsSince1970: .max) }
    case .name: places = Self.sorted(kept) { shelf.groups[$0].name(in: .zh).text }
    }
  }

  /// Each key is made once, and what is equal keeps its order.
  private static func sorted<Key: Comparable>(_ places: [Int], by key: (Int) -> Key) -> [Int] {
    places.map { (key: key($0), place: $0) }
      .sorted { ($0.key, $0.place) < ($1.key, $1.place) }
      .map(\.place)
  }
}

/// The coupons of a group that a filter lets through, without a copy of them.
struct ListedCoupons: RandomAccessCollection {
  fileprivate let all: RankedList<UserCoupon>
  /// Nil lets all through.
  fileprivate let places: [Int]?

  var startIndex: Int { 0 }
  var endIndex: Int { places?.count ?? all.count }
  subscript(position: Int) -> UserCoupon { all[places?[position] ?? position] }
}

extension BundleGroup {
  /// When the first of its live coupons ends.
  fileprivate var endsAt: Instant? {
    coupons.filter(\.state.isLive).compactMap { $0.validity.end?.instant }.min()
  }
}

extension ShelfView.Order {
  /// As it stands in the title; nil for the usual order.
  var word: Phrase? {
    switch self {
    case .standing: nil
    case .ending: Phrase("by end", "按到期")
    case .name: Phrase("by name", "按名称")
    }
  }
}
