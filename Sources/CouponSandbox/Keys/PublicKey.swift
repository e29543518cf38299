import COpenSSL

/// A public key that proves signatures, owned: `EVP_PKEY`.
final class PublicKey {
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
