import CSystem
import Glibc

/// The folder that holds the journal: for its owner only, on a disk of this machine, and locked while it is prepared.
struct JournalFolder {
  /// Without symbolic links.
  let path: String

  var database: String { path + "/journal.sqlite" }
  var key: String { path + "/journal.key" }
  var ballast: String { path + "/journal.ballast" }

  /// Makes the folder and its parents where they are missing, each of them on the disk for good: what is in a folder is
  /// lost in a power cut with the folder itself.
  static func make(_ path: String) throws(JournalProblem) -> JournalFolder {
    var parent = path.hasPrefix("/") ? "/" : "."
    var place = ""
    for part in path.split(separator: "/") {
      place += (place.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
      if mkdir(place, 0o700) == 0 {
        try synchronise(parent)
      } else if errno != EEXIST {
        throw .unusable("\(place): \(String(cString: strerror(errno)))")
      }
      parent = place
    }
    return try JournalFolder(existing: path)
  }

  /// Refuses a folder that is a link, that others may enter, that is another's, or that is not on a local disk.
  init(existing path: String) throws(JournalProblem) {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { throw .unusable("\(path): \(String(cString: strerror(errno)))") }
    guard facts.st_mode & S_IFMT == S_IFDIR else { throw .unusable("\(path) is not a folder") }
    guard facts.st_uid == geteuid() else { throw .unusable("\(path) belongs to another account") }
    guard facts.st_mode & 0o077 == 0 else { throw .unusable("others may enter \(path); its mode has to be 0700") }
    let fileSystem = csystem_file_system_type(path)
    // What cannot be told counts as remote.
    if fileSystem < 0 || Self.remoteFileSystems.contains(fileSystem) {
      throw .unusable("\(path) is not on a local disk")
    }
    guard let resolved = realpath(path, nil) else { throw .unusable("\(path): \(String(cString: strerror(errno)))") }
    defer { free(resolved) }
    self.path = String(cString: resolved)
  }

  /// NFS, SMB, CIFS, SMB2, FUSE, Ceph, AFS (two), Lustre, OCFS2, GFS2, Coda, and the shared folders of VirtualBox: their locks
  /// and fsync promise less than the journal needs.
  private static let remoteFileSystems: Set<Int64> = [
    0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546, 0x00C3_6400, 0x5346_414F, 0x6B41_4653,
    0x0BD0_0BD0, 0x7461_636F, 0x0116_1970, 0x7375_7245, 0x786F_4256,
  ]

  /// Runs `body` while no other process prepares, or salvages, the same journal (`flock` of the folder).
  func locked<Value>(_ body: () throws(JournalProblem) -> Value) throws(JournalProblem) -> Value {
    let descriptor = csystem_open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
      throw .unusable("\(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    return try body()
  }

  /// Writes the folder's own list of names to the disk.
  func synchronise() throws(JournalProblem) { try Self.synchronise(path) }

  private static func synchronise(_ path: String) throws(JournalProblem) {
    let descriptor = csystem_open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { throw .unusable("\(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .unusable("\(path): \(String(cString: strerror(errno)))") }
  }

  /// Refuses when the disk is nearly full: an intent is only written where there is room for its result.
  func requireRoom() throws(JournalProblem) {
    let leastFree: UInt64 = 8 << 20
    var facts = statvfs()
    guard statvfs(path, &facts) == 0 else { throw .unusable("\(path): \(String(cString: strerror(errno)))") }
    let free = UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
    guard free >= leastFree else { throw .unusable("\(path): \(free >> 10) KiB free, 8192 KiB needed") }
  }

  func isThere(_ file: String) -> Bool {
    var facts = stat()
    return lstat(file, &facts) == 0
  }

  /// Which file the name stands for: another number means that somebody put another file in its place.
  func fileNumber(of file: String) -> UInt64? {
    var facts = stat()
    return lstat(file, &facts) == 0 ? UInt64(facts.st_ino) : nil
  }
}

/// 256 KiB kept beside the journal, and given up when the disk is full, so that the result of a request that has left can
/// still be written.
struct Ballast {
  let path: String
  private static let size: off_t = 256 * 1024

  /// Fills it up. Where there is no room it stays as it is; the next opening tries again.
  func fill() {
    let descriptor = csystem_open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if posix_fallocate(descriptor, 0, Self.size) == 0 { fsync(descriptor) }
  }

  /// Gives its room back. False when it held none.
  func release() -> Bool {
    let descriptor = csystem_open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_size > 0, ftruncate(descriptor, 0) == 0 else { return false }
    fsync(descriptor)
    return true
  }
}
