import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("The line to WeChat Pay, and what is wrong for the time being")
struct StandingTests {
  private let lost = CouponFailure(.cannotConnect(host: "api.mch.weixin.qq.com", detail: "timed out"))

  @Test("the banner tells how long the first answer took, and when the last one came")
  func answerTime() throws {
    var walk = try Walk()
    walk.press("⏎")
    let ticket = try walk.ticket
    #expect(walk.picture.contains("asking…"))
    walk.pass(milliseconds: 41)
    walk.happen(.pageArrived(try .recorded("list-bundle-progressive"), ticket))
    #expect(walk.picture.contains("api ok 41 ms, 14:03"))
    walk.pass(milliseconds: 61_000)
    walk.happen(.pageArrived(try .recorded("list-all-states"), ticket))
    walk.happen(.lookUpEnded(ticket))
    #expect(walk.picture.contains("api ok 41 ms, 14:04"))
  }

  @Test("a banner without room for all of it says the shortest that is true")
  func narrowBanner() throws {
    var walk = try Walk(Size(columns: 80, rows: 24))
    try walk.lookUp("list-bundle-progressive")
    #expect(walk.picture.contains("api ok 0 ms  14:03 +08:00"))
    walk.press("r")
    walk.happen(.stopped(lost, try walk.ticket))
    #expect(walk.picture.contains("no contact"))
  }

  @Test("at 40 columns the banner still says where, for whom, with which rights, and what time it is")
  func narrowestBanner() throws {
    for environment in Profile.Environment.allCases {
      for role in Profile.Role.allCases {
        for language in Language.allCases {
          var walk = try Walk(Size(columns: 40, rows: 12), language, role: role, environment: environment)
          for isLocked in [false, true] {
            if isLocked { walk.happen(.openOperationsUnknown(CouponFailure(.journalUnusable(detail: "disk full")))) }
            let banner = try #require(walk.picture.split(separator: "\n").first)
            let rights = isLocked ? Phrase("READ-ONLY", "只读模式") : role.shortName
            for words in [environment.name(language), "晨光", rights(language), "14:03"] {
              #expect(banner.contains(words), "\(banner)")
            }
            #expect(SafeText(String(banner)).columns <= 40)
          }
        }
      }
    }
  }

  @Test(
    "lost contact keeps the data with its age, and counts as a warning until WeChat Pay answers again",
    arguments: Frame.all)
  func lostContact(_ frame: Frame) throws {
    var walk = try Walk(frame.size, frame.language)
    try walk.lookUp("list-bundle-progressive")
    walk.pass(milliseconds: 300_000)
    walk.press("r")
    walk.happen(.stopped(lost, try walk.ticket))
    try expectScreen(walk, "lost-contact-told")
    walk.press("k")
    try expectScreen(walk, "lost-contact")
    #expect(walk.state.desk.troubles.count == 1)
    walk.press("!")
    try expectScreen(walk, "warnings")
    walk.press("Esc r")
    walk.happen(.pageArrived(try .recorded("list-bundle-progressive"), try walk.ticket))
    #expect(walk.state.desk.troubles.isEmpty)
  }

  @Test("what is wrong with one question only is told once and is no warning")
  func oneQuestion() throws {
    var walk = try Walk()
    walk.press("⏎")
    walk.happen(.stopped(CouponFailure(.openIDUnknown(message: "")), try walk.ticket))
    #expect(walk.state.desk.troubles.isEmpty)
    #expect(walk.picture.contains("api ok"))
  }

  @Test("a deactivation that was proved by reading back has had an answer, though its request had none")
  func readBack() throws {
    var walk = try Walk()
    try walk.lookUp("list-bundle-progressive")
    let ticket = try walk.send()
    walk.happen(.deactivationEnded(try .ended(.confirmed, by: .readBack, lastFailure: lost), ticket))
    #expect(walk.state.desk.troubles.isEmpty)
    #expect(walk.picture.contains("api ok"))
  }

  @Test("several warnings are counted, each with its references, and the record's goes when it can be read again")
  func several() throws {
    var walk = try Walk()
    walk.happen(.openOperationsUnknown(CouponFailure(.journalUnusable(detail: "disk full"))))
    walk.press("⏎")
    let refused = CouponFailure(
      .callerRefused(message: ""), references: .init(httpStatus: 401, code: "SIGN_ERROR", requestID: "08F7A1BE"))
    walk.happen(.stopped(refused, try walk.ticket))
    walk.press("Esc !")
    #expect(walk.picture.contains("Warnings 2"))
    #expect(walk.picture.contains("disk full") && walk.picture.contains("Request-ID 08F7A1BE"))
    walk.press("Esc")
    #expect(walk.picture.contains("! 2 warnings"))
    walk.happen(.openOperationsSettled([]))
    #expect(walk.picture.contains("! 1 warning"))
    // Told again, it is the same warning as before.
    walk.pass(milliseconds: 600_000)
    walk.press("⏎")
    walk.happen(.stopped(refused, try walk.ticket))
    #expect(walk.state.desk.troubles.first?.since == Walk.start.advanced(bySeconds: 1))
  }

  @Test(
    "what this machine finds out by itself is no answer of WeChat Pay's",
    arguments: [
      CouponFailure.Kind.requestNotMade(detail: "dotSegment"), .operationNotRecorded("7F3K"), .readOnly,
    ])
  func ofThisMachine(_ kind: CouponFailure.Kind) throws {
    var walk = try Walk()
    walk.press("⏎")
    walk.happen(.stopped(CouponFailure(kind), try walk.ticket))
    #expect(!walk.picture.contains("api ok"))
  }

  @Test("a list that is stopped keeps what is known of the line, and has its age")
  func stoppedList() throws {
    var walk = try Walk()
    walk.press("⏎")
    let ticket = try walk.ticket
    walk.pass(milliseconds: 41)
    walk.happen(.pageArrived(try .recorded("list-bundle-progressive"), ticket))
    walk.press("Esc")
    #expect(walk.picture.contains("api ok 41 ms"))
    walk.press("r Esc")
    #expect(walk.picture.contains("api ok 41 ms"))
    walk.press("r")
    walk.happen(.stopped(CouponFailure(.listIncomplete(listed: 3, total: 5)), try walk.ticket))
    walk.press("k")
    #expect(walk.picture.contains("as of 14:03"))
  }

  @Test("a look-up that is stopped says nothing of the line, nor does its late answer")
  func stopped() throws {
    var walk = try Walk()
    walk.press("⏎")
    let ticket = try walk.ticket
    walk.press("Esc")
    #expect(walk.picture.contains("not asked yet"))
    walk.happen(.stopped(CouponFailure(.cancelled), ticket))
    #expect(walk.picture.contains("not asked yet"))
  }

  @Test(
    "what this machine refuses by itself is no answer, and nothing is asked any more",
    arguments: [
      .file(path: "key.pem", .passphraseNeeded), .readOnly, .supervisorNeeded, .journalUnusable(detail: "disk full"),
      .tooManyDeactivations(limit: 20, until: Walk.start), .operationOpen("7F3K-2M9Q"),
    ] as [CouponFailure.Kind])
  func refusedHere(_ kind: CouponFailure.Kind) throws {
    var walk = try Walk()
    walk.press("⏎")
    #expect(walk.picture.contains("asking…"))
    walk.happen(.stopped(CouponFailure(kind), try walk.ticket))
    #expect(walk.picture.contains("not asked yet"))
    #expect(!walk.picture.contains("asking…") && !walk.picture.contains("api ok"))
  }
}
