import COpenSSL

/// An X.509 certificate under construction, owned: `X509`.
final class Certificate {
  /// 40 upper-case hexadecimal digits.
  let serial: String
  private let handle: OpaquePointer

  /// - Parameter from, to: seconds from now.
  init(commonName: String, key: PrivateKey, from: Int, to: Int) throws {
    guard let handle = X509_new() else { throw KeyProblem("X509_new") }
    self.handle = handle
    X509_set_version(handle, Int(X509_VERSION_3))
    // The top bit is clear, so that the serial is positive in DER.
    let serial = [UInt8.random(in: 1...0x7F)] + (1...19).map { _ in UInt8.random(in: 0...255) }
    self.serial = hexadecimal(serial).uppercased()
    let number = BN_bin2bn(serial, Int32(serial.count), nil)
    defer { BN_free(number) }
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(handle))
    X509_gmtime_adj(X509_getm_notBefore(handle), from)
    X509_gmtime_adj(X509_getm_notAfter(handle), to)
    X509_NAME_add_entry_by_txt(X509_get_subject_name(handle), "CN", MBSTRING_ASC, commonName, -1, -1, 0)
    guard X509_set_pubkey(handle, key.handle) == 1 else { throw KeyProblem("X509_set_pubkey") }
  }
  deinit { X509_free(handle) }

  /// Adds an extension, its value as in an OpenSSL configuration file.
  func add(_ extensionID: Int32, _ value: String, issuer: Certificate) throws {
    var context = X509V3_CTX()
    X509V3_set_ctx(&context, issuer.handle, handle, nil, nil, 0)
    guard let added = X509V3_EXT_conf_nid(nil, &context, extensionID, value) else {
      throw KeyProblem("X509V3_EXT_conf_nid")
    }
    defer { X509_EXTENSION_free(added) }
    X509_add_ext(handle, added, -1)
  }

  func sign(with key: PrivateKey, issuer: Certificate) throws {
    X509_set_issuer_name(handle, X509_get_subject_name(issuer.handle))
    guard X509_sign(handle, key.handle, EVP_sha256()) > 0 else { throw KeyProblem("X509_sign") }
  }

  func pem() throws -> [UInt8] { try writtenToBIO("PEM_write_bio_X509") { PEM_write_bio_X509($0, self.handle) } }
}
