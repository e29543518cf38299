import Glibc

/// Walks along the events and recomputes each link.
struct ChainWalk {
  /// The rows to walk along.
  static let query = "SELECT seq, op_id, utc, kind, payload, prev, hash FROM event WHERE seq >= ? ORDER BY seq"

  /// An event that is where the chain has it.
  struct Event {
    let sequence: Int64
    let kind: String
    let operationID: String?
  }

  private let journalID: [UInt8]
  private let digest = RunningDigest()
  /// The number of the next event.
  private(set) var next: Int64
  /// The hash of the event before it.
  private(set) var hash: [UInt8]
  /// What its payload has to begin with.
  private var head: [UInt8] = []

  /// From the first event.
  init(_ identity: JournalIdentity) {
    journalID = identity.journalID
    next = 1
    hash = identity.genesis
  }

  /// From a later event; the one before it is taken as it is.
  init(_ identity: JournalIdentity, from sequence: Int64, in database: Database) throws(JournalProblem) {
    self.init(identity)
    guard sequence > 1 else { return }
    next = sequence
    let before = try database.run("SELECT hash FROM event WHERE seq = ?", [.integer(sequence - 1)])
    guard let hash = before.first?.first?.blob else { throw .unusable("there is no event \(sequence - 1)") }
    self.hash = hash
  }

  /// Takes the next row of ``query``; `nil` when it cannot be the next event.
  mutating func take(_ row: DatabaseRow) -> Event? {
    guard row.integer(0) == next, row.withBytes(5, { $0.holds(hash) }), row.isText(3), row.isNull(1) || row.isText(1)
    else { return nil }
    head.removeAll(keepingCapacity: true)
    row.withBytes(3) { kind in
      row.withBytes(1) { operationID in
        EventPayload.appendHead(
          at: row.integer(2), kind: kind, operationID: row.isNull(1) ? nil : operationID, to: &head)
      }
    }
    let found = row.withBytes(4) { payload in
      payload.begins(with: head)
        ? EventChain.hash(journalID: journalID, sequence: next, previous: hash, payload: payload, with: digest) : nil
    }
    guard let found, row.withBytes(6, { $0.holds(found) }) else { return nil }
    hash = found
    defer { next += 1 }
    return Event(sequence: next, kind: row.text(3), operationID: row.isNull(1) ? nil : row.text(1))
  }
}

extension UnsafeRawBufferPointer {
  func begins(with start: [UInt8]) -> Bool {
    guard let baseAddress, count >= start.count else { return start.isEmpty }
    return memcmp(baseAddress, start, start.count) == 0
  }

  func holds(_ bytes: [UInt8]) -> Bool { count == bytes.count && begins(with: bytes) }
}
