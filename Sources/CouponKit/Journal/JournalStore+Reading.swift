extension JournalStore {
  func openOperationID(on target: DeactivationTarget) throws(JournalProblem) -> String? {
    try database.run(
      "SELECT op_id FROM op WHERE closed_utc IS NULL AND env=? AND brand_id=? AND target=?",
      [.text(facts.environment), .text(facts.brandID.text), .text(name(of: target))]
    ).first?.first?.text
  }

  func isClosed(_ operationID: String) throws(JournalProblem) -> Bool {
    try !database.run("SELECT 1 FROM op WHERE op_id=? AND closed_utc IS NOT NULL", [.text(operationID)]).isEmpty
  }

  /// A number that was settled is not used again, unless it never left: what came to nothing because it may be refused for
  /// it, and what took effect because a used round can be returned and is live again then.
  func nextGeneration(of target: DeactivationTarget) throws(JournalProblem) -> Int {
    let rows = try database.run(
      """
      SELECT MAX(generation) FROM op WHERE env=? AND brand_id=? AND target=?
        AND state IN('REJECTED','NOT_APPLIED','CONFIRMED') AND IFNULL(proof,'') <> 'neverSent'
      """, [.text(facts.environment), .text(facts.brandID.text), .text(name(of: target))])
    return (rows.first?.first?.integer).map { Int($0) + 1 } ?? 0
  }

  /// The coupons of a target of which this journal holds that they were deactivated here.
  func deactivatedCodes(of target: DeactivationTarget) throws(JournalProblem) -> [CouponCode] {
    try operations(
      where: "state='CONFIRMED' AND env=? AND brand_id=? AND target=?",
      [.text(facts.environment), .text(facts.brandID.text), .text(name(of: target))]
    ).flatMap { operation in operation.after.filter { $0.state == .deactivated }.map(\.code) }
  }

  /// The operations that a condition of SQL holds for, oldest first; those whose private part was erased are left out.
  func operations(where condition: String, _ values: [DatabaseValue] = []) throws(JournalProblem) -> [Operation] {
    try database.snapshot { () throws(JournalProblem) in
      let rows = try database.run(
        "SELECT \(JournalRow.columns) FROM op WHERE \(condition) ORDER BY created_utc, op_id", values)
      var operations: [Operation] = []
      for row in rows {
        if let operation = try operation(from: row) { operations.append(operation) }
      }
      return operations
    }
  }

  /// This agent's operations whose outcome this journal saw, and of which the agent has not taken note, or not since it turned
  /// out wrong; oldest first. What was begun more than a month ago is history.
  func unnotedOperations(at moment: Instant) throws(JournalProblem) -> [Operation] {
    let month: Int64 = 30 * 86_400
    return try operations(
      where: """
        agent_uid=? AND created_utc>? AND closed_utc IS NOT NULL
          AND NOT EXISTS(SELECT 1 FROM event WHERE event.op_id=op.op_id AND kind=? AND seq>IFNULL(
            (SELECT MAX(seq) FROM event wrong WHERE wrong.op_id=op.op_id AND wrong.kind=?), 0))
        """,
      [
        .integer(Int64(facts.agentID)), .integer(moment.advanced(bySeconds: -month).millisecondsSince1970),
        .text(Self.noted), .text(Self.contradiction),
      ])
  }

  private func operation(from row: [DatabaseValue]) throws(JournalProblem) -> Operation? {
    guard let id = row[0].text, let part = try privatePart(of: id) else { return nil }
    let attempts = try database.run(
      "SELECT \(JournalRow.attemptColumns) FROM attempt WHERE op_id=? ORDER BY n", [.text(id)])
    guard var operation = Operation(JournalRow(values: row, attempts: attempts, part: part)) else {
      throw .unusable("operation \(id) cannot be read")
    }
    if operation.state.isClosed { operation.receipt = try receipt(of: id) }
    return operation
  }

  /// `nil` when it was erased.
  func privatePart(of operationID: String) throws(JournalProblem) -> PrivatePart? {
    let rows = try database.run("SELECT box FROM private WHERE op_id=?", [.text(operationID)])
    guard let box = rows.first?.first?.blob else { return nil }
    guard let part = key.open(box, operationID: operationID).flatMap(PrivatePart.init) else {
      throw .unusable("the private part of \(operationID) cannot be opened")
    }
    return part
  }

  func receipt(of operationID: String) throws(JournalProblem) -> Receipt? {
    try closing(of: operationID)?[1].blob.map(Receipt.init)
  }

  /// Number and hash of the event that closed an operation.
  private func closing(of operationID: String) throws(JournalProblem) -> [DatabaseValue]? {
    try database.run(
      "SELECT seq, hash FROM event WHERE op_id=? AND kind IN('CONFIRMED','ALREADY','REJECTED','NOT_APPLIED')",
      [.text(operationID)]
    ).first
  }
}

extension JournalStore {
  /// Adds to a report what the rest of the journal knows: on which machine it is, whose deactivation was found done, and
  /// whether what was told of it has turned out wrong.
  ///
  /// - Parameter unwitnessedSince: the first event that nobody outside this machine has seen.
  func completing(
    _ report: DeactivationReport, unwitnessedSince first: Int64?
  ) throws(JournalProblem) -> DeactivationReport {
    var report = report
    report.host = identity.host
    if report.state == .notApplied || report.state == .rejected, try isContradicted(report.operationID) {
      report.alarm = .contradiction
    }
    if let first, report.receipt != nil, let closing = try closing(of: report.operationID)?[0].integer {
      report.isAnchorBehind = closing >= first
    }
    guard var attribution = report.attribution, attribution.hand == .thisProgram else { return report }
    let other = try database.run(
      """
      SELECT agent_name, closed_utc FROM op WHERE op_id<>?1 AND env=?2 AND state='CONFIRMED' AND request_no=?3
        AND (?4 IS NULL OR tag=?4)
      """,
      [
        .text(report.operationID), .text(facts.environment), DatabaseValue(attribution.requestNumber),
        DatabaseValue(attribution.tag?.text),
      ]
    ).first
    if let other, let name = other[0].text {
      attribution.hand = .agent(name: name, host: identity.host)
      attribution.time = attribution.time ?? other[1].integer.map { Instant(millisecondsSince1970: $0) }
    }
    report.attribution = attribution
    return report
  }

  /// Operations that were closed as not done, of which one of these numbers is. What never left has used no number up: it
  /// is the next operation's.
  func deniedOperations(under numbers: [String]) throws(JournalProblem) -> [Operation] {
    var found: [Operation] = []
    for number in numbers {
      found += try operations(
        where: "env=? AND request_no=? AND state IN('REJECTED','NOT_APPLIED') AND IFNULL(proof,'')<>'neverSent'",
        [.text(facts.environment), .text(number)])
    }
    return found
  }
}
