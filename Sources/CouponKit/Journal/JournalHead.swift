import CSystem
import Glibc

/// The newest event of a journal, which stands for all before it.
public struct JournalHead: Sendable, Equatable {
  public let host: String
  /// 32 letters of lower-case hex.
  public let journalID: String
  public let sequence: Int64
  /// Base64.
  public let hash: String

  init(_ identity: JournalIdentity, sequence: Int64, hash: [UInt8]) {
    host = identity.host
    journalID = Hex.lower(identity.journalID)
    self.sequence = sequence
    self.hash = Base64.encode(hash)
  }

  private init(host: String, journalID: String, sequence: Int64, hash: String) {
    self.host = host
    self.journalID = journalID
    self.sequence = sequence
    self.hash = hash
  }

  /// `coupon-tui/<host>/<journal id>`, the sequence number and the hash, in three lines: the form in which transparency
  /// logs write a checkpoint. In a log, spaces stand for the line ends.
  public var checkpoint: String { "coupon-tui/\(host)/\(journalID)\n\(sequence)\n\(hash)\n" }

  /// Every checkpoint in a text, be it a note of its own or many lines of a log.
  public static func checkpoints(in text: String) -> [JournalHead] {
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.indices.compactMap { place in
      let name = words[place].split(separator: "/", omittingEmptySubsequences: false)
      guard name.count >= 3, name[0] == "coupon-tui", place + 2 < words.count,
        let sequence = Int64(words[place + 1]), Base64.decode(String(words[place + 2]))?.count == 32
      else { return nil }
      return JournalHead(
        host: name[1..<(name.count - 1)].joined(separator: "/"), journalID: String(name[name.count - 1]),
        sequence: sequence, hash: String(words[place + 2]))
    }
  }
}

extension JournalHead {
  /// Every checkpoint in a file, such as a log into which the machine's authpriv lines are forwarded.
  ///
  /// - Parameter path: `-` is standard input.
  /// - Throws: ``CouponFailure`` of kind `file`.
  public static func checkpoints(inFile path: String) throws(CouponFailure) -> [JournalHead] {
    if path == "-" { return try checkpoints(from: STDIN_FILENO, named: path) }
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    let descriptor = csystem_open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0)
    guard descriptor >= 0 else { throw CouponFailure(.file(path: path, errno == ENOENT ? .missing : .unreadable)) }
    defer { close(descriptor) }
    return try checkpoints(from: descriptor, named: path)
  }

  private static func checkpoints(from descriptor: Int32, named path: String) throws(CouponFailure) -> [JournalHead] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = read(descriptor, &block, block.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        var arrival = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&arrival, 1, -1)
        continue
      }
      guard count >= 0 else { throw CouponFailure(.file(path: path, .unreadable)) }
      guard count > 0 else { return checkpoints(in: String(decoding: bytes, as: UTF8.self)) }
      bytes += block.prefix(count)
      guard bytes.count <= largest else { throw CouponFailure(.file(path: path, .tooLarge(limit: largest))) }
    }
  }

  private static let largest = 256 << 20
}
