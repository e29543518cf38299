extension JournalStore {
  /// The target must not have an open operation, and its number must not have taken effect before. The database refuses
  /// both by itself; this says which it was.
  func requireFree(_ wish: Operation.Wish) throws(JournalProblem) {
    if let open = try openOperationID(on: wish.target) { throw .refused(.operationOpen(open)) }
    // A number is skipped by nobody, and raised only once the one before was settled.
    guard try nextGeneration(of: wish.target) == wish.generation else { throw .refused(.changedSinceReview([])) }
    let spent = try database.run(
      "SELECT 1 FROM op WHERE env=? AND request_no=? AND state NOT IN('NOT_APPLIED','REJECTED','ALREADY')",
      [.text(facts.environment), .text(wish.requestNumber.text)])
    if !spent.isEmpty { throw .refused(.requestNumberUsed(message: "")) }
  }

  /// One agent does not begin more within an hour than the profile allows. What never left does not count.
  func requireRate(at moment: Instant) throws(JournalProblem) {
    let hour: Int64 = 3600
    let rows = try database.run(
      """
      SELECT created_utc FROM op WHERE agent_uid=? AND created_utc>?
        AND NOT(state='NOT_APPLIED' AND IFNULL(proof,'')='neverSent') ORDER BY created_utc
      """,
      [.integer(Int64(facts.agentID)), .integer(moment.advanced(bySeconds: -hour).millisecondsSince1970)])
    guard rows.count >= facts.operationsPerHour else { return }
    // The next one may begin when so many of these are older than an hour that there is room for it.
    let oldest = rows[rows.count - facts.operationsPerHour].first?.integer ?? moment.millisecondsSince1970
    throw .refused(
      .tooManyDeactivations(
        limit: facts.operationsPerHour, until: Instant(millisecondsSince1970: oldest).advanced(bySeconds: hour)))
  }

  func insert(_ operation: Operation) throws(JournalProblem) {
    guard let salt = RandomBytes.make(16) else { throw .unusable("OpenSSL has no random bytes") }
    let part = PrivatePart(operation, salt: salt)
    let wish = operation.wish
    let id = wish.operationID
    let box = try key.seal(part.bytes, operationID: id)
    try database.run(
      """
      INSERT INTO op(op_id, profile, env, mode, brand_id, kind, target, product_coupon_id, stock, product_name, appid,
        subject, request_no, generation, tag, body_commit, preview_hash, live_count, box_commit, agent_uid, agent_name,
        login_uid, tty, ssh_from, role, role_hash, build, state, created_utc, created_boot, boot_id)
      VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,'INTENT',?,?,?)
      """,
      [
        .text(id), .text(facts.profile), .text(facts.environment), .text(facts.mode), .text(facts.brandID.text),
        .text(wish.target.kind), .text(name(of: wish.target)), .text(wish.target.productCouponID.text),
        .text(wish.target.stock), .text(wish.productName), .text(facts.appID.text),
        .text(key.pseudonym(of: wish.target.openID.text)), .text(wish.requestNumber.text),
        .integer(Int64(wish.generation)), DatabaseValue(wish.tag?.text), .blob(part.commitment(to: wish.body)),
        .blob(part.previewHash),
        .integer(Int64(wish.before.filter(\.state.isLive).count)), .blob(Digest.sha256(box)),
        .integer(Int64(facts.agentID)), .text(wish.agent), DatabaseValue(facts.loginUserID.map(Int64.init)),
        DatabaseValue(facts.terminal), DatabaseValue(facts.remoteAddress), .text(wish.role.rawValue),
        .blob(wish.roleHash), .text(facts.build),
        .integer(wish.createdAt.wall.millisecondsSince1970), .integer(wish.createdAt.bootMilliseconds),
        .text(wish.createdAt.bootID),
      ])
    try database.run("INSERT INTO private VALUES(?,?)", [.text(id), .blob(box)])
    for (place, coupon) in wish.before.enumerated() {
      try database.run(
        "INSERT INTO coupon_result(op_id, idx, position, code_commit, before) VALUES(?,?,?,?,?)",
        [
          .text(id), .integer(Int64(place)), .integer(Int64(coupon.position)),
          .blob(part.commitment(to: coupon.code.text.utf8)), .text(SafeText(coupon.state.wire).text),
        ])
    }
  }

  func update(_ operation: Operation, to state: DeactivationReport.State) throws(JournalProblem) {
    let id = operation.wish.operationID
    guard let salt = try privatePart(of: id)?.salt else { throw .unusable("the private part of \(id) is gone") }
    let box = try key.seal(PrivatePart(operation, salt: salt).bytes, operationID: id)
    let closedAt = state.isClosed ? operation.closedAt : nil
    let eraseAfter = closedAt?.advanced(bySeconds: Int64(facts.retentionDays) * 86_400)
    try database.run(
      """
      UPDATE op SET state=?, partial=?, request_id=?, proof=?, closed_utc=?, erase_after=?, box_commit=? WHERE op_id=?
      """,
      [
        .text(state.rawValue), .integer(operation.isPartial ? 1 : 0), safe(operation.requestID),
        DatabaseValue(operation.proof?.rawValue), DatabaseValue(closedAt?.millisecondsSince1970),
        DatabaseValue(eraseAfter?.millisecondsSince1970),
        .blob(Digest.sha256(box)), .text(id),
      ])
    try database.run("UPDATE private SET box=? WHERE op_id=?", [.blob(box), .text(id)])
  }

  func insert(
    _ attempt: Operation.Attempt?, _ operation: Operation, _ request: SignedRequest, _ host: GatewayHost
  ) throws(JournalProblem) {
    guard let attempt else { throw .unusable("an attempt without a number") }
    try database.run(
      "INSERT OR REPLACE INTO attempt(op_id, n, started_utc, started_boot, boot_id, nonce, sig_ts, host) "
        + "VALUES(?,?,?,?,?,?,?,?)",
      [
        .text(operation.wish.operationID), .integer(Int64(attempt.number)),
        .integer(attempt.startedAt.wall.millisecondsSince1970), .integer(attempt.startedAt.bootMilliseconds),
        .text(attempt.startedAt.bootID), .text(request.nonce), .integer(request.timestamp), .text(host.url),
      ])
  }

  func updateAttempts(of operation: Operation) throws(JournalProblem) {
    for attempt in operation.attempts {
      try database.run(
        "UPDATE attempt SET outcome=?, failure=?, http=?, code=?, request_id=?, sig=?, sig_event=?, ms=?, curl=? "
          + "WHERE op_id=? AND n=?",
        [
          DatabaseValue(attempt.outcome?.text), DatabaseValue(attempt.answer?.failure),
          DatabaseValue(attempt.answer?.httpStatus.map(Int64.init)), safe(attempt.answer?.code),
          safe(attempt.answer?.requestID), DatabaseValue(attempt.answer?.signature?.rawValue),
          DatabaseValue(attempt.answer?.securityEvent), DatabaseValue(attempt.answer?.milliseconds),
          DatabaseValue(attempt.answer?.transportCode.map(Int64.init)), .text(operation.wish.operationID),
          .integer(Int64(attempt.number)),
        ])
    }
  }

  func updateCoupons(of operation: Operation) throws(JournalProblem) {
    for (place, before) in operation.wish.before.enumerated() {
      let coupon = operation.after.first { $0.code == before.code }
      let isOurs = coupon.map { $0.state == .deactivated && operation.isOurs($0.trace) }
      try database.run(
        "UPDATE coupon_result SET after=?, ours=? WHERE op_id=? AND idx=?",
        [
          DatabaseValue(coupon.map { SafeText($0.state.wire).text }), DatabaseValue(isOurs.map { $0 ? 1 : 0 }),
          .text(operation.wish.operationID),
          .integer(Int64(place)),
        ])
    }
  }

  /// The target as the journal names it: a bundle's id, or what stands for a coupon code, which is worth money.
  func name(of target: DeactivationTarget) -> String {
    switch target.subject {
    case .bundle(let bundleID, _): bundleID.text
    case .coupon(let code, let stockID): "coupon:" + key.pseudonym(of: "\(stockID.text)\0\(code.text)")
    }
  }

  /// Text of WeChat Pay's that is told in public, made safe to print.
  private func safe(_ text: String?) -> DatabaseValue { DatabaseValue(text.map { SafeText($0).text }) }
}

extension DeactivationTarget {
  fileprivate var kind: String {
    switch subject {
    case .bundle: "BUNDLE"
    case .coupon: "COUPON"
    }
  }

  fileprivate var stock: String {
    switch subject {
    case .bundle(_, let stockBundleID): stockBundleID.text
    case .coupon(_, let stockID): stockID.text
    }
  }
}

extension PrivatePart {
  /// What the agent reviewed, committed to.
  var previewHash: [UInt8] {
    commitment(to: before.map { "\($0.position) \($0.code.text) \($0.state.wire)\n" }.joined().utf8)
  }
}
