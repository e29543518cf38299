/// An answer that is not 200, as facts: `{code, message, detail}` and the number at the end of `Request-ID`.
///
/// Source: pages on status and error codes, read 2026-11-23. Status and code decide. The number stands in a header that no
/// signature covers, so it only says more exactly what they leave open. The message is for people.
struct ErrorAnswer: Sendable, Equatable {
  let status: Int
  let code: String?
  let message: String
  /// Which part of the request is named, and what is said of it; nothing of the values in it.
  let detail: String?
  let requestID: String?
  /// The digits after the last `-` of `Request-ID`, more exact than the code; a hint, never the only branch.
  let subcode: Int?
  let retryAfterSeconds: Int?

  init(_ answer: RawAnswer) {
    status = answer.status
    requestID = answer.header("Request-ID")
    subcode = requestID.flatMap(Self.subcode)
    retryAfterSeconds = answer.header("Retry-After").flatMap { Int($0) }.map { min(max($0, 0), 3600) }
    // A gateway on the way may answer in HTML: then the status says all there is to know.
    let envelope = (try? JSONReader.read(answer.body))?.root
    code = envelope?["code"]?.string
    message = envelope?["message"]?.string ?? ""
    detail = envelope?["detail"].flatMap { Self.detail($0) }
  }

  /// `field: issue`. For a refused signature, `sign_information` holds the very text that WeChat Pay built to verify it,
  /// OpenID and body in it; of that only the length is told, which shows whether it saw the request as it left.
  private static func detail(_ detail: JSONView) -> String? {
    // It is nested once more for a refused signature.
    let issue = detail["issue"]?.string ?? detail["detail"]?["issue"]?.string
    var parts = [detail["field"]?.string, issue].compactMap { $0 }
    if let length = detail["sign_information"]?["sign_message_length"]?.integer {
      parts.append("sign_message_length \(length)")
    }
    return parts.isEmpty ? nil : String(parts.joined(separator: ": ").prefix(200))
  }

  /// The number at the end of a `Request-ID`.
  fileprivate static func subcode(of requestID: String) -> Int? {
    requestID.split(separator: "-").last.flatMap { Int($0) }
  }

  /// Seconds by which the clock that signed the request is behind (+) or ahead (−), from the `Date` of a 401.
  static func clockOffset(_ answer: RawAnswer, now: Instant) -> Int64? {
    answer.header("Date").flatMap(Instant.init(httpDate:))?.seconds(since: now)
  }

  var kind: CouponFailure.Kind {
    switch (status, code) {
    case (401, _): .callerRefused(message: message)
    case (403, _): .notPermitted(message: message)
    case (404, _): .notFound(message: message)
    case (429, _): .tooManyRequests(retryAfterSeconds: retryAfterSeconds)
    // 202 is "accepted, not finished"; no other status below 400 is part of the API.
    case (..<400, _), (500..., _): .serverTrouble(message: message)
    case (_, "ALREADY_EXISTS"): .requestNumberUsed(message: message)
    default: kindOfNumber ?? .requestRefused(message: message)
    }
  }

  /// What the number says of a request that was refused without saying more.
  private var kindOfNumber: CouponFailure.Kind? {
    switch subcode {
    case 268_578_526, 268_578_532: .openIDUnknown(message: message)
    case 268_578_704: .appIDRefused(message: message)
    case 268_578_927: .requestNumberUsed(message: message)
    case 268_578_608, 268_578_851: .notFound(message: message)
    case 268_578_367: .stateRefused(message: message)
    default: requestID.flatMap(CouponFailure.StateHint.init).map { .stateRefused(message: message, $0) }
    }
  }
}

extension CouponFailure.StateHint {
  /// - Parameter requestID: `Request-ID` of the refusal; nil when its number says nothing of a state.
  init?(requestID: String) {
    switch ErrorAnswer.subcode(of: requestID) {
    case 268_578_776, 272_756_790: self = .expired
    case 272_756_769: self = .deletedByCustomer
    case 272_756_745: self = .redeemed
    case 272_756_746: self = .lockedByOrder
    default: return nil
    }
  }
}

extension Instant {
  /// An HTTP date of the form `Thu, 01 Jan 2026 00:10:00 GMT`.
  init?(httpDate: String) {
    let words = httpDate.split(separator: " ")
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard words.count == 6, words[5] == "GMT", words[1].utf8.count == 2, words[3].utf8.count == 4,
      let month = months.firstIndex(of: String(words[2]))
    else { return nil }
    let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
    self.init(rfc3339: "\(words[3])-\(number)-\(words[1])T\(words[4])Z")
  }
}
