import COpenSSL

/// A call into OpenSSL failed which only fails when memory is short or a file was tampered with.
struct KeyProblem: Error, CustomStringConvertible {
  let call: String
  var description: String { "OpenSSL refused \(call)." }

  init(_ call: String) {
    self.call = call
    ERR_clear_error()
  }
}

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
}

/// A public RSA key that proves signatures, owned: `EVP_PKEY`.
final class RSAKey: @unchecked Sendable {
  // Never written after init, and OpenSSL's EVP_PKEY may be used for verification from several threads.
  private let handle: OpaquePointer

  init(spki: [UInt8]) throws {
    let key = spki.withUnsafeBufferPointer { bytes in
      var pointer = bytes.baseAddress
      return d2i_PUBKEY(nil, &pointer, bytes.count)
    }
    guard let key else { throw KeyProblem("d2i_PUBKEY") }
    handle = key
  }
  deinit { EVP_PKEY_free(handle) }

  /// Whether `signature` is RSASSA-PKCS1-v1_5 with SHA-256 over `message`.
  func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    let isProved =
      EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, handle) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    if !isProved { ERR_clear_error() }
    return isProved
  }
}

func sha256(_ bytes: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: 32)
  EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
  return digest
}

func withMemoryBIO<Result>(_ bytes: [UInt8], _ read: (OpaquePointer?) -> Result) -> Result {
  let bio = BIO_new_mem_buf(bytes, Int32(bytes.count))
  defer { BIO_free(bio) }
  return read(bio)
}

func writtenToBIO(_ call: String, _ write: (OpaquePointer) -> Int32) throws -> [UInt8] {
  guard let bio = BIO_new(BIO_s_mem()) else { throw KeyProblem("BIO_new") }
  defer { BIO_free(bio) }
  var start: UnsafeMutablePointer<CChar>?
  guard write(bio) == 1 else { throw KeyProblem(call) }
  let count = copenssl_bio_data(bio, &start)
  return UnsafeRawBufferPointer(start: start, count: count).map { $0 }
}
