/// What the journal holds of one operation, with its private columns opened.
struct JournalRow {
  let values: [DatabaseValue]
  let attempts: [[DatabaseValue]]
  let results: [[DatabaseValue]]
  let openID: String
  let target: String
  let reason: String
  let body: [UInt8]
  let codes: [String]
}

extension Operation {
  /// The operation as the journal holds it, or `nil` when its private columns were erased.
  init?(row: JournalRow) {
    let values = row.values
    guard let id = values[0].text, let kind = values[1].text, let productCouponID = values[2].text,
      let stock = values[3].text, let openID = try? OpenID(row.openID), let reason = try? DeactivateReason(row.reason),
      let number = values[5].text.flatMap(RequestNumber.init), let generation = values[6].integer,
      let state = values[8].text.flatMap(DeactivationReport.State.init), let created = values[10].integer,
      let createdBoot = values[11].integer, let bootID = values[12].text
    else { return nil }

    let subject: DeactivationTarget.Subject
    if kind == "COUPON" {
      guard let code = try? CouponCode(row.target) else { return nil }
      subject = .coupon(code, StockID(stock))
    } else {
      guard let bundleID = try? UserCouponBundleID(row.target) else { return nil }
      subject = .bundle(bundleID, StockBundleID(stock))
    }
    var before: [CouponSnapshot] = []
    var after: [CouponSnapshot] = []
    for (place, result) in row.results.enumerated() where place < row.codes.count {
      guard let code = try? CouponCode(row.codes[place]), let text = result[0].text,
        let colon = text.firstIndex(of: ":")
      else { continue }
      let position = Int(text[..<colon]) ?? place
      let state = CouponState(wire: String(text[text.index(after: colon)...]))
      before.append(CouponSnapshot(position: position, code: code, state: state, trace: nil))
      guard let afterText = result[1].text else { continue }
      let trace = result[2] == .integer(1) ? CouponSnapshot.Trace(requestNumber: number.text, reason: nil, time: nil) : nil
      after.append(CouponSnapshot(position: position, code: code, state: CouponState(wire: afterText), trace: trace))
    }

    self.init(
      Wish(
        operationID: id,
        target: DeactivationTarget(subject: subject, openID: openID, productCouponID: ProductCouponID(productCouponID)),
        productName: values[4].text ?? "", reason: reason, requestNumber: number, generation: Int(generation),
        body: row.body, before: before, agent: values[7].text ?? "",
        createdAt: Moment(
          wall: Instant(millisecondsSince1970: created), bootMilliseconds: createdBoot, bootID: bootID)))
    self.state = state
    self.after = after
    isPartial = values[9] == .integer(1)
    requestID = values[13].text
    proof = values[14].text.flatMap(DeactivationReport.Proof.init)
    closedAt = values[15].integer.map { Instant(millisecondsSince1970: $0) }
    attempts = row.attempts.compactMap(Attempt.init)
  }
}

extension Operation.Attempt {
  fileprivate init?(row: [DatabaseValue]) {
    guard let number = row[0].integer, let wall = row[1].integer, let boot = row[2].integer, let bootID = row[3].text
    else { return nil }
    self.init(
      number: Int(number),
      startedAt: Moment(wall: Instant(millisecondsSince1970: wall), bootMilliseconds: boot, bootID: bootID),
      outcome: row[4].text.flatMap(Outcome.init))
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
