/// One brand as this program calls WeChat Pay for it: who calls, with which keys, where, and what the agent may do.
public struct Profile: Sendable, Equatable {
  /// A word, as in `--profile shop`.
  public let name: String
  public let environment: Environment
  public let mode: Mode
  public let brandID: BrandID
  public let brandName: SafeText
  public let appID: AppID
  /// Serial number of the caller's API certificate: upper-case hexadecimal.
  public let merchantSerial: String
  /// The caller's private key; read it with ``SecretFile``.
  public let merchantKeyPath: String
  /// WeChat Pay's public key. Never nil when ``platformCertificatePath`` is.
  public let wechatPayKey: WeChatPayKeyFile?
  public let platformCertificatePath: String?
  /// In the order of preference; never empty.
  public let hosts: [GatewayHost]
  /// The only authority to trust for TLS, instead of the system's.
  public let caFile: String?
  public private(set) var role: Role
  /// What the look-up form is filled with.
  public let prefilledOpenID: OpenID?
  /// The folder of journal and drafts.
  public package(set) var stateDirectory: String
  /// At most nine: one for each number key.
  public let reasonTemplates: [DeactivateReason]
  /// The file that it was read from, which is read again before anything is changed.
  public var configurationFile = ""
  /// How many deactivations an agent may begin within an hour.
  public var deactivationsPerHour = 20
  /// Whether the reason that WeChat Pay gets ends with ` [CK-xxxxxx]`, which names the operation.
  public var tagsReasons = false
  /// For how long after a deactivation was closed the journal keeps what is personal of it, in days; and the screen's notes,
  /// after they were last written.
  public var retentionDays = 90
  /// A reason has to hold a ticket's number, which is so many digits in a row or more; nil asks for none.
  public var ticketDigits: Int?

  /// How long a reason may be, in Unicode scalars: the tag takes its share of WeChat Pay's 150.
  public var reasonLimit: Int { tagsReasons ? DeactivateReason.limit - OperationTag.length : DeactivateReason.limit }

  public enum Environment: String, Sendable, CaseIterable { case sandbox, production }

  /// Who calls, and so which family of addresses and which authorization scheme is used.
  public enum Mode: Sendable, Equatable {
    /// A service provider on behalf of the brand; decimal digits, `mchid`.
    case partner(merchantID: String)
    /// The brand itself.
    case brand
  }

  public enum Role: String, Sendable, CaseIterable {
    case readOnly = "read-only"
    case deactivate
    /// May also send again what another agent began, and salvage the journal.
    case supervisor
  }

  /// A public key of WeChat Pay and the name under which answers refer to it.
  public struct WeChatPayKeyFile: Sendable, Equatable {
    /// `PUB_KEY_ID_…`, as `Wechatpay-Serial` carries it.
    public let keyID: String
    public let path: String
  }
}

extension Profile {
  /// Whether it is the same but for the role. Where the journal lies was settled when it was opened.
  func isSame(as other: Profile) -> Bool {
    var other = other
    (other.role, other.stateDirectory) = (role, stateDirectory)
    return other == self
  }

  /// A public key, certificate or list of authorities by which answers are believed.
  func trustedFile(_ path: String) throws(CouponFailure) -> [UInt8] {
    environment == .production ? try GuardedFile.read(path) : try PublicFile.read(path)
  }

  /// A reason as this profile wants it.
  ///
  /// - Throws: what ``DeactivateReason`` throws, or `ticketMissing`.
  public func reason(_ text: String) throws(InputProblem) -> DeactivateReason {
    let reason = try DeactivateReason(text, limit: reasonLimit)
    if let ticketDigits, !reason.holdsNumber(digits: ticketDigits) {
      throw InputProblem(field: .reason, rule: .ticketMissing(digits: ticketDigits))
    }
    return reason
  }

  /// Whoever holds the key can do without this program, its journal and its rules. In a sandbox the key opens nothing.
  func requireKeyOutOfReach(of agent: AgentIdentity) throws(CouponFailure) {
    guard environment == .production, agent.isPerson, SecretFile.belongs(to: agent.userID, merchantKeyPath) else {
      return
    }
    throw CouponFailure(.file(path: merchantKeyPath, .heldByAgent))
  }
}
