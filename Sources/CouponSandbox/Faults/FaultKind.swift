/// Where in an exchange a fault strikes.
enum FaultPhase: String, CaseIterable, Sendable {
  /// Before TLS stands.
  case handshake
  /// The request has come, nothing has been done.
  case request
  /// What was asked for has been done; status and headers of the reply.
  case head
  /// The body of the reply.
  case body
}

/// A way in which a network or a payment platform misbehaves.
///
/// The raw value is the name in a script; after one that ends in `-`, and after `clock`, a number follows directly.
enum FaultKind: String, CaseIterable, Sendable {
  // The network.
  case close, reset, stall, late, slow, cut, refuse
  case plaintext
  case tlsAlert = "tls-alert"
  case expiredCertificate = "cert-expired"
  case earlyCertificate = "cert-not-yet-valid"
  case wrongNameCertificate = "cert-wrong-name"
  case unknownAuthority = "cert-unknown-authority"
  case selfSignedCertificate = "cert-self-signed"
  // What is done, and how often.
  case straggler, duplicate, redirect
  case http = "http-"
  case applied = "applied-"
  case retryAfter = "retry-after"
  case partialEffect = "partial-effect"
  case laggingList = "lagging-list"
  case clock
  // The proof.
  case unsigned = "unsigned-"
  case badSignature = "bad-signature"
  case signTest = "signtest"
  case falseProbe = "false-probe"
  case forgedSuccess = "forged-success"
  case staleTimestamp = "stale-timestamp"
  case replayedNonce = "replayed-nonce"
  case foreignReply = "foreign-reply"
  case unknownKey = "unknown-key"
  case missingHeader = "missing-header"
  case doubledHeader = "doubled-header"
  case changedBody = "changed-body"
  // The shape of the reply.
  case manyHeaders = "many-headers"
  case hugeHeader = "huge-header"
  case html = "html-"
  case gzipBomb = "gzip-bomb"
  case endlessChunks = "endless-chunks"
  case emptyBody = "empty-body"
  case halfJSON = "half-json"
  case deepJSON = "deep-json"
  case duplicateKeys = "duplicate-keys"
  case hugeJSON = "huge-json"
  case notUTF8 = "not-utf8"
  // What a proved reply says.
  case unknownState = "unknown-state"
  case missingPage = "missing-page"
  case wrongTotal = "wrong-total"
}

extension FaultKind {
  /// What a script's reader has to know of a kind.
  struct Entry: Sendable {
    let phases: [FaultPhase]
    /// What the number after the name means, and the number when none is given.
    var amount: (meaning: String, fallback: Int)?
    let summary: String

    init(_ phases: [FaultPhase], _ summary: String, amount: (String, Int)? = nil) {
      self.phases = phases
      self.summary = summary
      self.amount = amount.map { (meaning: $0.0, fallback: $0.1) }
    }
  }

  var entry: Entry {
    switch self {
    case .close: Entry([.handshake, .request, .head, .body], "the connection is closed")
    case .reset: Entry([.handshake, .request, .head, .body], "the connection is reset (RST)")
    case .stall:
      Entry(
        [.handshake, .request, .head, .body], "silence after some bytes of the phase; the connection stays open",
        amount: ("bytes", 0))
    case .late:
      Entry(
        [.handshake, .request, .head, .body], "goes on later by the sandbox's clock, also when the client has left",
        amount: ("milliseconds", 1000))
    case .slow: Entry([.handshake, .head, .body], "a byte at a time", amount: ("milliseconds a byte", 20))
    case .cut: Entry([.handshake, .head, .body], "closed after some bytes of the phase", amount: ("bytes", 10))
    case .refuse: Entry([.handshake], "nobody listens for a while", amount: ("milliseconds", 1000))
    case .redirect:
      Entry(
        [.request], "not carried out: sends the client elsewhere, and would see what it takes along",
        amount: ("status", 307))
    case .plaintext: Entry([.handshake], "an answer without TLS")
    case .tlsAlert: Entry([.handshake], "TLS is refused with an alert")
    case .expiredCertificate: Entry([.handshake], "the certificate has expired")
    case .earlyCertificate: Entry([.handshake], "the certificate is not valid yet")
    case .wrongNameCertificate: Entry([.handshake], "the certificate is another host's")
    case .unknownAuthority: Entry([.handshake], "the certificate's authority is not the one that was given out")
    case .selfSignedCertificate: Entry([.handshake], "the certificate is signed by itself")
    case .straggler:
      Entry([.request], "closed unanswered, carried out later by the sandbox's clock", amount: ("seconds", 60))
    case .duplicate: Entry([.request], "the request arrives twice; the second answer is sent")
    case .http: Entry([.request], "not carried out; answered with a status", amount: ("status", 500))
    case .applied: Entry([.head], "carried out, and answered with a status all the same", amount: ("status", 500))
    case .retryAfter: Entry([.request], "not carried out: 429 with Retry-After", amount: ("seconds", 1))
    case .partialEffect: Entry([.request], "only the first live coupon of a bundle is deactivated")
    case .laggingList: Entry([.request], "shows what was true some time ago", amount: ("seconds", 60))
    case .clock: Entry([.request], "WeChat Pay's clock is off", amount: ("seconds, signed", 600))
    case .unsigned:
      Entry([.head], "no proof: the true answer (200), or a refusal with that status", amount: ("status", 200))
    case .badSignature: Entry([.head], "a signature by another key")
    case .signTest: Entry([.head], "a probe: the signature begins WECHATPAY/SIGNTEST/")
    case .falseProbe: Entry([.request], "not carried out: a probe which says that all is deactivated")
    case .forgedSuccess: Entry([.request], "not carried out: says that all is deactivated, signed by another key")
    case .staleTimestamp:
      Entry([.head], "well signed, with an old timestamp, or an early one", amount: ("seconds, signed", 900))
    case .replayedNonce: Entry([.head], "well signed, with the nonce of the answer before")
    case .foreignReply: Entry([.head], "a genuine answer, to another request")
    case .unknownKey: Entry([.head], "well signed, under a key's name that nobody knows")
    case .missingHeader: Entry([.head], "one of the headers of the proof is missing")
    case .doubledHeader: Entry([.head], "one of the headers of the proof stands twice")
    case .changedBody: Entry([.body], "a byte of the body was changed after signing")
    case .manyHeaders: Entry([.head], "that many headers", amount: ("headers", 10_000))
    case .hugeHeader: Entry([.head], "a header of that length", amount: ("bytes", 1 << 20))
    case .html: Entry([.body], "a page of HTML with that status, as a proxy sends", amount: ("status", 502))
    case .gzipBomb: Entry([.body], "a small compressed body that inflates to a huge one", amount: ("MiB", 256))
    case .endlessChunks: Entry([.body], "a chunked body without an end")
    case .emptyBody: Entry([.body], "well signed and empty")
    case .halfJSON: Entry([.body], "well signed, cut in the middle")
    case .deepJSON: Entry([.body], "well signed, nested deep", amount: ("levels", 100_000))
    case .duplicateKeys: Entry([.body], "well signed, each key of the answer twice")
    case .hugeJSON: Entry([.body], "well signed and very long", amount: ("MiB", 32))
    case .notUTF8: Entry([.body], "well signed, with a byte that is not UTF-8")
    case .unknownState: Entry([.body], "proved: the coupons are in a state that does not exist yet")
    case .missingPage: Entry([.body], "proved: a list ends after its first page")
    case .wrongTotal: Entry([.body], "proved: a list says that there are more than it has", amount: ("more", 1))
    }
  }

  /// Whether the number may be negative.
  var isSigned: Bool { self == .clock || self == .staleTimestamp }

  /// The name with a number, as a script has it: `late:1000`, `http-500`, `clock+600`.
  func text(_ amount: Int) -> String {
    guard entry.amount != nil else { return rawValue }
    switch self {
    case .http, .applied, .unsigned, .html: return rawValue + String(amount)
    case .clock: return rawValue + (amount < 0 ? "" : "+") + String(amount)
    default: return rawValue + ":" + String(amount)
    }
  }
}
