/// What the journal holds of one operation, its private part opened.
struct JournalRow {
  /// The columns that ``JournalRow/columns`` names.
  let values: [DatabaseValue]
  let attempts: [[DatabaseValue]]
  let part: PrivatePart

  static let columns = """
    op_id, kind, product_coupon_id, stock, product_name, request_no, generation, agent_name, state, partial,
    created_utc, created_boot, boot_id, request_id, proof, closed_utc, agent_uid, tag, role, role_hash
    """
  static let attemptColumns =
    "n, started_utc, started_boot, boot_id, outcome, failure, http, code, request_id, sig, sig_event, ms, curl"
}

extension Operation {
  /// The operation as the journal holds it; `nil` for rows that this version cannot have written.
  init?(_ row: JournalRow) {
    let values = row.values
    let part = row.part
    guard let id = values[0].text, let kind = values[1].text, let productCouponID = values[2].text,
      let stock = values[3].text, let openID = try? OpenID(part.openID),
      let reason = try? DeactivateReason(part.reason),
      let number = values[5].text.flatMap(RequestNumber.init), let generation = values[6].integer,
      let state = values[8].text.flatMap(DeactivationReport.State.init),
      let createdAt = Moment(wall: values[10], boot: values[11], bootID: values[12])
    else { return nil }

    let subject: DeactivationTarget.Subject
    if kind == "COUPON" {
      guard let code = try? CouponCode(received: part.subject) else { return nil }
      subject = .coupon(code, StockID(stock))
    } else {
      guard let bundleID = try? UserCouponBundleID(part.subject) else { return nil }
      subject = .bundle(bundleID, StockBundleID(stock))
    }
    var wish = Wish(
      operationID: id,
      target: DeactivationTarget(subject: subject, openID: openID, productCouponID: ProductCouponID(productCouponID)),
      productName: values[4].text ?? "", reason: reason, requestNumber: number, generation: Int(generation),
      body: part.body, before: part.before, agent: values[7].text ?? "", createdAt: createdAt)
    wish.agentID = UInt32(truncatingIfNeeded: values[16].integer ?? 0)
    wish.tag = values[17].text.flatMap { OperationTag($0) }
    wish.role = values[18].text.flatMap(Profile.Role.init) ?? .readOnly
    wish.roleHash = values[19].blob ?? []
    self.init(wish)
    self.state = state
    after = part.after
    isPartial = values[9] == .integer(1)
    requestID = values[13].text
    proof = values[14].text.flatMap(DeactivationReport.Proof.init)
    closedAt = values[15].integer.map { Instant(millisecondsSince1970: $0) }
    attempts = row.attempts.compactMap(Attempt.init)
    refusal = attempts.last { $0.isRefused }.flatMap { attempt in
      attempt.answer.map { CouponFailure(refusal: $0, message: part.refusal ?? "") }
    }
    lastFailure = refusal
  }
}

extension Operation.Attempt {
  fileprivate init?(row: [DatabaseValue]) {
    guard let number = row[0].integer, let startedAt = Moment(wall: row[1], boot: row[2], bootID: row[3]) else {
      return nil
    }
    let outcome = row[4].text.flatMap(Outcome.init)
    self.init(number: Int(number), startedAt: startedAt, outcome: outcome)
    guard outcome != nil else { return }
    answer = Answer(
      failure: row[5].text, httpStatus: row[6].integer.map { Int($0) }, code: row[7].text, requestID: row[8].text,
      signature: row[9].text.flatMap(AnswerSignature.init), securityEvent: row[10].integer,
      milliseconds: row[11].integer, transportCode: row[12].integer.map { Int($0) })
  }
}

extension CouponFailure {
  fileprivate init(refusal answer: Operation.Attempt.Answer, message: String) {
    self.init(
      Kind(refusal: answer.failure ?? "", message: message, requestID: answer.requestID),
      references: References(
        httpStatus: answer.httpStatus, code: answer.code, requestID: answer.requestID, isProved: true))
  }
}

extension Moment {
  fileprivate init?(wall: DatabaseValue, boot: DatabaseValue, bootID: DatabaseValue) {
    guard let wall = wall.integer, let boot = boot.integer, let bootID = bootID.text else { return nil }
    self.init(wall: Instant(millisecondsSince1970: wall), bootMilliseconds: boot, bootID: bootID)
  }
}

extension Operation.Attempt.Outcome {
  var text: String {
    switch self {
    case .neverLeft: "NEVER_LEFT"
    case .settled: "SETTLED"
    case .unanswered: "UNANSWERED"
    }
  }

  init?(_ text: String) {
    switch text {
    case "NEVER_LEFT": self = .neverLeft
    case "SETTLED": self = .settled
    case "UNANSWERED": self = .unanswered
    default: return nil
    }
  }
}
