import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("The raw answer in the detail pane")
struct RawTests {
  private func browsing(_ size: Size = Size(columns: 120, rows: 40), _ language: Language = .en) throws -> Walk {
    var walk = try Walk(size, language)
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    return walk
  }

  private func detail(_ walk: Walk) throws -> OutlineView {
    guard case .bundles(let screen)? = walk.screen else { throw Walk.Lost() }
    return screen.detail
  }

  @Test("its great parts are folded at first, and each unfolds by itself", arguments: Frame.all)
  func screens(_ frame: Frame) throws {
    var walk = try browsing(frame.size, frame.language)
    walk.press("8 / \" s t o c k \" ⏎")
    try expectScreen(walk, "raw-folded")
    walk.press("z")
    try expectScreen(walk, "raw-unfolded")
  }

  @Test("z on a line folds the part around it, and on the outermost lines the section")
  func folding() throws {
    var walk = try browsing()
    walk.press("8")
    #expect(walk.picture.contains("\"stock\": {…}"))
    walk.press("/")
    walk.type("sent_count_info")
    walk.press("⏎")
    #expect(walk.picture.contains("\"sent_count_info\": {"))
    walk.press("j z")
    #expect(walk.picture.contains("\"sent_count_info\": {…},  2 lines"))
    walk.press("k z")
    #expect(walk.picture.contains("\"stock\": {…}"))
    walk.press("k k k z")
    #expect(try detail(walk).folded.contains(.raw))
    #expect(walk.picture.contains("▸+8 Raw"))
  }

  @Test("what is folded away is found, what was unfolded on the way is folded again, and Escape restores all")
  func findingInFolds() throws {
    var walk = try browsing(Size(columns: 120, rows: 120))
    walk.press("1")
    let before = try detail(walk)
    #expect(before.folded == [.raw])
    walk.press("/")
    walk.type("\"display_info")
    #expect(walk.picture.contains("\"display_info\": {"))
    walk.happen(.keyPressed(.control("u")))
    walk.type("\"sent_count")
    #expect(walk.picture.contains("\"sent_count_info\": {") && walk.picture.contains("\"product_coupon\": {…}"))
    walk.press("Esc")
    #expect(try detail(walk) == before)
  }

  @Test("what stays folded on one coupon stays folded on the next")
  func foldsStay() throws {
    var walk = try browsing()
    walk.press("2 z 8 Esc j ⇥")
    #expect(try detail(walk).folded == [.validity])
    #expect(walk.picture.contains("+2 Validity"))
  }

  @Test("a part that holds something unknown says so while it is folded, and its lines are marked by a sign")
  func unknown() throws {
    var walk = try browsing()
    walk.press("j ⏎ /")
    walk.type("FROZEN")
    walk.press("⏎ 8")
    #expect(walk.picture.contains(" unknown"))
    walk.press("/")
    walk.type("unheard_of_key")
    walk.press("⏎")
    #expect(walk.picture.contains("? ") && walk.picture.contains("\"unheard_of_key\": {"))
    let marked = walk.picture.split(separator: "\n").first { $0.contains("\"unheard_of_key\"") }
    #expect(marked?.contains("▸?") == true)
  }

  @Test("y copies a value as it is, and all of a part as JSON that reads back")
  func copying() throws {
    var walk = try browsing()
    walk.press("8 /")
    walk.type("\"stock_id")
    walk.press("⏎ y")
    guard case .copy(let value)? = walk.taken().last else { throw Walk.Lost() }
    #expect(!value.text.contains("\"") && !value.text.contains(","))
    walk.press("/")
    walk.type("\"stock\":")
    walk.press("⏎ y")
    guard case .copy(let part)? = walk.taken().last else { throw Walk.Lost() }
    let json = "{" + part.text.trimmingSuffix(",") + "}"
    #expect(try JSONReader.read(Array(json.utf8)).root["stock"] != nil)
  }

  @Test("control characters of the answer are seen as JSON escapes")
  func controlCharacters() throws {
    var walk = try Walk()
    let body =
      #"{"user_coupon_list":[{"coupon_code":"A","coupon_state":"USED","attach":"a\u001b[2Jb\u202ec"}],"total_count":1}"#
    walk.press("⏎")
    walk.happen(.pageArrived(try WireCoupon.page(Array(body.utf8)), try walk.ticket))
    walk.press("8 G")
    #expect(walk.picture.contains(#""attach": "a\u001b[2Jb⟨U+202E⟩c""#))
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
