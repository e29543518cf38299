/// ` [CK-9Q2M4T]` at the end of a reason: it names the operation, so that two agents who deactivate the same bundle for the
/// same reason are told apart, by WeChat Pay and by whoever reads the coupon later.
public struct OperationTag: Sendable, Hashable {
  /// Characters that it takes of a reason, with the space before it.
  public static let length = 12
  /// `CK-` and six letters or digits of Crockford's base 32.
  public let text: String

  private static let letters = Set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  /// - Parameter text: of the right form.
  init(made text: String) { self.text = text }

  /// - Returns: `nil` for a text of another form.
  public init?(_ text: String) {
    guard text.hasPrefix("CK-"), text.count == 9, text.dropFirst(3).allSatisfy(Self.letters.contains) else {
      return nil
    }
    self.text = text
  }

  /// The tag at the end of a reason, if it ends with one.
  public init?(endOf reason: String) {
    guard reason.hasSuffix("]"), let opening = reason.lastIndex(of: "[") else { return nil }
    guard let tag = OperationTag(String(reason[reason.index(after: opening)...].dropLast())) else { return nil }
    self = tag
  }

  /// What the reason ends with.
  public var suffix: String { " [\(text)]" }
}
