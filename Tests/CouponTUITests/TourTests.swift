import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("The guided tour")
struct TourTests {
  private func touring(_ frame: Frame? = nil) throws -> Walk {
    if let frame { try Walk(frame.size, frame.language, isTouring: true) } else { try Walk(isTouring: true) }
  }

  @Test("walks a trainee through a look-up and a deactivation, a step for each thing done", arguments: Frame.all)
  func wholeWay(_ frame: Frame) throws {
    var walk = try touring(frame)
    func expectStep(_ step: Tour.Step) throws {
      #expect(walk.state.tour?.step == step)
      try expectScreen(walk, "tour-\(step.rawValue + 1)-\(step)")
    }
    try expectStep(.lookUp)
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    try expectStep(.move)
    walk.press("j k j")
    #expect(walk.state.tour?.step == .openCoupons)
    walk.press("k ⏎")
    try expectStep(.openDetail)
    walk.press("⏎")
    try expectStep(.deactivate)
    try walk.openReview()
    try expectStep(.review)
    walk.press("⏎ 1")
    try expectStep(.reason)
    walk.press("⏎")
    try expectStep(.confirm)
    walk.pass(milliseconds: 1000)
    walk.type("0416")
    walk.press("⏎")
    #expect(walk.state.tour?.step == .outcome)
    walk.happen(.deactivationEnded(try .ended(.confirmed), try walk.ticket))
    try expectStep(.outcome)
    walk.press("⏎")
    try expectStep(.finished)
    walk.press("^T")
    #expect(walk.state.tour == nil)
    #expect(walk.state.desk.size == frame.size)
  }

  @Test("goes back with a trainee who leaves the way, and on with one who is ahead of it")
  func sideways() throws {
    var walk = try touring()
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    try walk.openConfirmation()
    #expect(walk.state.tour?.step == .confirm)
    walk.press("Esc")
    #expect(walk.state.tour?.step == .reason)
    walk.press("Esc Esc")
    #expect(walk.state.tour?.step == .deactivate)
    walk.press("Esc Esc Esc")
    #expect(walk.state.tour?.step == .lookUp)
  }

  @Test("says how to come back from the help, the history and what else lies beside the way")
  func detours() throws {
    var walk = try touring()
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    for key in ["?", ":", "b", "/", "H"] {
      walk.press(key)
      #expect(walk.picture.contains("Esc brings you back to the tour."), "\(key)")
      walk.press("Esc")
      #expect(walk.picture.contains("Press j"), "\(key)")
    }
  }

  @Test("changes nothing of what keys do and what is asked of the world")
  func onlyWatches() throws {
    let keys = "⏎ j ⏎ ⏎ 2 z Esc / x Esc f s Esc Esc L t ? j Esc H Esc q"
    var (with, without) = (try touring(), try Walk())
    for step in ["look up", keys] {
      for walk in 0...1 {
        if step == keys {
          if walk == 0 { with.press(keys) } else { without.press(keys) }
        } else if walk == 0 {
          try with.lookUp("list-bundle-progressive", "list-all-states")
        } else {
          try without.lookUp("list-bundle-progressive", "list-all-states")
        }
      }
    }
    #expect(with.effects == without.effects)
    #expect(!with.effects.isEmpty)
    #expect(with.state.screens.map(\.place) == without.state.screens.map(\.place))
  }

  @Test("fits its rows in every step and both languages, and never hides a row of the screens")
  func fits() throws {
    for frame in Frame.all {
      var walk = try touring(frame)
      try walk.lookUp("list-bundle-progressive", "list-all-states")
      let tour = try #require(walk.state.tour)
      #expect(walk.state.desk.size.rows == frame.size.rows - 3)
      for place in [Place.form, .lists, .help] {
        #expect(tour.text(walk.state.desk, place).wrapped(to: frame.size.columns - 2).count <= 2)
      }
      // The end of the list stands above the tour.
      walk.press("G")
      #expect(walk.picture.split(separator: "\n").filter { $0.contains("▸") }.count >= 1)
    }
  }

  @Test("begins and ends with one key in the sandbox, and never in production")
  func oneKey() throws {
    var walk = try Walk()
    walk.press("^T")
    #expect(walk.state.tour?.step == .lookUp)
    walk.happen(.resized(Size(columns: 60, rows: 20)))
    #expect(walk.state.desk.size == Size(columns: 60, rows: 17))
    #expect(draw(walk.state).size == Size(columns: 60, rows: 20))
    walk.press("^T")
    #expect(walk.state.tour == nil)
    #expect(walk.state.desk.size == Size(columns: 60, rows: 20))

    var production = try Walk(environment: .production)
    production.press("^T")
    #expect(production.state.tour == nil)
    #expect(production.picture.contains("coupon-tui demo --tour"))
  }

  @Test("a terminal of any size is drawn with it")
  func anySize() throws {
    for (columns, rows) in [(0, 0), (1, 1), (39, 12), (40, 11), (40, 12), (70, 13), (300, 100)] {
      var walk = try touring()
      walk.happen(.resized(Size(columns: columns, rows: rows)))
      #expect(draw(walk.state).size == Size(columns: columns, rows: rows))
    }
  }
}

@Suite("An input method that was left on")
struct InputMethodTests {
  @Test("composed text in a list says why nothing happens, and full-width letters are keys")
  func lists() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    walk.press("失")
    #expect(walk.picture.contains("switch the input method off"))
    walk.press("ｊ")
    #expect(!walk.picture.contains("switch the input method off"))
    walk.press("？")
    #expect(walk.picture.contains("»Keys"))
    walk.press("Esc Ｄ")
    #expect(walk.taken().isEmpty)
  }

  @Test("the last step takes neither full-width digits nor composed text, and says so")
  func lastStep() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    try walk.openConfirmation()
    walk.pass(milliseconds: 1000)
    walk.type("０４１６")
    #expect(walk.picture.contains("plain letters and digits"))
    walk.press("⏎")
    #expect(walk.taken().isEmpty)
  }

  @Test("a field takes what is composed, and the cursor stands behind it in cells")
  func fields() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    try walk.openReview()
    walk.press("⏎")
    let start = try #require(draw(walk.state).cursor)
    walk.type("顾客要求，退款")
    #expect(draw(walk.state).cursor?.column == start.column + 14)
  }
}

@Suite("The first start")
struct FirstStartTests {
  @Test("tells where the keys are explained, once")
  func hint() throws {
    var walk = try Walk()
    #expect(!walk.picture.contains("New here?"))
    walk.happen(.startedFirstTime)
    #expect(walk.picture.contains("New here?"))
  }
}
