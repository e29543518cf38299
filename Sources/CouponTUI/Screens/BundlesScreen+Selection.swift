import CouponKit

/// What is read, and what of it is selected.
extension BundlesScreen {
  var shelf: Shelf { reading.shelf }
  /// The ticket of what is being read.
  var awaited: Ticket? { reading.awaited }
  var group: BundleGroup? { view.group(at: bundleIndex, of: shelf) }
  /// The coupons of the group that the filter lets through.
  var listed: ListedCoupons { view.coupons(of: group) }
  var coupon: UserCoupon? {
    let listed = listed
    return listed.indices.contains(couponIndex) ? listed[couponIndex] : nil
  }
  var place: Place {
    if bareRow != nil { return .bare }
    if picker != nil { return .states }
    return finding.isTyping ? .finding : focus == .detail ? .detail : .lists
  }

  /// Where the selection stands in a bundle that was just come to.
  var firstToTell: Int { view.state == nil ? group?.firstToTell ?? 0 : 0 }
}
