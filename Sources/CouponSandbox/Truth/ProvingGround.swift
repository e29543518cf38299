/// A request with its number among all that came, from 1.
struct NumberedRequest: Sendable {
  let number: Int
  let request: Request
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
  private let requestsLog: TruthFile
  private var requestCount = 0
  /// Requests that are still under way, with the second at which they arrive.
  private var stragglers: [(due: UnixSeconds, request: NumberedRequest)] = []
  /// How far the sandbox's clock is ahead of the machine's.
  private(set) var clockOffset: UnixSeconds = 0

  init(gateway: Gateway, plan: FaultPlan, effectsLog: TruthFile, requestsLog: TruthFile) {
    self.gateway = gateway
    self.plan = plan
    self.requestsLog = requestsLog
    gateway.effectHappened = { effectsLog.append($0.json) }
  }

  var now: UnixSeconds { currentTime() + clockOffset }

  /// Moves the sandbox's clock; what is due by then arrives.
  func advanceClock(by seconds: UnixSeconds) {
    clockOffset += seconds
    letStragglersArrive()
  }

  var touchesHandshakes: Bool { plan.touchesHandshakes }

  func faultOfNextConnection() -> Fault? { plan.faultOfNextConnection() }

  /// Decides what becomes of a request, and carries it out unless a fault forbids.
  func course(of request: Request) throws -> Course {
    letStragglersArrive()
    requestCount += 1
    let numbered = NumberedRequest(number: requestCount, request: request)
    guard let fault = plan.fault(of: request) else { return .answer(try carryOut(numbered, nil)) }
    if let delivery = Delivery(numbered, fault) {
      note(numbered, fault, nil)
      if fault.kind == .straggler { stragglers.append((now + UnixSeconds(fault.amount), numbered)) }
      return .delivery(delivery)
    }
    let answer = try carryOut(numbered, fault)
    return Delivery(answer, fault).map { .delivery($0) } ?? .answer(answer)
  }

  /// Carries a request out that was held back.
  func lateAnswer(to request: NumberedRequest) throws -> Answer { try carryOut(request, nil) }

  private func carryOut(_ numbered: NumberedRequest, _ fault: Fault?) throws -> Answer {
    let answer = try gateway.answer(to: numbered.request, under: fault, at: now)
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
