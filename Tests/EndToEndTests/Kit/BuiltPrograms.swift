import Foundation

/// The programs that were built together with these tests.
enum BuiltProgram: String {
  case screen = "coupon-tui"
  case sandbox = "coupon-sandbox"

  var path: String { Self.folder + "/" + rawValue }

  /// Where SwiftPM puts what it builds: the tests themselves run from there.
  static let folder = ((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "")
    .split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 }

  /// The root of the repository.
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .path()
}

/// A folder that nobody else may look into, and that goes with the last reference.
final class PrivateFolder: Sendable {
  let path: String

  /// Makes a folder, empty or with what another one holds.
  init(copyOf other: String? = nil) throws {
    path = NSTemporaryDirectory() + "coupon-end-to-end-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    guard let other else { return }
    // A socket belongs to the process that listens at it, and can't be copied.
    for name in try FileManager.default.contentsOfDirectory(atPath: other) where !name.hasSuffix(".sock") {
      try FileManager.default.copyItem(atPath: other + "/" + name, toPath: path + "/" + name)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file that only its owner may read.
  ///
  /// - Returns: its path.
  func write(_ text: String, as name: String) throws -> String {
    try writePrivately(text, to: path + "/" + name)
    return path + "/" + name
  }
}

func writePrivately(_ text: String, to path: String) throws {
  try Data(text.utf8).write(to: URL(filePath: path))
  try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
}
