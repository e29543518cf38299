import Glibc

/// A sound JSON value as it came, byte for byte. It may share the buffer of the answer it was cut from.
public struct RawJSON: Sendable, Hashable {
  public let bytes: ArraySlice<UInt8>

  public static let emptyObject = RawJSON(Array("{}".utf8)[...])

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// The value as a tree, read anew.
  public func tree() -> JSONValue {
    // These bytes were part of a document that was read, so reading them again cannot fail.
    (try? JSONReader.read(Array(bytes)))?.root.tree ?? .null
  }

  public static func == (left: RawJSON, right: RawJSON) -> Bool {
    guard left.bytes.count == right.bytes.count else { return false }
    return left.bytes.withUnsafeBytes { leftBytes in
      right.bytes.withUnsafeBytes { rightBytes in
        guard let leftStart = leftBytes.baseAddress, let rightStart = rightBytes.baseAddress else { return true }
        return memcmp(leftStart, rightStart, leftBytes.count) == 0
      }
    }
  }

  public func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}
