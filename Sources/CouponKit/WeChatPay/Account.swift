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
  /// Shared by every copy of this account.
  let hostMemory = HostMemory()

  /// Reads the key files.
  ///
  /// - Parameter openedKey: stands for the private key's file, if it is that file's.
  /// - Throws: ``CouponFailure`` of kind `file`, which says what a wrong file holds; never what is in it.
  init(_ profile: Profile, openedKey: OpenedKey? = nil) throws(CouponFailure) {
    let key = try Self.merchantKey(of: profile, openedKey)
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
      keys[file.keyID] = .publicKey(try Self.publicKey(in: file.path, of: profile))
    }
    if let path = profile.platformCertificatePath {
      for certificate in try Self.certificates(in: path, of: profile, key) {
        keys[certificate.serial] = .certificate(certificate)
      }
    }
    verifier = AnswerVerifier(keys: PlatformKeys(keys))
    answerKeyID = profile.wechatPayKey?.keyID
    hosts = profile.hosts
  }

  /// - Parameter openedKey: stands for the file, if it is that file's.
  static func merchantKey(of profile: Profile, _ openedKey: OpenedKey?) throws(CouponFailure) -> PrivateKey {
    if let openedKey, openedKey.path == profile.merchantKeyPath { return openedKey.key }
    return try privateKey(of: profile, passphrase: nil)
  }

  static func privateKey(of profile: Profile, passphrase: [UInt8]?) throws(CouponFailure) -> PrivateKey {
    var secret = try SecretFile.read(profile.merchantKeyPath)
    defer { csystem_wipe(&secret, secret.count) }
    return try reading(profile.merchantKeyPath) { () throws(FileProblem) in
      try KeyFile.privateKey(secret, passphrase: passphrase)
    }
  }

  static func publicKey(in path: String, of profile: Profile) throws(CouponFailure) -> PublicKey {
    let bytes = try profile.trustedFile(path)
    return try reading(path) { () throws(FileProblem) in try KeyFile.publicKey(bytes) }
  }

  /// WeChat Pay's platform certificates: the one in use, and around a rotation the next one too.
  ///
  /// - Parameter key: the merchant's private key.
  static func certificates(
    in path: String, of profile: Profile, _ key: PrivateKey
  ) throws(CouponFailure) -> [Certificate] {
    let bytes = try profile.trustedFile(path)
    return try reading(path) { () throws(FileProblem) in
      let certificates = try KeyFile.certificates(bytes)
      // The commonest mistake of all: both files come from the same page of the merchant platform.
      for certificate in certificates
      where key.matches(certificate.publicKey) || certificate.serial == profile.merchantSerial {
        throw .merchantCertificateInstead
      }
      return certificates
    }
  }

  private static func reading<Value>(
    _ path: String, _ body: () throws(FileProblem) -> Value
  ) throws(CouponFailure) -> Value {
    do { return try body() } catch { throw CouponFailure(.file(path: path, error)) }
  }
}
