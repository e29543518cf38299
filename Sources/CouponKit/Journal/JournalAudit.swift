/// Looks at a journal from outside: for an administrator, not for the program at work.
///
/// Nothing of it needs WeChat Pay or the keys of the merchant.
public struct JournalAudit: Sendable {
  let path: String

  /// - Parameter folder: the profile's `state_dir`.
  public init(folder: String) { path = folder }

  /// Recomputes every link, derives the tables from the events, and compares both with what was kept elsewhere.
  ///
  /// - Parameters:
  ///   - first: the first event to look at; what was before it is taken as it is.
  ///   - anchors: heads that were kept elsewhere, in ``JournalHead/checkpoints(in:)``.
  public func verdict(from first: Int64 = 1, anchors: [JournalHead] = []) -> JournalVerdict {
    do throws(JournalProblem) {
      let opened = try open()
      return JournalVerifier(database: opened.database, identity: opened.identity, key: opened.key)
        .verdict(from: first, anchors: anchors)
    } catch { return .unreadable(error) }
  }

  /// The events of one operation, oldest first; none when it is not in the journal.
  public func events(of operationID: String) throws(CouponFailure) -> [JournalEvent] {
    do throws(JournalProblem) {
      var events: [JournalEvent] = []
      try open().database.each(JournalEvent.query + " WHERE op_id = ? ORDER BY seq", [.text(operationID)]) { row in
        events.append(JournalEvent(row))
      }
      return events
    } catch { throw CouponFailure(error) }
  }

  /// The file as it is, also when it is damaged; nothing of it is mended or made.
  func open() throws(JournalProblem) -> (database: Database, identity: JournalIdentity, key: JournalKey?) {
    let folder = try JournalFolder(existing: path)
    let database = try JournalFile.openExisting(folder.database)
    let identity = try JournalIdentity(of: database)
    let key = try? JournalKey(reading: folder)
    return (database, identity, key?.check == identity.keyCheck ? key : nil)
  }
}

/// One event as the journal holds it.
public struct JournalEvent: Sendable, Equatable {
  public let sequence: Int64
  public let at: Instant
  /// A state, or `ERASED`, `CONTRADICTION:…`, `SALVAGED`, `LOOKUP`, `GENESIS`.
  public let kind: String
  /// Canonical JSON; it holds nothing personal of a customer.
  public let payload: [UInt8]
  /// Base64.
  public let hash: String
  /// The receipt that was given, when the event closed its operation.
  public let receipt: Receipt?

  static let query = "SELECT seq, utc, kind, payload, hash FROM event"

  init(_ row: DatabaseRow) {
    sequence = row.integer(0)
    at = Instant(millisecondsSince1970: row.integer(1))
    kind = SafeText(row[2].text ?? "").text
    payload = row[3].blob ?? []
    let bytes = row[4].blob ?? []
    hash = Base64.encode(bytes)
    receipt = DeactivationReport.State(rawValue: kind)?.isClosed == true ? Receipt(eventHash: bytes) : nil
  }

  /// The event as one line of an export.
  public var line: [UInt8] {
    Array("{\"hash\":\"\(hash)\",\"payload\":".utf8) + payload + Array(",\"seq\":\(sequence)}\n".utf8)
  }
}
