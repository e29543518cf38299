/// The two families of calls. They mean the same and must not be mixed.
enum Variant: Sendable {
  /// A service provider on behalf of a brand, which each request names.
  case partner
  /// A brand itself; its number stands in `Authorization` and nowhere else.
  case brand

  var scheme: String {
    switch self {
    case .partner: "WECHATPAY2-SHA256-RSA2048"
    case .brand: "WECHATPAY-BRAND-SHA256-RSA2048"
    }
  }

  var prefix: [String] {
    switch self {
    case .partner: ["v3", "marketing", "partner", "product-coupon"]
    case .brand: ["brand", "marketing", "product-coupon"]
    }
  }
}

/// Who is proved to be calling.
enum Identity: Sendable, Hashable {
  case partner
  case brand(String)

  /// The parameters that such a caller may send.
  func parameters(_ names: [String]) -> [String] { self == .partner ? names + ["brand_id"] : names }

  /// The brand that the call is about.
  func brandID(_ fields: Fields) throws(Refusal) -> String {
    switch self {
    case .partner: try fields.required("brand_id")
    case .brand(let brandID): brandID
    }
  }

  /// An answer as such a caller gets it: a brand is not told its own number.
  func shown(_ content: JSON) -> JSON { self == .partner ? content : content.removing("brand_id") }

  // Where the lists of the two families give one thing two numbers.

  var unknownOpenID: Refusal { .unknownOpenID(subCode: self == .partner ? 268_578_526 : 268_578_532) }

  var unknownCoupon: Refusal { .unknownCoupon(subCode: self == .partner ? 268_578_608 : 268_578_851) }

  var expired: Refusal { .expired(subCode: self == .partner ? 268_578_776 : 272_756_790) }

  var redeemed: Refusal { .wrongState(subCode: self == .partner ? 268_578_367 : 272_756_745) }
}

extension JSON {
  /// This value without the members of that name, however deep they stand.
  fileprivate func removing(_ key: String) -> JSON {
    switch self {
    case .object(let members):
      var kept = Members()
      for (name, value) in members.pairs where name != key { kept.append(name, value.removing(key)) }
      return .object(kept)
    case .array(let elements): return .array(elements.map { $0.removing(key) })
    case .shared(let shared): return shared.value.removing(key)
    default: return self
    }
  }
}
