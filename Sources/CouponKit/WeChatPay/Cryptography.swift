import CCrypto

/// OpenSSL's functions, loaded at the first use.
var libcrypto: ccrypto { ccrypto_loaded().pointee }

enum OpenSSL {
  /// Loads it as it is to stay, before another library does so in its own way.
  static func load() { _ = ccrypto_loaded() }
}

extension ccrypto {
  /// Gives back what OpenSSL has allocated (`OPENSSL_free`).
  func free(_ pointer: UnsafeMutableRawPointer?) { CRYPTO_free(pointer, nil, 0) }
}

/// An RSA private key in memory; it never leaves this type.
///
/// `@unchecked Sendable`: the `EVP_PKEY` is complete before the initialiser gets it, and freed with the last reference;
/// signing and comparing only read it, which OpenSSL allows from several threads at once.
final class PrivateKey: @unchecked Sendable {
  private let key: OpaquePointer

  init(owning key: OpaquePointer) { self.key = key }
  deinit { libcrypto.EVP_PKEY_free(key) }

  /// RSASSA-PKCS1-v1_5 with SHA-256 (`EVP_DigestSign`); 256 bytes for a 2048-bit key.
  func sign(_ message: [UInt8]) -> [UInt8]? {
    guard let context = libcrypto.EVP_MD_CTX_new() else { return nil }
    defer { libcrypto.EVP_MD_CTX_free(context) }
    guard libcrypto.EVP_DigestSignInit(context, nil, libcrypto.EVP_sha256(), nil, key) == 1 else { return nil }
    var count = Int(libcrypto.EVP_PKEY_get_size(key))
    var signature = [UInt8](repeating: 0, count: count)
    guard libcrypto.EVP_DigestSign(context, &signature, &count, message, message.count) == 1 else { return nil }
    return Array(signature.prefix(count))
  }

  /// Whether `publicKey` is the public half of this key.
  func matches(_ publicKey: PublicKey) -> Bool { publicKey.isEqual(to: key) }
}

/// An RSA public key.
///
/// `@unchecked Sendable`: the `EVP_PKEY` is complete before the initialiser gets it, and freed with the last reference;
/// verifying and comparing only read it, which OpenSSL allows from several threads at once.
final class PublicKey: @unchecked Sendable {
  private let key: OpaquePointer

  init(owning key: OpaquePointer) { self.key = key }
  deinit { libcrypto.EVP_PKEY_free(key) }

  /// Whether `signature` is RSASSA-PKCS1-v1_5 with SHA-256 of `message` by this key (`EVP_DigestVerify`).
  func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard let context = libcrypto.EVP_MD_CTX_new() else { return false }
    defer {
      libcrypto.EVP_MD_CTX_free(context)
      libcrypto.ERR_clear_error()
    }
    guard libcrypto.EVP_DigestVerifyInit(context, nil, libcrypto.EVP_sha256(), nil, key) == 1 else { return false }
    return libcrypto.EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }

  fileprivate func isEqual(to other: OpaquePointer) -> Bool { libcrypto.EVP_PKEY_eq(key, other) == 1 }
}

/// An X.509 certificate: WeChat Pay's platform certificate, or the merchant's own.
struct Certificate: Sendable {
  /// Upper-case hex, leading zeros kept.
  let serial: String
  let expiresAt: Instant
  let publicKey: PublicKey
}

enum Digest {
  /// SHA-256 (`EVP_Digest`): 32 bytes.
  static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    _ = libcrypto.EVP_Digest(bytes, bytes.count, &digest, nil, libcrypto.EVP_sha256(), nil)
    return digest
  }

  /// HMAC with SHA-256 (`EVP_Q_mac`): 32 bytes.
  static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: 32)
    var count = 0
    _ = libcrypto.EVP_Q_mac(
      nil, "HMAC", nil, "SHA256", nil, key, key.count, bytes, bytes.count, &code, code.count, &count)
    return code
  }
}

enum RandomBytes {
  /// Bytes from OpenSSL's generator (`RAND_bytes`), or `nil` when it has no entropy.
  static func make(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return libcrypto.RAND_bytes(&bytes, Int32(count)) == 1 ? bytes : nil
  }
}

/// AES-256-GCM: 32-byte key, 12-byte nonce, 16-byte tag behind the cipher text.
enum SealedBox {
  private static let tagLength = 16

  /// `nonce ‖ cipher text ‖ tag` under a fresh nonce, or `nil` when OpenSSL refuses.
  static func seal(_ plain: [UInt8], key: [UInt8], associated: [UInt8]) -> [UInt8]? {
    guard key.count == 32, let nonce = RandomBytes.make(12), let context = libcrypto.EVP_CIPHER_CTX_new() else {
      return nil
    }
    defer { libcrypto.EVP_CIPHER_CTX_free(context) }
    var cipher = [UInt8](repeating: 0, count: plain.count)
    var tag = [UInt8](repeating: 0, count: tagLength)
    var count: Int32 = 0
    guard libcrypto.EVP_EncryptInit_ex(context, libcrypto.EVP_aes_256_gcm(), nil, key, nonce) == 1,
      libcrypto.EVP_EncryptUpdate(context, nil, &count, associated, Int32(associated.count)) == 1,
      libcrypto.EVP_EncryptUpdate(context, &cipher, &count, plain, Int32(plain.count)) == 1,
      libcrypto.EVP_EncryptFinal_ex(context, nil, &count) == 1,
      libcrypto.EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), &tag) == 1
    else { return nil }
    return nonce + cipher + tag
  }

  /// The plain bytes of ``seal(_:key:associated:)``, or `nil` when the box was made with another key or was touched.
  static func open(_ box: [UInt8], key: [UInt8], associated: [UInt8]) -> [UInt8]? {
    guard key.count == 32, box.count >= 12 + tagLength, let context = libcrypto.EVP_CIPHER_CTX_new() else { return nil }
    defer {
      libcrypto.EVP_CIPHER_CTX_free(context)
      libcrypto.ERR_clear_error()
    }
    let nonce = Array(box.prefix(12))
    let cipher = Array(box.dropFirst(12).dropLast(tagLength))
    var tag = Array(box.suffix(tagLength))
    var plain = [UInt8](repeating: 0, count: cipher.count)
    var count: Int32 = 0
    guard libcrypto.EVP_DecryptInit_ex(context, libcrypto.EVP_aes_256_gcm(), nil, key, nonce) == 1,
      libcrypto.EVP_DecryptUpdate(context, nil, &count, associated, Int32(associated.count)) == 1,
      libcrypto.EVP_DecryptUpdate(context, &plain, &count, cipher, Int32(cipher.count)) == 1,
      libcrypto.EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength), &tag) == 1,
      libcrypto.EVP_DecryptFinal_ex(context, nil, &count) == 1
    else { return nil }
    return plain
  }
}
