/// One thing that an administrator sets up, as it was found. Nothing is changed by looking at it.
public struct Examination: Sendable, Equatable {
  public let subject: Subject
  public let finding: Finding

  /// In the order in which one rests on another.
  public enum Subject: String, Sendable, CaseIterable {
    case configuration, agent, role
    case merchantKey = "merchant_key"
    case wechatPayKey = "wechatpay_key"
    case platformCertificate = "platform_certificate"
    case authorities = "ca_file"
    case gateway, clock, journal, terminal
  }

  public enum Finding: Sendable, Equatable {
    case sound(Fact)
    case wrong(CouponFailure)
    /// What it rests on is wrong, so that it could not be looked at.
    case notSeen
  }

  /// What there is to say of a thing that is as it should be.
  public enum Fact: Sendable, Equatable {
    case file(path: String)
    case publicKey(keyID: String, path: String)
    case certificate(serial: String, expiresAt: Instant, path: String)
    case role(Profile.Role)
    /// A proved answer came from there.
    case answered(host: GatewayHost, milliseconds: Int64)
    case clock(secondsBehind: Int64)
    case journal(folder: String, events: Int64, isWitnessed: Bool)
    /// There is no journal yet, and one can be made.
    case journalToCome(folder: String, isWitnessed: Bool)
  }

  public init(_ subject: Subject, _ finding: Finding) {
    self.subject = subject
    self.finding = finding
  }

  /// What looking at it brings.
  init(_ subject: Subject, _ look: () throws(CouponFailure) -> Fact) {
    do { self.init(subject, .sound(try look())) } catch { self.init(subject, .wrong(error)) }
  }
}
