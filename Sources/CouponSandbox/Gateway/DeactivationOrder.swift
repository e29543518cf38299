/// The body of a deactivation, checked as far as it can be without looking at any coupon.
struct DeactivationOrder {
  let bodyDigest: [UInt8]
  let productCouponID: String
  /// The stock bundle, or for a single coupon the stock.
  let stockID: String
  let appID: String
  let brandID: String
  let requestNumber: String
  let reason: String

  init(_ request: Request, stockKey: String, by identity: Identity) throws(Refusal) {
    let members = try request.jsonObject()
    var sorted = Members()
    for (key, value) in members.pairs.sorted(by: { $0.key < $1.key }) { sorted.append(key, value) }
    bodyDigest = sha256(JSON.object(sorted).bytes)
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
