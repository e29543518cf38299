import CouponKit

/// One request of a deactivation: when it left, what came back, and what that means.
struct AttemptSentences: Equatable {
  let number: SafeText
  /// `14:03:07  HTTP 200  signature holds  41 ms`
  let facts: SafeText
  let verdict: SafeText
  /// What WeChat Pay's support asks for; nil where no answer came.
  let requestID: SafeText?

  /// - Parameter proof: what settled the operation.
  init(_ attempt: Operation.Attempt, provedBy proof: DeactivationReport.Proof?, in language: Language) {
    let answer = attempt.answer
    let facts = [
      Formats(language: language).clockWithSeconds(attempt.startedAt.wall),
      answer?.httpStatus.map { "HTTP \($0)" }, answer?.code, answer?.signature.map { $0.word(language) },
      answer?.securityEvent.map { Phrase("event \($0)", "事件 \($0)")(language) },
      answer?.transportCode.map { "curl \($0)" }, answer?.milliseconds.map { "\($0) ms" },
    ]
    number = SafeText("\(attempt.number)")
    requestID = answer?.requestID.map { SafeText($0) }
    self.facts = SafeText(facts.compactMap { $0 }.joined(separator: "  "))
    verdict = SafeText(Self.verdict(attempt, proof)(language))
  }

  private static func verdict(_ attempt: Operation.Attempt, _ proof: DeactivationReport.Proof?) -> Phrase {
    switch attempt.outcome {
    // The record had to be salvaged.
    case nil where attempt.startedAt.bootID.isEmpty:
      Phrase("stands for requests that the damaged record may have lost", "代表受损记录中可能遗失的请求")
    case nil: Phrase("no end of it is known: it counts as sent", "结局不明，按已发出处理")
    case .neverLeft?: Phrase("never left this machine", "从未离开本机")
    case .unanswered?: Phrase("no trustworthy answer: it may have arrived", "没有可信应答，可能已送达")
    case .settled? where attempt.answer?.failure != nil: Phrase("refused, proved by the reply", "被拒绝，应答已验签")
    case .settled? where proof == .verifiedReply: Phrase("carried out, proved by the reply", "已执行，应答已验签")
    case .settled?: Phrase("taken, proved by the reply; the coupons decide", "已受理，应答已验签；以商品券状态为准")
    }
  }
}

extension AnswerSignature {
  /// What the answer was worth.
  var word: Phrase {
    switch self {
    case .proved: Phrase("signature holds", "验签通过")
    case .bad: Phrase("signature does not hold", "验签未通过")
    case .absent: Phrase("not signed", "未签名")
    case .stale: Phrase("signed at another time", "签名过期")
    case .replayed: Phrase("seen before", "重放的应答")
    case .misbound: Phrase("answers another request", "属于另一请求")
    }
  }
}
