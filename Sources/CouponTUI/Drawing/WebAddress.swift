/// An address that a terminal may be given as a link: https, short, and made of plain characters only.
///
/// It comes from outside and goes into a control sequence, so what is not on the list is no link. It is then shown as
/// text, like everything else.
struct WebAddress: Sendable, Hashable {
  /// In bytes. Terminals take about 2,000.
  static let limit = 1000

  let text: String

  init?(_ text: String) {
    guard text.utf8.count <= Self.limit, text.hasPrefix("https://") else { return nil }
    let rest = text.utf8.dropFirst("https://".utf8.count)
    let host = rest.prefix { !Self.endsHost.contains($0) }
    guard Self.isHost(host), Self.isPath(rest[host.endIndex...]) else { return nil }
    self.text = text
  }

  private static let endsHost = Set("/?#".utf8)
  /// RFC 3986 without the brackets, the quotation mark, and the semicolon, which ends a part of the sequence.
  private static let path = Set("/?#:@!$&()*+,=-._~".utf8)

  /// Names and a port. Nobody is named before it: `https://weixin.qq.com@elsewhere.example` leads elsewhere.
  private static func isHost(_ host: Substring.UTF8View) -> Bool {
    let parts = host.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard let name = parts.first, parts.count <= 2, (1...253).contains(name.count) else { return false }
    if parts.count == 2, !(1...5).contains(parts[1].count) || !parts[1].allSatisfy(isDigit) { return false }
    return name.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
  }

  private static func isPath(_ bytes: Substring.UTF8View) -> Bool {
    var rest = bytes
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%") {
        let digits = rest.prefix(2)
        guard digits.count == 2, digits.allSatisfy(isHexadecimal) else { return false }
      } else if !isLetter(byte), !isDigit(byte), !path.contains(byte) {
        return false
      }
    }
    return true
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  private static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte | 0x20) }
}
