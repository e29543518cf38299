/// How a call leaves and how its answer comes in.
extension CouponGateway {
  /// Signs one request with a fresh nonce.
  func signed(
    _ method: SignedRequest.Method, _ target: String, body: [UInt8], at moment: Instant
  ) throws(CouponFailure) -> SignedRequest {
    let seconds = moment.secondsSince1970
    guard let nonce = RequestSigner.freshNonce(),
      let authorization = account.signer.authorization(
        method.rawValue, target, timestamp: String(seconds), nonce: nonce, body: body)
    else { throw CouponFailure(.requestNotMade(detail: "OpenSSL cannot sign with this key")) }
    var headers = [
      Header("Authorization", authorization), Header("Accept", "application/json"),
      Header("Accept-Language", language), Header("User-Agent", Version.userAgent),
    ]
    if let answerKeyID = account.answerKeyID { headers.append(Header("Wechatpay-Serial", answerKeyID)) }
    if method == .post { headers.append(Header("Content-Type", "application/json")) }
    return SignedRequest(
      method: method, target: target, headers: headers, body: body, timestamp: seconds, nonce: nonce)
  }

  /// Reads, which may be repeated freely; ``ReadRoute`` says when, and where.
  func read(_ target: String) async throws(CouponFailure) -> ProvedAnswer {
    var route = ReadRoute(account.hosts, first: account.hostMemory.first(at: clock.millisecondsSinceBoot()))
    while true {
      do throws(CouponFailure) {
        let request = try signed(.get, target, body: [], at: clock.now())
        let answer = try await exchange(request, at: route.host)
        remember(route)
        return answer
      } catch {
        if let status = error.references.httpStatus, status < 500 { remember(route) }
        guard let pause = route.goOn(after: error) else { throw error }
        await clock.wait(pause)
        if Task.isCancelled { throw CouponFailure(.cancelled) }
      }
    }
  }

  private func remember(_ route: ReadRoute) {
    account.hostMemory.answered(route.turn, insteadOf: route.left, at: clock.millisecondsSinceBoot())
  }

  /// Sends one request once and proves its answer.
  ///
  /// - Throws: ``CouponFailure``. For a write its change is `unknown` unless no byte left or the refusal is proved.
  func exchange(
    _ request: SignedRequest, at host: GatewayHost
  ) async throws(CouponFailure) -> ProvedAnswer {
    let isWrite = request.method == .post
    let answer: RawAnswer
    do { answer = try await transport.send(request, to: host) } catch {
      throw Self.failure(error, host: host, isWrite: isWrite)
    }
    let now = clock.now()
    var references = CouponFailure.References(httpStatus: answer.status, requestID: answer.header("Request-ID"))
    switch account.verifier.authenticity(of: answer, now: now) {
    case .unprovedSuccess(let problem):
      await note(problem, of: request, host, &references)
      throw CouponFailure(.answerNotProved(problem), change: isWrite ? .unknown : .none, references: references)
    case .proved:
      references.isProved = true
      references.signature = .proved
      try requireClock(now: now, references: references)
    case .unprovedError(let problem): await note(problem, of: request, host, &references)
    case .unsignedError:
      references.signature = .absent
      // Gateways answer 401, 429 and 5xx without a signature; any other word on a write is somebody else's.
      if isWrite, (400...499).contains(answer.status), ![401, 429].contains(answer.status) {
        await note(.missingHeader("Wechatpay-Signature"), of: request, host, &references)
      }
    }
    if answer.status == 200 { return ProvedAnswer(body: answer.body, references: references) }

    let error = ErrorAnswer(answer)
    references.code = error.code
    references.detail = error.detail
    // A proved refusal says that nothing was done. Anything less is hearsay about a write.
    let isProvedRefusal = references.isProved && (400...428).contains(answer.status)
    let change: CouponFailure.Change = isWrite && !isProvedRefusal ? .unknown : .none
    if answer.status == 401, let offset = ErrorAnswer.clockOffset(answer, now: now), offset.magnitude > 240 {
      throw CouponFailure(.clockOff(seconds: offset), change: change, references: references)
    }
    throw CouponFailure(error.kind, change: change, references: references)
  }

  /// Has it recorded that an answer could not be authenticated.
  func note(
    _ problem: AnswerProblem, of request: SignedRequest, _ host: GatewayHost,
    _ references: inout CouponFailure.References
  ) async {
    let signature = AnswerSignature(problem)
    references.signature = signature
    references.securityEvent = await onUnproved?(
      UnprovedAnswer(
        method: request.method, host: host, httpStatus: references.httpStatus, signature: signature,
        problem: problem.name, requestID: references.requestID, operationID: operationID))
  }

  private func requireClock(now: Instant, references: CouponFailure.References) throws(CouponFailure) {
    guard let clockDifference, let behind = account.verifier.memory.secondsBehind else { return }
    if behind.magnitude * 1000 > clockDifference {
      throw CouponFailure(.clockOff(seconds: behind), references: references)
    }
  }

  private static func failure(_ failure: TransportFailure, host: GatewayHost, isWrite: Bool) -> CouponFailure {
    let change: CouponFailure.Change = isWrite && failure.mayHaveLeft ? .unknown : .none
    let kind: CouponFailure.Kind =
      switch failure.kind {
      case .cannotConnect: .cannotConnect(host: host.url, detail: failure.detail)
      case .notStarted: .requestNotMade(detail: failure.detail)
      case .serverNotTrusted: .serverNotTrusted(host: host.url, detail: failure.detail)
      case .noAnswer: .noAnswer(detail: failure.detail)
      case .tooLarge: .answerTooLarge(detail: failure.detail)
      case .cancelled: .cancelled
      }
    return CouponFailure(kind, change: change, references: .init(transportCode: failure.code))
  }
}

/// The body of a success that is proved to come from WeChat Pay, and what to quote when it is asked for.
struct ProvedAnswer: Sendable {
  let body: [UInt8]
  let references: CouponFailure.References

  /// The body as a value.
  func decoded<Value>(_ read: ([UInt8]) throws(WireProblem) -> Value) throws(CouponFailure) -> Value {
    do { return try read(body) } catch {
      throw CouponFailure(.answerNotUnderstood(detail: error.description), references: references)
    }
  }
}
