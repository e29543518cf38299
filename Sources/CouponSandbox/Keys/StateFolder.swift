import Glibc

/// A file or folder could not be made, read or written.
struct FileProblem: Error, CustomStringConvertible {
  let path: String
  let reason: String

  init(_ path: String) { self.init(path, reason: String(cString: strerror(errno))) }

  init(_ path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  var description: String { "\(path): \(reason)." }
}

/// Why a folder is not taken as the state of a sandbox, as a sentence.
struct FolderProblem: Error, CustomStringConvertible {
  /// A number of `sysexits.h`.
  let exitCode: Int32
  let description: String
}

/// The folder that holds what a client needs (authority, merchant key, configuration), and the gateway's own secrets
/// in a folder inside it. Nobody but the owner may look in, and one sandbox at a time uses it.
final class StateFolder {
  private static let secrets = "gateway"

  let path: String
  private let isTemporary: Bool
  /// Open and locked until the end; the system lets go of it however the process ends.
  private let lock: Int32

  /// Makes the folder at `path` when it is not there, or a fresh temporary one, and closes it to others.
  ///
  /// - Throws: `FileProblem`; `FolderProblem` when it holds what no sandbox has put there, or when another one uses it.
  init(path: String?) throws {
    isTemporary = path == nil
    if let path {
      self.path = try StateFolder.kept(at: path)
    } else {
      let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
      var template = Array("\(parent)/coupon-sandbox.XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { throw FileProblem(parent) }
      self.path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    let secrets = self.path + "/" + StateFolder.secrets
    if mkdir(secrets, 0o700) != 0 && errno != EEXIST { throw FileProblem(secrets) }
    lock = open(secrets + "/lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if lock < 0 { throw FileProblem(secrets + "/lock") }
    // From here on the object is whole, and its end closes the lock.
    if flock(lock, LOCK_EX | LOCK_NB) != 0 {
      throw FolderProblem(
        exitCode: EX_TEMPFAIL, description: "Another sandbox uses \(self.path). End it, or name another folder.")
    }
  }

  deinit { close(lock) }

  /// The absolute path of a folder that is there now.
  private static func kept(at path: String) throws -> String {
    if mkdir(path, 0o700) != 0 {
      guard errno == EEXIST else { throw FileProblem(path) }
      // The modes of somebody's home or of /tmp are not ours to change.
      let found = try names(in: path)
      guard found.isEmpty || found.contains(secrets) else {
        throw FolderProblem(
          exitCode: EX_CANTCREAT,
          description: "\(path) holds something else. Name an empty folder, a new one, or one that a sandbox made.")
      }
    }
    guard chmod(path, 0o700) == 0, let absolute = realpath(path, nil) else { throw FileProblem(path) }
    defer { free(absolute) }
    return String(cString: absolute)
  }

  func path(of name: String) -> String { path + "/" + name }

  /// The whole file; nil when there is none.
  func read(_ name: String) throws(FileProblem) -> [UInt8]? {
    do { return try fileContents(path(of: name)) } catch {
      if errno == ENOENT { return nil }
      throw error
    }
  }

  /// Writes a file that only the owner may read. It appears whole or not at all.
  func write(_ name: String, _ bytes: [UInt8]) throws(FileProblem) {
    let target = path(of: name)
    let draft = target + ".new"
    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw FileProblem(draft) }
    let count = Glibc.write(file, bytes, bytes.count)
    let isWritten = fchmod(file, 0o600) == 0 && count == bytes.count
    guard close(file) == 0, isWritten, rename(draft, target) == 0 else { throw FileProblem(target) }
  }

  /// Removes the folder and all that is in it if it was made for this run only.
  func removeIfTemporary() {
    if isTemporary { removeTree(path) }
  }
}

/// What a folder holds, `.` and `..` aside.
private func names(in path: String) throws(FileProblem) -> [String] {
  guard let folder = opendir(path) else { throw FileProblem(path) }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    if name != "." && name != ".." { names.append(name) }
  }
  return names
}

/// Removes a file, a link (not what it points at), or a folder with all that is in it.
private func removeTree(_ path: String) {
  if remove(path) == 0 { return }
  for name in (try? names(in: path)) ?? [] { removeTree(path + "/" + name) }
  rmdir(path)
}

/// The bytes of the file at `path`.
func fileContents(_ path: String) throws(FileProblem) -> [UInt8] {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { throw FileProblem(path) }
  defer { close(file) }
  var contents: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65536)
  while true {
    let count = read(file, &chunk, chunk.count)
    if count == 0 { return contents }
    if count < 0 { throw FileProblem(path) }
    contents += chunk.prefix(count)
  }
}
