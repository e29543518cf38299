/// How a reply leaves when it does not leave whole and at once. The connection is spent afterwards.
struct Delivery: Sendable {
  enum Step: Sendable {
    case write([UInt8])
    case drip([UInt8], millisecondsEach: Int)
    case pause(milliseconds: Int)
    /// Only now is the request carried out and its answer written.
    case carryOut(NumberedRequest)
    /// Written again and again, for as long as the client takes it.
    case flood([UInt8])
  }

  enum Ending: Sendable { case close, reset, silence }

  var steps: [Step] = []
  var ending = Ending.close

  /// A request that is not carried out, or not yet; nil when the fault strikes later.
  init?(_ request: NumberedRequest, _ fault: Fault) {
    guard fault.phase == .request else { return nil }
    switch fault.kind {
    case .close, .straggler: ending = .close
    case .reset: ending = .reset
    case .stall: ending = .silence
    case .late: steps = [.pause(milliseconds: fault.amount), .carryOut(request)]
    default: return nil
    }
  }

  /// The faulty way of an answer; nil when it goes its usual way.
  init?(_ answer: Answer, _ fault: Fault) {
    let head = answer.headBytes
    let (before, struck) = fault.phase == .head ? ([], head) : (head, answer.body)
    let after = fault.phase == .head ? answer.body : []
    steps = before.isEmpty ? [] : [.write(before)]
    switch fault.kind {
    case .close: ending = .close
    case .reset: ending = .reset
    case .stall:
      steps += [.write(Array(struck.prefix(fault.amount)))]
      ending = .silence
    case .late: steps += [.pause(milliseconds: fault.amount), .write(struck + after)]
    case .slow: steps += [.drip(struck, millisecondsEach: fault.amount), .write(after)]
    case .cut: steps += [.write(Array(struck.prefix(fault.amount)))]
    case .endlessChunks:
      let chunk = Array("1000\r\n".utf8) + [UInt8](repeating: 0x20, count: 0x1000) + Array("\r\n".utf8)
      steps = [.write(answer.chunkedHeadBytes), .flood(chunk)]
    default: return nil
    }
  }
}

extension Answer {
  /// Status line and headers for a connection that ends with this answer.
  var headBytes: [UInt8] { bytes(of: headers + [("Content-Length", String(body.count)), ("Connection", "close")]) }

  var chunkedHeadBytes: [UInt8] { bytes(of: headers + [("Transfer-Encoding", "chunked"), ("Connection", "close")]) }

  private func bytes(of headers: [(name: String, value: String)]) -> [UInt8] {
    Array("HTTP/1.1 \(status) \r\n".utf8) + headers.flatMap { Array("\($0.name): \($0.value)\r\n".utf8) }
      + Array("\r\n".utf8)
  }
}
