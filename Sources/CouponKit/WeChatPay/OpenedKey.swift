import CSystem

/// The caller's private key, opened ahead of the first call because a passphrase guards its file. Of the passphrase nothing
/// is kept.
public struct OpenedKey: Sendable {
  let path: String
  let key: PrivateKey

  /// - Parameter passphrase: wiped, whatever comes of it.
  /// - Throws: ``CouponFailure`` of kind `file`; `passphraseWrong` when another one may open it.
  public init(of profile: Profile, passphrase: inout [UInt8]) throws(CouponFailure) {
    defer { csystem_wipe(&passphrase, passphrase.count) }
    path = profile.merchantKeyPath
    key = try Account.privateKey(of: profile, passphrase: passphrase)
  }

  /// Whether a passphrase guards the profile's key. False, too, for a key that cannot be read: the first call says why.
  public static func isNeeded(for profile: Profile) -> Bool {
    guard var secret = try? SecretFile.read(profile.merchantKeyPath) else { return false }
    defer { csystem_wipe(&secret, secret.count) }
    return KeyFile.isLocked(secret)
  }
}
