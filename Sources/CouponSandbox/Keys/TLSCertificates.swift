import COpenSSL

/// What the gateway shows on TLS, and the authority that a client needs to trust it. All PEM.
struct TLSIdentity {
  let authority: [UInt8]
  let certificate: [UInt8]
  let key: [UInt8]
  /// Certificates for the same key which a careful client refuses, one for each fault that shows one.
  let faulty: [FaultKind: [UInt8]]

  static let faults: [FaultKind] = [
    .expiredCertificate, .earlyCertificate, .wrongNameCertificate, .unknownAuthority, .selfSignedCertificate,
  ]

  /// A new authority and a certificate for loopback under it, good for two years.
  ///
  /// The authority's key is dropped at once: nobody can make another certificate that its clients would trust.
  static func generate() throws -> TLSIdentity {
    let authority = try Authority()
    let stranger = try Authority()
    let key = try PrivateKey.generateEC()
    let faulty: [FaultKind: [UInt8]] = [
      .expiredCertificate: try authority.certificate(for: key, from: -60 * day, to: -day),
      .earlyCertificate: try authority.certificate(for: key, from: day, to: 60 * day),
      .wrongNameCertificate: try authority.certificate(for: key, names: "DNS:another.example"),
      .unknownAuthority: try stranger.certificate(for: key),
      .selfSignedCertificate: try authority.certificate(for: key, isSelfSigned: true),
    ]
    return TLSIdentity(
      authority: try authority.pem(), certificate: try authority.certificate(for: key), key: try key.pem(),
      faulty: faulty)
  }

  private static let day = 86400

  /// Whether the certificate is good for another day at least, signed by the authority, and the key's.
  var isUsable: Bool {
    guard let issuer = certificate(in: authority) else { return false }
    defer { X509_free(issuer) }
    guard let own = certificate(in: certificate) else { return false }
    defer { X509_free(own) }
    var tomorrow = time_t(currentTime() + 86400)
    guard let serverKey = try? PrivateKey(pem: key), X509_cmp_time(X509_get0_notAfter(own), &tomorrow) > 0,
      X509_verify(own, X509_get0_pubkey(issuer)) == 1, X509_check_private_key(own, serverKey.handle) == 1
    else {
      ERR_clear_error()
      return false
    }
    return true
  }

  /// The certificate of a PEM file, for the caller to free; nil when it holds none.
  private func certificate(in pem: [UInt8]) -> OpaquePointer? {
    let parsed = withMemoryBIO(pem) { PEM_read_bio_X509($0, nil, nil, nil) }
    if parsed == nil { ERR_clear_error() }
    return parsed
  }
}

/// An authority with the key it signs with.
private struct Authority {
  private let key: PrivateKey
  private let own: Certificate

  init() throws {
    key = try PrivateKey.generateEC()
    own = try Certificate(commonName: "CouponSandbox CA", key: key, from: -3600, to: 730 * 86400)
    try own.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0", issuer: own)
    try own.add(NID_key_usage, "critical,keyCertSign,cRLSign", issuer: own)
    try own.add(NID_subject_key_identifier, "hash", issuer: own)
    try own.sign(with: key, issuer: own)
  }

  func pem() throws -> [UInt8] { try own.pem() }

  /// A server's certificate, PEM.
  ///
  /// - Parameters:
  ///   - from, to: seconds from now.
  ///   - names: as in an OpenSSL configuration file.
  func certificate(
    for serverKey: PrivateKey, from: Int = -3600, to: Int = 730 * 86400, names: String = "IP:127.0.0.1,DNS:localhost",
    isSelfSigned: Bool = false
  ) throws -> [UInt8] {
    let certificate = try Certificate(commonName: "localhost", key: serverKey, from: from, to: to)
    let issuer = isSelfSigned ? certificate : own
    try certificate.add(NID_basic_constraints, "critical,CA:FALSE", issuer: issuer)
    try certificate.add(NID_key_usage, "critical,digitalSignature", issuer: issuer)
    try certificate.add(NID_ext_key_usage, "serverAuth", issuer: issuer)
    try certificate.add(NID_subject_alt_name, names, issuer: issuer)
    try certificate.add(NID_subject_key_identifier, "hash", issuer: issuer)
    try certificate.add(NID_authority_key_identifier, "keyid:always", issuer: issuer)
    try certificate.sign(with: isSelfSigned ? serverKey : key, issuer: issuer)
    return try certificate.pem()
  }
}
