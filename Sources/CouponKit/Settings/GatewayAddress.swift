import Glibc

extension GatewayHost {
  /// WeChat Pay's hosts, the main one first. They are compiled in: no configuration sends a production key elsewhere.
  ///
  /// Source: WeChat Pay, every endpoint page; read 2026-11-23.
  static let production = [
    GatewayHost(url: "https://api.mch.weixin.qq.com"), GatewayHost(url: "https://api2.mch.weixin.qq.com"),
  ]

  /// A gateway on this machine: 127.0.0.0/8, ::1 or localhost. `nil` for every other text.
  init?(loopback url: String) {
    let scheme = "https://"
    guard url.hasPrefix(scheme) else { return nil }
    let authority = url.dropFirst(scheme.count)
    let host: Substring
    if authority.hasPrefix("[::1]") {
      host = authority.prefix(5)
    } else {
      host = authority.prefix { $0 != ":" }
      guard host == "localhost" || Self.isLoopbackAddress(String(host)) else { return nil }
    }
    guard Self.isPort(authority[host.endIndex...]) else { return nil }
    self.init(url: url)
  }

  private static func isLoopbackAddress(_ text: String) -> Bool {
    var address = in_addr()
    // inet_pton takes the four-part decimal form only; curl would take 127.1 and 0x7f000001 too.
    guard inet_pton(AF_INET, text, &address) == 1 else { return false }
    return UInt32(bigEndian: address.s_addr) >> 24 == 127
  }

  /// Nothing, or a colon and a number from 1 to 65535.
  private static func isPort(_ text: Substring) -> Bool {
    if text.isEmpty { return true }
    let digits = text.dropFirst()
    guard text.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
    guard let port = UInt16(digits) else { return false }
    return port > 0 && digits.first != "0"
  }
}
