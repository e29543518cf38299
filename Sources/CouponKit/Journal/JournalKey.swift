import CSystem
import Glibc

/// The secret beside the journal: what the private parts are encrypted with, and what stands for an OpenID in the rest.
struct JournalKey: Sendable {
  private let subjects: [UInt8]
  private let boxes: [UInt8]
  /// Tells in the journal which key it was written with, and tells nothing of the key.
  let check: [UInt8]

  /// Reads the key: 32 bytes, for the owner only.
  init(reading folder: JournalFolder) throws(JournalProblem) {
    let secret: [UInt8]
    do throws(CouponFailure) { secret = try SecretFile.read(folder.key) } catch { throw .unusable(Self.detail(error)) }
    guard secret.count == 32 else { throw .unusable("journal.key is not 32 bytes") }
    self.init(secret)
  }

  /// Makes a key of random bytes, under another name first: a power cut leaves a whole key or none.
  init(making folder: JournalFolder) throws(JournalProblem) {
    guard let secret = RandomBytes.make(32) else { throw .unusable("OpenSSL has no random bytes") }
    let unfinished = folder.key + ".new"
    unlink(unfinished)
    let descriptor = csystem_open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unusable("journal.key: \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    guard write(descriptor, secret, 32) == 32, fsync(descriptor) == 0, rename(unfinished, folder.key) == 0 else {
      unlink(unfinished)
      throw .unusable("journal.key cannot be written")
    }
    self.init(secret)
  }

  private init(_ secret: [UInt8]) {
    subjects = Digest.hmacSHA256(key: secret, Array("subject".utf8))
    boxes = Digest.hmacSHA256(key: secret, Array("private".utf8))
    check = Array(Digest.hmacSHA256(key: secret, Array("check".utf8)).prefix(8))
  }

  /// 26 letters that stand for a personal identifier: the same for the same text, and no way back.
  func pseudonym(of text: String) -> String {
    String(Base32.lower(Digest.hmacSHA256(key: subjects, Array(text.utf8))).prefix(26))
  }

  func seal(_ text: [UInt8], operationID: String) throws(JournalProblem) -> [UInt8] {
    guard let box = SealedBox.seal(text, key: boxes, associated: Array(operationID.utf8)) else {
      throw .unusable("OpenSSL cannot encrypt")
    }
    return box
  }

  func open(_ box: [UInt8], operationID: String) -> [UInt8]? {
    SealedBox.open(box, key: boxes, associated: Array(operationID.utf8))
  }

  private static func detail(_ failure: CouponFailure) -> String {
    guard case .file(_, let problem) = failure.kind else { return "journal.key cannot be read" }
    return "journal.key: \(problem)"
  }
}
