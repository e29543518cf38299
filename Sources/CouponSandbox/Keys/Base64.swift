import COpenSSL

/// Standard base64 with padding, on one line.
func base64(_ bytes: [UInt8]) -> String {
  var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
  let count = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
  return String(decoding: text.prefix(Int(count)), as: UTF8.self)
}

/// The bytes behind standard base64; nil for another alphabet, blanks, or wrong padding.
func base64Decoded(_ text: String) -> [UInt8]? {
  let input = Array(text.utf8)
  let padding = input.reversed().prefix { $0 == UInt8(ascii: "=") }.count
  // EVP_DecodeBlock forgives blanks at both ends, so the alphabet is looked at first.
  guard !input.isEmpty, input.count.isMultiple(of: 4), padding <= 2, input.dropLast(padding).allSatisfy(isBase64)
  else { return nil }
  var bytes = [UInt8](repeating: 0, count: input.count / 4 * 3)
  guard EVP_DecodeBlock(&bytes, input, Int32(input.count)) == Int32(bytes.count) else { return nil }
  return Array(bytes.dropLast(padding))
}

private func isBase64(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
    true
  default: false
  }
}
