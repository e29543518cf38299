import CSystem
import Glibc

/// Small notes of an agent beside the journal: whom they looked up last, and reasons that they have begun.
///
/// Each is a file for its owner only, sealed with the journal's key, under a name that tells nothing. They are a
/// convenience: one that cannot be read counts as absent, one that cannot be written is lost, and nothing depends on it.
final class SealedNotes: Sendable {
  private let path: String
  private let thread = OwnerThread()
  private let hasThread: Bool

  /// - Parameter path: the folder of the journal.
  init(folder path: String) {
    self.path = path
    hasThread = thread.start() == nil
  }

  deinit { thread.stop() }

  /// The text of a note; nil when there is none.
  func read(_ subject: String) async -> String? {
    guard hasThread else { return nil }
    return await thread.run { [path] in
      guard let folder = try? JournalFolder(existing: path), let key = try? JournalKey(reading: folder) else {
        return nil
      }
      return Note(subject, in: folder, key).read()
    }
  }

  /// Gives a note the text that `change` makes of the one before; nil takes it away. Nobody waits for it.
  func change(_ subject: String, _ change: @escaping @Sendable (String?) -> String?) {
    thread.post { [path] in
      try? Self.prepared(path) { folder, key in
        let note = Note(subject, in: folder, key)
        if let text = change(note.read()) { note.write(text) } else { note.remove() }
      }
    }
  }

  /// Takes away what was written before a moment. Only for when the machine's clock was just proved to be right.
  func forget(before limit: Instant) {
    thread.post { [path] in
      guard let folder = try? JournalFolder(existing: path), let entries = opendir(folder.path) else { return }
      defer { closedir(entries) }
      while let entry = readdir(entries) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        var facts = stat()
        guard name.hasPrefix(Note.prefix), fstatat(dirfd(entries), name, &facts, AT_SYMLINK_NOFOLLOW) == 0,
          facts.st_mtim.tv_sec < limit.secondsSince1970
        else { continue }
        unlinkat(dirfd(entries), name, 0)
      }
    }
  }

  /// Once everything that was asked for before is done.
  func settled() async {
    if hasThread { await thread.run {} }
  }

  /// Locked, so that two programs of one account do not undo each other's notes.
  private static func prepared(_ path: String, _ body: (JournalFolder, JournalKey) -> Void) throws(JournalProblem) {
    let folder = try JournalFolder.make(path)
    try folder.locked { () throws(JournalProblem) in
      let key = try folder.isThere(folder.key) ? JournalKey(reading: folder) : JournalKey(making: folder)
      body(folder, key)
    }
  }
}

/// One note as a file.
private struct Note {
  static let prefix = "note-"
  private let file: String
  private let name: String
  private let key: JournalKey

  init(_ subject: String, in folder: JournalFolder, _ key: JournalKey) {
    name = Self.prefix + key.pseudonym(of: subject)
    file = folder.path + "/" + name
    self.key = key
  }

  func read() -> String? {
    guard let box = try? SecretFile.read(file), let bytes = key.open(box, operationID: name) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Under another name first, so that a note is whole or not there.
  func write(_ text: String) {
    guard let box = try? key.seal(Array(text.utf8), operationID: name) else { return }
    let unfinished = file + ".new"
    let descriptor = csystem_open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if Glibc.write(descriptor, box, box.count) == box.count { rename(unfinished, file) } else { unlink(unfinished) }
  }

  func remove() { unlink(file) }
}
