/// A coupon in a customer's wallet: its JSON as it is served, and what the gateway itself has to know of it.
struct UserCoupon: Sendable {
  let code: String
  let productCouponID: String
  let stockID: String
  /// Nil for a single coupon.
  let bundle: Place?
  private(set) var state: String
  private(set) var content: JSON

  /// Where a coupon stands in its bundle.
  struct Place: Sendable, Equatable {
    let bundleID: String
    /// Nil when the coupon's stock does not say; any stock bundle is right then.
    let stockBundleID: String?
  }

  /// - Throws: a sentence that names the key which is missing or of the wrong type.
  init(_ content: JSON) throws(WorldProblem) {
    guard case .object = content else { throw WorldProblem("\"coupon\" is not an object.") }
    self.content = content
    code = try content.requiredText("coupon_code")
    state = try content.requiredText("coupon_state")
    productCouponID = try content.requiredText("product_coupon", "product_coupon_id")
    stockID = try content.requiredText("stock", "stock_id")
    if content["user_product_coupon_bundle_info"] != nil {
      bundle = Place(
        bundleID: try content.requiredText("user_product_coupon_bundle_info", "user_coupon_bundle_id"),
        stockBundleID: content["stock"]?["stock_bundle_info"]?["stock_bundle_id"]?.text)
    } else {
      bundle = nil
    }
  }

  /// Whether the coupon can still be used, now or later; only such a coupon can be deactivated.
  var isLive: Bool { ["CONFIRMING", "PENDING", "EFFECTIVE"].contains(state) }

  mutating func deactivate(requestNumber: String, reason: String, at now: UnixSeconds) {
    state = "DEACTIVATED"
    content["coupon_state"] = "DEACTIVATED"
    content["deactivate_request_no"] = JSON(requestNumber)
    content["deactivate_time"] = JSON(chinaTimestamp(now))
    content["deactivate_reason"] = JSON(reason)
  }
}

extension JSON {
  /// The text under a path of keys, which must be there and not empty.
  func requiredText(_ path: String...) throws(WorldProblem) -> String {
    var value = self
    for key in path { value = value[key] ?? .null }
    guard let text = value.text, !text.isEmpty else {
      throw WorldProblem("\"\(path.joined(separator: "."))\" is missing, empty or not a string.")
    }
    return text
  }
}
