/// The right to change coupons, for one agent in one profile at one moment. Nothing that changes a coupon can be signed
/// without one, and only ``Authoriser`` makes them.
struct WriteGrant: Sendable, Equatable {
  let role: Profile.Role
  /// SHA-256 of the configuration file that the role was read from; the journal keeps it.
  let roleHash: [UInt8]

  fileprivate init(role: Profile.Role, roleHash: [UInt8]) {
    self.role = role
    self.roleHash = roleHash
  }
}

/// Decides who may change coupons.
///
/// The role is read anew each time, from a file that only its owner or root can write: a role that was taken away counts
/// from the next confirmation on, also for a program that is open. It counts for the profile as it stands there, and for
/// no other of that name.
struct Authoriser: Sendable {
  let profile: Profile

  /// - Throws: `readOnly` or `supervisorNeeded`, or `file` and `setting` when the role cannot be read for certain, or is
  ///   one for another brand, gateway or key than is in use.
  func grant(for needed: Profile.Role = .deactivate) throws(CouponFailure) -> WriteGrant {
    let file = profile.configurationFile
    // A link may lead elsewhere by now.
    let place = try SmallFile.place(of: file)
    let bytes = try GuardedFile.read(at: place)
    let found = try Configuration.read(bytes, from: file, at: place).profile(named: profile.name)
    guard profile.isSame(as: found) else { throw CouponFailure(.file(path: file, .changedSinceStart)) }
    let role = found.role
    switch (role, needed) {
    case (.readOnly, _): throw CouponFailure(.readOnly)
    case (.deactivate, .supervisor): throw CouponFailure(.supervisorNeeded)
    case (.deactivate, _), (.supervisor, _): return WriteGrant(role: role, roleHash: Digest.sha256(bytes))
    }
  }
}
