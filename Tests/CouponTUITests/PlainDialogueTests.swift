import Testing

@testable import CouponKit
@testable import CouponTUI

/// An agent who answers line by line, without a terminal in between.
private struct PlainWalk {
  private(set) var walk: Walk
  private var dialogue = PlainDialogue()
  /// What a line brought that changes nothing, as a section that is read out.
  private(set) var told: [SafeText] = []

  init(_ language: Language = .en, role: Profile.Role = .deactivate, openID: String? = Walk.customer) throws {
    walk = try Walk(Size(columns: 80, rows: 24), language, role: role, openID: openID)
  }

  var page: PlainPage {
    mutating get { dialogue.page(walk.state) }
  }

  /// One line, a second after the page was told.
  mutating func answer(_ line: String) {
    let page = page
    walk.pass(milliseconds: 1000)
    told = []
    switch dialogue.answer(line, to: page) {
    case .events(let events)?:
      for event in events {
        walk.happen(.inputArrived(count: 1))
        walk.happen(event)
      }
    case .tell(let lines)?: told = lines
    case .ask?, .list?, nil: break
    }
  }

  mutating func happen(_ event: Event) { walk.happen(event) }
  mutating func taken() -> [Effect] { walk.taken() }

  /// The answer whose label holds these words.
  mutating func choose(_ words: String) throws {
    let index = page.choices.firstIndex { $0.label.text.contains(words) }
    answer("\(try #require(index, "\(words) is not among \(page.choices.map(\.label))") + 1)")
  }

  /// From the form to the bundles of the recorded customer.
  mutating func lookUp(_ pages: String...) throws {
    answer(Walk.customer)
    let ticket = try walk.ticket
    for page in pages { happen(.pageArrived(try .recorded(page), ticket)) }
    happen(.lookUpEnded(ticket))
    _ = taken()
  }

  mutating func review() throws {
    try choose("Deactivate this bundle")
    guard case .review(let target, let ticket)? = walk.effects.last else { throw Walk.Lost() }
    let coupons = try UserCouponPage.recorded("list-bundle-progressive").coupons
    happen(.reviewArrived(.reviewed(target, coupons, at: walk.state.desk.now), ticket))
  }

  mutating func goToConfirmation() throws {
    try lookUp("list-bundle-progressive")
    answer("1")
    try review()
    try choose("go on to the reason")
    answer("Customer asked for a refund")
    _ = taken()
  }
}

@Suite("The dialogue of plain lines")
struct PlainDialogueTests {
  private func writes(_ walk: inout PlainWalk) -> Int {
    walk.taken().count { effect in
      switch effect {
      case .deactivate, .sendAgain: true
      default: false
      }
    }
  }

  @Test("an OpenID is looked up, one that cannot be one is answered with the reason")
  func openID() throws {
    var walk = try PlainWalk(openID: nil)
    walk.answer("oh 394")
    #expect(walk.taken() == [])
    #expect(walk.told.first?.text.contains("can not hold") == true)
    walk.answer("  \(Walk.customer)\t")
    #expect(walk.taken() == [.lookUp(CouponQuery(openID: try OpenID(Walk.customer)), Ticket(number: 1))])
    #expect(walk.page.place == "form asking")
    walk.answer("")
    #expect(walk.taken() == [.stop(Ticket(number: 1))])
  }

  @Test("bundle, coupon code and state are asked one by one, 0 takes them back, and all of them count")
  func fields() throws {
    var walk = try PlainWalk()
    try walk.choose("Only one bundle")
    walk.answer("7204418836021957730416")
    try walk.choose("Only one coupon code")
    walk.answer("1316640275000000482101")
    try walk.choose("Only in one state")
    try walk.choose("USED")
    let labels = walk.page.choices.map(\.label.text).joined(separator: "\n")
    for words in ["now 7204418836021957730416", "now 1316640275000000482101", "now USED"] {
      #expect(labels.contains(words), "\(labels)")
    }
    try walk.choose("Only one coupon code")
    walk.answer("0")
    try walk.choose("Look up oh-3…Anp4")
    let query = CouponQuery(
      openID: try OpenID(Walk.customer), bundleID: try UserCouponBundleID("7204418836021957730416"), state: .used)
    #expect(walk.taken() == [.lookUp(query, Ticket(number: 1))])
  }

  @Test("a customer who was looked up before is offered by a masked name")
  func recents() throws {
    var walk = try PlainWalk()
    walk.happen(.recentsArrived([try OpenID("oDemo1234567890815")]))
    #expect(!walk.page.told.contains { $0.text.contains("oDemo1234567890815") })
    try walk.choose("as before")
    #expect(walk.taken() == [.lookUp(CouponQuery(openID: try OpenID("oDemo1234567890815")), Ticket(number: 1))])
  }

  @Test("a number opens, a section is read out whole, 0 goes back, and nothing of it is sent")
  func browsing() throws {
    var walk = try PlainWalk()
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    #expect(walk.page.place == "bundles")
    walk.answer("1")
    #expect(walk.page.place.hasPrefix("coupons"))
    walk.answer("2")
    #expect(walk.page.place.hasPrefix("detail"))
    for section in 1...8 {
      walk.answer("\(section)")
      #expect(walk.told.count > 1, "section \(section)")
    }
    try walk.choose("All sections")
    #expect(walk.told.count > 30)
    for place in ["coupons", "bundles", "form"] {
      walk.answer("0")
      #expect(walk.page.place.hasPrefix(place))
    }
    #expect(walk.taken() == [])
    walk.answer("0")
    #expect(walk.taken() == [.quit])
  }

  @Test("f lists the states with their counts, a number lists one of them, and 0 none")
  func states() throws {
    var walk = try PlainWalk()
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    walk.answer("f")
    #expect(walk.page.place == "states")
    try walk.choose("EXPIRED")
    #expect(walk.page.choices.first?.label.text.hasPrefix("single coupons") == true)
    walk.answer("f")
    walk.answer("0")
    #expect(walk.page.place == "bundles")
    walk.answer("f")
    try walk.choose("all coupons")
    #expect(walk.page.choices.first?.label.text.contains("1 of 3 used") == true)
  }

  @Test("a long list goes on in parts, and each number opens what stands behind it")
  func longList() throws {
    let template = try UserCouponPage.recorded("list-bundle-progressive").coupons[1]
    var page = UserCouponPage()
    page.coupons = try (0..<50).map { number in
      var coupon = template
      coupon.position?.id = try UserCouponBundleID("90000000000000000\(100 + number)")
      return coupon
    }
    var walk = try PlainWalk()
    walk.answer(Walk.customer)
    let ticket = try walk.walk.ticket
    walk.happen(.pageArrived(page, ticket))
    walk.happen(.lookUpEnded(ticket))
    #expect(walk.page.choices.count == 20 + 3)
    try walk.choose("Go on, 21 to 40 of 50")
    try walk.choose("Go on, 41 to 50 of 50")
    #expect(walk.page.choices.count == 10 + 3)
    walk.answer("3")
    guard case .bundles(let screen)? = walk.walk.screen else { throw Walk.Lost() }
    #expect(screen.bundleIndex == 42)
    #expect(screen.focus == .coupons)
  }

  @Test("only the four characters behind the last question send, and they send once")
  func confirming() throws {
    var walk = try PlainWalk()
    try walk.goToConfirmation()
    #expect(walk.page.question?.text.contains("0416") == true)
    for line in ["1", "yes", "0416 ", " 041", "04160416", "?", "D", "416"] where line != "0416 " {
      walk.answer(line)
      #expect(writes(&walk) == 0, "\(line)")
      #expect(walk.page.question?.text.contains("0416") == true)
    }
    walk.answer(" 0416 ")
    #expect(writes(&walk) == 1)
    #expect(walk.page.question == nil)
    walk.answer("0416")
    #expect(writes(&walk) == 0)
  }

  @Test("an empty line at the last question goes back, and 0 does so step by step, with nothing sent")
  func goingBack() throws {
    var walk = try PlainWalk()
    try walk.goToConfirmation()
    walk.answer("")
    #expect(walk.page.place == "reason")
    walk.answer("0")
    #expect(walk.page.lines.first?.text.contains("1 of 5") == true)
    walk.answer("0")
    #expect(walk.page.place.hasPrefix("coupons"))
    #expect(writes(&walk) == 0)
  }

  @Test("a reason is taken from the templates, from the draft, or as it is written, and one that may not be is refused")
  func reasons() throws {
    for (answer, reason) in [("1", "顾客要求退款"), ("4", "begun before"), ("Ticket 4711", "Ticket 4711")] {
      var walk = try PlainWalk()
      try walk.lookUp("list-bundle-progressive")
      walk.answer("1")
      try walk.review()
      guard case .readDraft(_, let ticket)? = walk.walk.effects.last else { throw Walk.Lost() }
      try walk.choose("go on to the reason")
      walk.happen(.draftFound("begun before", ticket))
      walk.answer("😀")
      #expect(walk.page.place == "reason")
      walk.answer(answer)
      let told = walk.page.lines.map(\.text).joined(separator: "\n")
      #expect(told.contains("Reason: \(reason)"), "\(told)")
    }
  }

  @Test("an outcome is told with what can be done about it, and the history with its entries")
  func outcomeAndHistory() throws {
    var walk = try PlainWalk()
    try walk.goToConfirmation()
    walk.answer("0416")
    let ticket = try walk.walk.ticket
    walk.happen(.deactivationEnded(try .ended(.unknown), ticket))
    let told = walk.page.told.map(\.text).joined(separator: "\n")
    #expect(told.contains("? UNKNOWN"))
    try walk.choose("check what became of it")
    guard case .check? = walk.taken().last else { throw Walk.Lost() }
    #expect(walk.page.question == nil, "there is something to wait for")
    walk.happen(.deactivationEnded(try .ended(.confirmed), Ticket(number: ticket.number + 1)))
    walk.answer("0")
    walk.answer("H")
    walk.happen(.historyArrived([try .ended(.confirmed), try .ended(.unknown)], try walk.walk.ticket))
    #expect(walk.page.place == "history")
    #expect(walk.page.choices.first?.label.text.contains("UNKNOWN") == true, "open ones come first")
    try walk.choose("Write the list to a file")
    walk.answer("/tmp/list.txt")
    #expect(!walk.taken().contains { if case .export = $0 { true } else { false } })
    #expect(walk.page.question?.text.contains("A new file that ends in .csv") == true, "it asks again")
    walk.answer("/tmp/list.csv")
    #expect(walk.taken().contains { if case .export(_, "/tmp/list.csv", _) = $0 { true } else { false } })
    walk.answer("0")
    #expect(walk.page.place.hasPrefix("bundles") || walk.page.place.hasPrefix("coupons"), "0 goes back at once")
  }

  @Test("who may only look is told so, and no answer leads to a question that sends")
  func readOnly() throws {
    var walk = try PlainWalk(role: .readOnly)
    try walk.lookUp("list-bundle-progressive")
    walk.answer("1")
    try walk.choose("Deactivate this bundle")
    #expect(walk.walk.state.notice?.text.contains("You may look, but not deactivate.") == true)
    walk.answer("D")
    #expect(walk.page.place.hasPrefix("coupons"))
    #expect(writes(&walk) == 0)
  }

  /// Goes where every number leads, as deep as it is told.
  private func explore(_ walk: PlainWalk, depth: Int, _ visit: (inout PlainWalk) throws -> Void) throws {
    var here = walk
    try visit(&here)
    guard depth > 0 else { return }
    let page = here.page
    for line in ["0", ""] + page.choices.indices.map({ "\($0 + 1)" }) {
      var next = walk
      next.answer(line)
      try explore(next, depth: depth - 1, visit)
    }
  }

  @Test(
    "no way through the numbers sends anything, and every page asks or waits, in safe text",
    arguments: Language.allCases)
  func everyWay(_ language: Language) throws {
    var start = try PlainWalk(language)
    try start.lookUp("list-bundle-progressive")
    var places: Set<String> = []
    try explore(start, depth: 4) { walk in
      let page = walk.page
      places.insert(page.place)
      #expect(page.question != nil || page.choices.isEmpty, "\(page.place)")
      for line in page.told + [page.question ?? ""] { #expect(SafeText(line.text) == line) }
      #expect(writes(&walk) == 0, "\(page.place)")
    }
    #expect(places.count >= 6, "\(places)")
  }
}
