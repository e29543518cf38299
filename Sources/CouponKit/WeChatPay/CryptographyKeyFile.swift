import CCrypto
import CSystem

/// Reads keys and certificates in the shapes in which merchants bring them, and names the mistake otherwise.
enum KeyFile {
  private static let smallestKey = 2048
  private static let certificateLabels: Set = ["CERTIFICATE", "X509 CERTIFICATE"]

  /// Whether a passphrase guards the key: PKCS#8 says so in its first line, PKCS#1 in the second.
  static func isLocked(_ bytes: [UInt8]) -> Bool {
    contains(bytes, "-----BEGIN ENCRYPTED PRIVATE KEY") || contains(bytes, "\nProc-Type: 4,ENCRYPTED")
  }

  /// The merchant's RSA private key: PKCS#8 or PKCS#1, plain or encrypted, in PEM.
  static func privateKey(_ bytes: [UInt8], passphrase: [UInt8]? = nil) throws(FileProblem) -> PrivateKey {
    let bytes = withoutByteOrderMark(bytes)
    let labels = try blocks(bytes, expected: .rsaPrivateKey)
    let privateLabels: Set = ["PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY"]
    guard let label = labels.first(where: privateLabels.contains) else {
      throw .wrongKind(expected: .rsaPrivateKey, found: content(ofLabel: labels[0], bytes))
    }
    let isLocked = isLocked(bytes)
    if isLocked, passphrase == nil { throw .passphraseNeeded }
    guard let key = readPrivateKey(bytes, passphrase: passphrase) else {
      throw isLocked ? .passphraseWrong : .damaged(.rsaPrivateKey)
    }
    let owner = PrivateKey(owning: key)
    try requireRSA(key, expected: .rsaPrivateKey, otherwise: .ecPrivateKey, .otherPrivateKey)
    if label == "RSA PRIVATE KEY", !isLocked, isPKCS8UnderPKCS1Label(bytes) { throw .damaged(.rsaPrivateKey) }
    return owner
  }

  /// WeChat Pay's public key: SPKI or PKCS#1, in PEM.
  static func publicKey(_ bytes: [UInt8]) throws(FileProblem) -> PublicKey {
    let bytes = withoutByteOrderMark(bytes)
    let labels = try blocks(bytes, expected: .rsaPublicKey)
    guard labels[0] == "PUBLIC KEY" || labels[0] == "RSA PUBLIC KEY" else {
      throw .wrongKind(expected: .rsaPublicKey, found: content(ofLabel: labels[0], bytes))
    }
    guard let key = withBIO(bytes, { libcrypto.PEM_read_bio_PUBKEY($0, nil, nil, nil) }) else {
      throw .damaged(.rsaPublicKey)
    }
    let owner = PublicKey(owning: key)
    try requireRSA(key, expected: .rsaPublicKey, otherwise: .ecPublicKey, .unknown)
    return owner
  }

  /// The X.509 certificates in a PEM file, in its order; at least one. Other blocks between them are passed over.
  static func certificates(_ bytes: [UInt8]) throws(FileProblem) -> [Certificate] {
    let bytes = withoutByteOrderMark(bytes)
    let labels = try blocks(bytes, expected: .certificate)
    guard labels.contains(where: certificateLabels.contains) else {
      throw .wrongKind(expected: .certificate, found: content(ofLabel: labels[0], bytes))
    }
    var found: [OpaquePointer] = []
    defer { for certificate in found { libcrypto.X509_free(certificate) } }
    _ = withBIO(bytes) { (bio) -> Void? in
      while let certificate = libcrypto.PEM_read_bio_X509(bio, nil, nil, nil) { found.append(certificate) }
      return nil
    }
    // The rest behind one that cannot be read was not looked at.
    guard found.count == labels.count(where: certificateLabels.contains) else { throw .damaged(.certificate) }
    var certificates: [Certificate] = []
    for certificate in found { certificates.append(try self.certificate(certificate)) }
    return certificates
  }

  private static func certificate(_ certificate: OpaquePointer) throws(FileProblem) -> Certificate {
    guard let key = libcrypto.X509_get_pubkey(certificate), let serial = hexSerial(of: certificate),
      let expiresAt = expiry(of: certificate)
    else { throw .damaged(.certificate) }
    let owner = PublicKey(owning: key)
    try requireRSA(key, expected: .certificate, otherwise: .ecPublicKey, .unknown)
    return Certificate(serial: serial, expiresAt: expiresAt, publicKey: owner)
  }

  private static func withoutByteOrderMark(_ bytes: [UInt8]) -> [UInt8] {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }

  private static func withBIO<Value>(_ bytes: [UInt8], _ body: (OpaquePointer) -> Value?) -> Value? {
    guard let bio = libcrypto.BIO_new_mem_buf(bytes, Int32(bytes.count)) else { return nil }
    defer {
      _ = libcrypto.BIO_free(bio)
      libcrypto.ERR_clear_error()
    }
    return body(bio)
  }

  /// The labels of the PEM blocks, in order; at least one.
  private static func blocks(_ bytes: [UInt8], expected: FileContent) throws(FileProblem) -> [String] {
    if bytes.isEmpty { throw .empty }
    var labels: [String] = []
    _ = withBIO(bytes) { (bio) -> Void? in
      var name: UnsafeMutablePointer<CChar>?
      var header: UnsafeMutablePointer<CChar>?
      var data: UnsafeMutablePointer<UInt8>?
      var count = 0
      while libcrypto.PEM_read_bio(bio, &name, &header, &data, &count) == 1 {
        if let name { labels.append(String(cString: name)) }
        libcrypto.free(name)
        libcrypto.free(header)
        if let data { csystem_wipe(data, count) }
        libcrypto.free(data)
      }
      return nil
    }
    if !labels.isEmpty { return labels }
    if contains(bytes, "-----BEGIN") { throw .damaged(expected) }
    // A sequence of more than 255 bytes. A PKCS#12 archive begins it with its version, 3.
    if bytes.starts(with: [0x30, 0x82]) {
      throw .wrongKind(expected: expected, found: bytes.dropFirst(4).starts(with: [0x02, 0x01, 0x03]) ? .pkcs12 : .der)
    }
    throw .wrongKind(expected: expected, found: looksLikeBase64(bytes) ? .bareBase64 : .unknown)
  }

  private static func readPrivateKey(_ bytes: [UInt8], passphrase: [UInt8]?) -> OpaquePointer? {
    withBIO(bytes) { bio in
      var passphrase = passphrase
      return withUnsafeMutablePointer(to: &passphrase) {
        libcrypto.PEM_read_bio_PrivateKey(bio, nil, answerPassphrase, $0)
      }
    }
  }

  private static func requireRSA(
    _ key: OpaquePointer, expected: FileContent, otherwise ec: FileContent, _ other: FileContent
  ) throws(FileProblem) {
    let type = libcrypto.EVP_PKEY_get_base_id(key)
    guard type == EVP_PKEY_RSA else {
      throw .wrongKind(expected: expected, found: type == EVP_PKEY_EC ? ec : other)
    }
    let bits = Int(libcrypto.EVP_PKEY_get_bits(key))
    if bits < smallestKey { throw .rsaTooShort(bits: bits) }
  }

  /// PKCS#8 begins with version 0 and then a sequence, PKCS#1 with version 0 and then an integer.
  private static func isPKCS8UnderPKCS1Label(_ bytes: [UInt8]) -> Bool {
    withBIO(bytes) { (bio) -> Bool? in
      var name: UnsafeMutablePointer<CChar>?
      var header: UnsafeMutablePointer<CChar>?
      var data: UnsafeMutablePointer<UInt8>?
      var count = 0
      while libcrypto.PEM_read_bio(bio, &name, &header, &data, &count) == 1 {
        defer {
          if let data { csystem_wipe(data, count) }
          libcrypto.free(name)
          libcrypto.free(header)
          libcrypto.free(data)
        }
        guard let name, String(cString: name) == "RSA PRIVATE KEY", let data, count > 8 else { continue }
        return data[4] == 0x02 && data[7] == 0x30
      }
      return nil
    } ?? false
  }

  private static func content(ofLabel label: String, _ bytes: [UInt8]) -> FileContent {
    switch label {
    case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE": return .certificate
    case "ENCRYPTED PRIVATE KEY": return .encryptedPrivateKey
    case "RSA PRIVATE KEY": return .rsaPrivateKey
    case "EC PRIVATE KEY", "EC PARAMETERS": return .ecPrivateKey
    case "RSA PUBLIC KEY": return .rsaPublicKey
    case "PRIVATE KEY":
      guard let key = readPrivateKey(bytes, passphrase: nil) else { return .otherPrivateKey }
      defer { libcrypto.EVP_PKEY_free(key) }
      switch libcrypto.EVP_PKEY_get_base_id(key) {
      case EVP_PKEY_RSA: return .rsaPrivateKey
      case EVP_PKEY_EC: return .ecPrivateKey
      default: return .otherPrivateKey
      }
    case "PUBLIC KEY":
      guard let key = withBIO(bytes, { libcrypto.PEM_read_bio_PUBKEY($0, nil, nil, nil) }) else { return .unknown }
      defer { libcrypto.EVP_PKEY_free(key) }
      return libcrypto.EVP_PKEY_get_base_id(key) == EVP_PKEY_EC ? .ecPublicKey : .rsaPublicKey
    default: return .unknown
    }
  }

  private static func hexSerial(of certificate: OpaquePointer) -> String? {
    guard let number = libcrypto.ASN1_INTEGER_to_BN(libcrypto.X509_get0_serialNumber(certificate), nil) else {
      return nil
    }
    defer { libcrypto.BN_free(number) }
    var bytes = [UInt8](repeating: 0, count: 20)
    guard libcrypto.BN_bn2binpad(number, &bytes, 20) == 20 else { return nil }
    return Hex.upper(bytes)
  }

  private static func expiry(of certificate: OpaquePointer) -> Instant? {
    var days: Int32 = 0
    var seconds: Int32 = 0
    guard let epoch = libcrypto.ASN1_TIME_set(nil, 0) else { return nil }
    defer { libcrypto.ASN1_TIME_free(epoch) }
    guard libcrypto.ASN1_TIME_diff(&days, &seconds, epoch, libcrypto.X509_get0_notAfter(certificate)) == 1 else {
      return nil
    }
    return Instant(secondsSince1970: Int64(days) * 86_400 + Int64(seconds))
  }

  private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard bytes.count >= wanted.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) }
  }

  private static func looksLikeBase64(_ bytes: [UInt8]) -> Bool {
    let letters = bytes.filter { $0 != 0x0A && $0 != 0x0D }
    return letters.count > 64 && Base64.decode(String(decoding: letters, as: UTF8.self)) != nil
  }
}

/// Hands OpenSSL the passphrase, an `[UInt8]?` behind `context`. There is always a callback: without one OpenSSL asks on
/// the terminal, underneath the screen.
private func answerPassphrase(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ isWriting: Int32, _ context: UnsafeMutableRawPointer?
) -> Int32 {
  guard let buffer, let context else { return -1 }
  guard let passphrase = context.assumingMemoryBound(to: [UInt8]?.self).pointee, passphrase.count <= Int(size) else {
    return -1
  }
  for (place, byte) in passphrase.enumerated() { buffer[place] = CChar(bitPattern: byte) }
  return Int32(passphrase.count)
}
