/// The keys of both sides: the merchant's, with which a client signs, and WeChat Pay's, with which the gateway does.
struct Credentials {
  static let merchantID = "1900000001"

  /// Upper-case hexadecimal digits, as a certificate's serial; follows from the key.
  let merchantSerial: String
  let merchant: PrivateKey
  /// `PUB_KEY_ID_` and 34 digits; follows from the key, so that a stale configuration shows as another key.
  let wechatPayKeyID: String
  let wechatPay: PrivateKey
  let tls: TLSIdentity

  private static let merchantFile = "merchant.key.pem"
  private static let wechatPayFile = "gateway/wechatpay.key.pem"
  static let authorityFile = "ca.pem"

  /// The keys that `folder` holds; what is missing is made and kept there.
  init(in folder: StateFolder) throws {
    merchant = try Credentials.key(Credentials.merchantFile, in: folder)
    wechatPay = try Credentials.key(Credentials.wechatPayFile, in: folder)
    tls = try Credentials.tls(in: folder)
    try folder.write("wechatpay.pub.pem", try wechatPay.publicPEM())

    merchantSerial = hexadecimal(sha256(try merchant.publicDER()).prefix(20)).uppercased()
    let digits = sha256(try wechatPay.publicDER()).prefix(23).map { String($0 % 10) }.joined()
    wechatPayKeyID = "PUB_KEY_ID_0" + Credentials.merchantID + digits
  }

  private static func key(_ name: String, in folder: StateFolder) throws -> PrivateKey {
    if let kept = try folder.read(name) {
      guard let key = try? PrivateKey(pem: kept) else { throw KeyProblem("\(folder.path(of: name)) as a private key") }
      return key
    }
    let key = try PrivateKey.generateRSA()
    try folder.write(name, try key.pem())
    return key
  }

  private static func tls(in folder: StateFolder) throws -> TLSIdentity {
    let certificateFile = "gateway/server.cert.pem"
    let keyFile = "gateway/server.key.pem"
    if let authority = try folder.read(authorityFile), let certificate = try folder.read(certificateFile),
      let key = try folder.read(keyFile)
    {
      var faulty: [FaultKind: [UInt8]] = [:]
      for fault in TLSIdentity.faults { faulty[fault] = try folder.read(faultyFile(fault)) }
      let kept = TLSIdentity(authority: authority, certificate: certificate, key: key, faulty: faulty)
      if kept.isCurrent && faulty.count == TLSIdentity.faults.count { return kept }
    }
    let fresh = try TLSIdentity.generate()
    try folder.write(authorityFile, fresh.authority)
    try folder.write(certificateFile, fresh.certificate)
    try folder.write(keyFile, fresh.key)
    for (fault, certificate) in fresh.faulty { try folder.write(faultyFile(fault), certificate) }
    return fresh
  }

  private static func faultyFile(_ fault: FaultKind) -> String { "gateway/\(fault.rawValue).pem" }
}
