import CCrypto

/// SHA-256 of bytes that come piece by piece (`EVP_DigestUpdate`); used again and again, it saves OpenSSL the setting up.
final class RunningDigest {
  private let context = libcrypto.EVP_MD_CTX_new()

  init() { _ = libcrypto.EVP_DigestInit_ex(context, libcrypto.EVP_sha256(), nil) }
  deinit { libcrypto.EVP_MD_CTX_free(context) }

  func add(_ bytes: UnsafeRawBufferPointer) { _ = libcrypto.EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }

  func add(_ bytes: [UInt8]) { _ = libcrypto.EVP_DigestUpdate(context, bytes, bytes.count) }

  /// The 32 bytes; the next piece begins anew.
  func finish() -> [UInt8] {
    let digest = [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
      _ = libcrypto.EVP_DigestFinal_ex(context, bytes.baseAddress, nil)
      count = 32
    }
    _ = libcrypto.EVP_DigestInit_ex(context, nil, nil)
    return digest
  }
}
