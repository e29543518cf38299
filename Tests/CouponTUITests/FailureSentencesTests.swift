import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("A failure, for someone on the phone")
struct FailureSentencesTests {
  /// One of every kind.
  private static let kinds: [CouponFailure.Kind] =
    [
      .input(InputProblem(field: .openID, rule: .empty)),
      .input(InputProblem(field: .reason, rule: .tooLong(count: 151, limit: 150))),
      .input(InputProblem(field: .bundleID, rule: .character("+", position: 6))),
      .setting(file: "config.toml", keyPath: "profiles.shop.appid", .missing),
      .setting(file: "config.toml", keyPath: "profiles.shop.apid", .unknownKey),
      .setting(file: "config.toml", keyPath: "profiles.shop.appid", .wrongType(expected: "string")),
      .setting(file: "config.toml", keyPath: "profiles.shop.role", .notAllowed(allowed: "read-only | deactivate")),
      .cannotConnect(host: "api.mch.weixin.qq.com", detail: "refused"),
      .serverNotTrusted(host: "api.mch.weixin.qq.com", detail: "self-signed"),
      .noAnswer(detail: "timed out"), .listIncomplete(listed: 20, total: 21),
      .answerNotUnderstood(detail: "/coupon_state"),
      .clockOff(seconds: 83), .clockOff(seconds: -600), .callerRefused(message: "签名错误"), .notPermitted(message: "无权限"),
      .notFound(message: "不存在"), .bundleNotHeld, .openIDUnknown(message: "m"), .appIDRefused(message: "m"),
      .answerTooLarge(detail: "curl 23"), .requestNotMade(detail: "OpenSSL"), .operationNotRecorded("7F3K"),
      .requestNumberUsed(message: "m"), .requestRefused(message: "m"), .tooManyRequests(retryAfterSeconds: nil),
      .tooManyRequests(retryAfterSeconds: 30), .serverTrouble(message: "m"), .journalUnusable(detail: "disk full"),
      .readOnly,
      .supervisorNeeded, .tooManyDeactivations(limit: 20, until: Walk.start),
      .operationOpen("7F3K"), .changedSinceReview([]),
      .changedSinceReview([CouponDifference(position: 1, before: .effective, after: .used)]),
      .nothingToDeactivate(unlistedRounds: 0),
      .nothingToDeactivate(unlistedRounds: 2),
      .cancelled,
    ] + CouponFailure.StateHint.allCases.map { .stateRefused(message: "m", $0) } + problems.map { .answerNotProved($0) }
    + files.map { .file(path: "key.pem", $0) }

  private static let problems: [AnswerProblem] = [
    .missingHeader("Wechatpay-Nonce"), .malformedHeader("Wechatpay-Timestamp"), .unsupportedSignatureType("SM2"),
    .stale(seconds: 900), .unknownSerial("PUB_KEY_ID_1"), .expiredCertificate("2BAD"), .badSignature, .signatureProbe,
    .replayed, .misbound,
  ]

  private static let files: [FileProblem] =
    [
      .missing, .unreadable, .empty, .notARegularFile, .openToOthers(mode: 0o644),
      .folderOpenToOthers(mode: 0o775), .ownedByAnother(userID: 1001),
      .tooLarge(limit: 65536),
      .unwritable, .rsaTooShort(bits: 1024), .passphraseNeeded, .passphraseWrong, .merchantCertificateInstead,
      .expired(Instant(secondsSince1970: 1_700_000_000)), .notTOML(line: 3, detail: "="),
      .notTOML(line: nil, detail: "="),
    ] + FileContent.allCases.map { .wrongKind(expected: .rsaPrivateKey, found: $0) }
    + FileContent.allCases.map { .damaged($0) }

  @Test(
    "every kind says what happened, what is true and what to do, in both languages", arguments: kinds, Language.allCases
  )
  func everyKind(_ kind: CouponFailure.Kind, _ language: Language) {
    for change in [CouponFailure.Change.none, .unknown] {
      let sentences = FailureSentences(CouponFailure(kind, change: change), in: language)
      for sentence in [sentences.happened, sentences.holds, sentences.next] {
        #expect(sentence.text.hasSuffix(language == .en ? "." : "。"))
        #expect(sentence.columns <= 120)
        for word in ["failed", "error", "invalid", "unexpected", "失败", "错误", "无效的"] {
          #expect(!sentence.text.lowercased().contains(word))
        }
      }
      #expect(
        sentences.holds.text.contains(
          change == .none
            ? (language == .en ? "Nothing was changed" : "未作任何变更") : (language == .en ? "may or may not" : "可能")))
    }
  }

  @Test("after an unknown outcome the advice is to check, never to try again", arguments: kinds)
  func unknownMeansCheck(_ kind: CouponFailure.Kind) {
    let next = FailureSentences(CouponFailure(kind, change: .unknown), in: .en).next.text.lowercased()
    #expect(next.contains("check") || next.contains("promise nothing"))
    #expect(!next.contains("again"))
  }

  @Test("the whole text, as the agent reads it")
  func wholeText() throws {
    let unreachable = CouponFailure(.cannotConnect(host: "127.0.0.1", detail: "refused"))
    #expect(
      FailureSentences(unreachable, in: .en).text
        == "WeChat Pay (127.0.0.1) cannot be reached. Nothing was changed. Check the network, then try again."
    )
    #expect(FailureSentences(unreachable, in: .zh).text == "无法连接微信支付（127.0.0.1）。未作任何变更。请检查网络，然后重试。")
    let silent = CouponFailure(
      .noAnswer(detail: "timed out"), change: .unknown,
      references: .init(httpStatus: 504, code: "SYSTEM_ERROR", requestID: "08F7", requestNumber: .training))
    let sentences = FailureSentences(silent, in: .en)
    #expect(
      sentences.text
        == "WeChat Pay did not answer. The coupons may or may not be deactivated. Press r to check before you promise anything."
    )
    #expect(
      sentences.reference
        == "HTTP 504 · SYSTEM_ERROR · Request-ID 08F7 · request number CK1_4q8zr0v6m2x1t9k3c7h5j8n0pw_00 · timed out · not signed"
    )
  }

  @Test("what the other side writes can not disturb the screen")
  func hostileMessage() {
    let failure = CouponFailure(.requestRefused(message: "\u{1B}[2J\u{202E}"))
    #expect(FailureSentences(failure, in: .en).reference == "⟨U+001B⟩[2J⟨U+202E⟩")
  }

  @Test("deactivated, not deactivated and unknown are told apart by words", arguments: Language.allCases)
  func outcomes(_ language: Language) throws {
    let headlines = try DeactivationReport.State.allCases.map { state in
      OutcomeSentences(try .ended(state), in: language).headline.text
    }
    // Intent and sending are the same to the agent.
    #expect(Set(headlines).count == 6)
  }
}
