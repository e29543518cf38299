import Foundation
import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("The detail outline")
struct BundleOutlineTests {
  private let now = Instant(secondsSince1970: 1_773_300_000)

  /// The recorded answers are kept with CouponKit's tests.
  private func answer(_ name: String) throws -> [UInt8] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: tests.appending(path: "CouponKitTests/Fixtures/\(name)")))
  }

  private func fullCoupon() throws -> UserCoupon { try WireCoupon.bundle(answer("full.json")).coupons[0] }

  private func outline(
    _ coupon: UserCoupon, in bundle: [UserCoupon] = [], language: Language = .en, isMasked: Bool = false
  ) -> [OutlineSection] {
    BundleOutline.sections(of: coupon, in: bundle, at: now, language: language, isMasked: isMasked)
  }

  /// All sections but Raw, a line each.
  private func words(_ sections: [OutlineSection]) -> String {
    sections.filter { $0.kind != .raw }.flatMap(\.lines).map { "\($0.label) \($0.value)" }.joined(separator: "\n")
  }

  private func value(of label: String, in kind: OutlineSection.Kind, _ sections: [OutlineSection]) -> String? {
    sections.first { $0.kind == kind }?.lines.first { $0.label.text == label }?.value.text
  }

  // MARK: Every field

  @Test(arguments: Language.allCases)
  func `whatever a field of the contract says, the agent reads it in words`(language: Language) throws {
    let tree = try fullCoupon().raw.tree()
    let before = words(outline(try fullCoupon(), language: language))
    var checked = 0
    for leaf in leaves(of: tree) where leaf.path != ["coupon_code"] {
      let (probe, spellings) = probe(for: leaf.value, at: leaf.path, language: language)
      let changed = try WireCoupon.coupon(replacing(leaf.path[...], in: tree, by: probe).serialised)
      let after = words(outline(changed, language: language))
      checked += 1
      if spellings.isEmpty {
        #expect(after != before, "\(leaf.path)")
      } else {
        #expect(spellings.contains { after.contains($0) && !before.contains($0) }, "\(leaf.path) in \(language)")
      }
    }
    #expect(checked > 150)
  }

  private func leaves(of value: JSONValue, at path: [String] = []) -> [(path: [String], value: JSONValue)] {
    switch value {
    case .object(let members): members.flatMap { leaves(of: $0.value, at: path + [$0.key]) }
    case .array(let elements): elements.enumerated().flatMap { leaves(of: $1, at: path + [String($0)]) }
    default: [(path, value)]
    }
  }

  private func replacing(_ path: ArraySlice<String>, in value: JSONValue, by probe: JSONValue) -> JSONValue {
    guard let step = path.first else { return probe }
    let rest = path.dropFirst()
    switch value {
    case .object(let members):
      return .object(
        members.map { .init($0.key, $0.key == step ? replacing(rest, in: $0.value, by: probe) : $0.value) })
    case .array(let elements):
      return .array(elements.enumerated().map { String($0) == step ? replacing(rest, in: $1, by: probe) : $1 })
    default: return value
    }
  }

  /// A value of the same kind that stands nowhere else, and how it may be spelt on screen.
  private func probe(for value: JSONValue, at path: [String], language: Language) -> (JSONValue, [String]) {
    switch value {
    // There are no more than a hundred of it.
    case .number where path.last == "percent_off": (.number("43"), ["43 % off", "减 43%"])
    case .string(let text) where Instant(rfc3339: text) != nil:
      (.string("2031-07-08T09:10:11+08:00"), [language == .en ? "8 Jul 2031 09:10:11" : "2031-07-08 09:10:11"])
    case .string: (.string("zq-probe-7"), ["zq-probe-7"])
    // 4,261 stands for an index that the screen counts from 1.
    case .number: (.number("4260"), ["4260", "4,260", "¥42.60", "01:11", "4261", "4,261"])
    case .bool(let isTrue): (.bool(!isTrue), [])
    default: (value, [])
    }
  }

  @Test func `the coupon's own code can be read once it is revealed`() throws {
    #expect(value(of: "Coupon code", in: .references, outline(try fullCoupon())) == "1316640275000000482101")
  }

  @Test func `both languages say the same things, each in its own words`() throws {
    for file in ["full.json", "list-bundle-progressive.json", "list-all-states.json", "coupon-legacy-sequential.json"] {
      for coupon in try coupons(file) {
        let english = outline(coupon)
        let chinese = outline(coupon, language: .zh)
        #expect(english.map(\.lines.count) == chinese.map(\.lines.count))
        for (left, right) in zip(english.dropLast().flatMap(\.lines), chinese.dropLast().flatMap(\.lines))
        where !left.label.text.isEmpty {
          #expect(!right.label.text.isEmpty)
          #expect(left.kind == right.kind)
        }
      }
    }
    let labels = outline(try fullCoupon(), language: .zh).dropLast().flatMap(\.lines).map(\.label.text)
    let hasNoChinese = labels.filter { label in
      !label.isEmpty && !label.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }
    #expect(hasNoChinese == [])
  }

  private func coupons(_ file: String) throws -> [UserCoupon] {
    let body = try answer(file)
    let root = try JSONReader.read(body).root
    if root["user_coupon_list"] != nil { return try WireCoupon.page(body).coupons }
    if root["user_product_coupon_list"] != nil { return try WireCoupon.bundle(body).coupons }
    return [try WireCoupon.coupon(body)]
  }

  // MARK: Masking

  @Test func `codes and order numbers are masked everywhere until the agent reveals them`() throws {
    let sections = BundleOutline.sections(of: try fullCoupon(), at: now, language: .en)
    let everything = sections.flatMap {
      [$0.title.text] + $0.lines.flatMap { [$0.value.text, $0.copyText?.text ?? ""] }
    }
    .joined(separator: "\n")
    for secret in [
      "1316640275000000482101", "4200002841202603058850417736", "PINE20260305184502", "1000000000202603050184477290116",
      "PINESCORE20260305",
    ] { #expect(!everything.contains(secret)) }
    #expect(value(of: "Coupon code", in: .references, sections) == "1316…2101")
    #expect(everything.contains("\"coupon_code\": \"1316…2101\""))
    #expect(everything.contains("7204418836021957730416"))
  }

  // MARK: What an agent asks first

  @Test func `the state comes first, in both names, with what it means right now`() throws {
    let bundle = try coupons("list-bundle-progressive.json")
    let effective = try #require(bundle.first { $0.state == .effective })
    let sections = outline(effective, in: bundle)
    #expect(sections.map(\.kind) == OutlineSection.Kind.allCases)
    #expect(value(of: "State", in: .state, sections) == "EFFECTIVE 已生效")
    #expect(value(of: "Coupon", in: .state, sections) == "2 of 3")
    #expect(value(of: "Bundle used", in: .usage, sections) == "■□□ 1/3")
    #expect(value(of: "Next round", in: .usage, sections)?.hasPrefix("3, from ") == true)
  }

  @Test func `of different counts in one answer the largest is the newest`() throws {
    var bundle = try coupons("list-bundle-progressive.json")
    bundle[2].position?.usedCount = 2
    #expect(value(of: "Bundle used", in: .usage, outline(bundle[0], in: bundle)) == "■■□ 2/3")
  }

  @Test func `three deactivations are told apart by whose they are`() throws {
    let sections = outline(try fullCoupon())
    func headings(_ kind: OutlineSection.Kind) -> [String] {
      sections.first { $0.kind == kind }?.lines.filter { $0.kind == .heading }.map(\.label.text) ?? []
    }
    #expect(headings(.state) == ["This coupon was deactivated"])
    #expect(headings(.stockRules).contains("The stock was deactivated"))
    #expect(headings(.product).contains("The product coupon was deactivated"))
    #expect(value(of: "Reason", in: .state, sections) == "顾客要求退款，整卡作废")
  }

  @Test func `the benefit is one sentence, and only an answer with several rules lists them`() throws {
    let round = try coupons("list-bundle-progressive.json")[0]
    let lines = try #require(outline(round).first { $0.kind == .benefit }?.lines)
    #expect(lines.first?.value.text == "¥5.00 off from ¥30.00 up")
    #expect(!lines.contains { $0.label.text == "Rules of the bundle's stock" })
    let chinese = outline(round, language: .zh)
    #expect(value(of: "优惠", in: .benefit, chinese) == "满 ¥30.00，减 ¥5.00")
    #expect(words(outline(try fullCoupon())).contains("15 % off (8.5折)"))
    #expect(
      value(of: "Benefit", in: .benefit, outline(try coupons("minimal-coupon.json")[0])) == "the answer holds no rule")
  }

  @Test func `the brand's remark is marked as not to be read out`() throws {
    let lines = outline(try fullCoupon()).first { $0.kind == .stockRules }?.lines ?? []
    let index = try #require(lines.firstIndex { $0.value.text == "春季月卡第1轮" })
    #expect(lines[index].kind == .internalOnly)
    // A heading of its own has the whole width of the pane.
    #expect(lines[index - 1].kind == .heading)
    #expect(lines[index - 1].label.text == "Internal: do not read out")
  }

  @Test func `what is newer than this version is counted and marked under Raw, and never hidden`() throws {
    let coupon = try coupons("list-all-states.json")[7]
    let raw = try #require(outline(coupon).last)
    #expect(raw.title.text == "Raw (\(coupon.unreadFields.count) fields this version does not know)")
    #expect(raw.lines.filter { $0.kind == .unread }.count == coupon.unreadFields.count)
    #expect(raw.lines.contains { $0.value.text == "\"unheard_of_key\": {" && $0.kind == .unread })
    #expect(value(of: "State", in: .state, outline(coupon)) == "FROZEN")
    #expect(outline(try fullCoupon()).last?.title.text == "Raw")
    #expect(outline(coupon, language: .zh).last?.title.text == "原始数据（\(coupon.unreadFields.count) 个字段本版本不认识）")
  }

  @Test func `Raw holds the whole answer, so that its lines read back as the same JSON`() throws {
    let coupon = try fullCoupon()
    let text = try #require(outline(coupon).last).lines.map(\.value.text).joined(separator: "\n")
    #expect(try JSONReader.read(Array(text.utf8)).root.tree == coupon.raw.tree())
  }

  @Test func `a brand's text cannot move the cursor, and its paragraphs are lines`() throws {
    let body = #"{"coupon_code":"A","coupon_state":"USED","attach":"one\ntwo\u001b[2J\u202e"}"#
    let lines = outline(try WireCoupon.coupon(Array(body.utf8))).first { $0.kind == .references }?.lines ?? []
    #expect(lines.suffix(2).map(\.value.text) == ["one", "two⟨U+001B⟩[2J⟨U+202E⟩"])
    #expect(lines.last?.label.text == "")
  }

  @Test func `a coupon of which almost nothing is known still has all its sections`() throws {
    let sections = outline(try WireCoupon.coupon(Array(#"{"coupon_code":"A","coupon_state":"USED"}"#.utf8)))
    #expect(sections.map(\.kind) == OutlineSection.Kind.allCases)
    #expect(value(of: "Right now", in: .state, sections) == "not usable: it was redeemed")
  }
}
