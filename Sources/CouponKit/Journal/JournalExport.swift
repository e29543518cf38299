import CSystem
import Glibc

extension JournalAudit {
  /// Which events to export; both ends are included.
  public struct Selection: Sendable {
    public var from: Instant?
    public var to: Instant?
    public var operationID: String?

    public init(from: Instant? = nil, to: Instant? = nil, operationID: String? = nil) {
      self.from = from
      self.to = to
      self.operationID = operationID
    }
  }

  /// Writes events to a new file as JSON Lines, oldest first; the last line is the head of the whole journal.
  ///
  /// Customers stand in it as pseudonyms, and nothing else in it is personal.
  ///
  /// - Returns: how many events it holds, and the SHA-256 of the file in hex.
  /// - Throws: ``CouponFailure`` of kind `file` when the file is there already or cannot be written.
  public func export(
    to file: String, _ selection: Selection = Selection()
  ) throws(CouponFailure) -> (events: Int, digest: String) {
    let output = try NewFile(file)
    var events = 0
    var isWritten = true
    do throws(JournalProblem) {
      let opened = try open()
      let (condition, values) = selection.condition
      var last: JournalEvent?
      try opened.database.each("\(JournalEvent.query) \(condition) ORDER BY seq", values) { row in
        guard isWritten else { return }
        isWritten = output.write(JournalEvent(row).line)
        events += 1
      }
      try opened.database.each("\(JournalEvent.query) ORDER BY seq DESC LIMIT 1") { last = JournalEvent($0) }
      let name = "coupon-tui/\(opened.identity.host)/\(Hex.lower(opened.identity.journalID))"
      let head: JSONValue = [
        "head": .string(name), "seq": .number(String(last?.sequence ?? 0)), "hash": .string(last?.hash ?? ""),
      ]
      isWritten = isWritten && output.write(head.serialised + [UInt8(ascii: "\n")])
    } catch { throw CouponFailure(error) }
    guard isWritten, let digest = output.finish() else { throw CouponFailure(.file(path: file, .unwritable)) }
    return (events, Hex.lower(digest))
  }
}

extension JournalAudit.Selection {
  fileprivate var condition: (String, [DatabaseValue]) {
    let parts: [(String, DatabaseValue?)] = [
      ("utc >= ?", from.map { .integer($0.millisecondsSince1970) }),
      ("utc <= ?", to.map { .integer($0.millisecondsSince1970) }), ("op_id = ?", operationID.map { .text($0) }),
    ]
    let asked = parts.compactMap { part in part.1.map { (part.0, $0) } }
    guard !asked.isEmpty else { return ("", []) }
    return ("WHERE " + asked.map(\.0).joined(separator: " AND "), asked.map(\.1))
  }
}

/// A file that was not there before, for its owner only, and the digest of what is in it.
private final class NewFile {
  private let descriptor: Int32
  private let digest = RunningDigest()

  init(_ path: String) throws(CouponFailure) {
    descriptor = csystem_open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CouponFailure(.file(path: path, .unwritable)) }
  }

  deinit { close(descriptor) }

  func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    digest.add(bytes)
    return true
  }

  /// The digest, once the file is on the disk; `nil` when it cannot be put there.
  func finish() -> [UInt8]? { fsync(descriptor) == 0 ? digest.finish() : nil }
}
