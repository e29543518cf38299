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
    let end = try await pages(of: query, onPage)
    if let shortfall = end.shortfall { throw shortfall }
  }

  /// The coupons that the query finds.
  func all(_ query: CouponQuery) async throws(CouponFailure) -> ReadCoupons {
    var coupons: [UserCoupon] = []
    let end = try await pages(of: query) { coupons += $0.coupons }
    // Without a number to compare with, a part could be taken for the whole.
    let isCounted = end.totalCount != nil
    return ReadCoupons(
      coupons: coupons,
      shortfall: end.shortfall
        ?? (isCounted ? nil : CouponFailure(.answerNotUnderstood(detail: "/total_count"), references: end.references)),
      references: end.references)
  }

  /// A brand's own codes may be the same in two stocks.
  private struct Place: Hashable {
    let stockID: StockID?
    let code: CouponCode
  }

  /// How a list ended.
  private struct End {
    let totalCount: Int?
    let listedCount: Int
    /// Without those that came twice.
    let distinctCount: Int
    /// Of the last page.
    let references: CouponFailure.References

    /// Why it is not the whole; a coupon that came twice may stand where another one slipped through while the list changed.
    var shortfall: CouponFailure? {
      let total = totalCount ?? listedCount
      if total == listedCount, distinctCount == listedCount { return nil }
      let listed = distinctCount == total ? listedCount : distinctCount
      return CouponFailure(.listIncomplete(listed: listed, total: total), references: references)
    }
  }

  /// - Throws: `answerNotUnderstood` for a list without an end.
  private func pages(
    of query: CouponQuery, _ onPage: (UserCouponPage) -> Void
  ) async throws(CouponFailure) -> End {
    var parts = WireCoupon.SharedParts()
    var token: String?
    var seenTokens: Set<String> = []
    var seenCoupons: Set<Place> = []
    var totalCount: Int?
    var listedCount = 0
    var references = CouponFailure.References()
    for _ in 0..<Self.mostPages {
      let answer = try await gateway.coupons(query, pageToken: token, sharing: &parts)
      let page = answer.page
      references = answer.references
      try requireOwnBrand(page.coupons, references)
      onPage(page)
      totalCount = totalCount ?? page.totalCount
      listedCount += page.coupons.count
      for coupon in page.coupons { seenCoupons.insert(Place(stockID: coupon.stock?.id, code: coupon.code)) }
      token = page.nextPageToken
      guard let token else {
        return End(
          totalCount: totalCount, listedCount: listedCount, distinctCount: seenCoupons.count, references: references)
      }
      guard seenTokens.insert(token).inserted else { break }
    }
    throw CouponFailure(.answerNotUnderstood(detail: "the list of coupons does not end"), references: references)
  }

  /// A coupon of another brand under this profile would be deactivated in the wrong name.
  private func requireOwnBrand(
    _ coupons: [UserCoupon], _ references: CouponFailure.References
  ) throws(CouponFailure) {
    for coupon in coupons {
      if let brandID = coupon.brandID, brandID != gateway.account.brandID.text {
        throw CouponFailure(
          .answerNotUnderstood(detail: "a coupon of brand \(brandID) in the answer"), references: references)
      }
    }
  }
}

/// Coupons that were read at one go.
struct ReadCoupons: Sendable {
  let coupons: [UserCoupon]
  /// Why they may be a part of what there is; nil when all of them came.
  let shortfall: CouponFailure?
  /// What to quote of the answer.
  let references: CouponFailure.References
}
