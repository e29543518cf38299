/// The `Authorization` header taken apart.
struct Authorization: Equatable {
  /// Who says to be calling: a merchant by `mchid`, or a brand by `brand_id`.
  enum Party: Equatable {
    case merchant(String)
    case brand(String)
  }

  let scheme: String
  let party: Party
  let serial: String
  let nonce: String
  /// As it was sent: the signature covers this text.
  let timestamp: String
  let signature: String

  /// Reads `SCHEME name="value",name="value",…`: the five parameters in any order, each once, and no other.
  ///
  /// Returns nil for anything else.
  init?(_ header: String) {
    guard let blank = header.firstIndex(of: " ") else { return nil }
    scheme = String(header[..<blank])
    guard !scheme.isEmpty, let found = Authorization.parameters(header[header.index(after: blank)...]),
      found.count == 5,
      let party = found["mchid"].map(Party.merchant) ?? found["brand_id"].map(Party.brand),
      let serial = found["serial_no"], let nonce = found["nonce_str"],
      let timestamp = found["timestamp"], let signature = found["signature"]
    else { return nil }
    self.party = party
    self.serial = serial
    self.nonce = nonce
    self.timestamp = timestamp
    self.signature = signature
  }

  private static func parameters(_ text: Substring) -> [String: String]? {
    var found: [String: String] = [:]
    for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = pair.drop { $0 == " " }
      guard let equals = pair.firstIndex(of: "=") else { return nil }
      let quoted = pair[pair.index(after: equals)...]
      guard quoted.count > 2, quoted.hasPrefix("\""), quoted.hasSuffix("\"") else { return nil }
      let value = quoted.dropFirst().dropLast()
      let name = String(pair[..<equals])
      if value.contains("\"") || found[name] != nil { return nil }
      found[name] = String(value)
    }
    return found
  }
}
