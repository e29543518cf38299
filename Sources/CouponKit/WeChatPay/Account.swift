import CSystem
import Glibc

/// Who calls, with which keys, and where: a profile with its key files read.
struct Account: Sendable {
  let mode: Profile.Mode
  let brandID: BrandID
  let appID: AppID
  let signer: RequestSigner
  let verifier: AnswerVerifier
  /// What `Wechatpay-Serial` of a request asks the answer to be signed with.
  let answerKeyID: String?
  /// In the order of preference.
  let hosts: [GatewayHost]

  /// Reads the key files.
  ///
  /// - Parameter openedKey: stands for the private key's file, if it is that file's.
  /// - Throws: ``CouponFailure`` of kind `file`, which says what a wrong file holds; never what is in it.
  init(_ profile: Profile, openedKey: OpenedKey? = nil) throws(CouponFailure) {
    let key =
      if let openedKey, openedKey.path == profile.merchantKeyPath { openedKey.key } else {
        try Self.privateKey(of: profile, passphrase: nil)
      }
    mode = profile.mode
    brandID = profile.brandID
    appID = profile.appID
    let caller: RequestSigner.Caller =
      switch profile.mode {
      case .partner(let merchantID): .partner(merchantID: merchantID)
      case .brand: .brand(profile.brandID)
      }
    signer = RequestSigner(caller: caller, serial: profile.merchantSerial, key: key)

    var keys: [String: PlatformKeys.Key] = [:]
    if let file = profile.wechatPayKey {
      let bytes = try PublicFile.read(file.path)
      keys[file.keyID] = .publicKey(
        try Self.reading(file.path) { () throws(FileProblem) in try KeyFile.publicKey(bytes) })
    }
    if let path = profile.platformCertificatePath {
      let bytes = try PublicFile.read(path)
      let certificate = try Self.reading(path) { () throws(FileProblem) in
        let certificate = try KeyFile.certificate(bytes)
        // The commonest mistake of all: both files come from the same page of the merchant platform.
        if key.matches(certificate.publicKey) || certificate.serial == profile.merchantSerial {
          throw .merchantCertificateInstead
        }
        return certificate
      }
      keys[certificate.serial] = .certificate(certificate)
    }
    verifier = AnswerVerifier(keys: PlatformKeys(keys))
    answerKeyID = profile.wechatPayKey?.keyID
    hosts = profile.hosts
  }

  static func privateKey(of profile: Profile, passphrase: [UInt8]?) throws(CouponFailure) -> PrivateKey {
    var secret = try SecretFile.read(profile.merchantKeyPath)
    defer { csystem_wipe(&secret, secret.count) }
    return try reading(profile.merchantKeyPath) { () throws(FileProblem) in
      try KeyFile.privateKey(secret, passphrase: passphrase)
    }
  }

  private static func reading<Value>(
    _ path: String, _ body: () throws(FileProblem) -> Value
  ) throws(CouponFailure) -> Value {
    do { return try body() } catch { throw CouponFailure(.file(path: path, error)) }
  }
}
