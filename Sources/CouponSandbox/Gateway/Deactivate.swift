/// A request number is unique for the brand.
struct RequestNumber: Hashable {
  let brandID: String
  let text: String
}

/// A write that took effect: what was asked, and what was answered the first time.
struct Deactivation {
  let path: Call
  let body: JSON
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
      let positions = wallet.positions(ofBundle: bundleID)
      let coupons = positions.map { wallet.coupons[$0] }
      let isRightBundle = coupons.allSatisfy { coupon in
        coupon.productCouponID == order.productCouponID
          && (coupon.bundle?.stockBundleID ?? order.stockID) == order.stockID
      }
      guard !coupons.isEmpty, isRightBundle else { throw .unknownObject }
      let live = positions.filter { wallet.coupons[$0].isLive }
      if live.isEmpty {
        let isDone = coupons.contains { $0.state == "DEACTIVATED" }
        guard isDone, behaviour.secondNumber == .replay else { throw Gateway.refusal(forStates: coupons.map(\.state)) }
        return Gateway.bundle(bundleID, coupons)
      }
      let used = positions.filter { wallet.coupons[$0].state == "USED" }
      deactivate(
        behaviour.deactivatesFirstOnly ? [live[0]] : live, alsoMarking: used, in: wallet, by: order, call, at: now)
      let listed = behaviour.usedCoupons == .leftOut ? live : positions
      return Gateway.bundle(bundleID, listed.map { wallet.coupons[$0] })
    }
  }

  private static func bundle(_ bundleID: String, _ coupons: [UserCoupon]) -> JSON {
    [
      "user_coupon_bundle_id": JSON(bundleID), "user_product_coupon_list": .array(coupons.map(\.content)),
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
      guard let position = wallet.position(ofCode: code) else { throw .unknownCoupon }
      let coupon = wallet.coupons[position]
      guard coupon.productCouponID == order.productCouponID, coupon.stockID == order.stockID else {
        throw .unknownObject
      }
      if coupon.bundle != nil { throw .roundOfBundle }
      guard coupon.isLive else { throw Gateway.refusal(forStates: [coupon.state]) }
      deactivate([position], alsoMarking: [], in: wallet, by: order, call, at: now)
      return wallet.coupons[position].content
    }
  }

  /// Carries an order out, unless its number was used before: the same order then gets the first answer again and has
  /// no second effect, another one is refused. A refused order leaves its number free.
  private func once(
    _ order: DeactivationOrder, _ call: Call, _ carryOut: () throws(Refusal) -> JSON
  ) throws(Refusal) -> JSON {
    let number = RequestNumber(brandID: order.brandID, text: order.requestNumber)
    if let earlier = deactivations[number] {
      guard earlier.path == call, earlier.body == order.body else { throw .numberUsedOtherwise }
      if behaviour.usedNumber == .refuse { throw .wrongState }
      return earlier.answer
    }
    let answer = try carryOut()
    deactivations[number] = Deactivation(path: call, body: order.body, answer: answer)
    return answer
  }

  /// - Parameter used: redeemed coupons of the bundle, which are touched or not as the behaviour says.
  private func deactivate(
    _ positions: [Int], alsoMarking used: [Int], in wallet: Wallet, by order: DeactivationOrder, _ call: Call,
    at now: UnixSeconds
  ) {
    var marks = DeactivationMarks(requestNumber: order.requestNumber, reason: order.reason, at: now)
    marks.hasOwnNumbers = behaviour.couponNumber == .own
    for position in positions { wallet.change(position, at: now) { $0.deactivate(marks) } }
    for position in used {
      switch behaviour.usedCoupons {
      case .kept, .leftOut: break
      case .deactivated: wallet.change(position, at: now) { $0.deactivate(marks) }
      case .withReason: wallet.change(position, at: now) { $0.mark(marks) }
      }
    }
    effectHappened(
      Effect(
        call: call, brandID: order.brandID, requestNumber: order.requestNumber, reason: order.reason,
        couponCodes: positions.map { wallet.coupons[$0].code }, at: now))
  }

  /// Why coupons in final states cannot be deactivated.
  private static func refusal(forStates states: [String]) -> Refusal {
    if states.allSatisfy({ $0 == "EXPIRED" }) { return .expired }
    return states.allSatisfy { $0 == "DELETED" } ? .deleted : .wrongState
  }
}

/// The body of a deactivation, checked as far as it can be without looking at any coupon.
private struct DeactivationOrder {
  let body: JSON
  let productCouponID: String
  /// The stock bundle, or for a single coupon the stock.
  let stockID: String
  let appID: String
  let brandID: String
  let requestNumber: String
  let reason: String

  init(_ request: Request, stockKey: String, by identity: Identity) throws(Refusal) {
    let members = try request.jsonObject()
    body = .object(members)
    let fields = try Fields(
      members, in: .body,
      known: identity.parameters(["product_coupon_id", stockKey, "appid", "out_request_no", "deactivate_reason"]))
    productCouponID = try fields.required("product_coupon_id")
    stockID = try fields.required(stockKey)
    appID = try fields.required("appid")
    brandID = try identity.brandID(fields)
    requestNumber = try fields.required("out_request_no", lengths: 6...40)
    guard requestNumber.utf8.allSatisfy(isRequestNumberByte) else {
      let issue = "只能包含数字、大小写字母、_和-"
      throw Fields.wrong("out_request_no", JSON(requestNumber), issue, in: .body, subCode: .malformed)
    }
    reason = try fields.required("deactivate_reason", lengths: 1...150)
  }
}

private func isRequestNumberByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
    true
  default: false
  }
}
