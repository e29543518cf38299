import COpenSSL

/// A private key, owned: `EVP_PKEY`.
final class PrivateKey {
  let handle: OpaquePointer

  private init(owning handle: OpaquePointer) { self.handle = handle }
  deinit { EVP_PKEY_free(handle) }

  /// A fresh RSA key of 2048 bits, the size that WeChat Pay uses.
  static func generateRSA() throws -> PrivateKey {
    try generate("RSA") { EVP_PKEY_CTX_set_rsa_keygen_bits($0, 2048) }
  }

  /// A fresh EC key on P-256: for TLS alone, because it is made in no time.
  static func generateEC() throws -> PrivateKey {
    try generate("EC") { EVP_PKEY_CTX_set_group_name($0, "P-256") }
  }

  private static func generate(_ algorithm: String, configure: (OpaquePointer) -> Int32) throws -> PrivateKey {
    guard let context = EVP_PKEY_CTX_new_from_name(nil, algorithm, nil) else {
      throw KeyProblem("EVP_PKEY_CTX_new_from_name")
    }
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1, configure(context) == 1, EVP_PKEY_generate(context, &key) == 1,
      let key
    else { throw KeyProblem("EVP_PKEY_generate") }
    return PrivateKey(owning: key)
  }

  /// Reads a key that is not encrypted.
  init(pem: [UInt8]) throws {
    let key = withMemoryBIO(pem) { PEM_read_bio_PrivateKey($0, nil, { _, _, _, _ in -1 }, nil) }
    guard let key else { throw KeyProblem("PEM_read_bio_PrivateKey") }
    handle = key
  }

  var isRSA2048: Bool { EVP_PKEY_is_a(handle, "RSA") == 1 && EVP_PKEY_get_bits(handle) == 2048 }

  /// PKCS#8, not encrypted.
  func pem() throws -> [UInt8] {
    try writtenToBIO("PEM_write_bio_PKCS8PrivateKey") {
      PEM_write_bio_PKCS8PrivateKey($0, self.handle, nil, nil, 0, nil, nil)
    }
  }

  /// The public half as SPKI.
  func publicPEM() throws -> [UInt8] {
    try writtenToBIO("PEM_write_bio_PUBKEY") { PEM_write_bio_PUBKEY($0, self.handle) }
  }

  /// The public half as SPKI in DER.
  func publicDER() throws -> [UInt8] {
    var pointer: UnsafeMutablePointer<UInt8>?
    let count = i2d_PUBKEY(handle, &pointer)
    guard count > 0, let pointer else { throw KeyProblem("i2d_PUBKEY") }
    defer { copenssl_free(pointer) }
    return Array(UnsafeBufferPointer(start: pointer, count: Int(count)))
  }

  /// RSASSA-PKCS1-v1_5 with SHA-256 over `message`.
  func signature(of message: [UInt8]) throws -> [UInt8] {
    guard let context = EVP_MD_CTX_new() else { throw KeyProblem("EVP_MD_CTX_new") }
    defer { EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(handle)))
    var count = signature.count
    guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, handle) == 1,
      EVP_DigestSign(context, &signature, &count, message, message.count) == 1
    else { throw KeyProblem("EVP_DigestSign") }
    return Array(signature.prefix(count))
  }

  /// What was encrypted for this key: RSA with OAEP and SHA-1, as WeChat Pay has it for sensitive fields. Nil for
  /// anything else.
  func decrypted(_ sealed: [UInt8]) -> [UInt8]? {
    guard let context = EVP_PKEY_CTX_new(handle, nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    var plain = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(handle)))
    var count = plain.count
    guard EVP_PKEY_decrypt_init(context) == 1, EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1,
      EVP_PKEY_decrypt(context, &plain, &count, sealed, sealed.count) == 1
    else {
      ERR_clear_error()
      return nil
    }
    return Array(plain.prefix(count))
  }
}
