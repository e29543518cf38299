/// The request target taken apart: path segments still encoded, query parameters decoded.
struct Target: Equatable {
  /// As sent, without the leading slash: an encoded slash inside an identifier does not split it.
  let segments: [String]
  let query: Members

  /// - Throws: a refusal for a query that is not properly percent-encoded UTF-8 or names a parameter twice.
  init(_ target: String) throws(Refusal) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = parts.first, path.hasPrefix("/") else { throw .unknownPath }
    segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    query = parts.count == 2 ? try Target.parameters(parts[1]) : Members()
  }

  private static func parameters(_ text: Substring) throws(Refusal) -> Members {
    var parameters = Members()
    for pair in text.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = percentDecoded(halves[0], plusIsBlank: true),
        let value = halves.count == 2 ? percentDecoded(halves[1], plusIsBlank: true) : ""
      else { throw Fields.wrong(String(halves[0]), nil, "百分号编码有误", in: .query, subCode: .malformed) }
      if parameters[name] != nil { throw Fields.wrong(name, nil, "参数重复", in: .query) }
      try Fields.refuseFourByteCharacters(in: value.utf8)
      parameters.append(name, JSON(value))
    }
    return parameters
  }
}

/// The text behind a percent-encoded one; nil when a `%` is not followed by two hexadecimal digits, when the bytes
/// are not UTF-8, or when a byte stands there that a request target may not hold.
func percentDecoded(_ text: some StringProtocol, plusIsBlank: Bool = false) -> String? {
  let encoded = Array(text.utf8)
  var decoded: [UInt8] = []
  var position = 0
  while position < encoded.count {
    let byte = encoded[position]
    position += 1
    switch byte {
    case UInt8(ascii: "%"):
      guard position + 1 < encoded.count, let high = hexDigitValue(encoded[position]),
        let low = hexDigitValue(encoded[position + 1])
      else { return nil }
      decoded.append(high << 4 | low)
      position += 2
    case UInt8(ascii: "+") where plusIsBlank: decoded.append(UInt8(ascii: " "))
    case 0x21...0x7E: decoded.append(byte)
    default: return nil
    }
  }
  return String(validating: decoded, as: UTF8.self)
}
