/// A request number is unique for the brand.
struct RequestNumber: Hashable {
  let brandID: String
  let text: String
}

/// A write that took effect: what was asked, and what was answered the first time.
struct Deactivation {
  let path: Call
  /// Of the body, whatever the order of its members.
  let bodyDigest: [UInt8]
  let answer: JSON
}

extension Gateway {
  /// Deactivates every live coupon of a bundle at once.
  func deactivateBundle(
    openID: String, bundleID: String, _ request: Request, by identity: Identity, at now: UnixSeconds
  ) throws(Refusal) -> JSON {
    let order = try DeactivationOrder(request, stockKey: "stock_bundle_id", by: identity)
    try checkCustomer(openID: openID, appID: order.appID, brandID: order.brandID, for: identity)
    let call = Call.deactivateUserCouponBundle(openID: openID, bundleID: bundleID)
    return try once(order, call) { () throws(Refusal) -> JSON in
      let wallet = world.wallet(openID: openID, brandID: order.brandID, at: now)
      let rounds = wallet.rounds(ofBundle: bundleID)
      let coupons = rounds.map { wallet.coupons[$0] }
      let isRightBundle = coupons.allSatisfy { coupon in
        coupon.productCouponID == order.productCouponID
          && (coupon.bundle?.stockBundleID ?? order.stockID) == order.stockID
      }
      guard !coupons.isEmpty, isRightBundle else { throw .unknownObject }
      guard coupons.contains(where: \.isLive) else {
        let isDone = coupons.contains { $0.state == "DEACTIVATED" }
        guard isDone, behaviour.secondNumber == .replay else { throw identity.refusal(forStates: coupons.map(\.state)) }
        return bundle(bundleID, rounds, in: wallet) { wallet.coupons[$0] }
      }
      let changes = try changes(of: rounds, in: wallet, by: identity)
      let coupon = carriedOut(changes, in: wallet, by: order, call, at: now)
      let listed = behaviour.usedCoupons == .leftOut ? changes.map(\.position) : rounds
      return bundle(bundleID, listed, in: wallet, coupon)
    }
  }

  private func bundle(
    _ bundleID: String, _ rounds: [Int], in wallet: Wallet, _ coupon: (Int) -> UserCoupon
  ) -> JSON {
    let shown = rounds.filter { behaviour.laterRounds == .listed || wallet.hasTurnCome($0) }
    return [
      "user_coupon_bundle_id": JSON(bundleID), "user_product_coupon_list": .array(shown.map { coupon($0).content }),
    ]
  }

  /// Deactivates one coupon that is not part of a bundle.
  func deactivateUserCoupon(
    openID: String, code: String, _ request: Request, by identity: Identity, at now: UnixSeconds
  ) throws(Refusal) -> JSON {
    let order = try DeactivationOrder(request, stockKey: "stock_id", by: identity)
    try checkCustomer(openID: openID, appID: order.appID, brandID: order.brandID, for: identity)
    let call = Call.deactivateUserCoupon(openID: openID, couponCode: code)
    return try once(order, call) { () throws(Refusal) -> JSON in
      let wallet = world.wallet(openID: openID, brandID: order.brandID, at: now)
      guard let position = wallet.position(ofCode: code) else { throw identity.unknownCoupon }
      let coupon = wallet.coupons[position]
      guard coupon.productCouponID == order.productCouponID, coupon.stockID == order.stockID else {
        throw .unknownObject
      }
      if coupon.bundle != nil { throw .roundOfBundle }
      guard coupon.isLive else { throw identity.refusal(forStates: [coupon.state]) }
      return carriedOut([(position, .deactivate)], in: wallet, by: order, call, at: now)(position).content
    }
  }

  /// Carries an order out, unless its number was used before: the same order then gets the first answer again and has
  /// no second effect, another one is refused. A refused order leaves its number free.
  private func once(
    _ order: DeactivationOrder, _ call: Call, _ carryOut: () throws(Refusal) -> JSON
  ) throws(Refusal) -> JSON {
    let number = RequestNumber(brandID: order.brandID, text: order.requestNumber)
    if let earlier = deactivations[number] {
      guard earlier.path == call, earlier.bodyDigest == order.bodyDigest else {
        throw .numberUsedOtherwise(code: behaviour.otherOrder == .exists ? "ALREADY_EXISTS" : "INVALID_REQUEST")
      }
      if behaviour.usedNumber == .refuse { throw .wrongState }
      return earlier.answer
    }
    let answer = try carryOut()
    if !behaviour.onlyPretends {
      deactivations[number] = Deactivation(path: call, bodyDigest: order.bodyDigest, answer: answer)
    }
    return answer
  }
}
