import CouponKit

/// How often a passphrase may be mistyped before the program ends, as with ssh.
private let mostTries = 3

extension Settings {
  /// Opens the profile's private key, where a passphrase guards it: the terminal asks for it and does not show it. It is in
  /// no argument, environment or file, and wiped once the key is open.
  ///
  /// - Returns: nil when there is nothing to ask, or nobody: then the first call says so.
  func openedKey(for profile: Profile) throws(CouponFailure) -> OpenedKey? {
    guard OpenedKey.isNeeded(for: profile) else { return nil }
    let path = SafeText(profile.merchantKeyPath)
    let question = SafeText(Phrase("Passphrase of \(path): ", "请输入 \(path) 的口令：")(chosenLanguage))
    var tries = 1
    while var passphrase = typedSecret(question) {
      do throws(CouponFailure) { return try OpenedKey(of: profile, passphrase: &passphrase) } catch {
        guard case .file(_, .passphraseWrong) = error.kind, tries < mostTries else { throw error }
        say(FailureSentences(error, in: chosenLanguage).happened)
        tries += 1
      }
    }
    return nil
  }
}
