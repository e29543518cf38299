/// The hash chain over the journal's events: any edit, deletion, insertion or re-ordering breaks it.
///
/// `hash = SHA-256("CKJ1" ‖ journal id ‖ be64(seq) ‖ previous hash ‖ be32(length) ‖ payload)`; length and sequence are
/// inside, so nothing can be cut anew or moved.
enum EventChain {
  /// What stands before the first event.
  ///
  /// - Parameter segment: the last hash of the journal that this one goes on from; `nil` for a first journal.
  static func genesis(journalID: [UInt8], after segment: [UInt8]? = nil) -> [UInt8] {
    Digest.sha256(Array("CKJ1-genesis".utf8) + journalID + (segment ?? [UInt8](repeating: 0, count: 32)))
  }

  /// - Parameter digest: to hash with; the same one for every event of a walk.
  static func hash(
    journalID: [UInt8], sequence: Int64, previous: [UInt8], payload: UnsafeRawBufferPointer,
    with digest: RunningDigest = RunningDigest()
  ) -> [UInt8] {
    digest.add(mark)
    digest.add(journalID)
    withUnsafeBytes(of: UInt64(bitPattern: sequence).bigEndian) { digest.add($0) }
    digest.add(previous)
    withUnsafeBytes(of: UInt32(payload.count).bigEndian) { digest.add($0) }
    digest.add(payload)
    return digest.finish()
  }

  private static let mark = Array("CKJ1".utf8)
}
