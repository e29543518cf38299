import Glibc

/// A file of JSON Lines that says what really happened: each line is written before the client hears of it.
final class TruthFile {
  let path: String
  private let file: Int32

  /// Opens the file for appending; only its owner may read it.
  init(path: String) throws(FileProblem) {
    self.path = path
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw FileProblem(path) }
  }

  deinit { close(file) }

  func append(_ line: JSON) {
    let bytes = line.bytes + [UInt8(ascii: "\n")]
    // A truth that cannot be told must not be missing in silence.
    guard write(file, bytes, bytes.count) == bytes.count else { abort() }
  }
}
