/// The coupons of one bundle in the order in which they are redeemed.
extension Wallet {
  /// Where the rounds of a bundle stand, the first one first; empty when the customer does not hold it.
  func rounds(ofBundle bundleID: String) -> [Int] {
    positions(ofBundle: bundleID).sorted { indexInBundle($0) < indexInBundle($1) }
  }

  /// The rounds of the bundle to which a coupon belongs; empty for a single coupon.
  func rounds(with position: Int) -> [Int] {
    coupons[position].bundle.map { rounds(ofBundle: $0.bundleID) } ?? []
  }

  /// Rounds are used in their order.
  func isNextRound(_ position: Int) -> Bool {
    rounds(with: position).prefix { $0 != position }.allSatisfy { !coupons[$0].isLive }
  }

  /// Only the round redeemed last can be returned.
  func isLastUsedRound(_ position: Int) -> Bool {
    rounds(with: position).last { coupons[$0].state == "USED" } ?? position == position
  }

  /// Whether each round before has been redeemed. Pages disagree on whether a later round exists before that.
  func hasTurnCome(_ position: Int) -> Bool {
    rounds(with: position).prefix { $0 != position }.allSatisfy { coupons[$0].state == "USED" }
  }

  /// From when on the offer's pause between two rounds allows this one; nil for no pause.
  ///
  /// That days are counted from midnight in China, as validity does, is our reading.
  func endOfPause(before position: Int) -> UnixSeconds? {
    let offer = coupons[position].content["product_coupon"]
    guard let days = offer?["progressive_bundle_usage_info"]?["interval_days"]?.integer, days > 0,
      let used = rounds(with: position).prefix(while: { $0 != position }).last(where: { coupons[$0].state == "USED" }),
      let time = coupons[used].content["progressive_bundle_usage_detail"]?["use_time"]?.text.flatMap(unixSeconds)
    else { return nil }
    let inChina: UnixSeconds = 8 * 3600
    return ((time + inChina) / 86400 + UnixSeconds(days)) * 86400 - inChina
  }

  private func indexInBundle(_ position: Int) -> Int {
    coupons[position].content["user_product_coupon_bundle_info"]?["user_coupon_bundle_index"]?.integer ?? 0
  }
}
