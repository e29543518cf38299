import Testing

@testable import CouponKit
@testable import CouponTUI

/// Nothing that WeChat Pay may say of a coupon is out of the agent's reach.
@Suite("Every field of the contract")
struct ContractTests {
  private static let full: JSONValue = {
    // The fixture is there, and every test below fails without it.
    let bytes = (try? FileBytes.read("full.json")) ?? []
    guard let root = try? JSONReader.read(bytes).root, let list = root["user_product_coupon_list"]?.elements.first
    else {
      return .null
    }
    return list.tree
  }()

  private static func coupon(_ tree: JSONValue) throws -> UserCoupon {
    let page = JSONValue.object([.init("total_count", .number("1")), .init("user_coupon_list", .array([tree]))])
    return try #require(try WireCoupon.page(page.serialised).coupons.first)
  }

  private static func sections(_ tree: JSONValue) throws -> [OutlineSection] {
    let coupon = try coupon(tree)
    return BundleOutline.sections(of: coupon, in: [coupon], at: Walk.start, language: .en, isMasked: false)
  }

  private static func told(_ sections: [OutlineSection]) -> [String] {
    sections.filter { $0.kind != .raw }.flatMap(\.lines).map { "\($0.label) \($0.value) \($0.copyText?.text ?? "")" }
  }

  private static func raw(_ sections: [OutlineSection]) -> [String] {
    sections.filter { $0.kind == .raw }.flatMap(\.lines).map(\.value.text)
  }

  /// In the contract, and not in the fixture: what one table calls `out_order_no`.
  private static let otherName = ".associated_pay_score_order_info.out_trade_no"

  @Test("is in the answer that is kept to show them all")
  func complete() throws {
    let wanted = try Contract().fields(of: "UserCoupon")
    #expect(wanted.count > 130)
    let held = Set(Self.full.fields.map(\.name))
    #expect(wanted.subtracting(held).filter { !$0.hasSuffix(Self.otherName) } == [])
    #expect(held.subtracting(wanted) == [], "not in the contract")
  }

  @Test("stands in the raw answer with its key and its value")
  func everyFieldIsRaw() throws {
    let raw = Self.raw(try Self.sections(Self.full)).joined(separator: "\n")
    for field in Self.full.fields {
      let key = try #require(field.name.split(separator: ".").last)
      #expect(raw.contains("\"\(key)\""), "\(field.name)")
      #expect(raw.contains(SafeText(String(decoding: field.value.serialised, as: UTF8.self)).text), "\(field.name)")
    }
  }

  @Test("is told in words too: when its value is another, what the agent reads is another")
  func everyFieldIsTold() throws {
    let before = Self.told(try Self.sections(Self.full))
    for field in Self.full.fields {
      let isTold = field.value.others.contains { other in
        guard let sections = try? Self.sections(Self.full.replacing(field.path[...], by: other)) else { return false }
        return Self.told(sections) != before
      }
      #expect(isTold, "\(field.name)")
    }
  }

  @Test("that is newer than this version is counted, wherever it stands, and marked in the raw answer")
  func newerFields() throws {
    let objects = Self.full.objects
    #expect(objects.count > 30)
    for path in objects {
      let sections = try Self.sections(
        Self.full.adding(.init("brand_new_key", .string("brand-new-value")), at: path[...]))
      let raw = try #require(sections.first { $0.kind == .raw })
      #expect(raw.title.text.contains("1 field this version does not know"), "\(path) \(raw.title)")
      let marked = raw.lines.filter { $0.kind == .unread }.map(\.value.text)
      #expect(marked.contains { $0.contains("brand_new_key") }, "\(path)")
    }
  }
}
