import Testing

@testable import CouponKit
@testable import CouponTUI

/// Only a hand that types, at a question that it can see, commits to anything.
@Suite("The final word")
struct ConfirmingTests {
  private func opened(_ size: Size = Size(columns: 120, rows: 40)) throws -> Walk {
    var walk = try Walk(size)
    try walk.lookUp("list-bundle-progressive")
    return walk
  }

  private func writes(_ walk: inout Walk) -> Int {
    walk.taken().count { effect in
      switch effect {
      case .deactivate, .sendAgain: true
      default: false
      }
    }
  }

  private let phrase = "0416".map { Event.keyPressed(.character($0)) }

  @Test("a line that arrives with its Enter sends nothing, the same line and an Enter by itself do")
  func lineWithEnter() throws {
    var walk = try opened()
    try walk.openConfirmation()
    walk.pass(milliseconds: 1000)
    walk.happen(.inputArrived(count: 5))
    for event in phrase + [.keyPressed(.enter)] { walk.happen(event) }
    #expect(writes(&walk) == 0)
    #expect(walk.picture.contains("Please press Enter once more."))
    walk.press("⏎")
    #expect(writes(&walk) == 1)
  }

  @Test("four characters in one packet, as a jump box delivers them, are typing")
  func fourAtOnce() throws {
    var walk = try opened()
    try walk.openConfirmation()
    walk.pass(milliseconds: 1000)
    walk.happen(.inputArrived(count: 4))
    for event in phrase { walk.happen(event) }
    walk.press("⏎")
    #expect(writes(&walk) == 1)
  }

  @Test("an Enter together with any other key, or with a paste, sends nothing")
  func enterInCompany() throws {
    for others in [[Event.keyPressed(.enter)], [.pasted("x")], [.keyPressed(.down)], [.keyPressed(.escape)]] {
      var walk = try opened()
      try walk.typePhrase()
      walk.pass(milliseconds: 1000)
      walk.happen(.inputArrived(count: 2))
      for event in [.keyPressed(.enter)] + others { walk.happen(event) }
      #expect(writes(&walk) == 0)
    }
  }

  @Test("the question can be read whole on the smallest screen", arguments: Language.allCases)
  func wholeQuestion(_ language: Language) throws {
    var walk = try Walk(Size(columns: 40, rows: 12), language)
    try walk.lookUp("list-bundle-progressive")
    try walk.openConfirmation()
    let rows = walk.picture.split(separator: "\n")
    let question = try #require(rows.first { $0.contains("0416") && !$0.contains("72044") })
    #expect(question.contains(language == .en ? "Type the last four, 0416:" : "请输入末四位 0416："))
    #expect(!rows.suffix(5).contains { $0.contains("…") })
    #expect(rows.contains { $0.contains("7204418836021957730416") }, "what the four characters stand at the end of")
  }

  @Test("nothing counts before the question has been drawn and 300 ms have passed since")
  func arming() throws {
    var walk = try opened()
    try walk.openConfirmation()
    let early = "keys work in a moment"
    // A frame that is stuck on a slow line: the clock alone arms nothing.
    for _ in 0..<10 {
      walk.happen(.clockTicked(walk.state.desk.now.advanced(bySeconds: 1)))
      walk.arrive(.keyPressed(.enter))
    }
    #expect(walk.picture.contains(early))
    walk.pass(milliseconds: 299)
    for event in phrase { walk.arrive(event) }
    walk.pass(milliseconds: 1)
    #expect(!walk.picture.contains(early))
    // Read together with the moment of arming, and so typed before it.
    walk.arrive(.keyPressed(.enter))
    #expect(walk.picture.contains("▸[ Cancel ]"))
    #expect(walk.picture.contains("3 of 5"))
    walk.pass(milliseconds: 1)
    walk.arrive(.keyPressed(.enter))
    #expect(walk.picture.contains("2 of 5"))
    #expect(writes(&walk) == 0)
  }

  @Test("what was typed is dropped when the question opens, and again when it begins to listen")
  func discards() throws {
    var walk = try opened()
    try walk.openConfirmation()
    #expect(walk.discards == 1)
    walk.pass(milliseconds: 1000)
    #expect(walk.discards == 2)
    walk.pass(milliseconds: 100_000)
    #expect(walk.discards == 2)
  }

  @Test("a clock that is set back does not lock the question")
  func clockSetBack() throws {
    var walk = try opened()
    try walk.openConfirmation()
    walk.pass(milliseconds: 100)
    walk.happen(.clockTicked(walk.state.desk.now.advanced(bySeconds: -3600)))
    walk.pass(milliseconds: 1000)
    walk.happen(.clockTicked(walk.state.desk.now.advanced(bySeconds: -3600)))
    walk.type("0416")
    walk.press("⏎")
    #expect(writes(&walk) == 1)
  }

  @Test("an Enter that is held down from the step before never sends, however long")
  func heldEnter() throws {
    var walk = try opened()
    try walk.openConfirmation()
    for _ in 0..<1000 {
      walk.pass(milliseconds: 33)
      walk.arrive(.keyPressed(.enter))
    }
    #expect(writes(&walk) == 0)
  }

  @Test("in a window that is too small to show the question, no key answers it")
  func tooSmall() throws {
    var walk = try opened()
    try walk.typePhrase()
    walk.happen(.resized(Size(columns: 39, rows: 12)))
    walk.press("⏎ ⏎")
    #expect(writes(&walk) == 0)
    walk.happen(.resized(Size(columns: 40, rows: 12)))
    walk.press("⇥ ⏎")
    #expect(writes(&walk) == 0, "what was typed before is asked for anew")
    walk.type("0416")
    walk.press("⏎")
    #expect(writes(&walk) == 1)

    walk = try opened()
    walk.happen(.resized(Size(columns: 20, rows: 5)))
    try walk.openConfirmation()
    walk.pass(milliseconds: 5000)
    walk.type("0416")
    walk.press("⏎")
    #expect(writes(&walk) == 0)
  }

  @Test("an Enter held down on the question whether to leave does not answer the one below")
  func heldEnterOnLeaving() throws {
    var walk = try opened()
    _ = try walk.send()
    walk.press("Esc")
    try walk.typePhrase()
    _ = walk.taken()
    walk.press("^C")
    for _ in 0..<100 {
      walk.pass(milliseconds: 33)
      walk.arrive(.keyPressed(.enter))
    }
    #expect(writes(&walk) == 0)
  }
}
