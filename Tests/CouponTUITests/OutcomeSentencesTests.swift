import Testing

@testable import CouponKit
@testable import CouponTUI

/// What the agent reads in each situation, as whole texts.
@Suite("What became of a deactivation, in words")
struct OutcomeSentencesTests {
  private static let closedAt = Walk.start.advanced(bySeconds: 4)

  private func report(
    _ state: DeactivationReport.State, _ change: (inout DeactivationReport) -> Void = { _ in }
  ) throws -> DeactivationReport {
    var report = try DeactivationReport.ended(state)
    change(&report)
    return report
  }

  private func expect(
    _ report: DeactivationReport, _ en: [String], _ zh: [String], nextCheckAt: Instant? = nil, now: Instant? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (language, lines) in [(Language.en, en), (.zh, zh)] {
      let sentences = OutcomeSentences(report, in: language, now: now, nextCheckAt: nextCheckAt)
      let shown = [sentences.headline, sentences.proof, sentences.customer] + (sentences.alarm.map { [$0] } ?? [])
      #expect(shown.map(\.text) == lines, sourceLocation: sourceLocation)
      #expect(!shown.contains { $0.text.lowercased().contains("fail") || $0.text.contains("失败") })
    }
  }

  @Test("deactivated, proved by a reply or by reading back")
  func confirmed() throws {
    expect(
      try report(.confirmed),
      [
        "✓ DEACTIVATED", "Verified reply from WeChat Pay, 12 Mar 2026 14:03:04.",
        "You can tell the customer: the 2 remaining coupons are deactivated.",
      ], ["✓ 已失效", "微信支付应答已验签，2026-03-12 14:03:04。", "可告知用户：剩余 2 张券已失效。"])
    expect(
      try report(.confirmed) { $0.proof = .readBack },
      [
        "✓ DEACTIVATED", "Proved by reading the coupons back, 12 Mar 2026 14:03:04.",
        "You can tell the customer: the 2 remaining coupons are deactivated.",
      ], ["✓ 已失效", "已回读商品券确认（2026-03-12 14:03:04）。", "可告知用户：剩余 2 张券已失效。"])
  }

  @Test("partly deactivated, with what became of the other coupons")
  func partial() throws {
    let codes = try (0..<5).map { try CouponCode("code-\($0)") }
    let ends: [CouponState?] = [.deactivated, .used, .deactivated, .deleted, nil]
    let partial = try report(.confirmed) { report in
      report.isPartial = true
      report.changes = ends.enumerated().map { place, after in
        .init(position: place, code: codes[place], before: .effective, after: after)
      }
      report.changes[1].usedAt = Walk.start.advanced(bySeconds: -300)
    }
    expect(
      partial,
      [
        "✓ DEACTIVATED, 2 of 5 coupons",
        "Verified reply from WeChat Pay, 12 Mar 2026 14:03:04. Coupon 2 was used at 13:58, coupon 4 was deleted by the customer, "
          + "coupon 5 is not listed any more.",
        "Tell the customer which coupons are deactivated, and promise nothing of those not listed.",
      ],
      [
        "✓ 部分失效（5 张中的 2 张）",
        "微信支付应答已验签，2026-03-12 14:03:04。第 2 张已于 13:58 核销，第 4 张已被用户删除，第 5 张已不在列表中。",
        "可告知用户哪些券已失效；请勿就未列出的券作任何承诺。",
      ])
  }

  private func already(_ hand: Attribution.Hand, tag: String? = nil) throws -> DeactivationReport {
    try report(.already) { report in
      report.attribution = Attribution(
        hand: hand, time: Walk.start.advanced(bySeconds: -720), tag: tag.flatMap { OperationTag($0) },
        requestNumber: "CK1_x", reason: nil)
      ending(.deactivated, &report)
    }
  }

  @Test("already deactivated, by a colleague who is named")
  func alreadyByAgent() throws {
    expect(
      try already(.agent(name: "wang.li", host: "box-2"), tag: "CK-9Q2M4T"),
      [
        "✓ ALREADY DEACTIVATED", "Already deactivated by wang.li on box-2 at 13:51 (CK-9Q2M4T). You changed nothing.",
        "You can tell the customer: the coupons were deactivated before.",
      ],
      ["✓ 此前已失效", "已由 wang.li（box-2）于 13:51 执行失效 (CK-9Q2M4T)。您未作任何变更。", "可告知用户：商品券此前已失效。"])
  }

  @Test("already deactivated, on another machine or outside this tool")
  func alreadyElsewhere() throws {
    expect(
      try already(.thisProgram),
      [
        "✓ ALREADY DEACTIVATED",
        "Already deactivated with this program at 13:51; this machine's record does not show it. You changed nothing.",
        "You can tell the customer: the coupons were deactivated before.",
      ], ["✓ 此前已失效", "已以本程序于 13:51 执行失效，本机记录中没有此笔。您未作任何变更。", "可告知用户：商品券此前已失效。"])
    expect(
      try already(.outside),
      [
        "✓ ALREADY DEACTIVATED", "Already deactivated outside this tool at 13:51. You changed nothing.",
        "You can tell the customer: the coupons were deactivated before.",
      ], ["✓ 此前已失效", "已于 13:51 在其他渠道失效。您未作任何变更。", "可告知用户：商品券此前已失效。"])
  }

  private func ending(_ state: CouponState?, _ report: inout DeactivationReport) {
    report.changes = report.changes.map { .init(position: $0.position, code: $0.code, before: $0.before, after: state) }
  }

  @Test("none of the coupons is listed any more")
  func gone() throws {
    expect(
      try report(.already) { ending(nil, &$0) },
      [
        "✓ NOTHING LIVE IS LISTED any more",
        "WeChat Pay lists none of the coupons any more. Whether this request did it cannot be told.",
        "You can tell the customer: no live coupon is listed any more.",
      ], ["✓ 列表中已无有效的券", "微信支付已不再列出这些券，无法判断是否由本次请求所致。", "可告知用户：列表中已无有效的券。"])
  }

  @Test("WeChat Pay took the request, and shows another number")
  func takenUnderAnother() throws {
    var taken = Operation.Attempt(
      number: 1, startedAt: Moment(wall: Walk.start, bootMilliseconds: 0, bootID: "b"), outcome: .settled)
    taken.answer = Operation.Attempt.Answer(
      failure: nil, httpStatus: 200, code: nil, requestID: nil, signature: .proved)
    var report = try already(.outside)
    report.attemptHistory = [taken]
    expect(
      report,
      [
        "✓ DEACTIVATED",
        "WeChat Pay took the request and shows the coupons deactivated, but not with its number and reason. "
          + "Whether this request did it cannot be told.",
        "You can tell the customer: the coupons are deactivated.",
      ], ["✓ 已失效", "微信支付已受理请求，商品券显示已失效，但单号或原因与本次不符，无法判断是否由本次请求所致。", "可告知用户：商品券已失效。"])
  }

  @Test("others had deactivated some, and the rest ended otherwise")
  func alreadyInPart() throws {
    var report = try already(.outside)
    let codes = try (0..<2).map { try CouponCode("code-\($0)") }
    report.changes = [
      .init(position: 0, code: codes[0], before: .effective, after: .used),
      .init(position: 1, code: codes[1], before: .effective, after: .deactivated),
    ]
    report.isPartial = true
    expect(
      report,
      [
        "✓ ALREADY DEACTIVATED, 1 of 2 coupons",
        "Already deactivated outside this tool at 13:51. You changed nothing. Coupon 1 was used.",
        "You can tell the customer which coupons are deactivated, and which are not.",
      ],
      [
        "✓ 此前已部分失效（2 张中的 1 张）", "已于 13:51 在其他渠道失效。您未作任何变更。第 1 张已于此前核销。", "可告知用户哪些券已失效、哪些没有。",
      ])
  }

  @Test("what was reviewed had been used, and a round that came since is deactivated")
  func deactivatedSince() throws {
    let codes = try (0..<2).map { try CouponCode("code-\($0)") }
    let report = try report(.confirmed) { report in
      report.isPartial = true
      report.changes = [
        .init(position: 0, code: codes[0], before: .effective, after: .used),
        .init(position: 1, code: codes[1], before: nil, after: .deactivated),
      ]
    }
    expect(
      report,
      [
        "✓ DEACTIVATED, 1 of 2 coupons", "Verified reply from WeChat Pay, 12 Mar 2026 14:03:04. Coupon 1 was used.",
        "You can tell the customer which coupons are deactivated, and which are not.",
      ],
      ["✓ 部分失效（2 张中的 1 张）", "微信支付应答已验签，2026-03-12 14:03:04。第 1 张已于此前核销。", "可告知用户哪些券已失效、哪些没有。"])
  }

  @Test("nothing that is listed was left, and rounds are not listed")
  func unlistedRounds() throws {
    let report = try report(.already) { report in
      ending(.used, &report)
      report.unlistedRounds = 2
    }
    expect(
      report,
      [
        "✓ NOTHING LISTED WAS LEFT to deactivate",
        "No coupon that is listed was live any more: used, expired or deleted. "
          + "Whether this request reached what is not listed cannot be told.",
        "Promise nothing of the 2 rounds that are not listed.",
      ], ["✓ 已列出的券均不可再失效", "已列出的券均已核销、过期或删除。无法判断本次请求是否影响了未列出的券。", "请勿就未列出的 2 轮作任何承诺。"])
  }

  @Test("what nobody has seen the end of is promised to nobody, whatever else is certain")
  func notSeen() throws {
    let promise = "Promise nothing of the coupons that are not listed any more."
    for state in [DeactivationReport.State.rejected, .notApplied] {
      let report = try report(state) { ending(nil, &$0) }
      #expect(OutcomeSentences(report, in: .en).customer.text == promise)
    }
    var other = try already(.outside)
    let codes = try (0..<2).map { try CouponCode("code-\($0)") }
    other.changes = [
      .init(position: 0, code: codes[0], before: .used, after: .deactivated),
      .init(position: 1, code: codes[1], before: .effective, after: nil),
    ]
    #expect(OutcomeSentences(other, in: .en).customer.text == promise)
  }

  @Test("a list has room for all of an outcome, whichever it is", arguments: Language.allCases)
  func brief(_ language: Language) throws {
    var reports = try DeactivationReport.State.allCases.map { try report($0) }
    reports += try [already(.outside), already(.agent(name: "a name that is much too long", host: "box"))]
    for place in reports.indices {
      for change in 0..<4 {
        var report = reports[place]
        if change == 1 { report.isPartial = true }
        if change == 2 { report.isUnderWay = true }
        if change == 3 { report.alarm = .contradiction }
        reports.append(report)
      }
    }
    var gone = try report(.already)
    ending(nil, &gone)
    for report in reports + [gone] {
      let brief = OutcomeSentences(report, in: language).brief
      #expect(brief.columns <= 21, "\(brief)")
      #expect(brief.text.first == OutcomeSentences(report, in: language).headline.text.first)
    }
  }

  @Test("no time is promised that has passed, and that nothing can arrive is said when the wait is over and no earlier")
  func stillUnknown() throws {
    let late = try report(.unknown).certainBy.map { $0.advanced(bySeconds: 60) }
    let next = late?.advanced(bySeconds: 60)
    let customer = ("Do not promise the customer anything.", "请勿向用户作任何承诺。")
    for (isOver, isRead, en, zh) in [
      (false, true, "There is no trustworthy answer yet.", "尚无可信的应答。"),
      (true, false, "No request can still arrive; its coupons have to be read.", "不会再有请求送达，须读取商品券才能确定。"),
      (
        true, true, "No request can still arrive; what WeChat Pay lists has not settled it yet.",
        "不会再有请求送达，微信支付列出的内容尚不足以判定。"
      ),
    ] {
      expect(
        try report(.unknown) { ($0.isWaitOver, $0.readAt) = (isOver, isRead ? Walk.start : nil) },
        ["? UNKNOWN: deactivated or not", en + " Next check 14:15.", customer.0],
        ["? 结果未明：可能已失效", zh + "下次核对 14:15。", customer.1], nextCheckAt: next, now: late)
    }
  }

  @Test("nothing was left to deactivate")
  func nothingLeft() throws {
    expect(
      try report(.already) { ending(.used, &$0) },
      [
        "✓ NOTHING WAS LEFT to deactivate",
        "No coupon was live any more: used, expired or deleted. You changed nothing.",
        "You can tell the customer: no coupon can be used any more.",
      ], ["✓ 已无可失效的券", "所有券均已核销、过期或删除。您未作任何变更。", "可告知用户：没有仍可使用的券。"])
  }

  @Test("refused, in WeChat Pay's own words and with its number")
  func rejected() throws {
    let refusal = CouponFailure(
      .requestRefused(message: "参数错误"),
      references: .init(httpStatus: 400, code: "PARAM_ERROR", requestID: "08F7-268578704", isProved: true))
    expect(
      try .ended(.rejected, lastFailure: refusal),
      [
        "✗ NOT DEACTIVATED: WeChat Pay refused", "Refused by WeChat Pay: 参数错误 (268578704). Nothing was changed.",
        "You can tell the customer: nothing was changed.",
      ], ["✗ 未失效：微信支付拒绝", "微信支付拒绝：参数错误（268578704）。未作任何变更。", "可告知用户：未作任何变更。"])
  }

  @Test("not deactivated, and why that is certain")
  func notApplied() throws {
    expect(
      try report(.notApplied) { $0.proof = .readBack },
      [
        "✗ NOT DEACTIVATED", "Certain: no request can still arrive.", "You can tell the customer: nothing was changed.",
      ], ["✗ 未失效", "可以确定：不会再有请求送达。", "可告知用户：未作任何变更。"])
    expect(
      try report(.notApplied) { $0.proof = .neverSent },
      [
        "✗ NOT DEACTIVATED", "Certain: nothing ever left this machine.",
        "You can tell the customer: nothing was changed.",
      ], ["✗ 未失效", "可以确定：请求从未发出。", "可告知用户：未作任何变更。"])
  }

  @Test("unknown, with the next look and the time by which it is certain")
  func unknown() throws {
    expect(
      try report(.unknown),
      [
        "? UNKNOWN: deactivated or not", "Next check 14:05, certain by 14:13.", "Do not promise the customer anything.",
      ], ["? 结果未明：可能已失效", "下次核对 14:05，最迟 14:13 可确定。", "请勿向用户作任何承诺。"], nextCheckAt: Walk.start.advanced(bySeconds: 120))
  }

  @Test("another agent is at it: who, where, and for how long")
  func underWay() throws {
    let held = try report(.sending) { report in
      report.isUnderWay = true
      report.host = "box-1"
    }
    expect(
      held,
      [
        "… wang.li is deactivating this (box-1, 12 s)", "There is no trustworthy answer yet.",
        "Do not promise the customer anything.",
      ], ["… 操作中：wang.li 正在执行失效（box-1，12 秒）", "尚无可信的应答。", "请勿向用户作任何承诺。"],
      now: Walk.start.advanced(bySeconds: 12))
  }

  @Test("done at WeChat Pay, and this box cannot record it")
  func unrecorded() throws {
    let lost = try report(.sending) { report in
      report.unrecorded = .confirmed
      report.lastFailure = CouponFailure(.journalUnusable(detail: "disk full"))
    }
    expect(
      lost,
      [
        "! NOT RECORDED: deactivated at WeChat Pay",
        "Deactivated at WeChat Pay, but this box cannot record it (disk full). Deactivation is locked. Call your administrator.",
        "Do not promise the customer anything.",
      ],
      ["! 未能记录：券在微信支付已失效", "券在微信支付已失效，但本机无法记录（disk full）。失效操作已锁定，请联系管理员。", "请勿向用户作任何承诺。"])
  }

  @Test("what somebody has to be called for")
  func alarms() throws {
    expect(
      try report(.confirmed) { $0.alarm = .liveCouponsLeft },
      [
        "✓ DEACTIVATED", "Verified reply from WeChat Pay, 12 Mar 2026 14:03:04.",
        "You can tell the customer which coupons are deactivated, and which are not.",
        "Some coupons are live all the same. Call your administrator.",
      ],
      ["✓ 已失效", "微信支付应答已验签，2026-03-12 14:03:04。", "可告知用户哪些券已失效、哪些没有。", "仍有券可用，请联系管理员。"])
    expect(
      try report(.unknown) { $0.alarm = .unknownState },
      [
        "? UNKNOWN: deactivated or not", "There is no trustworthy answer yet. Certain by 14:13.",
        "Do not promise the customer anything.",
        "A coupon is in a state that this version does not know. Call your administrator.",
      ], ["? 结果未明：可能已失效", "尚无可信的应答。最迟 14:13 可确定。", "请勿向用户作任何承诺。", "有券处于本版本不认识的状态，请联系管理员。"])
    expect(
      try report(.notApplied) { $0.alarm = .contradiction },
      [
        "! IT IS DEACTIVATED", "The coupons carry the number of this deactivation.",
        "Do not promise the customer anything.",
        "This was reported as not deactivated, but WeChat Pay's record shows that it was. Call your administrator.",
      ], ["! 实际已失效", "商品券载有此笔失效的单号。", "请勿向用户作任何承诺。", "此笔曾告知为未失效，而微信支付的记录显示已失效，请联系管理员。"])
  }

  @Test(
    "what stops a deactivation before anything is sent",
    arguments: [
      (
        CouponFailure(.answerNotProved(.badSignature), change: .unknown, references: .init(event: 4711)),
        "A reply could not be authenticated and was ignored. Security event 4711 recorded. "
          + "The coupons may or may not be deactivated. Press r to check, promise nothing yet, and pass on the reference.",
        "应答验签失败，已忽略。已记录安全事件 4711。商品券可能已失效，也可能未失效。请按 r 核对，暂勿向用户作承诺，并将下方信息转给管理员。"
      ),
      (
        CouponFailure(
          .changedSinceReview([CouponDifference(position: 1, before: .effective, after: .used)])),
        "Changed since you looked: coupon 2 EFFECTIVE → USED. Nothing was changed. Please review.",
        "状态已变化：第 2 张 已生效 → 已核销。未作任何变更。请重新核对。"
      ),
      (
        CouponFailure(.journalUnusable(detail: "disk full")),
        "Read-only: the record cannot be written (disk full). Nothing was changed. Look-ups work. Call your administrator.",
        "只读模式：失效记录无法写入（disk full）。未作任何变更。仍可查询。请联系管理员。"
      ),
      (
        CouponFailure(.clockOff(seconds: 83)),
        "This box's clock is 83 s behind WeChat Pay's. Deactivation is locked. Nothing was changed. "
          + "Ask your administrator to set this machine's clock.",
        "本机时钟比微信支付慢 83 秒，失效操作已锁定。未作任何变更。请管理员校准本机时钟。"
      ),
      (
        CouponFailure(.tooManyDeactivations(limit: 20, until: Walk.start)),
        "You have begun 20 deactivations within an hour, which is the limit; the next one at 14:03. Nothing was changed. "
          + "Pass the case to a colleague, or wait.",
        "您一小时内已发起 20 笔失效，达到上限；14:03 后可继续。未作任何变更。请转给同事，或稍后再试。"
      ),
      (
        CouponFailure(.supervisorNeeded),
        "Only a supervisor may do this, or send again a deactivation that is another agent's or over 15 minutes old. "
          + "Nothing was changed. Pass the case to a supervisor.",
        "此操作仅限主管；重新提交他人的或超过 15 分钟的失效，亦仅限主管。未作任何变更。请转给主管。"
      ),
    ])
  func refusals(_ failure: CouponFailure, _ en: String, _ zh: String) {
    #expect(FailureSentences(failure, in: .en).text.text == en)
    #expect(FailureSentences(failure, in: .zh).text.text == zh)
  }
}

extension CouponFailure.References {
  fileprivate init(event: Int64) {
    self.init()
    securityEvent = event
  }
}
