/// A request as its bytes came, nothing decoded: a signature covers exactly this.
struct Request: Sendable {
  let method: String
  /// Path and query as sent, percent-encoding untouched.
  let target: String
  /// In their order, as sent; names compare without regard to case.
  let headers: [(name: String, value: String)]
  let body: [UInt8]

  /// The value of a header that stands exactly once; nil when it is absent or repeated.
  func header(_ name: String) -> String? {
    let wanted = name.lowercased()
    let values = headers.filter { $0.name.lowercased() == wanted }
    return values.count == 1 ? values[0].value : nil
  }

  /// The language in which the caller wants to read messages.
  var language: AnswerLanguage { AnswerLanguage(acceptLanguage: header("Accept-Language")) }
}

extension Request {
  /// The body as a JSON object.
  func jsonObject() throws(Refusal) -> Members {
    guard header("Content-Type")?.lowercased().hasPrefix("application/json") == true else { throw .wrongContentType }
    let parsed: JSON
    do throws(JSONProblem) { parsed = try JSON(parsing: body) } catch {
      throw Fields.wrong("", nil, "不是合法的JSON", in: .body, subCode: .malformed)
    }
    try Fields.refuseFourByteCharacters(in: parsed.bytes)
    guard case .object(let members) = parsed else { throw Fields.wrong("", nil, "应为JSON对象", in: .body) }
    return members
  }
}

/// An answer, ready to be put on the wire.
struct Answer: Sendable {
  var status: Int
  var headers: [(name: String, value: String)]
  var body: [UInt8]

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// Replaces the header's value; nil removes it.
  mutating func setHeader(_ name: String, _ value: String?) {
    headers.removeAll { $0.name == name }
    if let value { headers.append((name, value)) }
  }
}
