/// One call that a program made, as the interposer wrote it down.
struct Call: Sendable {
  /// As in `call_log.h`.
  enum Kind: UInt16, Sendable {
    case create = 1
    case write, synchronise, synchroniseData, truncate, allocate, unlink, rename, makeFolder, changeMode
    case tell, connect, send, receive

    /// Whether the call is about a file or a folder.
    var isOfFile: Bool { rawValue < Kind.tell.rawValue }
    /// Whether somebody outside can have seen it.
    var isVisible: Bool { !isOfFile }
  }

  let number: Int
  let kind: Kind
  /// 0, or an errno.
  let error: Int
  let inode: UInt64
  /// Where it was written, or the new length, or the mode.
  let offset: Int
  let result: Int
  let descriptor: Int
  let path: String
  /// The new name, of a rename.
  let otherPath: String
  let data: [UInt8]
}

enum CallLog {
  /// The calls in the order in which they were made.
  static func read(_ path: String) -> [Call] {
    let bytes = file(path)
    var calls: [Call] = []
    var place = 0
    func number<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> Int {
      bytes.withUnsafeBytes {
        Int(truncatingIfNeeded: $0.loadUnaligned(fromByteOffset: place + offset, as: Number.self))
      }
    }
    let head = 48
    while place + head <= bytes.count {
      let pathCount = number(36, UInt32.self)
      let dataCount = number(40, UInt32.self)
      let end = place + head + pathCount + dataCount
      guard end <= bytes.count, let kind = Call.Kind(rawValue: UInt16(number(4, UInt16.self))) else {
        giveUp("\(path) is no log of calls")
      }
      let paths = bytes[(place + head)..<(place + head + pathCount)].split(separator: 0)
        .map { String(decoding: $0, as: UTF8.self) }
      calls.append(
        Call(
          number: number(0, UInt32.self), kind: kind, error: number(6, UInt16.self),
          inode: UInt64(truncatingIfNeeded: number(8, UInt64.self)), offset: number(16, Int64.self),
          result: number(24, Int64.self), descriptor: number(32, Int32.self), path: paths.first ?? "",
          otherPath: paths.count > 1 ? paths[1] : "", data: Array(bytes[(end - dataCount)..<end])))
      place = end
    }
    return calls
  }
}
