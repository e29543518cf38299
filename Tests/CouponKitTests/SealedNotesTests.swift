import Foundation
import Testing

@testable import CouponKit

@Suite("What a screen remembers for its agent")
struct SealedNotesTests {
  private let place = try? JournalUnderTest()
  private var folder: String { get throws { try #require(place).folder + "/state" } }

  private func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

  @Test("a note comes back as it was written, in another run of the program too")
  func comesBack() async throws {
    let notes = SealedNotes(folder: try folder)
    notes.change("draft/1") { _ in "顾客要求退款" }
    #expect(await notes.read("draft/1") == "顾客要求退款")
    #expect(await SealedNotes(folder: try folder).read("draft/1") == "顾客要求退款")
    #expect(await notes.read("draft/2") == nil)
  }

  @Test("on the disk it is for its owner only, and neither its name nor its content tells anything")
  func sealed() async throws {
    let notes = SealedNotes(folder: try folder)
    notes.change("recents/oh-394z-6CGkNoJrsDLTTUKiAnp4") { _ in "oh-394z-6CGkNoJrsDLTTUKiAnp4" }
    await notes.settled()
    let name = try #require(files().first { $0.hasPrefix("note-") })
    let path = try folder + "/" + name
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(!name.contains("394z") && bytes.firstRange(of: Data("394z".utf8)) == nil)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
  }

  @Test("what was written before a moment is forgotten, and nothing else in the folder goes")
  func forgotten() async throws {
    let notes = SealedNotes(folder: try folder)
    for subject in ["old", "new"] { notes.change(subject) { _ in subject } }
    await notes.settled()
    let all = try files()
    let written = Date()
    for name in all where name != all.last {
      try FileManager.default.setAttributes(
        [.modificationDate: written.addingTimeInterval(-100 * 86_400)], ofItemAtPath: folder + "/" + name)
    }
    let limit = Instant(millisecondsSince1970: Int64(written.timeIntervalSince1970 * 1000))
      .advanced(bySeconds: -90 * 86_400)
    notes.forget(before: limit)
    await notes.settled()
    #expect(all.count == 3 && all.last?.hasPrefix("note-") == true)
    #expect(try files() == all.filter { !$0.hasPrefix("note-") || $0 == all.last })
  }

  @Test("a note that somebody touched, or put under another name, counts as absent")
  func touched() async throws {
    let notes = SealedNotes(folder: try folder)
    notes.change("a") { _ in "first" }
    notes.change("b") { _ in "second" }
    await notes.settled()
    let paths = try files().filter { $0.hasPrefix("note-") }.map { try folder + "/" + $0 }
    let boxes = try paths.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    for (path, box) in zip(paths, boxes.reversed()) { try box.write(to: URL(fileURLWithPath: path)) }
    for path in paths { try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path) }
    #expect(await notes.read("a") == nil)
    #expect(await notes.read("b") == nil)
    notes.change("a") { before in before == nil ? "new" : "kept" }
    #expect(await notes.read("a") == "new")
  }

  @Test("nil takes a note away, and no unfinished file stays behind")
  func removed() async throws {
    let notes = SealedNotes(folder: try folder)
    notes.change("a") { _ in "text" }
    notes.change("a") { _ in nil }
    await notes.settled()
    #expect(try files() == ["journal.key"])
  }

  @Test("the key that a note made first is the journal's own from then on")
  func keyIsTheJournals() async throws {
    let place = try #require(place)
    let notes = SealedNotes(folder: place.folder)
    notes.change("a") { _ in "text" }
    await notes.settled()
    try place.fill(operations: 2)
    #expect(await notes.read("a") == "text")
  }

  @Test("where no folder can be made, nothing is remembered and nothing fails")
  func noFolder() async {
    let notes = SealedNotes(folder: "/proc/nowhere/state")
    notes.change("a") { _ in "text" }
    #expect(await notes.read("a") == nil)
  }
}
