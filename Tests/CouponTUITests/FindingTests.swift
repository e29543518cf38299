import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("Finding, filtering, sorting, and the palette")
struct FindingTests {
  private func browsing(_ frame: Frame? = nil) throws -> Walk {
    var walk =
      if let frame { try Walk(frame.size, frame.language) } else { try Walk() }
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    return walk
  }

  private func bundles(_ walk: Walk) throws -> BundlesScreen {
    guard case .bundles(let screen)? = walk.screen else { throw Walk.Lost() }
    return screen
  }

  @Test("the line that takes what to find, a filter, and the palette", arguments: Frame.all)
  func screens(_ frame: Frame) throws {
    var walk = try browsing(frame)
    walk.press("j ⏎ /")
    walk.type("EXPI")
    try expectScreen(walk, "finding")
    walk.press("⏎ f")
    try expectScreen(walk, "states")
    walk.press("j j ⏎ s")
    try expectScreen(walk, "filtered")
    walk.press(":")
    walk.type("copy")
    try expectScreen(walk, "palette")
  }

  @Test("what is typed behind / moves the selection at once, and Escape goes back to where it was")
  func incremental() throws {
    var walk = try browsing()
    walk.press("j ⏎ j /")
    walk.type("expired")
    #expect(try bundles(walk).coupon?.state == .expired)
    walk.press("Esc")
    #expect(try bundles(walk).couponIndex == 1)
    #expect(try bundles(walk).focus == .coupons)
  }

  @Test("a coupon is found by the code that the customer reads out, although it is masked")
  func byCode() throws {
    var walk = try browsing()
    walk.press("j ⏎ /")
    let wanted = try #require(bundles(walk).listed.last?.code)
    walk.happen(.pasted(SafeText(wanted.text)))
    #expect(try bundles(walk).coupon?.code == wanted)
    walk.press("⏎")
    #expect(!walk.picture.contains(wanted.text))
  }

  @Test("the code that was typed in the form is found by a second reading too, and only then told as not there")
  func typedCode() throws {
    let page = try UserCouponPage.recorded("list-bundle-progressive")
    let code = try #require(page.coupons.last?.code)
    for isThere in [true, false] {
      var walk = try Walk()
      walk.press("⇥ ⇥")
      walk.type(isThere ? code.text : "1316640275000000499999")
      walk.press("⏎")
      let first = try walk.ticket
      var rest = page
      rest.coupons = [page.coupons[0]]
      walk.happen(.pageArrived(rest, first))
      walk.press("Esc r")
      let second = try walk.ticket
      walk.happen(.pageArrived(page, second))
      walk.happen(.lookUpEnded(second))
      #expect(try bundles(walk).coupon?.code == code || !isThere)
      #expect(walk.picture.contains("has the code that you typed") == !isThere)
    }
  }

  @Test("n and N go on, round the end of the list, and letters are keys again after Enter")
  func goingOn() throws {
    var walk = try browsing()
    walk.press("1 /")
    walk.type("state")
    walk.press("⏎")
    let first = try bundles(walk).detail.selection
    walk.press("n")
    let second = try bundles(walk).detail.selection
    #expect(second > first)
    walk.press("N")
    #expect(try bundles(walk).detail.selection == first)
    walk.press("N")
    #expect(try bundles(walk).detail.selection > second)
  }

  @Test("what is not there is said, and the selection stays")
  func notThere() throws {
    var walk = try browsing()
    walk.press("n")
    #expect(walk.picture.contains("Nothing to find yet"))
    walk.press("/")
    walk.type("zzz")
    #expect(walk.picture.contains("Nothing here holds “zzz”."))
    #expect(try bundles(walk).bundleIndex == 0)
  }

  @Test("no letter of what is to be found acts as a key")
  func lettersAreText() throws {
    var walk = try browsing()
    walk.press("/")
    walk.type("DqHr?:")
    #expect(walk.taken() == [])
    #expect(walk.state.screens.count == 2)
  }

  @Test("f lists the states that occur with their counts, Enter lists one alone, and Escape lists all again")
  func filter() throws {
    var walk = try browsing()
    let all = try bundles(walk).shelf.groups.flatMap(\.coupons)
    walk.press("f")
    let choices = try #require(bundles(walk).picker?.choices)
    #expect(choices.first == .init(state: nil, count: all.count))
    #expect(Set(choices.dropFirst().map(\.state)) == Set(all.map(\.state)))
    for choice in choices.dropFirst() { #expect(choice.count == all.count { $0.state == choice.state }) }
    walk.press("Esc")
    for (index, choice) in choices.enumerated().dropFirst() {
      walk.press("f g" + String(repeating: " j", count: index) + " ⏎")
      let screen = try bundles(walk)
      let state = try #require(choice.state)
      #expect(screen.view.state == state)
      #expect(!screen.listed.isEmpty && screen.listed.allSatisfy { $0.state == state })
      #expect(walk.picture.contains("· \(state.word(in: .en))"))
    }
    walk.press("Esc")
    #expect(try bundles(walk).view.state == nil)
    #expect(walk.state.screens.count == 2)
  }

  @Test("the list of states stands on what is listed now, f goes down in it, and the first entry lists all")
  func filterAgain() throws {
    var walk = try browsing()
    walk.press("f f ⏎")
    let state = try #require(bundles(walk).view.state)
    walk.press("f")
    let picker = try #require(bundles(walk).picker)
    #expect(picker.choices[picker.selection].state == state)
    walk.press("g ⏎")
    #expect(try bundles(walk).view.state == nil)
  }

  @Test("coupons that arrive while the list of states is open are counted in it")
  func filterWhileReading() throws {
    var walk = try Walk()
    walk.press("⏎")
    let ticket = try walk.ticket
    walk.happen(.pageArrived(try .recorded("list-bundle-progressive"), ticket))
    walk.press("f j")
    let before = try #require(bundles(walk).picker)
    walk.happen(.pageArrived(try .recorded("list-all-states"), ticket))
    let after = try #require(bundles(walk).picker)
    #expect(after.choices[0].count > before.choices[0].count)
    #expect(after.choices[after.selection].state == before.choices[before.selection].state)
  }

  @Test("Ctrl-C leaves the find line, the list of states and the palette, as Escape does, and not the program")
  func controlC() throws {
    for keys in ["/", "f", ":"] {
      var walk = try browsing()
      walk.press("j")
      let before = walk.state.screens
      walk.press("\(keys) ^C")
      #expect(walk.taken() == [])
      #expect(walk.state.screens.count == before.count)
      #expect(try bundles(walk).place == .lists, "\(keys)")
      walk.press("^C")
      #expect(walk.taken() == [.quit])
    }
  }

  @Test("a filter hides coupons from the list, never from a deactivation of the bundle")
  func filteredDeactivation() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("f")
    while let picker = try bundles(walk).picker, picker.choices[picker.selection].state != .used { walk.press("j") }
    walk.press("⏎")
    #expect(try bundles(walk).listed.count == 1)
    walk.press("D")
    guard case .deactivation(let dialog)? = walk.screen else { throw Walk.Lost() }
    #expect(dialog.seen.count == 3)
  }

  @Test("s sorts by the end of validity and by name, and what is selected stays selected")
  func sorting() throws {
    let template = try UserCouponPage.recorded("list-bundle-progressive").coupons[1]
    func coupon(_ bundle: String, _ days: Int64) throws -> UserCoupon {
      var coupon = template
      coupon.position?.id = try UserCouponBundleID(bundle)
      coupon.validity.end = .instant(Walk.start.advanced(bySeconds: days * 86_400))
      return coupon
    }
    let shelf = Shelf([try coupon("late", 30), try coupon("soon", 1), try coupon("middle", 9)])
    var view = ShelfView()
    func names() -> [String] {
      (0..<view.groupCount(shelf)).compactMap { index in
        if case .bundle(let id)? = view.group(at: index, of: shelf)?.id { id.text } else { nil }
      }
    }
    #expect(names() == ["late", "soon", "middle"])
    view.sortNext(shelf)
    #expect(names() == ["soon", "middle", "late"])
    #expect(view.index(of: .bundle(try UserCouponBundleID("late")), in: shelf) == 2)

    var walk = try browsing()
    walk.press("j")
    let id = try bundles(walk).group?.id
    walk.press("s s")
    #expect(try bundles(walk).group?.id == id)
    #expect(walk.picture.contains("by name"))
  }

  @Test("the palette finds an action by a few letters and presses its key")
  func palette() throws {
    var walk = try browsing()
    walk.press(":")
    walk.type("hist")
    walk.press("⏎")
    guard case .readHistory? = walk.taken().last else { throw Walk.Lost() }
    walk.press("Esc ^P")
    walk.type("重新读取")
    walk.press("⏎")
    guard case .lookUp? = walk.taken().last else { throw Walk.Lost() }
  }

  @Test("an action that does not apply here says so, and nothing happens")
  func notHere() throws {
    var walk = try browsing()
    walk.press(":")
    walk.type("send again")
    walk.press("⏎")
    #expect(walk.taken() == [])
    #expect(walk.picture.contains("cannot be done on this screen"))
  }

  @Test("every action of the key table is in the palette")
  func complete() throws {
    for binding in KeyMap.bindings where binding.action != .palette {
      var walk = try browsing()
      walk.press(":")
      walk.type(binding.meaning(.en))
      #expect(walk.picture.contains(SafeText(binding.meaning(.en)).truncated(to: 30).text.dropLast()))
    }
  }

  @Test(
    "letters count in their order, blanks and case do not",
    arguments: [
      ("hst", "history", true), ("RA", "read again", true), ("tsh", "history", false), ("", "anything", true),
    ])
  func fuzzy(_ typed: String, _ text: String, _ fits: Bool) { #expect((fuzzyScore(typed, in: text) != nil) == fits) }
}
