import CSystem
import Glibc

/// The journal's tables, for the thread that owns them.
final class JournalStore {
  private let database: Database
  private let key: JournalKey
  private let facts: JournalFacts
  private let journalID: [UInt8]

  /// Opens the journal, or makes it. Every pragma is set and read back.
  init(path: String, key: JournalKey, facts: JournalFacts) throws(DatabaseProblem) {
    let before = umask(0o077)
    defer { umask(before) }
    database = try Database(path: path)
    self.key = key
    self.facts = facts
    for (name, value) in JournalSchema.pragmas {
      let wanted = value.text ?? String(value.integer ?? 0)
      try database.execute("PRAGMA \(name)=\(wanted)")
      let found = try database.run("PRAGMA \(name)").first?.first
      guard found == value || (name == "busy_timeout" && found == .integer(5000)) else {
        throw DatabaseProblem(code: 0, message: "PRAGMA \(name) is not \(wanted)")
      }
    }
    journalID = try Self.prepareTables(of: database)
  }

  private static func prepareTables(of database: Database) throws(DatabaseProblem) -> [UInt8] {
    try database.transaction { () throws(DatabaseProblem) -> [UInt8] in
      let version = try database.run("PRAGMA user_version").first?.first?.integer ?? 0
      if version == 0 {
        guard let journalID = RandomBytes.make(16) else { throw DatabaseProblem(code: 0, message: "no random bytes") }
        try database.execute(JournalSchema.tables)
        try database.run("INSERT INTO meta VALUES('journal_id', ?)", [.blob(journalID)])
        try database.execute(
          "PRAGMA application_id=\(JournalSchema.applicationID); PRAGMA user_version=\(JournalSchema.version)")
        return journalID
      }
      guard version == JournalSchema.version,
        try database.run("PRAGMA application_id").first?.first == .integer(JournalSchema.applicationID),
        let journalID = try database.run("SELECT v FROM meta WHERE k='journal_id'").first?.first?.blob
      else { throw DatabaseProblem(code: 0, message: "not a journal of this version") }
      return journalID
    }
  }

  // MARK: - Writing

  /// One transaction: the operation's rows, and the event that tells what happened.
  func record(
    _ operation: Operation, as state: DeactivationReport.State, request: SignedRequest?, host: GatewayHost?
  ) throws(DatabaseProblem) {
    try database.transaction { () throws(DatabaseProblem) in
      if state == .intent { try insert(operation) }
      var payload = try update(operation, to: state)
      try write(operation.attempts, of: operation.wish.operationID, request: request, host: host, into: &payload)
      try write(operation.after, of: operation, into: &payload)
      try append(state.rawValue, payload, operationID: operation.wish.operationID, at: operation)
    }
  }

  private func insert(_ operation: Operation) throws(DatabaseProblem) {
    let wish = operation.wish
    guard let salt = RandomBytes.make(16) else { throw DatabaseProblem(code: 0, message: "no random bytes") }
    let (kind, stock) =
      switch wish.target.subject {
      case .bundle(_, let stockBundleID): ("BUNDLE", stockBundleID.text)
      case .coupon(_, let stockID): ("COUPON", stockID.text)
      }
    let live = wish.before.filter(\.state.isLive).count
    try database.run(
      """
      INSERT INTO op(op_id, profile, env, mode, brand_id, kind, target, product_coupon_id, stock, product_name, appid,
        subject, request_no, generation, body_commit, preview_hash, live_count, agent_uid, agent_name, build, state,
        created_utc, created_boot, boot_id)
      VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,'INTENT',?,?,?)
      """,
      [
        .text(wish.operationID), .text(facts.profile), .text(facts.environment), .text(facts.mode),
        .text(facts.brandID.text), .text(kind), .text(name(of: wish.target)), .text(wish.target.productCouponID.text),
        .text(stock), .text(wish.productName), .text(facts.appID.text),
        .text(key.pseudonym(of: wish.target.openID.text)), .text(wish.requestNumber.text),
        .integer(Int64(wish.generation)), .blob(Digest.sha256(salt + wish.body)), .blob(previewHash(wish.before)),
        .integer(Int64(live)), .integer(Int64(facts.agentID)), .text(wish.agent), .text(facts.build),
        .integer(wish.createdAt.wall.millisecondsSince1970), .integer(wish.createdAt.bootMilliseconds),
        .text(wish.createdAt.bootID),
      ])
    let id = wish.operationID
    func sealed(_ text: String) -> DatabaseValue { DatabaseValue(key.seal(Array(text.utf8), operationID: id)) }
    try database.run(
      "INSERT INTO private VALUES(?,?,?,?,?,?,?,?)",
      [
        .text(id), .blob(salt), sealed(wish.target.openID.text), sealed(wish.target.subjectText),
        sealed(wish.reason.text), DatabaseValue(key.seal(wish.body, operationID: id)),
        sealed(wish.before.map(\.code.text).joined(separator: "\n")),
        .integer(wish.createdAt.wall.advanced(bySeconds: Self.retentionSeconds).millisecondsSince1970),
      ])
    for (place, coupon) in wish.before.enumerated() {
      try database.run(
        "INSERT INTO coupon_result(op_id, idx, code_commit, before) VALUES(?,?,?,?)",
        [
          .text(id), .integer(Int64(place)), .blob(Digest.sha256(salt + Array(coupon.code.text.utf8))),
          .text("\(coupon.position):\(coupon.state.wire)"),
        ])
    }
  }

  /// The private columns go 90 days after the operation began.
  private static let retentionSeconds: Int64 = 90 * 86_400

  private func update(_ operation: Operation, to state: DeactivationReport.State) throws(DatabaseProblem)
    -> EventPayload
  {
    let wish = operation.wish
    let closed = state.isClosed ? operation.closedAt?.millisecondsSince1970 : nil
    try database.run(
      "UPDATE op SET state=?, partial=?, attempts=?, request_id=?, proof=?, closed_utc=? WHERE op_id=?",
      [
        .text(state.rawValue), .integer(operation.isPartial ? 1 : 0), .integer(Int64(operation.attempts.count)),
        DatabaseValue(operation.requestID), DatabaseValue(operation.proof?.rawValue), DatabaseValue(closed),
        .text(wish.operationID),
      ])
    let columns = [
      "op_id", "profile", "env", "mode", "brand_id", "kind", "target", "product_coupon_id", "stock", "product_name",
      "appid", "subject", "request_no", "generation", "body_commit", "preview_hash", "live_count", "agent_uid",
      "agent_name", "build", "state", "partial", "attempts", "created_utc", "created_boot", "boot_id", "request_id",
      "proof", "closed_utc",
    ]
    let rows = try database.run(
      "SELECT \(columns.joined(separator: ",")) FROM op WHERE op_id=?", [.text(wish.operationID)])
    guard let row = rows.first else { throw DatabaseProblem(code: 0, message: "the operation is not in the journal") }
    var payload = EventPayload()
    for (column, value) in zip(columns, row) { payload[column] = value }
    return payload
  }

  private func write(
    _ attempts: [Operation.Attempt], of operationID: String, request: SignedRequest?, host: GatewayHost?,
    into payload: inout EventPayload
  ) throws(DatabaseProblem) {
    guard let last = attempts.last else { return }
    if let request, let host {
      try database.run(
        "INSERT OR REPLACE INTO attempt VALUES(?,?,?,?,?,?,?,?,NULL)",
        [
          .text(operationID), .integer(Int64(last.number)), .integer(last.startedAt.wall.millisecondsSince1970),
          .integer(last.startedAt.bootMilliseconds), .text(last.startedAt.bootID), .text(request.nonce),
          .integer(request.timestamp), .text(host.url),
        ])
    }
    try database.run(
      "UPDATE attempt SET outcome=? WHERE op_id=? AND n=?",
      [DatabaseValue(last.outcome?.text), .text(operationID), .integer(Int64(last.number))])
    payload["attempt_n"] = .integer(Int64(last.number))
    payload["attempt_outcome"] = DatabaseValue(last.outcome?.text)
    payload["attempt_started_utc"] = .integer(last.startedAt.wall.millisecondsSince1970)
    payload["attempt_nonce"] = DatabaseValue(request?.nonce)
    payload["attempt_sig_ts"] = DatabaseValue(request?.timestamp)
    payload["attempt_host"] = DatabaseValue(host?.url)
  }

  private func write(_ after: [Operation.CouponSnapshot], of operation: Operation, into payload: inout EventPayload)
    throws(DatabaseProblem)
  {
    for (place, before) in operation.wish.before.enumerated() {
      guard let coupon = after.first(where: { $0.code == before.code }) else { continue }
      let isOurs = coupon.state == .deactivated && operation.isOurs(coupon.trace)
      try database.run(
        "UPDATE coupon_result SET after=?, ours=? WHERE op_id=? AND idx=?",
        [
          .text(coupon.state.wire), .integer(isOurs ? 1 : 0), .text(operation.wish.operationID), .integer(Int64(place)),
        ])
      payload["coupon_\(place)_after"] = .text(coupon.state.wire)
      payload["coupon_\(place)_ours"] = .integer(isOurs ? 1 : 0)
    }
  }

  private func append(
    _ kind: String, _ payload: EventPayload, operationID: String, at operation: Operation
  ) throws(DatabaseProblem) {
    let last = try database.run("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").first
    let sequence = (last?[0].integer ?? 0) + 1
    let previous = last?[1].blob ?? EventChain.genesis(journalID: journalID)
    let now = operation.closedAt ?? operation.attempts.last?.startedAt.wall ?? operation.wish.createdAt.wall
    let bytes = payload.bytes
    let hash = EventChain.hash(journalID: journalID, sequence: sequence, previous: previous, payload: bytes)
    try database.run(
      "INSERT INTO event VALUES(?,?,?,?,?,?,?)",
      [
        .integer(sequence), .text(operationID), .integer(now.millisecondsSince1970), .text(kind), .blob(bytes),
        .blob(previous), .blob(hash),
      ])
  }

  /// The target as the journal names it: a bundle's id, or what stands for a coupon code, which is worth money.
  private func name(of target: DeactivationTarget) -> String {
    switch target.subject {
    case .bundle(let bundleID, _): bundleID.text
    case .coupon(let code, _): "coupon:" + key.pseudonym(of: code.text)
    }
  }

  private func previewHash(_ coupons: [Operation.CouponSnapshot]) -> [UInt8] {
    Digest.sha256(Array(coupons.map { "\($0.position) \($0.code.text) \($0.state.wire)\n" }.joined().utf8))
  }

  // MARK: - Reading

  func openOperation(on target: DeactivationTarget) throws(DatabaseProblem) -> Operation? {
    try operations(
      where: "closed_utc IS NULL AND env=? AND brand_id=? AND target=?",
      [.text(facts.environment), .text(facts.brandID.text), .text(name(of: target))]
    ).first
  }

  func nextGeneration(of target: DeactivationTarget) throws(DatabaseProblem) -> Int {
    let rows = try database.run(
      """
      SELECT MAX(generation) FROM op WHERE env=? AND brand_id=? AND target=?
        AND state IN('REJECTED','NOT_APPLIED') AND IFNULL(proof,'') <> 'neverSent'
      """, [.text(facts.environment), .text(facts.brandID.text), .text(name(of: target))])
    return (rows.first?.first?.integer).map { Int($0) + 1 } ?? 0
  }

  func operations(where condition: String, _ values: [DatabaseValue] = []) throws(DatabaseProblem) -> [Operation] {
    let rows = try database.run(
      """
      SELECT op_id, kind, product_coupon_id, stock, product_name, request_no, generation, agent_name, state, partial,
        created_utc, created_boot, boot_id, request_id, proof, closed_utc,
        openid_enc, target_enc, reason_enc, body_enc, codes_enc
      FROM op LEFT JOIN private USING(op_id) WHERE \(condition) ORDER BY created_utc, op_id
      """, values)
    var operations: [Operation] = []
    for row in rows {
      if let operation = try operation(from: row) { operations.append(operation) }
    }
    return operations
  }

  private func operation(from row: [DatabaseValue]) throws(DatabaseProblem) -> Operation? {
    guard let id = row[0].text else { return nil }
    let attempts = try database.run(
      "SELECT n, started_utc, started_boot, boot_id, outcome FROM attempt WHERE op_id=? ORDER BY n", [.text(id)])
    let results = try database.run(
      "SELECT before, after, ours FROM coupon_result WHERE op_id=? ORDER BY idx", [.text(id)])
    func opened(_ value: DatabaseValue) -> [UInt8]? {
      value.blob.flatMap { key.open($0, operationID: id) }
    }
    func text(_ value: DatabaseValue) -> String { String(decoding: opened(value) ?? [], as: UTF8.self) }
    return Operation(
      row: JournalRow(
        values: row, attempts: attempts, results: results, openID: text(row[16]), target: text(row[17]),
        reason: text(row[18]), body: opened(row[19]) ?? [],
        codes: text(row[20]).split(separator: "\n").map(String.init)))
  }
}
