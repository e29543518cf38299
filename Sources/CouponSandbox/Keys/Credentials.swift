import Glibc

/// The keys of both sides: the merchant's, with which a client signs, and WeChat Pay's, with which the gateway does.
struct Credentials {
  static let merchantID = "1900000001"

  /// Upper-case hexadecimal digits, as a certificate's serial; follows from the key.
  let merchantSerial: String
  let merchant: PrivateKey
  /// Opens the envelopes of platform certificates: 32 ASCII characters.
  let apiV3Key: String
  /// `PUB_KEY_ID_` and 34 digits; follows from the key, so that a stale configuration shows as another key.
  let wechatPayKeyID: String
  let wechatPay: PrivateKey
  let tls: TLSIdentity

  private static let merchantFile = "merchant.key.pem"
  private static let wechatPayFile = "gateway/wechatpay.key.pem"
  private static let apiV3KeyFile = "apiv3.key"
  static let authorityFile = "ca.pem"

  /// The keys that `folder` holds; what is missing is made and kept there.
  ///
  /// - Throws: `FolderProblem` for a key that is damaged: a client may rely on it, so no other one takes its place.
  init(in folder: StateFolder) throws {
    merchant = try Credentials.key(Credentials.merchantFile, in: folder)
    wechatPay = try Credentials.key(Credentials.wechatPayFile, in: folder)
    apiV3Key = try Credentials.apiV3Key(in: folder)
    tls = try Credentials.tls(in: folder)
    try folder.write("wechatpay.pub.pem", try wechatPay.publicPEM())

    merchantSerial = hexadecimal(sha256(try merchant.publicDER()).prefix(20)).uppercased()
    let digits = sha256(try wechatPay.publicDER()).prefix(23).map { String($0 % 10) }.joined()
    wechatPayKeyID = "PUB_KEY_ID_0" + Credentials.merchantID + digits
  }

  private static func key(_ name: String, in folder: StateFolder) throws -> PrivateKey {
    if let kept = try folder.read(name) {
      guard let key = try? PrivateKey(pem: kept), key.isRSA2048 else { throw damaged(name, in: folder) }
      return key
    }
    let key = try PrivateKey.generateRSA()
    try folder.write(name, try key.pem())
    return key
  }

  private static func apiV3Key(in folder: StateFolder) throws -> String {
    if let kept = try folder.read(apiV3KeyFile) {
      guard kept.count == 32, kept.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw damaged(apiV3KeyFile, in: folder)
      }
      return String(decoding: kept, as: UTF8.self)
    }
    let key = PlatformKeys.freshAPIv3Key()
    try folder.write(apiV3KeyFile, Array(key.utf8))
    return key
  }

  private static func damaged(_ name: String, in folder: StateFolder) -> FolderProblem {
    FolderProblem(
      exitCode: EX_DATAERR,
      description: "\(folder.path(of: name)) is not the key that a sandbox put there. Restore it, or remove it: the "
        + "next start then makes a new one.")
  }

  /// What the gateway shows on TLS. What is damaged or about to expire is made anew: clients read the authority afresh.
  private static func tls(in folder: StateFolder) throws -> TLSIdentity {
    let certificateFile = "gateway/server.cert.pem"
    let keyFile = "gateway/server.key.pem"
    if let authority = try folder.read(authorityFile), let certificate = try folder.read(certificateFile),
      let key = try folder.read(keyFile)
    {
      var faulty: [FaultKind: [UInt8]] = [:]
      for fault in TLSIdentity.faults { faulty[fault] = try folder.read(faultyFile(fault)) }
      let kept = TLSIdentity(authority: authority, certificate: certificate, key: key, faulty: faulty)
      if kept.isUsable && faulty.count == TLSIdentity.faults.count { return kept }
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
