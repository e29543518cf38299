import Glibc

/// A file of JSON Lines that says what really happened: each line is written before the client hears of it.
final class TruthFile {
  let path: String
  private let file: Int32

  /// Opens an empty file; only its owner may read it. The one of the run before is kept beside it, as `.before`: the
  /// world begins anew with each run, and so does the truth about it.
  init(path: String) throws(FileProblem) {
    self.path = path
    if rename(path, path + ".before") != 0 && errno != ENOENT { throw FileProblem(path) }
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw FileProblem(path) }
  }

  deinit { close(file) }

  func append(_ line: JSON) {
    let bytes = line.bytes + [UInt8(ascii: "\n")]
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
        continue
      }
      // A truth that cannot be told must not be missing in silence.
      complain("\(FileProblem(path)) The sandbox ends, since it can no longer say what happens.")
      exit(EX_IOERR)
    }
  }
}
