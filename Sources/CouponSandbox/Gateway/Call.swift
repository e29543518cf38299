/// The calls that the gateway answers, each with what its path names.
enum Call: Equatable {
  case listUserCoupons(openID: String)
  case getUserCoupon(openID: String, couponCode: String)
  case deactivateUserCoupon(openID: String, couponCode: String)
  case deactivateUserCouponBundle(openID: String, bundleID: String)
  case getProductCoupon(productCouponID: String)
  case listStocks(productCouponID: String)
  case getStock(productCouponID: String, stockID: String)
  case listCertificates
  case echo

  /// The call that a request makes, and the family it belongs to.
  ///
  /// - Throws: 404 for a path nobody has documented, 405 for another method than documented, and a refusal for an
  ///   identifier that is not properly encoded or of the wrong length.
  static func asked(method: String, target: Target) throws(Refusal) -> (Call, Variant) {
    for route in Call.routes {
      guard let values = try route.values(of: target.segments) else { continue }
      guard method == route.method else { throw .wrongMethod(allowed: route.method) }
      return (route.call(values), route.variant)
    }
    throw .unknownPath
  }

  /// A call without what its path names.
  enum Kind: Hashable {
    case listUserCoupons, getUserCoupon, deactivateUserCoupon, deactivateUserCouponBundle
    case getProductCoupon, listStocks, getStock, listCertificates, echo

    /// The documented limit; nil where the page names none.
    var callsInSecond: Int? {
      switch self {
      case .listUserCoupons, .getUserCoupon, .deactivateUserCoupon, .deactivateUserCouponBundle: 500
      case .getProductCoupon, .listStocks, .getStock: 20
      case .listCertificates: 1000
      case .echo: nil
      }
    }
  }

  var kind: Kind {
    switch self {
    case .listUserCoupons: .listUserCoupons
    case .getUserCoupon: .getUserCoupon
    case .deactivateUserCoupon: .deactivateUserCoupon
    case .deactivateUserCouponBundle: .deactivateUserCouponBundle
    case .getProductCoupon: .getProductCoupon
    case .listStocks: .listStocks
    case .getStock: .getStock
    case .listCertificates: .listCertificates
    case .echo: .echo
    }
  }

  private static let routes =
    [Variant.partner, .brand].flatMap(productCouponRoutes) + [
      Route(.partner, "GET", ["v3", "certificates"]) { _ in .listCertificates },
      Route(.partner, "POST", ["v3", "security", "echo"]) { _ in .echo },
    ]

  private static func productCouponRoutes(_ variant: Variant) -> [Route] {
    [
      Route(variant, "GET", "users/{openid}/coupons") { .listUserCoupons(openID: $0[0]) },
      Route(variant, "GET", "users/{openid}/coupons/{coupon_code}") {
        .getUserCoupon(openID: $0[0], couponCode: $0[1])
      },
      Route(variant, "POST", "users/{openid}/coupons/{coupon_code}/deactivate") {
        .deactivateUserCoupon(openID: $0[0], couponCode: $0[1])
      },
      Route(variant, "POST", "users/{openid}/coupon-bundles/{user_coupon_bundle_id}/deactivate") {
        .deactivateUserCouponBundle(openID: $0[0], bundleID: $0[1])
      },
      Route(variant, "GET", "product-coupons/{product_coupon_id}") { .getProductCoupon(productCouponID: $0[0]) },
      Route(variant, "GET", "product-coupons/{product_coupon_id}/stocks") { .listStocks(productCouponID: $0[0]) },
      Route(variant, "GET", "product-coupons/{product_coupon_id}/stocks/{stock_id}") {
        .getStock(productCouponID: $0[0], stockID: $0[1])
      },
    ]
  }
}

/// A documented path; `{…}` stands for one segment with an identifier.
private struct Route: Sendable {
  let variant: Variant
  let method: String
  let template: [String]
  let call: @Sendable ([String]) -> Call

  init(_ variant: Variant, _ method: String, _ path: String, call: @escaping @Sendable ([String]) -> Call) {
    self.init(variant, method, variant.prefix + path.split(separator: "/").map(String.init), call: call)
  }

  init(_ variant: Variant, _ method: String, _ template: [String], call: @escaping @Sendable ([String]) -> Call) {
    self.variant = variant
    self.method = method
    self.template = template
    self.call = call
  }

  /// The identifiers in the path, in their order; nil when this is another path.
  func values(of segments: [String]) throws(Refusal) -> [String]? {
    guard segments.count == template.count else { return nil }
    var found: [(name: String, encoded: String)] = []
    for (expected, segment) in zip(template, segments) {
      if expected.hasPrefix("{") {
        if segment.isEmpty { return nil }
        found.append((String(expected.dropFirst().dropLast()), segment))
      } else if segment != expected {
        return nil
      }
    }
    var values: [String] = []
    for (name, encoded) in found {
      guard let value = percentDecoded(encoded) else {
        throw Fields.wrong(name, JSON(encoded), "百分号编码有误", in: .path, subCode: .malformed)
      }
      try Fields.refuseFourByteCharacters(in: value.utf8)
      let longest = name == "openid" ? 128 : 40
      values.append(try Fields.checked(name, JSON(value), lengths: 1...longest, in: .path))
    }
    return values
  }
}
