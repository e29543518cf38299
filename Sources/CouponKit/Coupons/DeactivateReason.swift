/// `deactivate_reason`: 1–150 characters of at most three UTF-8 bytes each, no control characters, in one line.
///
/// WeChat Pay stores it with the coupons and returns it with every later answer; the customer may see it.
public struct DeactivateReason: Sendable, Hashable, CustomStringConvertible {
  public static let limit = 150
  public let text: String
  public var description: String { text }

  /// - Throws: ``InputProblem`` for an empty or blank text, more than `limit` characters (Unicode scalars), an emoji or any
  ///   other character outside the basic plane, and control, format, line-end or private-use characters.
  public init(_ text: String, limit: Int = DeactivateReason.limit) throws(InputProblem) {
    var start = text.unicodeScalars[...]
    while let first = start.first, first.properties.isWhitespace { start = start.dropFirst() }
    while let last = start.last, last.properties.isWhitespace { start = start.dropLast() }
    if start.isEmpty { throw InputProblem(field: .reason, rule: .empty) }
    for (offset, scalar) in start.enumerated() where !Self.isAllowed(scalar) {
      throw InputProblem(field: .reason, rule: .character(String(Character(scalar)), position: offset + 1))
    }
    if start.count > limit {
      throw InputProblem(field: .reason, rule: .tooLong(count: start.count, limit: limit))
    }
    self.text = String(start)
  }

  /// Whether so many digits, or more, stand in a row.
  func holdsNumber(digits count: Int) -> Bool {
    text.utf8.split { !(0x30...0x39).contains($0) }.contains { $0.count >= count }
  }

  /// Whether WeChat Pay promises to store this character, and a person can see it.
  public static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value <= 0xFFFF, !scalar.properties.isEmojiPresentation else { return false }
    guard !(0xFE00...0xFE0F).contains(scalar.value), scalar.value != 0x20E3 else { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return false
    default: return true
    }
  }
}
