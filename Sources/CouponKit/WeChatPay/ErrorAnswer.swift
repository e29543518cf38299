/// An answer that is not 200, as facts: `{code, message, detail}` and the number at the end of `Request-ID`.
///
/// Source: pages on status and error codes, read 2026-11-23. Status and number decide; the message is for people.
struct ErrorAnswer: Sendable, Equatable {
  let status: Int
  let code: String?
  let message: String
  let requestID: String?
  /// The digits after the last `-` of `Request-ID`, more exact than the code; a hint, never the only branch.
  let subcode: Int?
  let retryAfterSeconds: Int?

  init(_ answer: RawAnswer) {
    status = answer.status
    requestID = answer.header("Request-ID")
    subcode = requestID.flatMap { $0.split(separator: "-").last }.flatMap { Int($0) }
    retryAfterSeconds = answer.header("Retry-After").flatMap { Int($0) }.map { min(max($0, 0), 3600) }
    // A gateway on the way may answer in HTML: then the status says all there is to know.
    let envelope = (try? JSONReader.read(answer.body))?.root
    code = envelope?["code"]?.string
    message = envelope?["message"]?.string ?? ""
  }

  /// Seconds by which the clock that signed the request is behind (+) or ahead (−), from the `Date` of a 401.
  static func clockOffset(_ answer: RawAnswer, now: Instant) -> Int64? {
    answer.header("Date").flatMap(Instant.init(httpDate:))?.seconds(since: now)
  }

  var kind: CouponFailure.Kind {
    switch subcode {
    case 268_578_526, 268_578_532: return .openIDUnknown(message: message)
    case 268_578_704: return .appIDRefused(message: message)
    case 268_578_927: return .requestNumberUsed(message: message)
    case 268_578_367, 268_578_776, 272_756_790, 272_756_769, 272_756_745, 272_756_746:
      return .stateRefused(message: message)
    case 268_578_608, 268_578_851: return .notFound(message: message)
    default: break
    }
    switch status {
    case 401: return .callerRefused(message: message)
    case 403: return .notPermitted(message: message)
    case 404: return .notFound(message: message)
    case 429: return .tooManyRequests(retryAfterSeconds: retryAfterSeconds)
    // 202 is "accepted, not finished"; no other status below 400 is part of the API.
    case ..<400, 500...: return .serverTrouble(message: message)
    default: return .requestRefused(message: message)
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
