import COpenSSL

/// What the gateway shows on TLS, and the authority that a client needs to trust it. All PEM.
struct TLSIdentity {
  let authority: [UInt8]
  let certificate: [UInt8]
  let key: [UInt8]

  /// A new authority and a certificate for loopback under it, good for two years.
  ///
  /// The authority's key is dropped at once: nobody can make a second certificate that its clients would trust.
  static func generate() throws -> TLSIdentity {
    let authorityKey = try PrivateKey.generateEC()
    let authority = try Certificate(commonName: "CouponSandbox CA", key: authorityKey)
    try authority.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0", issuer: authority)
    try authority.add(NID_key_usage, "critical,keyCertSign,cRLSign", issuer: authority)
    try authority.add(NID_subject_key_identifier, "hash", issuer: authority)
    try authority.sign(with: authorityKey, issuer: authority)

    let key = try PrivateKey.generateEC()
    let certificate = try Certificate(commonName: "localhost", key: key)
    try certificate.add(NID_basic_constraints, "critical,CA:FALSE", issuer: authority)
    try certificate.add(NID_key_usage, "critical,digitalSignature", issuer: authority)
    try certificate.add(NID_ext_key_usage, "serverAuth", issuer: authority)
    try certificate.add(NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost", issuer: authority)
    try certificate.add(NID_subject_key_identifier, "hash", issuer: authority)
    try certificate.add(NID_authority_key_identifier, "keyid:always", issuer: authority)
    try certificate.sign(with: authorityKey, issuer: authority)
    return TLSIdentity(authority: try authority.pem(), certificate: try certificate.pem(), key: try key.pem())
  }

  /// Whether the certificate is good for another day at least.
  var isCurrent: Bool {
    let parsed = withMemoryBIO(certificate) { PEM_read_bio_X509($0, nil, nil, nil) }
    guard let parsed else { return false }
    defer { X509_free(parsed) }
    var tomorrow = time_t(currentTime() + 86400)
    return X509_cmp_time(X509_get0_notAfter(parsed), &tomorrow) > 0
  }
}

/// An X.509 certificate under construction, owned: `X509`.
private final class Certificate {
  private let handle: OpaquePointer

  init(commonName: String, key: PrivateKey) throws {
    guard let handle = X509_new() else { throw KeyProblem("X509_new") }
    self.handle = handle
    X509_set_version(handle, Int(X509_VERSION_3))
    // The top bit is clear, so that the serial is positive in DER.
    let serial = [UInt8.random(in: 1...0x7F)] + (1...15).map { _ in UInt8.random(in: 0...255) }
    let number = BN_bin2bn(serial, Int32(serial.count), nil)
    defer { BN_free(number) }
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(handle))
    X509_gmtime_adj(X509_getm_notBefore(handle), -3600)
    X509_gmtime_adj(X509_getm_notAfter(handle), 730 * 86400)
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
