import Foundation
import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("The history")
struct HistoryTests {
  /// Five deactivations of three agents, newest first, one of them open.
  private func reports() throws -> [DeactivationReport] {
    func report(
      _ state: DeactivationReport.State, _ id: String, _ product: String, _ agent: String, daysAgo: Int64
    ) throws -> DeactivationReport {
      let like = try DeactivationReport.ended(state)
      let created = like.createdAt.advanced(bySeconds: -86_400 * daysAgo)
      return DeactivationReport(
        operationID: id, target: like.target, productName: product, reason: like.reason,
        requestNumber: like.requestNumber, state: state, changes: like.changes, attempts: 1, createdAt: created,
        closedAt: state.isClosed ? created.advanced(bySeconds: 4) : nil, requestID: like.requestID,
        certainBy: like.certainBy, agent: agent,
        receipt: state.isClosed ? Receipt(eventHash: Array(repeating: UInt8(daysAgo), count: 32)) : nil,
        attemptHistory: attempts(at: created))
    }
    return [
      try report(.confirmed, "op-1", "松果奶茶三次月卡", "wang.li", daysAgo: 0),
      try report(.rejected, "op-2", "早安拿铁三次卡", "chen.jie", daysAgo: 1),
      try report(.unknown, "op-3", "会员臻选手冲四次卡", "wang.li", daysAgo: 2),
      try report(.confirmed, "op-4", "早安拿铁三次卡", "wang.li", daysAgo: 12),
      try report(.notApplied, "op-5", "冬日热饮三杯卡", "zhao.min", daysAgo: 50),
    ]
  }

  private func attempts(at time: Instant) -> [CouponKit.Operation.Attempt] {
    func attempt(
      _ number: Int, _ outcome: CouponKit.Operation.Attempt.Outcome?, _ answer: CouponKit.Operation.Attempt.Answer?
    )
      -> CouponKit.Operation.Attempt
    {
      let moment = Moment(
        wall: time.advanced(bySeconds: Int64(number) * 7), bootMilliseconds: 0, bootID: "boot")
      return CouponKit.Operation.Attempt(number: number, startedAt: moment, outcome: outcome, answer: answer)
    }
    return [
      attempt(1, .unanswered, .init(failure: "no_answer", httpStatus: nil, code: nil, requestID: nil)),
      attempt(
        2, .settled,
        .init(failure: nil, httpStatus: 200, code: nil, requestID: "08F7A1BE0610B8F5C7A206188CD0F3A80120F0B9012806")),
    ]
  }

  private func reading(_ frame: Frame? = nil, role: Profile.Role = .deactivate) throws -> Walk {
    var walk =
      if let frame { try Walk(frame.size, frame.language, role: role) } else { try Walk(role: role) }
    walk.press("Esc H")
    walk.happen(.historyArrived(try reports(), try walk.ticket))
    _ = walk.taken()
    return walk
  }

  private func history(_ walk: Walk) throws -> HistoryScreen {
    guard case .history(let screen)? = walk.screen else { throw Walk.Lost() }
    return screen
  }

  private func listed(_ walk: Walk) throws -> [String] { try history(walk).listed.map(\.operationID) }

  @Test(
    "as the agent sees it: the list, a filter, an entry with its requests, and the name of a file", arguments: Frame.all
  )
  func screens(_ frame: Frame) throws {
    var walk = try reading(frame)
    try expectScreen(walk, "history-list")
    walk.press("f f d")
    try expectScreen(walk, "history-filtered")
    walk.press("d d d f f j ⏎ G")
    try expectScreen(walk, "history-entry")
    walk.press("Esc e")
    try expectScreen(walk, "history-export")
  }

  @Test("open ones stand on top, whatever the order, with what happens next and when")
  func openFirst() throws {
    var walk = try reading()
    #expect(try listed(walk) == ["op-3", "op-1", "op-2", "op-4", "op-5"])
    #expect(walk.picture.contains("c checks now; certain by 14:13"))
    walk.press("s")
    #expect(try listed(walk) == ["op-3", "op-5", "op-2", "op-4", "op-1"])
    walk.press("s")
    #expect(try listed(walk) == ["op-3", "op-2", "op-1", "op-4", "op-5"])
    walk.press("s")
    #expect(try listed(walk) == ["op-3", "op-1", "op-2", "op-4", "op-5"])
    walk.pass(milliseconds: 700_000)
    #expect(walk.picture.contains("c checks what became of it."))
    #expect(try reading(role: .readOnly).picture.contains("An agent who may deactivate has to check it."))
  }

  @Test("f, d and a narrow it by state, day and agent, together")
  func filters() throws {
    var walk = try reading()
    walk.press("f")
    #expect(try listed(walk) == ["op-3"])
    walk.press("f")
    #expect(try listed(walk) == ["op-1", "op-4"])
    walk.press("f")
    #expect(try listed(walk) == ["op-2", "op-5"])
    walk.press("f d")
    #expect(try listed(walk) == ["op-1"])
    walk.press("d")
    #expect(try listed(walk) == ["op-3", "op-1", "op-2"])
    walk.press("a")
    #expect(try listed(walk) == ["op-2"])
    walk.press("a")
    #expect(try listed(walk) == ["op-3", "op-1"])
    #expect(walk.picture.contains("History 2/5, open 1 · 7 days · wang.li"))
    walk.press("a d")
    #expect(try listed(walk).isEmpty)
    #expect(walk.picture.contains("Nothing matches; f, a or d changes the filter."))
  }

  @Test("an entry stays selected while filter and order change, and a search finds it by its receipt")
  func selection() throws {
    var walk = try reading()
    walk.press("j j s")
    #expect(try history(walk).selected?.operationID == "op-2")
    let receipt = try #require(try reports()[3].receipt?.text)
    walk.press("/")
    walk.type(receipt.lowercased())
    walk.press("⏎")
    #expect(try history(walk).selected?.operationID == "op-4")
  }

  @Test("c asks WeChat Pay at once, and the list shows what came of it")
  func check() throws {
    var walk = try reading()
    walk.press("c")
    guard case .check("op-3", let ticket)? = walk.taken().last else { throw Walk.Lost() }
    var report = try reports()[2]
    report.state = .confirmed
    walk.happen(.deactivationEnded(report, ticket))
    #expect(walk.picture.contains("✓ DEACTIVATED"))
    walk.pass(milliseconds: 1000)
    walk.press("Esc")
    #expect(try history(walk).reports[2].state == .confirmed)
    walk.press("j")
    walk.press("c")
    #expect(walk.picture.contains("It is settled"))
    #expect(walk.taken() == [.takeNote(operationIDs: ["op-3"])], "of what came of the first, and nothing is asked")
  }

  @Test("S sends nothing before the phrase is typed")
  func sendAgain() throws {
    var walk = try reading()
    walk.press("S")
    #expect(walk.taken().allSatisfy { if case .sendAgain = $0 { false } else { true } })
    #expect(walk.picture.contains("Deactivate · "))
  }

  // MARK: Export

  @Test("what is listed goes to a new file, under a name that is asked for, and the screen says where")
  func export() throws {
    var walk = try reading()
    walk.press("f f e")
    #expect(walk.picture.contains("~/coupon-history-2026-03-12.csv"))
    walk.press("^U")
    walk.happen(.pasted("/tmp/list.txt"))
    walk.press("⏎")
    #expect(walk.picture.contains("The name has to end in .csv or .jsonl."))
    for _ in 0..<4 { walk.happen(.keyPressed(.backspace)) }
    walk.type(".jsonl")
    walk.press("⏎")
    guard case .export(let document, "/tmp/list.jsonl", let ticket)? = walk.taken().last else { throw Walk.Lost() }
    #expect(document.reports.map(\.operationID) == ["op-1", "op-4"])
    #expect(document.format == .jsonLines)
    walk.happen(.exportWritten(path: "/tmp/list.jsonl", ticket))
    #expect(walk.picture.contains("2 deactivations written to /tmp/list.jsonl, masked, for your account alone."))
  }

  @Test("Escape writes nothing, and a file that is there already is named and left alone")
  func noExport() throws {
    var walk = try reading()
    walk.press("e Esc")
    #expect(walk.taken().isEmpty)
    walk.press("e ⏎")
    let failure = CouponFailure(.file(path: "/home/wang/list.csv", .alreadyThere))
    walk.happen(.stopped(failure, try walk.ticket))
    #expect(walk.picture.contains("/home/wang/list.csv is there already and was left as it is."))
  }

  @Test("in the file customers are masked, codes shortened, and the two formats say the same")
  func documents() throws {
    let reports = try reports()
    let lines = String(decoding: HistoryDocument(reports, as: .jsonLines).bytes, as: UTF8.self).split(separator: "\n")
    let csv = String(decoding: HistoryDocument(reports, as: .csv).bytes, as: UTF8.self)
    let rows = csv.split(separator: "\r\n", omittingEmptySubsequences: true).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(lines.count == 5 && rows.count == 6)
    for (index, line) in lines.enumerated() {
      let document = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      for (name, cell) in zip(rows[0], rows[index + 1]) where document[String(name)] is String {
        // The reason holds a comma, and so is the rest of its row.
        if name != "reason" { #expect(document[String(name)] as? String == String(cell)) }
      }
      #expect(document["customer"] as? String == "oh-3…Anp4")
      #expect(document["reason"] as? String == "Customer asked for a refund, ticket 4711")
    }
    #expect(!csv.contains(Walk.customer))
    #expect(HistoryDocument(reports, as: .csv).file.starts(with: [0xEF, 0xBB, 0xBF]))
  }

  @Test("a reason that a spreadsheet would take for a formula is no formula, and quotes are doubled")
  func formulas() throws {
    let like = try reports()[0]
    for (reason, cell) in [
      ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("say \"no\", please", "\"say \"\"no\"\", please\""),
    ] {
      let report = DeactivationReport(
        operationID: "op", target: like.target, productName: "", reason: try DeactivateReason(reason),
        requestNumber: like.requestNumber, state: .confirmed, createdAt: like.createdAt, agent: "wang.li")
      let text = String(decoding: HistoryDocument([report], as: .csv).bytes, as: UTF8.self)
      #expect(text.hasSuffix(",\(cell)\r\n"))
    }
  }

  @Test("the file is new, for its owner alone, and never written over")
  func file() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "list.csv").path
    #expect(try ExportFile.write(Array("once".utf8), to: path) == path)
    #expect(throws: CouponFailure(.file(path: path, .alreadyThere))) {
      try ExportFile.write(Array("twice".utf8), to: path)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "once")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let nowhere = folder.appending(path: "nowhere/list.csv").path
    #expect(throws: CouponFailure(.file(path: nowhere, .unwritable))) { try ExportFile.write([], to: nowhere) }
  }

  @Test("what became of each request is said in words")
  func verdicts() throws {
    let verdicts = attempts(at: Walk.start).map { AttemptSentences($0, provedBy: .verifiedReply, in: .en) }
    #expect(verdicts.map(\.number) == ["1", "2"])
    #expect(verdicts[0].facts == "14:03:07")
    #expect(verdicts[0].requestID == nil)
    #expect(verdicts[0].verdict == "no trustworthy answer: it may have arrived")
    #expect(verdicts[1].facts == "14:03:14  HTTP 200")
    #expect(verdicts[1].requestID == "08F7A1BE0610B8F5C7A206188CD0F3A80120F0B9012806")
    #expect(verdicts[1].verdict == "carried out, proved by the reply")
  }
}
