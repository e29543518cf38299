import COpenSSL

/// SHA-256 of bytes that come piece by piece (`EVP_DigestUpdate`); used again and again, it saves OpenSSL the setting up.
final class RunningDigest {
  private let context = EVP_MD_CTX_new()

  init() { EVP_DigestInit_ex(context, EVP_sha256(), nil) }
  deinit { EVP_MD_CTX_free(context) }

  func add(_ bytes: UnsafeRawBufferPointer) { EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }

  func add(_ bytes: [UInt8]) { EVP_DigestUpdate(context, bytes, bytes.count) }

  /// The 32 bytes; the next piece begins anew.
  func finish() -> [UInt8] {
    let digest = [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
      EVP_DigestFinal_ex(context, bytes.baseAddress, nil)
      count = 32
    }
    EVP_DigestInit_ex(context, nil, nil)
    return digest
  }
}
