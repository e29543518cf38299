extension Gateway {
  private static let couponStates = [
    "CONFIRMING", "PENDING", "EFFECTIVE", "USED", "EXPIRED", "DELETED", "DEACTIVATED",
  ]
  private static let stockStates = ["AUDITING", "SENDING", "PAUSED", "STOPPED", "DEACTIVATED"]

  func listUserCoupons(
    openID: String, _ query: Members, by identity: Identity, at now: UnixSeconds
  ) throws(Refusal) -> JSON {
    let filters = ["product_coupon_id", "stock_id", "coupon_state", "user_coupon_bundle_id"]
    let fields = try Fields(query, in: .query, known: identity.parameters(["appid"] + filters + PageRequest.parameters))
    let appID = try fields.required("appid")
    let brandID = try identity.brandID(fields)
    let productCouponID = try fields.optional("product_coupon_id")
    let stockID = try fields.optional("stock_id")
    let state = try fields.optional("coupon_state", oneOf: Gateway.couponStates)
    let bundleID = try fields.optional("user_coupon_bundle_id")
    let page = try PageRequest(
      fields, of: ["coupons", openID, appID, brandID, productCouponID, stockID, state, bundleID])
    try checkCustomer(openID: openID, appID: appID, brandID: brandID, for: identity)

    let wallet = world.wallet(openID: openID, brandID: brandID, at: now)
    let shownAsOf = now - behaviour.listLag
    let areLaterRoundsListed = behaviour.laterRounds == .listed
    let matches = { (position: Int) -> Bool in
      let coupon = wallet.coupons[position]
      return (productCouponID ?? coupon.productCouponID) == coupon.productCouponID
        && (stockID ?? coupon.stockID) == coupon.stockID && (state == nil || state == coupon.state(asOf: shownAsOf))
        && (areLaterRoundsListed || wallet.hasTurnCome(position))
    }
    let isPretended = behaviour.onlyPretends
    let item = { (position: Int) -> JSON in
      let coupon = wallet.coupons[position]
      return isPretended ? coupon.deactivatedInPretence(at: now).content : coupon.content(asOf: shownAsOf)
    }
    if let bundleID {
      let positions = wallet.positions(ofBundle: bundleID)
      return page.answer("user_coupon_list", among: positions, as: behaviour, where: matches, item: item)
    }
    return page.answer("user_coupon_list", among: wallet.coupons.indices, as: behaviour, where: matches, item: item)
  }

  func getUserCoupon(
    openID: String, code: String, _ query: Members, by identity: Identity, at now: UnixSeconds
  ) throws(Refusal) -> JSON {
    let fields = try Fields(query, in: .query, known: identity.parameters(["appid", "product_coupon_id", "stock_id"]))
    let brandID = try identity.brandID(fields)
    let productCouponID = try fields.required("product_coupon_id")
    let stockID = try fields.required("stock_id")
    try checkCustomer(openID: openID, appID: try fields.required("appid"), brandID: brandID, for: identity)

    let wallet = world.wallet(openID: openID, brandID: brandID, at: now)
    guard let position = wallet.position(ofCode: code) else { throw identity.unknownCoupon }
    let coupon = wallet.coupons[position]
    guard coupon.productCouponID == productCouponID, coupon.stockID == stockID else { throw .unknownObject }
    return behaviour.onlyPretends ? coupon.deactivatedInPretence(at: now).content : coupon.content
  }

  func getProductCoupon(_ productCouponID: String, _ query: Members, by identity: Identity) throws(Refusal) -> JSON {
    let fields = try Fields(query, in: .query, known: identity.parameters([]))
    return try offer(productCouponID, brandID: try identity.brandID(fields)).productCoupon
  }

  func listStocks(productCouponID: String, _ query: Members, by identity: Identity) throws(Refusal) -> JSON {
    let fields = try Fields(
      query, in: .query, known: identity.parameters(["state", "stock_bundle_id"] + PageRequest.parameters))
    let brandID = try identity.brandID(fields)
    let state = try fields.optional("state", oneOf: Gateway.stockStates)
    let stockBundleID = try fields.optional("stock_bundle_id")
    let page = try PageRequest(fields, of: ["stocks", brandID, productCouponID, state, stockBundleID])
    let stocks = try offer(productCouponID, brandID: brandID).stocks

    let matches = { (position: Int) -> Bool in
      let stock = stocks[position]
      return (state == nil || state == stock.state) && (stockBundleID == nil || stockBundleID == stock.stockBundleID)
    }
    return page.answer("stock_list", among: stocks.indices, as: behaviour, where: matches) { stocks[$0].content }
  }

  func getStock(
    _ stockID: String, productCouponID: String, _ query: Members, by identity: Identity
  ) throws(Refusal) -> JSON {
    let fields = try Fields(query, in: .query, known: identity.parameters([]))
    let offer = try offer(productCouponID, brandID: try identity.brandID(fields))
    guard let stock = offer.stocks.first(where: { $0.id == stockID }) else { throw .unknownObject }
    return stock.content
  }

  private func offer(_ productCouponID: String, brandID: String) throws(Refusal) -> Brand.Offer {
    guard let offer = try brand(brandID).offers[productCouponID] else { throw .unknownObject }
    return offer
  }
}
