import COpenSSL

/// SHA-256 of bytes that come piece by piece (`EVP_DigestUpdate`).
final class RunningDigest {
  private let context = EVP_MD_CTX_new()

  init() { EVP_DigestInit_ex(context, EVP_sha256(), nil) }
  deinit { EVP_MD_CTX_free(context) }

  func add(_ bytes: [UInt8]) { EVP_DigestUpdate(context, bytes, bytes.count) }

  /// The 32 bytes; nothing can be added afterwards.
  func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    return digest
  }
}
