import CSystem
import Glibc

extension CouponService {
  /// Looks at all that this profile rests on: role, key files, the way to WeChat Pay and the keys of both sides, the clock,
  /// and the journal.
  ///
  /// Nothing is written. Each host is asked once, for a product coupon that nobody has, so that no customer is looked up.
  public func examine() async -> [Examination] {
    var found = [Examination(.role, { () throws(CouponFailure) in .role(try readRole()) })]
    found += examineFiles()
    let gateway: CouponGateway?
    do { gateway = try gatewayWithoutJournal() } catch { gateway = nil }
    for host in profile.hosts { found.append(Examination(.gateway, await probe(host, gateway))) }
    found.append(Examination(.clock, Self.clock(gateway?.account.verifier.memory.secondsBehind)))
    found.append(
      Examination(
        .journal, { () throws(CouponFailure) in try JournalAudit(folder: profile.stateDirectory).examine() }))
    return found
  }

  /// The role, read as a confirmation reads it.
  private func readRole() throws(CouponFailure) -> Profile.Role {
    profile.role == .readOnly ? .readOnly : try Authoriser(profile: profile).grant().role
  }

  private func examineFiles() -> [Examination] {
    var found = [
      Examination(
        .merchantKey,
        { () throws(CouponFailure) in
          try profile.requireKeyOutOfReach(of: agent)
          _ = try Account.merchantKey(of: profile, openedKey)
          return .file(path: profile.merchantKeyPath)
        })
    ]
    if let file = profile.wechatPayKey {
      found.append(
        Examination(
          .wechatPayKey,
          { () throws(CouponFailure) in
            _ = try Account.publicKey(in: file.path, of: profile)
            return .publicKey(keyID: file.keyID, path: file.path)
          }))
    }
    if let path = profile.platformCertificatePath { found.append(examineCertificate(path)) }
    if let path = profile.caFile {
      found.append(
        Examination(
          .authorities,
          { () throws(CouponFailure) in
            _ = try profile.trustedFile(path)
            return .file(path: path)
          }))
    }
    return found
  }

  private func examineCertificate(_ path: String) -> Examination {
    guard let key = try? Account.merchantKey(of: profile, openedKey) else {
      return Examination(.platformCertificate, .notSeen)
    }
    return Examination(
      .platformCertificate,
      { () throws(CouponFailure) in
        let certificates = try Account.certificates(in: path, of: profile, key)
        // Of several, around a rotation, the one that lasts longest says until when answers can be proved.
        guard let last = certificates.max(by: { $0.expiresAt < $1.expiresAt }), last.expiresAt >= clock.now() else {
          throw CouponFailure(.file(path: path, .expired(certificates.map(\.expiresAt).max() ?? clock.now())))
        }
        return .certificate(serial: last.serial, expiresAt: last.expiresAt, path: path)
      })
  }

  private func probe(_ host: GatewayHost, _ gateway: CouponGateway?) async -> Examination.Finding {
    guard let gateway else { return .notSeen }
    let begin = clock.now()
    do throws(CouponFailure) {
      try await gateway.probe(host)
      return .sound(
        .answered(host: host, milliseconds: clock.now().millisecondsSince1970 - begin.millisecondsSince1970))
    } catch { return .wrong(error) }
  }

  /// - Parameter secondsBehind: as the last proved answer had it; nil when none came.
  private static func clock(_ secondsBehind: Int64?) -> Examination.Finding {
    guard let secondsBehind else { return .notSeen }
    let isLocked = secondsBehind.magnitude * 1000 > UInt64(Operation.Limits().clockDifference)
    return isLocked
      ? .wrong(CouponFailure(.clockOff(seconds: secondsBehind))) : .sound(.clock(secondsBehind: secondsBehind))
  }
}

extension JournalAudit {
  /// Whether a journal is kept here, or could be: folder, disk, file and key.
  func examine() throws(CouponFailure) -> Examination.Fact {
    let isWitnessed = csystem_log_listens() == 0
    do throws(JournalProblem) {
      guard access(path, F_OK) == 0 else {
        try requirePlace()
        return .journalToCome(folder: path, isWitnessed: isWitnessed)
      }
      let folder = try JournalFolder(existing: path)
      guard access(path, W_OK) == 0 else { throw .unusable("\(path): \(String(cString: strerror(errno)))") }
      try folder.requireRoom()
      guard folder.isThere(folder.database) || folder.isThere(folder.ballast) else {
        return .journalToCome(folder: path, isWitnessed: isWitnessed)
      }
      let opened = try open()
      guard opened.key != nil else { throw .unusable("journal.key is missing, or the key of another journal") }
      let events = try opened.database.run("SELECT MAX(seq) FROM event").first?.first?.integer ?? 0
      return .journal(folder: path, events: events, isWitnessed: isWitnessed)
    } catch { throw CouponFailure(error) }
  }

  /// Whether the folder can be made: the nearest one above it that is there takes new names.
  private func requirePlace() throws(JournalProblem) {
    var place = path[...]
    while let slash = place.lastIndex(of: "/") {
      place = place[..<slash]
      let name = place.isEmpty ? "/" : String(place)
      guard access(name, F_OK) == 0 else { continue }
      guard access(name, W_OK | X_OK) == 0 else { throw .unusable("\(name): \(String(cString: strerror(errno)))") }
      return
    }
  }
}
