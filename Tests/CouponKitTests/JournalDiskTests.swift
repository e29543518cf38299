import Foundation
import Testing

@testable import CouponKit

/// A disk of its own in memory, of 12 MiB; only root can have one.
private final class SmallDisk {
  let path: String

  init?() {
    path = NSTemporaryDirectory() + "coupon-disk-" + UUID().uuidString
    guard mkdir(path, 0o700) == 0, mount("tmpfs", path, "tmpfs", 0, "size=12m,mode=0700") == 0 else {
      rmdir(path)
      return nil
    }
  }

  deinit {
    umount2(path, Int32(MNT_DETACH))
    rmdir(path)
  }

  /// Writes until nothing more fits.
  func fill() throws {
    let descriptor = open(path + "/filler", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let block = [UInt8](repeating: 1, count: 4096)
    while write(descriptor, block, block.count) > 0 {}
  }

  func freeze() throws {
    let remountReadOnly: UInt = 32 | 1
    try #require(mount("tmpfs", path, "tmpfs", remountReadOnly, nil) == 0)
  }

  static let isPossible = SmallDisk() != nil
}

@Suite(
  "The record on a disk that is full or cannot be written", .serialized,
  .enabled(if: SmallDisk.isPossible, "needs root"))
struct JournalFullDiskTests {
  private let disk: SmallDisk
  private let journal: JournalUnderTest
  private let store: JournalStore
  private var operation: Operation

  init() throws {
    disk = try #require(SmallDisk())
    journal = try JournalUnderTest(in: disk.path)
    store = try journal.open()
    operation = try journal.operation(1)
    try journal.record(&operation, as: .intent, in: store)
    try journal.record(&operation, as: .sending, in: store)
  }

  private var ballastSize: Int {
    get throws {
      let attributes = try FileManager.default.attributesOfItem(atPath: journal.folder + "/journal.ballast")
      return attributes[.size] as? Int ?? -1
    }
  }

  @Test("the outcome of a request that left is recorded on a full disk, in the room that was kept for it")
  mutating func ballast() throws {
    #expect(try ballastSize == 256 * 1024)
    try disk.fill()
    operation.attempts[0].outcome = .unanswered
    try journal.record(&operation, as: .unknown, in: store)
    operation.after = operation.wish.before
    #expect(try journal.record(&operation, as: .confirmed, in: store).receipt != nil)
    #expect(try journal.open().operations(where: "1").map(\.state) == [.confirmed])
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
  }

  @Test("without that room the outcome is refused, nothing is half written, and it can be written once there is room")
  mutating func noBallast() throws {
    try FileManager.default.removeItem(atPath: journal.folder + "/journal.ballast")
    try disk.fill()
    let problem = refusal { try journal.record(&operation, as: .confirmed, in: store) }
    #expect(problem?.isDiskFull == true, "\(String(describing: problem))")
    #expect(try store.operations(where: "1").map(\.state) == [.sending])
    try FileManager.default.removeItem(atPath: disk.path + "/filler")
    operation.state = .sending
    try journal.record(&operation, as: .confirmed, in: store)
    #expect(journal.audit.verdict().finding == .soundWithoutAnchor)
  }

  @Test("what has not left waits for room: no repeat is sent from the room that is kept for outcomes")
  mutating func repeatWaits() throws {
    try journal.record(&operation, as: .unknown, in: store)
    try disk.fill()
    #expect(refusal { try journal.record(&operation, as: .sending, in: store) }?.isDiskFull == true)
    #expect(try ballastSize == 256 * 1024)
  }

  @Test("nothing is begun with less than 8 MiB free")
  mutating func nearlyFull() throws {
    try Data(repeating: 1, count: 5 << 20).write(to: URL(fileURLWithPath: disk.path + "/filler"))
    var second = try journal.operation(2)
    let problem = refusal { try journal.record(&second, as: .intent, in: store) }
    #expect(problem?.detail.contains("8192 KiB needed") == true)
    #expect(try store.operations(where: "1").count == 1)
  }

  @Test("on a disk that is read-only, the record is still read and nothing new is begun")
  func readOnlyDisk() throws {
    let disk = try #require(SmallDisk())
    let journal = try JournalUnderTest(in: disk.path)
    try journal.fill(operations: 1)
    try disk.freeze()
    let store = try journal.open()
    #expect(try store.operations(where: "1").map(\.state) == [.sending])
    var second = try journal.operation(2)
    let problem = refusal { try journal.record(&second, as: .intent, in: store) }
    #expect(problem?.detail.contains("readonly") == true, "\(String(describing: problem))")
  }
}

@Suite("A record that is not what it was")
struct JournalFileTests {
  let journal: JournalUnderTest
  init() throws {
    journal = try JournalUnderTest()
    try journal.fill(operations: 3)
  }

  private func openingProblem() -> String? { refusal { _ = try journal.open() }?.detail }

  @Test("the folder, the key and the record are for their owner only")
  func permissions() throws {
    for (file, mode) in [("", 0o700), ("/journal.sqlite", 0o600), ("/journal.key", 0o600), ("/journal.ballast", 0o600)]
    {
      let attributes = try FileManager.default.attributesOfItem(atPath: journal.folder + file)
      #expect(attributes[.posixPermissions] as? Int == mode, "\(file)")
    }
    for (path, mode) in [(journal.folder, 0o750), (journal.folder, 0o701)] {
      try #require(chmod(path, UInt32(mode)) == 0)
      #expect(openingProblem()?.contains("others may enter") == true)
    }
    try #require(chmod(journal.folder, 0o700) == 0)
    try #require(chmod(journal.file, 0o640) == 0)
    #expect(openingProblem()?.contains("open to others") == true)
  }

  @Test("a text file in its place is refused and left as it is")
  func textFile() throws {
    let text = Data("Dear agent, this is no journal.".utf8)
    try text.write(to: URL(fileURLWithPath: journal.file))
    #expect(openingProblem()?.contains("not a database") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: journal.file)) == text)
    #expect(journal.audit.verdict().exitCode == 14)
  }

  @Test("an empty file, a folder, a link and nothing in its place are refused, and none is made anew")
  func otherThings() throws {
    try Data().write(to: URL(fileURLWithPath: journal.file))
    #expect(openingProblem() != nil)
    try FileManager.default.removeItem(atPath: journal.file)
    #expect(openingProblem()?.contains("any more") == true)
    try FileManager.default.createDirectory(atPath: journal.file, withIntermediateDirectories: false)
    #expect(openingProblem()?.contains("is not a file") == true)
    try FileManager.default.removeItem(atPath: journal.file)
    let elsewhere = journal.folder + "/elsewhere"
    try Data().write(to: URL(fileURLWithPath: elsewhere))
    try FileManager.default.createSymbolicLink(atPath: journal.file, withDestinationPath: elsewhere)
    #expect(openingProblem()?.contains("is not a file") == true)
    #expect(journal.audit.verdict().exitCode == 14)
  }

  @Test("a link in the place of the folder is refused")
  func linkedFolder() throws {
    let link = journal.folder + "-link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: journal.folder)
    defer { try? FileManager.default.removeItem(atPath: link) }
    #expect(refusal { _ = try JournalFolder(existing: link) }?.detail.contains("is not a folder") == true)
  }

  @Test("without its key, or with another's, the record is not gone on with")
  func key() throws {
    let key = journal.folder + "/journal.key"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: key))
    try FileManager.default.removeItem(atPath: key)
    #expect(openingProblem()?.contains("journal.key") == true)
    #expect(!FileManager.default.fileExists(atPath: key))
    #expect(journal.audit.verdict().exitCode == 15)
    try Data(repeating: 9, count: 32).write(to: URL(fileURLWithPath: key))
    try #require(chmod(key, 0o600) == 0)
    #expect(openingProblem()?.contains("another journal") == true)
    try bytes.write(to: URL(fileURLWithPath: key))
    try #require(chmod(key, 0o600) == 0)
    #expect(openingProblem() == nil)
  }

  @Test("what a power cut left of a first start that was not finished is made anew")
  func unfinishedFirstStart() throws {
    let fresh = try JournalUnderTest()
    for file in ["journal.key.new", "journal.sqlite.new", "journal.sqlite.new-journal"] {
      try Data("half".utf8).write(to: URL(fileURLWithPath: "\(fresh.folder)/\(file)"))
    }
    try fresh.fill(operations: 1)
    #expect(fresh.audit.verdict().finding == .soundWithoutAnchor)
    let names = try FileManager.default.contentsOfDirectory(atPath: fresh.folder)
    #expect(Set(names) == ["journal.key", "journal.sqlite", "journal.ballast"])
  }

  @Test("a damaged page never reads as sound", arguments: 0..<24)
  func damagedPages(part: Int) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: journal.file))
    let size = bytes.count
    switch part {
    case 0: bytes = bytes.prefix(size / 2)
    // What is missing of a page is read as zeros, so it has to be something else.
    case 1: bytes = bytes.prefix(bytes.lastIndex { $0 != 0 } ?? 0)
    case 2: bytes.replaceSubrange(4096..<8192, with: [UInt8](repeating: 0, count: 4096))
    // The header's first 100 bytes hold counters that change nothing; the schema and the cells come after.
    default: for place in stride(from: 100 + part * 7, to: min(size, 60_000), by: 997) { bytes[place] ^= 0xFF }
    }
    try bytes.write(to: URL(fileURLWithPath: journal.file))
    try #require(chmod(journal.file, 0o600) == 0)
    #expect(!journal.audit.verdict().isSound)
  }

  @Test("a record that is put in place of the open one is looked at before anything is written")
  func replacedUnderWork() async throws {
    let writer = journal.journal()
    #expect(try await writer.openOperations().count == 1)
    try FileManager.default.removeItem(atPath: journal.file)
    await #expect(throws: CouponFailure.self) { try await writer.openOperations() }
  }

  @Test(
    "a folder that cannot be written locks deactivating, and says which",
    .enabled(if: geteuid() != 0, "root writes everywhere"))
  func readOnlyFolder() throws {
    try #require(chmod(journal.folder, 0o500) == 0)
    defer { chmod(journal.folder, 0o700) }
    var operation = try journal.operation(9)
    #expect(refusal { try journal.record(&operation, as: .intent, in: try journal.open()) } != nil)
  }
}
