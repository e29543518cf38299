import Testing

@testable import CouponKit

/// Stands where the network would, and knows what has to happen: it fails the test on a call that is not next in its
/// script, and on a turn of the script that nobody took.
actor ScriptedTransport: Transport {
  /// What comes back.
  enum Answer: Sendable {
    /// Signed by WeChat Pay's test key.
    case proved(Int, String)
    case unsigned(Int, String)
    /// Signed headers of another body.
    case forged(Int, String)
    case nothing(TransportFailure)
  }

  struct Turn: Sendable {
    let method: SignedRequest.Method
    let answer: Answer
    /// How far WeChat Pay's clock is ahead of this machine's.
    var secondsAhead: Int64 = 0
    /// Of its signature; `nil` for one that no other answer has.
    var nonce: String?
    /// Happens after the request has left and before its answer comes.
    let meanwhile: @Sendable () async -> Void

    init(
      method: SignedRequest.Method, answer: Answer, nonce: String? = nil,
      meanwhile: @escaping @Sendable () async -> Void = {}
    ) {
      self.nonce = nonce
      self.method = method
      self.answer = answer
      self.meanwhile = meanwhile
    }
  }

  private var script: [Turn] = []
  private(set) var requests: [SignedRequest] = []
  /// Where each of them went.
  private(set) var hosts: [GatewayHost] = []
  private let clock: TestClock

  init(clock: TestClock) { self.clock = clock }

  func expect(_ turns: Turn...) { script += turns }

  /// The requests that would deactivate something.
  var posts: [SignedRequest] { requests.filter { $0.method == .post } }

  func send(_ request: SignedRequest, to host: GatewayHost) async throws(TransportFailure) -> RawAnswer {
    guard let turn = script.first, turn.method == request.method else {
      Issue.record("\(request.method.rawValue) \(request.target) is not in the script")
      throw TransportFailure(.cannotConnect, mayHaveLeft: false, detail: "")
    }
    script.removeFirst()
    requests.append(request)
    hosts.append(host)
    await turn.meanwhile()
    switch turn.answer {
    case .proved(let status, let body): return answer(turn, status, body, signing: body)
    case .forged(let status, let body): return answer(turn, status, body, signing: body + " ")
    case .unsigned(let status, let body): return RawAnswer(status: status, headers: [], body: Array(body.utf8))
    case .nothing(let failure): throw failure
    }
  }

  func requireEnd(_ location: SourceLocation = #_sourceLocation) {
    #expect(script.isEmpty, "\(script.count) turns of the script were not taken", sourceLocation: location)
  }

  private func answer(_ turn: Turn, _ status: Int, _ body: String, signing signed: String) -> RawAnswer {
    let timestamp = String(clock.now.secondsSince1970 + turn.secondsAhead)
    let nonce = turn.nonce ?? "nonce\(requests.count)"
    let message = Array("\(timestamp)\n\(nonce)\n\(signed)\n".utf8)
    let signature = (try? Self.key.get())?.sign(message).map { Base64.encode($0) } ?? ""
    return RawAnswer(
      status: status,
      headers: [
        Header("Wechatpay-Timestamp", timestamp), Header("Wechatpay-Nonce", nonce),
        Header("Wechatpay-Signature", signature), Header("Wechatpay-Serial", Vectors.wechatPaySerial),
        Header("Request-ID", "request-\(requests.count)-\(Self.subcode(in: body))"),
      ], body: Array(body.utf8))
  }

  private static let key = Result { try KeyFile.privateKey(Vectors.bytes("keys/wechatpay-public.key.pem")) }

  /// The error bodies of the tests hold the number that WeChat Pay writes at the end of `Request-ID`.
  private static func subcode(in body: String) -> String {
    body.contains("\"code\"") ? body.filter(\.isNumber) : "0"
  }
}

extension Vectors {
  static let wechatPaySerial = "PUB_KEY_ID_0119000000010026010100000000000001"
}
