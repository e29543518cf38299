import Glibc

/// A file or folder could not be made, read or written.
struct FileProblem: Error, CustomStringConvertible {
  let path: String
  let reason: String

  init(_ path: String) {
    self.path = path
    reason = String(cString: strerror(errno))
  }

  var description: String { "\(path): \(reason)." }
}

/// The folder that holds what a client needs (authority, merchant key, configuration), and the gateway's own secrets
/// in a folder inside it. Nobody but the owner may look in.
struct StateFolder {
  let path: String
  private let isTemporary: Bool

  /// Makes the folder at `path` when it is not there, or a fresh temporary one, and closes it to others.
  init(path: String?) throws(FileProblem) {
    isTemporary = path == nil
    if let path {
      if mkdir(path, 0o700) != 0 && errno != EEXIST { throw FileProblem(path) }
      guard chmod(path, 0o700) == 0, let absolute = realpath(path, nil) else { throw FileProblem(path) }
      defer { free(absolute) }
      self.path = String(cString: absolute)
    } else {
      let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
      var template = Array("\(parent)/coupon-sandbox.XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { throw FileProblem(parent) }
      self.path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    let inner = self.path + "/gateway"
    if mkdir(inner, 0o700) != 0 && errno != EEXIST { throw FileProblem(inner) }
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

/// Removes a file, a link (not what it points at), or a folder with all that is in it.
private func removeTree(_ path: String) {
  if remove(path) == 0 { return }
  guard let folder = opendir(path) else { return }
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    if name != "." && name != ".." { removeTree(path + "/" + name) }
  }
  closedir(folder)
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
