import Glibc

/// The bytes of a file; none when it cannot be read.
func file(_ path: String, from offset: Int = 0) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return [] }
  defer { close(descriptor) }
  lseek(descriptor, off_t(offset), SEEK_SET)
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 64 * 1024)
  while true {
    let count = read(descriptor, &block, block.count)
    if count <= 0 { return bytes }
    bytes += block.prefix(count)
  }
}

func writeFile(_ bytes: some Collection<UInt8>, to path: String, mode: mode_t = 0o600) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
  guard descriptor >= 0 else { giveUp("\(path): \(String(cString: strerror(errno)))") }
  defer { close(descriptor) }
  fchmod(descriptor, mode)
  let bytes = Array(bytes)
  guard write(descriptor, bytes, bytes.count) == bytes.count else { giveUp("\(path) cannot be written") }
}

/// The names in a folder, sorted.
func names(in folder: String) -> [String] {
  guard let stream = opendir(folder) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names.sorted()
}

func isFolder(_ path: String) -> Bool {
  var facts = stat()
  return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
}

/// A folder in memory where the machine has such a place: no test here is about how fast a disk is.
final class Folder: Sendable {
  let path: String

  init(in parent: String? = nil) {
    let place = parent ?? Folder.memory
    var template = Array("\(place)/coupon-torture-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { giveUp("no folder can be made in \(place)") }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { Folder.remove(path) }

  /// In many a container it is there and holds next to nothing.
  private static let memory: String = {
    var facts = statvfs()
    let hasRoom = statvfs("/dev/shm", &facts) == 0 && UInt64(facts.f_bavail) * UInt64(facts.f_frsize) > 1 << 30
    return hasRoom && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
  }()

  /// Gives the folder a copy of another one's files.
  func copy(_ other: String, as name: String) {
    let place = "\(path)/\(name)"
    guard mkdir(place, 0o700) == 0 else { giveUp("\(place): \(String(cString: strerror(errno)))") }
    for name in names(in: other) { writeFile(file("\(other)/\(name)"), to: "\(place)/\(name)") }
  }

  static func remove(_ path: String) {
    for name in names(in: path) {
      let inner = "\(path)/\(name)"
      if unlink(inner) != 0 { remove(inner) }
    }
    rmdir(path)
  }
}

extension Collection<UInt8> {
  /// Where `pattern` first stands, from `start` on.
  func place(of pattern: some Collection<UInt8>, from start: Int = 0) -> Int? {
    let pattern = Array(pattern)
    return withContiguousStorageIfAvailable { bytes -> Int? in
      guard let base = bytes.baseAddress, let first = pattern.first else { return nil }
      var place = start
      while place + pattern.count <= bytes.count {
        let last = bytes.count - pattern.count
        guard let found = memchr(base + place, Int32(first), last - place + 1) else { return nil }
        place = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        if memcmp(found, pattern, pattern.count) == 0 { return place }
        place += 1
      }
      return nil
    } ?? nil
  }

  /// What stands between two texts, the first time that the one before is found.
  func between(_ before: String, _ after: String) -> String? {
    guard let found = place(of: before.utf8) else { return nil }
    let start = found + before.utf8.count
    guard let end = place(of: after.utf8, from: start) else { return nil }
    return String(decoding: dropFirst(start).prefix(end - start), as: UTF8.self)
  }
}
