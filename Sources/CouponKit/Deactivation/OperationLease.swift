import CSystem
import Glibc

/// The right to work on one operation, held by one living process at a time.
///
/// It is a lock of the kernel's (flock(2)) on a file beside the journal: however the process ends, the lock ends with it,
/// so an operation that nobody holds was cut off, and one that is held is under way.
final class OperationLease: Sendable {
  private let path: String
  private let descriptor: Int32

  /// `nil` when another process, or another task of this one, holds it.
  init?(operationID: String, folder: String) {
    path = "\(folder)/\(operationID).lock"
    descriptor = csystem_open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    // Whoever held it before may have taken the file away between our opening and our locking it.
    var held = stat()
    var named = stat()
    guard fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino else {
      close(descriptor)
      return nil
    }
  }

  /// Whether a living process, this one included, holds it now.
  static func isHeld(operationID: String, folder: String) -> Bool {
    let descriptor = csystem_open("\(folder)/\(operationID).lock", O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // A shared lock: two who ask at once do not take each other for the holder.
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  deinit {
    unlink(path)
    close(descriptor)
  }
}
