/// Text that is safe to draw, log and export: no control, bidirectional or invisible character is left in it.
///
/// It is the only thing that a canvas accepts, so text from outside cannot move the cursor or hide itself.
public struct SafeText: Sendable, Hashable, CustomStringConvertible {
  public let text: String
  public var description: String { text }

  /// Makes every harmful character of `untrusted` visible, as in `⟨U+202E⟩`.
  public init(_ untrusted: String) {
    var safe = ""
    for scalar in untrusted.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
        safe += "⟨U+" + String(scalar.value, radix: 16, uppercase: true) + "⟩"
      default: safe.unicodeScalars.append(scalar)
      }
    }
    text = safe
  }
}
