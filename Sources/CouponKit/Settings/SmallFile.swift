import CSystem
import Glibc

/// A private key's file: nobody but its owner may read it, its owner is this account or root, it has one name, and nobody
/// else can put another file in its place.
public enum SecretFile {
  /// - Returns: the whole file; the caller wipes it after use.
  /// - Throws: ``CouponFailure`` of kind `file`.
  public static func read(_ path: String) throws(CouponFailure) -> [UInt8] {
    let secret = try SmallFile.read(path, openFlags: O_NOFOLLOW) { facts in
      if facts.st_uid != geteuid() && facts.st_uid != 0 { return .ownedByAnother(userID: facts.st_uid) }
      if facts.permissions & 0o077 != 0 { return .openToOthers(mode: facts.permissions) }
      return facts.st_nlink == 1 ? nil : .severalNames
    }
    try SmallFile.requireGuardedFolders(of: path)
    return secret
  }

  /// Whether the file belongs to this account, which then can read it by itself.
  static func belongs(to userID: UInt32, _ path: String) -> Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_uid == userID
  }
}

/// A file that says who may do what, or who is believed: it belongs to this account or to root, and nobody else may write it
/// or put another in its place.
enum GuardedFile {
  /// - Throws: ``CouponFailure`` of kind `file`; of a folder above the file when that is what is open to others.
  static func read(_ path: String) throws(CouponFailure) -> [UInt8] {
    try read(at: try SmallFile.place(of: path))
  }

  /// - Parameter place: where the file lies, no link on the way: one that has been laid there since is not followed.
  static func read(at place: String) throws(CouponFailure) -> [UInt8] {
    let text = try SmallFile.read(place, openFlags: O_NOFOLLOW) { facts in
      if facts.st_uid != geteuid() && facts.st_uid != 0 { return .ownedByAnother(userID: facts.st_uid) }
      return facts.permissions & 0o022 == 0 ? nil : .openToOthers(mode: facts.permissions)
    }
    try SmallFile.requireGuardedFolders(of: place)
    return text
  }
}

/// A public key, a certificate or a configuration of the agent's own: anybody may read it, but not everybody may write it.
public enum PublicFile {
  /// - Throws: ``CouponFailure`` of kind `file`.
  public static func read(_ path: String) throws(CouponFailure) -> [UInt8] {
    try SmallFile.read(path, openFlags: 0) { facts in
      facts.permissions & 0o002 == 0 ? nil : .openToOthers(mode: facts.permissions)
    }
  }
}

enum SmallFile {
  fileprivate static let limit = 64 * 1024

  /// Where a file lies, once all links that lead to it are followed.
  static func place(of path: String) throws(CouponFailure) -> String {
    guard let resolved = realpath(path, nil) else {
      throw CouponFailure(.file(path: path, problem(ofOpening: errno)))
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Judges what was opened and not what the path names, so that nothing can be put in its place in between.
  fileprivate static func read(
    _ path: String, openFlags: Int32, objection: (stat) -> FileProblem?
  ) throws(CouponFailure) -> [UInt8] {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    let descriptor = csystem_open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | openFlags, 0)
    guard descriptor >= 0 else { throw CouponFailure(.file(path: path, problem(ofOpening: errno))) }
    defer { close(descriptor) }

    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw CouponFailure(.file(path: path, .unreadable)) }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw CouponFailure(.file(path: path, .notARegularFile)) }
    if let problem = objection(facts) { throw CouponFailure(.file(path: path, problem)) }

    guard let bytes = wholeFile(descriptor) else { throw CouponFailure(.file(path: path, .unreadable)) }
    if bytes.isEmpty { throw CouponFailure(.file(path: path, .empty)) }
    if bytes.count > limit { throw CouponFailure(.file(path: path, .tooLarge(limit: limit))) }
    return bytes
  }

  /// Every folder above a file belongs to this account or to root, and others can put nothing in it; or it is one like
  /// /tmp, in which nobody can take away what is another's.
  fileprivate static func requireGuardedFolders(of path: String) throws(CouponFailure) {
    var folder = try place(of: path)[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      let name = folder.isEmpty ? "/" : String(folder)
      var facts = stat()
      guard lstat(name, &facts) == 0 else { throw CouponFailure(.file(path: name, .unreadable)) }
      if facts.st_uid != geteuid() && facts.st_uid != 0 {
        throw CouponFailure(.file(path: name, .ownedByAnother(userID: facts.st_uid)))
      }
      if facts.permissions & 0o022 != 0, facts.permissions & UInt32(S_ISVTX) == 0 {
        throw CouponFailure(.file(path: name, .folderOpenToOthers(mode: facts.permissions)))
      }
    }
  }

  private static func problem(ofOpening code: Int32) -> FileProblem {
    switch code {
    case ENOENT, ENOTDIR: .missing
    // A symbolic link where none is followed, and a socket.
    case ELOOP, ENXIO: .notARegularFile
    default: .unreadable
    }
  }

  /// The file up to one byte past the limit, read into one block so that no copy of a secret stays behind.
  private static func wholeFile(_ descriptor: Int32) -> [UInt8]? {
    var isRead = false
    let bytes = [UInt8](unsafeUninitializedCapacity: limit + 1) { block, count in
      while count < block.count {
        let more = Glibc.read(descriptor, block.baseAddress! + count, block.count - count)
        if more < 0 && errno == EINTR { continue }
        isRead = more == 0
        if more <= 0 { return }
        count += more
      }
      isRead = true
    }
    return isRead ? bytes : nil
  }
}

extension stat {
  fileprivate var permissions: UInt32 { st_mode & 0o7777 }
}
