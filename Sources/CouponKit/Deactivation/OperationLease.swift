import CSystem
import Glibc

/// The right to work on one operation, held by one living process at a time.
///
/// It is a lock of the kernel's (flock(2)) on a file beside the journal: however the process ends, the lock ends with it,
/// so an operation that nobody holds was cut off, and one that is held is under way.
final class OperationLease: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Only ``take(_:in:)`` makes one, of a lock that is held: what goes with an object is the holder's.
  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    unlink(path)
    close(descriptor)
  }

  /// - Throws: `operationOpen` when another process, or another task of this one, holds it; `journalUnusable` when nobody
  ///   could.
  static func take(_ operationID: String, in folder: String) throws(CouponFailure) -> OperationLease {
    let path = path(operationID, folder)
    while true {
      let descriptor = csystem_open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw unusable(path) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let failure = errno == EWOULDBLOCK ? CouponFailure(.operationOpen(operationID)) : unusable(path)
        close(descriptor)
        throw failure
      }
      // Whoever held it before may have taken the file away between our opening and our locking it.
      if isSame(descriptor, path) { return OperationLease(path: path, descriptor: descriptor) }
      close(descriptor)
    }
  }

  /// Whether a living process, this one included, holds it now.
  static func isHeld(operationID: String, folder: String) -> Bool {
    let descriptor = csystem_open(path(operationID, folder), O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // A shared lock: two who ask at once do not take each other for the holder.
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  private static func path(_ operationID: String, _ folder: String) -> String { "\(folder)/\(operationID).lock" }

  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var (held, named) = (stat(), stat())
    return fstat(descriptor, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino
  }

  private static func unusable(_ path: String) -> CouponFailure {
    CouponFailure(.journalUnusable(detail: "\(path): \(String(cString: strerror(errno)))"))
  }
}
