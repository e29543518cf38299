import Foundation
import Testing

@testable import CouponKit

@Suite struct `The number of a request` {
  private func target(_ bundle: String, openID: String = "openid") throws -> DeactivationTarget {
    DeactivationTarget(
      subject: .bundle(try UserCouponBundleID(bundle), StockBundleID("stock")), openID: try OpenID(openID),
      productCouponID: ProductCouponID("product"))
  }

  private func number(
    _ target: DeactivationTarget, brand: String = "120344", mode: Profile.Mode = .brand, generation: Int = 0
  ) throws -> String {
    RequestNumber(mode: mode, brandID: try BrandID(brand), target: target, generation: generation).text
  }

  @Test func `is what WeChat Pay takes, and says which program made it`() throws {
    let number = try number(target("7204418836021957730416"))
    #expect(RequestNumber(number) != nil)
    #expect(number.wholeMatch(of: /CK1_[0-9a-hjkmnp-tv-z]{26}_00/) != nil)
  }

  /// Computed from the rule in words with another program: Python's hashlib, and base 32 by hand.
  @Test func `is the one that another program makes by the same rule`() throws {
    #expect(try number(target("7204418836021957730416")) == "CK1_a71vjwpcyw0byefa14yv54v9d2_00")
  }

  @Test func `is the same for the same bundle, whoever asks and through whichever app`() throws {
    #expect(try number(target("1", openID: "a")) == number(target("1", openID: "b")))
  }

  @Test func `of a single coupon differs with its stock, as its code alone may be that of another`() throws {
    let numbers = try ["stock-1", "stock-2"].map { stock in
      try number(
        DeactivationTarget(
          subject: .coupon(try CouponCode("1"), StockID(stock)), openID: try OpenID("openid"),
          productCouponID: ProductCouponID("product")))
    }
    #expect(numbers[0] != numbers[1])
  }

  @Test func `differs with the bundle, the brand, the mode, the kind and the generation`() throws {
    let coupon = DeactivationTarget(
      subject: .coupon(try CouponCode("1"), StockID("stock")), openID: try OpenID("openid"),
      productCouponID: ProductCouponID("product"))
    let numbers = [
      try number(target("1")), try number(target("2")), try number(target("1"), brand: "120345"),
      try number(target("1"), mode: .partner(merchantID: "1900000001")), try number(coupon),
      try number(target("1"), generation: 1), try number(target("1"), generation: 33),
    ]
    #expect(Set(numbers).count == numbers.count)
    #expect(numbers[5].hasSuffix("_01"))
    #expect(numbers[6].hasSuffix("_11"))
  }
}
