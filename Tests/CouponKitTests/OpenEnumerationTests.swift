import Testing

@testable import CouponKit

@Suite("Open enumerations")
struct OpenEnumerationTests {
  private func check<Value: OpenEnumeration>(_ type: Value.Type, in contract: String) throws {
    // The contract's name for the set, where ours differs.
    let names = ["CouponType": "CouponType", "SequentialKind": "LegacySequentialUsageInfo"]
    let name = names["\(type)"] ?? "\(type)"
    let start = try #require(contract.range(of: "\n    \(name):\n"), "\(name) is not in the contract")
    let values = try #require(contract[start.upperBound...].firstMatch(of: /enum: \[([A-Za-z0-9_, \n]+)\]/)?.1)
    let listed = values.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }
    #expect(Value.listed.map(\.wire) == listed, "\(name)")
    for value in Value.listed { #expect(Value(wire: value.wire) == value) }
    let newer = Value(wire: "BRAND_NEW")
    #expect(newer == .unlisted("BRAND_NEW"))
    #expect(newer.wire == "BRAND_NEW")
    #expect(!newer.isListed)
  }

  @Test func `each lists what the contract lists, in its order, and keeps what is newer`() throws {
    let contract = String(decoding: try Fixture.bytes("schema.yaml"), as: UTF8.self)
    try check(CouponState.self, in: contract)
    try check(RoundState.self, in: contract)
    try check(SendChannel.self, in: contract)
    try check(ProductCouponState.self, in: contract)
    try check(StockState.self, in: contract)
    try check(Scope.self, in: contract)
    try check(CouponType.self, in: contract)
    try check(UsageMode.self, in: contract)
    try check(SequentialKind.self, in: contract)
    try check(CouponCodeMode.self, in: contract)
    try check(StoreScope.self, in: contract)
    try check(UsageMethod.self, in: contract)
    try check(AppJumpType.self, in: contract)
    try check(CodeDisplayMode.self, in: contract)
    try check(BackgroundColor.self, in: contract)
    try check(Weekday.self, in: contract)
    try check(CouponTag.self, in: contract)
  }

  @Test func `only what is usable or will be is live, and a used coupon is not final`() {
    #expect(CouponState.listed.filter(\.isLive) == [.confirming, .pending, .effective])
    #expect(CouponState.listed.filter(\.isFinal) == [.expired, .deleted, .deactivated])
    #expect(!CouponState.unlisted("FROZEN").isLive)
    #expect(!CouponState.unlisted("FROZEN").isFinal)
  }
}
