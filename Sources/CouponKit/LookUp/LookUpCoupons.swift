/// Reads a user's coupons page by page, so that the first ones are on the screen while the rest streams in.
struct LookUpCoupons: Sendable {
  /// More pages than this are not a wallet but a loop.
  private static let mostPages = 4_000

  let gateway: CouponGateway

  /// Calls `onPage` for each page, in order. Cancelling the task stops it; what came stays with the caller.
  ///
  /// - Throws: `listIncomplete` behind the last page, when it does not hold as many coupons as WeChat Pay counts.
  func callAsFunction(
    _ query: CouponQuery, onPage: @Sendable (UserCouponPage) -> Void
  ) async throws(CouponFailure) {
    var parts = WireCoupon.SharedParts()
    var token: String?
    var seenTokens: Set<String> = []
    var totalCount: Int?
    var listedCount = 0
    for _ in 0..<Self.mostPages {
      let page = try await gateway.coupons(query, pageToken: token, sharing: &parts)
      try requireOwnBrand(page.coupons)
      onPage(page)
      totalCount = totalCount ?? page.totalCount
      listedCount += page.coupons.count
      token = page.nextPageToken
      guard let token else {
        if let totalCount, totalCount != listedCount {
          throw CouponFailure(.listIncomplete(listed: listedCount, total: totalCount))
        }
        return
      }
      guard seenTokens.insert(token).inserted else { break }
    }
    throw CouponFailure(.answerNotUnderstood(detail: "the list of coupons does not end"))
  }

  /// Every coupon that the query finds, and how many WeChat Pay says there are.
  func all(_ query: CouponQuery) async throws(CouponFailure) -> (coupons: [UserCoupon], totalCount: Int?) {
    var parts = WireCoupon.SharedParts()
    var page = try await gateway.coupons(query, pageToken: nil, sharing: &parts)
    var coupons = page.coupons
    let totalCount = page.totalCount
    var seenTokens: Set<String> = []
    while let token = page.nextPageToken, seenTokens.insert(token).inserted {
      page = try await gateway.coupons(query, pageToken: token, sharing: &parts)
      coupons += page.coupons
    }
    try requireOwnBrand(coupons)
    return (coupons, totalCount)
  }

  /// A coupon of another brand under this profile would be deactivated in the wrong name.
  private func requireOwnBrand(_ coupons: [UserCoupon]) throws(CouponFailure) {
    for coupon in coupons {
      if let brandID = coupon.brandID, brandID != gateway.account.brandID.text {
        throw CouponFailure(.answerNotUnderstood(detail: "a coupon of brand \(brandID) in the answer"))
      }
    }
  }
}
