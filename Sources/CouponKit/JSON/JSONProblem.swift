/// Why bytes are not a JSON document that this program reads, and where.
public struct JSONProblem: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case notUTF8, byteOrderMark, endTooSoon
    case unexpectedByte(UInt8)
    case badEscape, loneSurrogate, badNumber
    case duplicateKey(String)
    case tooDeep, tooManyValues, tooLong, textAfterEnd
  }
  public let kind: Kind
  /// Bytes before the place, from 0.
  public let offset: Int
}
