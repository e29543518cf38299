/// A request with its number among all that came, from 1.
struct NumberedRequest: Sendable {
  let number: Int
  let request: Request
  /// How far the sandbox's clock was ahead of the machine's when the request was sent.
  let clockOffset: UnixSeconds
}

/// The gateway as clients meet it: with the faults that were asked for, on a clock that can be moved, and with the
/// truth about it all in two files.
final class ProvingGround {
  /// What becomes of a request.
  enum Course {
    case answer(Answer)
    case delivery(Delivery)
  }

  let gateway: Gateway
  private var plan: FaultPlan
  private let effectsLog: TruthFile
  private let requestsLog: TruthFile
  private var requestCount = 0
  /// Requests that are still under way, with the second at which they arrive.
  private var stragglers: [(due: UnixSeconds, request: NumberedRequest)] = []
  /// How far the sandbox's clock is ahead of the machine's.
  private(set) var clockOffset: UnixSeconds = 0

  private let probesInHundred: Int
  /// Counts up evenly, so that the rate holds and two runs are alike.
  private var probeDebt = 0

  init(
    gateway: Gateway, plan: FaultPlan, probesInHundred: Int = 0, effectsLog: TruthFile, requestsLog: TruthFile
  ) {
    self.probesInHundred = probesInHundred
    self.gateway = gateway
    self.plan = plan
    self.effectsLog = effectsLog
    self.requestsLog = requestsLog
    gateway.effectHappened = { effectsLog.append($0.json) }
  }

  var now: UnixSeconds { currentTime() + clockOffset }

  /// Carries out an operator's order.
  ///
  /// - Returns: `ok`, or `refused` and why.
  func reply(to line: String) -> String {
    do {
      switch OperatorOrder(line) {
      case .act(let act, let code):
        try gateway.carryOut(act, onCode: code, at: now)
        effectsLog.append([
          "at": JSON(chinaTimestamp(now)), "effect": JSON(act.rawValue), "by": "operator", "coupon_codes": [JSON(code)],
        ])
      case .clock(let seconds):
        clockOffset += seconds
        letStragglersArrive()
      case .rotate: try gateway.platformKeys.rotate(at: now)
      case nil: return "refused: use, return, delete or confirm CODE; clock +2h; rotate"
      }
      return "ok \(chinaTimestamp(now))"
    } catch let refusal as Refusal {
      return "refused: \(refusal.message.english) (\(refusal.subCode))"
    } catch {
      return "refused: \(error)"
    }
  }

  var touchesHandshakes: Bool { plan.touchesHandshakes }

  func faultOfNextConnection() -> Fault? { plan.faultOfNextConnection() }

  /// Decides what becomes of a request, and carries it out unless a fault forbids.
  func course(of request: Request) throws -> Course {
    letStragglersArrive()
    requestCount += 1
    let numbered = NumberedRequest(number: requestCount, request: request, clockOffset: clockOffset)
    guard let fault = plan.fault(of: request) ?? probe() else { return .answer(try carryOut(numbered, nil)) }
    if let delivery = Delivery(numbered, fault) {
      note(numbered, fault, nil)
      if fault.kind == .straggler { stragglers.append((now + UnixSeconds(fault.amount), numbered)) }
      return .delivery(delivery)
    }
    let answer = try carryOut(numbered, fault)
    return Delivery(answer, fault).map { .delivery($0) } ?? .answer(answer)
  }

  private func probe() -> Fault? {
    probeDebt += probesInHundred
    if probeDebt < 100 { return nil }
    probeDebt -= 100
    return Fault(.signTest, .head)
  }

  /// Carries a request out that was held back.
  func lateAnswer(to request: NumberedRequest) throws -> Answer { try carryOut(request, nil) }

  private func carryOut(_ numbered: NumberedRequest, _ fault: Fault?) throws -> Answer {
    // Clients live by the machine's clock: a request is as old as the time that passed since it was sent.
    gateway.worldLead = numbered.clockOffset
    let answer = try gateway.answer(
      to: numbered.request, under: fault, at: currentTime() + clockOffset - numbered.clockOffset)
    note(numbered, fault, answer)
    return answer
  }

  private func letStragglersArrive() {
    let arrived = stragglers.filter { $0.due <= now }.sorted { $0.due < $1.due }
    stragglers.removeAll { $0.due <= now }
    // Nobody waits for the answer any more; that it could not be signed troubles nobody either.
    for straggler in arrived { _ = try? carryOut(straggler.request, nil) }
  }

  /// - Parameter answer: nil while the request has not been carried out.
  private func note(_ numbered: NumberedRequest, _ fault: Fault?, _ answer: Answer?) {
    let request = numbered.request
    var line: JSON = [
      "request": JSON(numbered.number), "at": JSON(chinaTimestamp(now)), "method": JSON(request.method),
      "target": JSON(request.target),
      "headers": .array(request.headers.map { [JSON($0.name), JSON($0.value)] }),
    ]
    if let body = String(validating: request.body, as: UTF8.self) {
      line["body"] = JSON(body)
    } else {
      line["body_base64"] = JSON(base64(request.body))
    }
    line["fault"] = fault.map { JSON($0.description) }
    line["status"] = answer.map { JSON($0.status) }
    line["request_id"] = answer?.header("Request-ID").map { JSON($0) }
    requestsLog.append(line)
  }
}
