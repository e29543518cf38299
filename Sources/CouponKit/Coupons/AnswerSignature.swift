/// What the signature of an answer was worth, as the journal spells it.
public enum AnswerSignature: String, Sendable, CaseIterable {
  case proved = "OK"
  /// There was one, and it does not prove the answer.
  case bad = "BAD"
  case absent = "NONE"
  /// Signed too long ago, or in the future.
  case stale = "STALE"
  /// Genuine, and seen before.
  case replayed = "REPLAY"
  /// Genuine, and to another request.
  case misbound = "MISBOUND"

  init(_ problem: AnswerProblem) {
    self =
      switch problem {
      case .missingHeader: .absent
      case .stale: .stale
      case .replayed: .replayed
      case .misbound: .misbound
      case .malformedHeader, .unsupportedSignatureType, .unknownSerial, .expiredCertificate, .badSignature,
        .signatureProbe:
        .bad
      }
  }
}
