/// A deactivation that changed coupons.
struct Effect {
  let call: Call
  let brandID: String
  let requestNumber: String
  let reason: String
  let couponCodes: [String]
  let at: UnixSeconds

  /// Its line in `effects.log`.
  var json: JSON {
    var line: JSON = ["at": JSON(chinaTimestamp(at)), "effect": "deactivate", "brand_id": JSON(brandID)]
    switch call {
    case .deactivateUserCouponBundle(let openID, let bundleID):
      line["openid"] = JSON(openID)
      line["user_coupon_bundle_id"] = JSON(bundleID)
    case .deactivateUserCoupon(let openID, _): line["openid"] = JSON(openID)
    default: break
    }
    return line.adding([
      "out_request_no": JSON(requestNumber), "reason": JSON(reason),
      "coupon_codes": .array(couponCodes.map { JSON($0) }),
    ])
  }
}
