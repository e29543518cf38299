import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("Looking up and browsing")
struct BrowsingTests {
  private var query: CouponQuery {
    get throws { CouponQuery(openID: try OpenID(Walk.customer)) }
  }

  @Test("Enter asks for the customer in the form")
  func enterLooksUp() throws {
    var walk = try Walk()
    walk.press("⏎")
    #expect(walk.taken() == [.lookUp(try query, Ticket(number: 1))])
    walk.press("⏎")
    #expect(walk.taken() == [])
  }

  @Test("an ID that can not be one is never sent")
  func wrongCharactersStay() throws {
    var walk = try Walk(openID: nil)
    walk.press("⏎")
    walk.type("oh 394")
    walk.press("⏎")
    #expect(walk.taken() == [])
    #expect(walk.picture.contains("can not hold “␠” (character 3)"))
  }

  @Test("a paste goes into the field without its line end, and never acts as keys")
  func pasteIntoTheForm() throws {
    var walk = try Walk(openID: nil)
    walk.happen(.pasted(SafeText(Walk.customer)))
    #expect(walk.taken() == [])
    walk.press("⏎")
    #expect(walk.taken() == [.lookUp(try query, Ticket(number: 1))])
  }

  @Test("an OpenID pasted over the lists is offered as a look-up")
  func pasteOverTheLists() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.happen(.pasted("qDqD"))
    walk.press("⏎")
    #expect(walk.taken() == [.lookUp(CouponQuery(openID: try OpenID("qDqD")), Ticket(number: 2))])
  }

  @Test("the ID of a bundle or a coupon, pasted over the lists, leads to it, whatever is filtered")
  func pasteOfWhatIsThere() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    func screen() throws -> BundlesScreen {
      guard case .bundles(let screen)? = walk.screen else { throw Walk.Lost() }
      return screen
    }
    walk.happen(.pasted("1316640275000000990012"))
    #expect(try screen().group?.id == .singles)
    #expect(try screen().coupon?.code.text == "1316640275000000990012")
    #expect(try screen().focus == .coupons)
    walk.press("f G ⏎")
    walk.happen(.pasted("7204418836021957730416"))
    #expect(try screen().bundleIndex == 0)
    #expect(try screen().focus == .bundles)
    #expect(walk.picture.contains("This is what you pasted."))
    walk.happen(.pasted("7204418836021957730417"))
    #expect(walk.picture.contains("No bundle or coupon that is listed here has the number"))
    #expect(walk.taken() == [])
  }

  @Test("of a bundle the coupon that can be used is looked at first, then the next one to come")
  func firstCoupon() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    #expect(walk.picture.contains("Coupon 2 of 3") && walk.picture.contains("usable now"))
    walk.press("j k")
    #expect(walk.picture.contains("Coupon 2 of 3"))
    let coupons = try UserCouponPage.recorded("list-bundle-progressive").coupons
    let id = try #require(coupons[0].position?.id)
    func first(_ states: CouponState...) -> Int {
      var group = BundleGroup(.bundle(id))
      for (var coupon, state) in zip(coupons, states) {
        coupon.state = state
        group.add(coupon)
      }
      return group.firstToTell
    }
    #expect(first(.used, .expired, .pending) == 2)
    #expect(first(.used, .pending, .effective) == 2)
    #expect(first(.used, .expired, .used) == 0)
  }

  @Test("an answer after Escape is dropped")
  func lateAnswers() throws {
    var walk = try Walk()
    walk.press("⏎")
    let ticket = try walk.ticket
    walk.press("Esc")
    #expect(walk.taken() == [.lookUp(try query, ticket), .stop(ticket)])
    walk.happen(.pageArrived(try .recorded("list-bundle-progressive"), ticket))
    walk.happen(.lookUpEnded(ticket))
    #expect(walk.state.screens.count == 1)
  }

  @Test("the first page is on screen while the rest is still read, and Escape keeps what came")
  func streaming() throws {
    var walk = try Walk()
    walk.press("⏎")
    let ticket = try walk.ticket
    var first = try UserCouponPage.recorded("list-bundle-progressive")
    first.totalCount = 260
    walk.happen(.pageArrived(first, ticket))
    #expect(walk.picture.contains("3 of 260 read… Esc stops"))
    walk.press("Esc")
    #expect(walk.taken().last == .stop(ticket))
    walk.happen(.pageArrived(try .recorded("list-all-states"), ticket))
    #expect(walk.picture.contains("3 of 260 read; r reads all"))
    walk.press("Esc")
    #expect(walk.state.screens.count == 1)
  }

  @Test("a customer without coupons is told in a sentence")
  func nothingFound() throws {
    var walk = try Walk()
    walk.press("⏎")
    let ticket = try walk.ticket
    walk.happen(.pageArrived(UserCouponPage(), ticket))
    walk.happen(.lookUpEnded(ticket))
    #expect(walk.picture.contains("This customer holds no coupons of the brand"))
  }

  @Test("live bundles come first, then waiting, then done, single coupons last")
  func order() throws {
    let template = try UserCouponPage.recorded("list-bundle-progressive").coupons[0]
    func coupon(_ bundle: String, _ state: CouponState) throws -> UserCoupon {
      var coupon = template
      coupon.state = state
      coupon.position?.id = try UserCouponBundleID(bundle)
      return coupon
    }
    var single = template
    single.position = nil
    single.state = .effective
    let shelf = Shelf([
      single, try coupon("done", .used), try coupon("waiting", .pending), try coupon("live", .effective),
      try coupon("done", .expired), try coupon("odd", .unlisted("FROZEN")),
    ])
    let names = shelf.groups.map { group in
      if case .bundle(let id) = group.id { id.text } else { "singles" }
    }
    #expect(names == ["live", "waiting", "odd", "done", "singles"])
    #expect(shelf.couponCount == 6)
  }

  @Test("what is selected stays selected when more arrives above it")
  func selectionStays() throws {
    var walk = try Walk()
    walk.press("⏎")
    let ticket = try walk.ticket
    walk.happen(.pageArrived(try .recorded("list-all-states"), ticket))
    walk.press("⏎ j j")
    walk.happen(.pageArrived(try .recorded("list-bundle-progressive"), ticket))
    guard case .bundles(let screen)? = walk.screen else { throw Walk.Lost() }
    #expect(screen.group?.id == .singles)
    #expect(screen.coupon?.code == (try CouponCode("1316640275000000990012")) || screen.couponIndex == 2)
    #expect(screen.bundleIndex == 1)
  }

  @Test("r reads again and keeps the old list until the new one is complete")
  func readingAgain() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("r")
    let ticket = try walk.ticket
    #expect(walk.taken() == [.lookUp(try query, ticket)])
    walk.happen(.pageArrived(try .recorded("list-all-states"), ticket))
    #expect(walk.picture.contains("松果奶茶三次月卡"))
    walk.happen(.lookUpEnded(ticket))
    #expect(!walk.picture.contains("松果奶茶三次月卡"))
  }

  @Test("lost contact keeps the last data on screen, with its age")
  func lostContact() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("r")
    walk.happen(.stopped(CouponFailure(.noAnswer(detail: "")), try walk.ticket))
    #expect(walk.picture.contains("松果奶茶三次月卡"))
    #expect(walk.picture.contains("14:03, no contact; r retries"))
  }

  @Test("codes are masked, and m shows them for ten seconds")
  func masking() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("K 7")
    #expect(!walk.picture.contains("1316640275000000482101"))
    walk.press("m")
    #expect(walk.picture.contains("1316640275000000482101"))
    for second in [10, 9, 8] {
      #expect(walk.picture.contains("unmasked \(second) s"))
      // Woken for the next number of the count-down, and for nothing else.
      #expect(walk.state.alarm == walk.state.desk.now.advanced(bySeconds: 1))
      walk.pass(milliseconds: 1000)
    }
    walk.pass(milliseconds: 6999)
    #expect(walk.picture.contains("1316640275000000482101"))
    walk.pass(milliseconds: 1)
    #expect(!walk.picture.contains("unmasked"))
    #expect(walk.state.alarm.seconds(since: walk.state.desk.now) > 1)
    #expect(!walk.picture.contains("1316640275000000482101"))
  }

  @Test("y copies the field, Y a summary in which customer and codes are masked")
  func copying() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("y")
    #expect(walk.taken() == [.copy("7204418836021957730416")])
    walk.press("Y")
    guard case .copy(let summary)? = walk.taken().first else { throw Walk.Lost() }
    #expect(summary.text.contains("oh-3…Anp4") && summary.text.contains("1316…2101"))
    #expect(!summary.text.contains(Walk.customer) && !summary.text.contains("1316640275000000482101"))
  }

  @Test("Escape goes back one step at a time and never leaves the program")
  func escape() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("⏎ ⏎ Esc Esc Esc Esc Esc Esc")
    #expect(!walk.taken().contains(.quit))
    #expect(walk.state.screens.count == 1)
    walk.press("q")
    #expect(walk.taken() == [.quit])
  }

  @Test("J and K go from coupon to coupon in the detail, stay in the section, and say where the bundle ends")
  func nextCoupon() throws {
    func screen(_ walk: Walk) throws -> BundlesScreen {
      guard case .bundles(let screen)? = walk.screen else { throw Walk.Lost() }
      return screen
    }
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("K 2 j j J")
    #expect(try screen(walk).couponIndex == 1)
    #expect(try screen(walk).focus == .detail)
    #expect(try screen(walk).detail.section(in: screen(walk).sections(walk.state.desk)) == .validity)
    walk.press("J J")
    #expect(try screen(walk).couponIndex == 2)
    #expect(walk.picture.contains("This is the last coupon."))
    walk.press("K K K")
    #expect(try screen(walk).couponIndex == 0)
    #expect(walk.picture.contains("This is the first coupon."))
    // A folded section stays folded, and is where the agent looks.
    walk.press("8 z J")
    #expect(try screen(walk).detail.section(in: screen(walk).sections(walk.state.desk)) == .raw)
    #expect(try screen(walk).detail.folded == [.raw])
  }

  @Test("a number brings its section to the top, and it stays there while the selection is seen below it")
  func sectionAtTheTop() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    func row(of title: String) -> Int? {
      walk.picture.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains(title) }
    }
    let top = try #require(row(of: "1 State"))
    for (key, title) in [("3", "3 Usage"), ("2", "2 Validity"), ("4", "4 Benefit")] {
      walk.press(key)
      #expect(row(of: title) == top)
    }
    walk.press("j J")
    #expect(row(of: "4 Benefit") == top, "the next coupon comes up with the same section")
    walk.press("j j j")
    #expect(row(of: "4 Benefit") == top)
    walk.press("k k k k")
    #expect(row(of: "3 Usage") != nil, "what is above can be reached")
    // The last one has too little below it to stand at the top.
    walk.press("8")
    #expect(try #require(row(of: "8 Raw")) > top)
  }

  @Test("L changes the language, Ctrl-L draws afresh, Ctrl-Z suspends")
  func everywhere() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("L")
    #expect(walk.picture.contains("券组"))
    walk.press("^L ^Z")
    #expect(walk.taken() == [.redraw, .suspend])
  }

  @Test("full-width keys of an input method work, but never open a deactivation")
  func inputMethod() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    walk.press("Ｄ")
    #expect(walk.taken() == [] && walk.state.screens.count == 2)
    walk.press("？")
    #expect(walk.picture.contains("Keys"))
  }

  @Test("nothing wakes an idle screen before the minute")
  func alarm() throws {
    let walk = try Walk()
    #expect(walk.state.alarm == Walk.start.advanced(bySeconds: 60))
  }

  @Test("100,000 coupons cost a key press no more than a few")
  func manyCoupons() throws {
    let template = try UserCouponPage.recorded("list-bundle-progressive").coupons[0]
    var page = UserCouponPage()
    page.coupons = try (0..<100_000).map { number in
      var coupon = template
      coupon.position?.id = try UserCouponBundleID("\(number / 3)")
      return coupon
    }
    var walk = try Walk()
    walk.press("⏎")
    walk.happen(.pageArrived(page, try walk.ticket))
    let clock = ContinuousClock()
    let time = clock.measure {
      for _ in 0..<20 {
        walk.press("j")
        _ = walk.picture
      }
    }
    #expect(time < .seconds(4), "20 moves took \(time)")
  }
}
