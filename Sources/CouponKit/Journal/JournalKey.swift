import CSystem
import Glibc

/// The secret beside the journal: what the private columns are encrypted with, and what stands for an OpenID in the rest.
struct JournalKey: Sendable {
  private let secret: [UInt8]

  /// Reads `journal.key` in the folder, or makes it: 32 random bytes, for the owner only.
  init(folder: String) throws(CouponFailure) {
    let path = folder + "/journal.key"
    let descriptor = csystem_open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      defer { close(descriptor) }
      guard let bytes = RandomBytes.make(32), write(descriptor, bytes, 32) == 32, fsync(descriptor) == 0 else {
        unlink(path)
        throw CouponFailure(.journalUnusable(detail: "journal.key cannot be written"))
      }
      secret = bytes
      return
    }
    let bytes = try SecretFile.read(path)
    guard bytes.count == 32 else { throw CouponFailure(.journalUnusable(detail: "journal.key is not 32 bytes")) }
    secret = bytes
  }

  /// 26 letters that stand for a personal identifier: the same for the same text, and no way back.
  func pseudonym(of text: String) -> String {
    String(Base32.lower(Digest.hmacSHA256(key: subkey("subject"), Array(text.utf8))).prefix(26))
  }

  func seal(_ text: [UInt8], operationID: String) -> [UInt8]? {
    SealedBox.seal(text, key: subkey("private"), associated: Array(operationID.utf8))
  }

  func open(_ box: [UInt8], operationID: String) -> [UInt8]? {
    SealedBox.open(box, key: subkey("private"), associated: Array(operationID.utf8))
  }

  private func subkey(_ purpose: String) -> [UInt8] { Digest.hmacSHA256(key: secret, Array(purpose.utf8)) }
}
