import Foundation
import Testing

@testable import CouponKit

/// The recorded answers; `index.json` says which call each one belongs to.
enum Fixture {
  struct Entry: Decodable {
    let file: String
    let schema: String
  }
  private struct Index: Decodable { let fixtures: [Entry] }

  static func bytes(_ name: String) throws -> [UInt8] {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil))
    return [UInt8](try Data(contentsOf: url))
  }

  static func entries() throws -> [Entry] {
    try JSONDecoder().decode(Index.self, from: Data(bytes("index.json"))).fixtures
  }

  /// The coupons of a list, of a bundle, or the one coupon that the file holds.
  static func coupons(_ name: String) throws -> [UserCoupon] {
    let body = try bytes(name)
    let root = try JSONReader.read(body).root
    if root["user_coupon_list"] != nil { return try WireCoupon.page(body).coupons }
    if root["user_product_coupon_list"] != nil { return try WireCoupon.bundle(body).coupons }
    return [try WireCoupon.coupon(body)]
  }

  static func coupon(_ name: String, at position: Int = 0) throws -> UserCoupon {
    let coupons = try coupons(name)
    return try #require(coupons.indices.contains(position) ? coupons[position] : nil)
  }
}
