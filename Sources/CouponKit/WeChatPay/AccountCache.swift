/// The account of a profile and its line to WeChat Pay, read and made at the first call that needs them.
///
/// `@unchecked Sendable`: `made` is read and written under `lock`; the rest is constant and Sendable.
final class AccountCache: @unchecked Sendable {
  private let profile: Profile
  private let agent: AgentIdentity
  private let transport: (any Transport)?
  private let openedKey: OpenedKey?
  private let lock = Lock()
  private var made: (Account, any Transport)?

  init(_ profile: Profile, _ agent: AgentIdentity, transport: (any Transport)?, openedKey: OpenedKey?) {
    self.openedKey = openedKey
    self.profile = profile
    self.agent = agent
    self.transport = transport
  }

  func read() throws(CouponFailure) -> (Account, any Transport) {
    let result = lock.held { () -> Result<(Account, any Transport), CouponFailure> in
      if let made { return .success(made) }
      do throws(CouponFailure) {
        try profile.requireKeyOutOfReach(of: agent)
        if let file = profile.caFile { _ = try profile.trustedFile(file) }
        let line = transport ?? CurlTransport(trust: profile.caFile.map { .file($0) } ?? .system)
        let made = (try Account(profile, openedKey: openedKey), line)
        self.made = made
        return .success(made)
      } catch { return .failure(error) }
    }
    return try result.get()
  }
}
