/// A request with its number among all that came, from 1.
struct NumberedRequest: Sendable {
  let number: Int
  let request: Request
  /// What strikes it, in any phase.
  let fault: Fault?
  /// How far the sandbox's clock was ahead of the machine's when the request was sent.
  let lead: UnixSeconds
}

/// The gateway as clients meet it: with the faults that were asked for, on a clock that can be moved, and with the
/// truth about it all in files.
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
  private let connectionsLog: TruthFile
  private var requestCount = 0
  let clock: VirtualClock

  private var probesInHundred: Int
  /// Counts up evenly, so that the rate holds and two runs are alike.
  private var probeDebt = 0
  private var isNextProbeTrue = false
  private var probed: (target: String, body: [UInt8])?

  init(
    gateway: Gateway, clock: VirtualClock, plan: FaultPlan, probesInHundred: Int = 0, effectsLog: TruthFile,
    requestsLog: TruthFile, connectionsLog: TruthFile
  ) {
    self.probesInHundred = probesInHundred
    self.gateway = gateway
    self.clock = clock
    self.plan = plan
    self.effectsLog = effectsLog
    self.requestsLog = requestsLog
    self.connectionsLog = connectionsLog
    gateway.effectHappened = { effectsLog.append($0.json) }
  }

  private var now: UnixSeconds { clock.now }

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
      case .clock(let seconds): clock.move(by: seconds)
      case .rotate: try gateway.platformKeys.rotate(at: now)
      case .calm:
        plan = FaultPlan()
        probesInHundred = 0
      case nil: return "refused: \(OperatorOrder.forms)"
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

  /// Hears of a connection whose handshake is struck. One that is refused is heard of before it comes.
  func handshakeStruck(by fault: Fault) {
    connectionsLog.append(["at": JSON(chinaTimestamp(now)), "fault": JSON(fault.description)])
  }

  /// Decides what becomes of a request, and carries it out unless a fault forbids.
  func course(of request: Request) throws -> Course {
    requestCount += 1
    let fault = plan.fault(of: request) ?? probe(of: request)
    let numbered = NumberedRequest(number: requestCount, request: request, fault: fault, lead: clock.lead)
    guard let fault else { return .answer(try carryOut(numbered)) }
    if let delivery = Delivery(numbered, fault) {
      note(numbered, nil)
      if fault.kind == .straggler {
        // Nobody waits for the answer any more; that it could not be signed troubles nobody either.
        clock.after(milliseconds: fault.amount * 1000) { [unowned self] in _ = try? carryOut(numbered) }
      }
      return .delivery(delivery)
    }
    let answer = try carryOut(numbered, under: fault)
    return Delivery(answer, fault).map { .delivery($0) } ?? .answer(answer)
  }

  /// Of two probes one says that something was done which was not: who believes it is found out by the truth files.
  /// What is sent again after a probe gets no other one.
  private func probe(of request: Request) -> Fault? {
    probeDebt = min(100, probeDebt + probesInHundred)
    let wasProbed = probed?.target == request.target && probed?.body == request.body
    probed = nil
    if probeDebt < 100 || wasProbed { return nil }
    probeDebt = 0
    probed = (request.target, request.body)
    isNextProbeTrue.toggle()
    return isNextProbeTrue ? Fault(.falseProbe, .request) : Fault(.signTest, .head)
  }

  /// Carries a request out that was held back.
  func lateAnswer(to request: NumberedRequest) throws -> Answer { try carryOut(request) }

  /// - Parameter fault: what goes wrong in the deed or in what is said of it; a delay is over by now.
  private func carryOut(_ numbered: NumberedRequest, under fault: Fault? = nil) throws -> Answer {
    // Clients live by the machine's clock: a request is as old as the time that passed since it was sent.
    gateway.worldLead = numbered.lead
    let answer = try gateway.answer(to: numbered.request, under: fault, at: now - numbered.lead)
    note(numbered, answer)
    return answer
  }

  /// - Parameter answer: nil while the request has not been carried out.
  private func note(_ numbered: NumberedRequest, _ answer: Answer?) {
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
    line["fault"] = numbered.fault.map { JSON($0.description) }
    line["status"] = answer.map { JSON($0.status) }
    line["request_id"] = answer?.header("Request-ID").map { JSON($0) }
    requestsLog.append(line)
  }
}
