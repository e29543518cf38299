/// `out_request_no`, the number of one wish to deactivate: 6–40 of `0-9 A-Z a-z _ -`.
public struct RequestNumber: Identifier {
  public let text: String

  /// `nil` when the text is not 6–40 of `0-9 A-Z a-z _ -`.
  public init?(_ text: String) {
    let isAllowed = { (byte: UInt8) -> Bool in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
      default: false
      }
    }
    guard (6...40).contains(text.utf8.count), text.utf8.allSatisfy(isAllowed) else { return nil }
    self.text = text
  }

  /// A text of which the maker knows that it keeps to the rule.
  init(made text: String) { self.text = text }
}
