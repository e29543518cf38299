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
  /// Customers stand in it as pseudonyms; the agent's name, account numbers, terminal and SSH address in the open.
  /// Beside it, `<file>.sha256` holds its digest as sha256sum(1) checks it.
  ///
  /// - Returns: how many events it holds, and the SHA-256 of the file in hex.
  /// - Throws: ``CouponFailure`` of kind `file` when either file is there already or cannot be written.
  public func export(
    to file: String, _ selection: Selection = Selection()
  ) throws(CouponFailure) -> (events: Int, digest: String) {
    do throws(JournalProblem) {
      let opened = try open()
      let (condition, values) = selection.condition
      let output = try NewFile(file)
      var events = 0
      try opened.database.each("\(JournalEvent.query) \(condition) ORDER BY seq", values) {
        row throws(JournalProblem) in
        try output.write(JournalEvent(row).line)
        events += 1
      }
      try opened.database.each("\(JournalEvent.query) ORDER BY seq DESC LIMIT 1") { row throws(JournalProblem) in
        let last = JournalEvent(row)
        let name = "coupon-tui/\(opened.identity.host)/\(Hex.lower(opened.identity.journalID))"
        let head: JSONValue = [
          "head": .string(name), "seq": .number(String(last.sequence)), "hash": .string(last.hash),
        ]
        try output.write(head.serialised + [UInt8(ascii: "\n")])
      }
      let digest = Hex.lower(try output.finish())
      let digestOutput = try NewFile(file + ".sha256")
      try digestOutput.write(Array("\(digest)  \(file.split(separator: "/").last ?? "")\n".utf8))
      _ = try digestOutput.finish()
      return (events, digest)
    } catch { throw CouponFailure(error) }
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
final class NewFile {
  private let path: String
  private let descriptor: Int32
  private let digest = RunningDigest()

  init(_ path: String) throws(JournalProblem) {
    self.path = path
    descriptor = csystem_open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .refused(.file(path: path, errno == EEXIST ? .alreadyThere : .unwritable)) }
  }

  deinit { close(descriptor) }

  func write(_ bytes: [UInt8]) throws(JournalProblem) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .refused(.file(path: path, .unwritable)) }
      rest = rest.dropFirst(count)
    }
    digest.add(bytes)
  }

  /// The digest, once the file is on the disk.
  func finish() throws(JournalProblem) -> [UInt8] {
    guard fsync(descriptor) == 0 else { throw .refused(.file(path: path, .unwritable)) }
    return digest.finish()
  }
}
