/// What the journal tells beside the states of operations.
extension JournalStore {
  /// Tells that an answer could not be authenticated and was ignored.
  ///
  /// - Returns: the number of the event.
  func note(_ answer: UnprovedAnswer, at moment: Instant) throws(JournalProblem) -> Int64 {
    var members: [JSONValue.Member] = [
      JSONValue.Member("agent_uid", .number(String(facts.agentID))),
      JSONValue.Member("host", .string(SafeText(answer.host.url).text)),
    ]
    if let status = answer.httpStatus { members.append(JSONValue.Member("http", .number(String(status)))) }
    members.append(JSONValue.Member("method", .string(answer.method.rawValue)))
    if let id = answer.operationID { members.append(JSONValue.Member("op_id", .string(id))) }
    members.append(JSONValue.Member("problem", .string(answer.problem)))
    if let id = answer.requestID { members.append(JSONValue.Member("request_id", .string(SafeText(id).text))) }
    members.append(JSONValue.Member("sig", .string(answer.signature.rawValue)))
    let rows: JSONValue = .object([JSONValue.Member("answer", .object(members))])
    return try database.transaction { () throws(JournalProblem) in
      try append("SIG_FAIL", operationID: nil, rows: rows.serialised, at: moment).sequence
    }
  }

  /// Tells that a person begins anew under the next number of a target whose last one came to nothing.
  func tell(generationOf wish: Operation.Wish, at moment: Instant) throws(JournalProblem) {
    let rows: JSONValue = [
      "generation": [
        "agent_uid": .number(String(facts.agentID)), "number": .number(String(wish.generation)),
        "op_id": .string(wish.operationID), "request_no": .string(wish.requestNumber.text),
        "target": .string(name(of: wish.target)),
      ]
    ]
    try append("GENERATION", operationID: nil, rows: rows.serialised, at: moment)
  }

  /// Tells that an operation which was closed as not done is in WeChat Pay's record all the same. Nothing leaves a closed
  /// state, and it is told once.
  ///
  /// - Returns: the number of the event; nil when it was told before.
  func tellContradiction(of operationID: String, at moment: Instant) throws(JournalProblem) -> Int64? {
    try tellOnce(Self.contradiction, of: operationID, at: moment)
  }

  static let contradiction = "CONTRADICTION:CONFIRMED"
  static let noted = "NOTED"
  /// What is told of an operation once and for good beside its states.
  static let remarks = [noted, contradiction]

  /// Tells that an operation which was left open is looked after.
  func tellRecovery(of operationID: String, at moment: Instant) throws(JournalProblem) {
    _ = try tellOnce("RECOVERED", of: operationID, at: moment)
  }

  /// Tells that its agent has taken note of the outcome of an operation: once, and once more when it turned out wrong.
  func tellNote(of operationID: String, at moment: Instant) throws(JournalProblem) {
    _ = try tellOnce(Self.noted, of: operationID, after: Self.contradiction, at: moment)
  }

  /// - Parameter other: what has it told again, where it came later.
  private func tellOnce(
    _ kind: String, of operationID: String, after other: String? = nil, at moment: Instant
  ) throws(JournalProblem) -> Int64? {
    try database.transaction { () throws(JournalProblem) in
      if let last = try lastEvent(kind, of: operationID) {
        let renewed = if let other { try lastEvent(other, of: operationID) ?? 0 } else { Int64(0) }
        if renewed < last { return nil }
      }
      let rows = try database.image(of: operationID)
      return try append(kind, operationID: operationID, rows: rows, at: moment).sequence
    }
  }

  /// Whether WeChat Pay's record was found to carry an operation that was closed as not done.
  func isContradicted(_ operationID: String) throws(JournalProblem) -> Bool {
    try lastEvent(Self.contradiction, of: operationID) != nil
  }

  private func lastEvent(_ kind: String, of operationID: String) throws(JournalProblem) -> Int64? {
    try database.run("SELECT MAX(seq) FROM event WHERE op_id=? AND kind=?", [.text(operationID), .text(kind)])
      .first?.first?.integer
  }

  /// Tells that somebody looked up a customer, by what stands for the customer.
  func note(lookUpOf openID: OpenID, at moment: Instant) throws(JournalProblem) {
    let rows: JSONValue = [
      "lookup": [
        "agent_name": .string(facts.agentName), "agent_uid": .number(String(facts.agentID)),
        "appid": .string(facts.appID.text), "subject": .string(key.pseudonym(of: openID.text)),
      ]
    ]
    try database.transaction { () throws(JournalProblem) in
      _ = try append("LOOKUP", operationID: nil, rows: rows.serialised, at: moment)
    }
  }
}
