import COpenSSL

/// A platform certificate with its key: the older way of proving answers.
struct PlatformCertificate {
  /// 40 upper-case hexadecimal digits.
  let serial: String
  let key: PrivateKey
  let pem: [UInt8]
  let validFrom: UnixSeconds
  let validUntil: UnixSeconds
  /// When answers begin to be signed with it, by the sandbox's clock: a while after it is handed out.
  let signsFrom: UnixSeconds

  static func generate(at now: UnixSeconds, signingAfter delay: UnixSeconds) throws -> PlatformCertificate {
    let (from, to) = (-86400, 5 * 365 * 86400)
    let key = try PrivateKey.generateRSA()
    let certificate = try Certificate(commonName: "Tenpay.com sign (sandbox)", key: key, from: from, to: to)
    try certificate.sign(with: key, issuer: certificate)
    return PlatformCertificate(
      serial: certificate.serial, key: key, pem: try certificate.pem(), validFrom: now + UnixSeconds(from),
      validUntil: now + UnixSeconds(to), signsFrom: now + delay)
  }
}

/// The platform certificates that are handed out, oldest first, and the APIv3 key under which they are.
struct PlatformKeys {
  /// A new certificate is handed out that long before it takes over.
  static let notice: UnixSeconds = 24 * 3600

  /// 32 ASCII characters.
  let apiV3Key: String
  private(set) var certificates: [PlatformCertificate] = []

  static func freshAPIv3Key() -> String { hexadecimal((0..<16).map { _ in UInt8.random(in: 0...255) }) }

  init(apiV3Key: String) { self.apiV3Key = apiV3Key }

  /// Adds a certificate that takes over after `delay`. The older ones stay in the list, and sign until then.
  mutating func rotate(at now: UnixSeconds, signingAfter delay: UnixSeconds = notice) throws {
    certificates.append(try .generate(at: now, signingAfter: delay))
  }

  /// The certificate with which answers are signed; nil when there is none.
  func signing(at now: UnixSeconds) -> PlatformCertificate? {
    certificates.last { $0.signsFrom <= now } ?? certificates.first
  }

  /// A certificate as `/v3/certificates` hands it out.
  func envelope(_ certificate: PlatformCertificate) -> JSON {
    let nonce = hexadecimal((0..<6).map { _ in UInt8.random(in: 0...255) })
    let associated = "certificate"
    let sealed = aes256GCM(
      certificate.pem, key: Array(apiV3Key.utf8), nonce: Array(nonce.utf8), associated: Array(associated.utf8))
    return [
      "serial_no": JSON(certificate.serial), "effective_time": JSON(chinaTimestamp(certificate.validFrom)),
      "expire_time": JSON(chinaTimestamp(certificate.validUntil)),
      "encrypt_certificate": [
        "algorithm": "AEAD_AES_256_GCM", "nonce": JSON(nonce), "associated_data": JSON(associated),
        "ciphertext": JSON(base64(sealed)),
      ],
    ]
  }
}

/// The ciphertext, then the tag of 16 bytes.
///
/// - Parameters:
///   - key: 32 bytes.
///   - nonce: 12 bytes.
private func aes256GCM(_ plain: [UInt8], key: [UInt8], nonce: [UInt8], associated: [UInt8]) -> [UInt8] {
  let context = EVP_CIPHER_CTX_new()
  defer { EVP_CIPHER_CTX_free(context) }
  var sealed = [UInt8](repeating: 0, count: plain.count)
  var tag = [UInt8](repeating: 0, count: 16)
  var count: Int32 = 0
  EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce)
  EVP_EncryptUpdate(context, nil, &count, associated, Int32(associated.count))
  EVP_EncryptUpdate(context, &sealed, &count, plain, Int32(plain.count))
  EVP_EncryptFinal_ex(context, nil, &count)
  EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag)
  return sealed + tag
}
