/// An answer that could not be authenticated and was ignored: what the journal keeps of it. Nothing of its body.
struct UnprovedAnswer: Sendable, Equatable {
  let method: SignedRequest.Method
  let host: GatewayHost
  let httpStatus: Int?
  let signature: AnswerSignature
  /// One word: which examination it did not pass.
  let problem: String
  let requestID: String?
  /// The operation whose request, or whose read-back, it came to.
  let operationID: String?
}

extension AnswerProblem {
  /// One word for the journal; it stays the same between versions.
  var name: String {
    switch self {
    case .missingHeader: "missing_header"
    case .malformedHeader: "malformed_header"
    case .unsupportedSignatureType: "unsupported_signature_type"
    case .stale: "stale_timestamp"
    case .unknownSerial: "unknown_serial"
    case .expiredCertificate: "expired_certificate"
    case .badSignature: "bad_signature"
    case .signatureProbe: "signature_probe"
    case .replayed: "replayed_nonce"
    case .misbound: "other_request"
    }
  }
}
