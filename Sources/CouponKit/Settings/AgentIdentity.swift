import Glibc

/// Who is at the keyboard, as the kernel knows it. `$USER` and its like are only what somebody wrote there.
public struct AgentIdentity: Sendable, Hashable {
  public let userID: UInt32
  /// The account's name, or `uid 1001` when it has none.
  public let name: SafeText
  /// The account that logged in, where the kernel keeps it.
  public var loginUserID: UInt32?
  /// The terminal, and the address that SSH_CONNECTION names. Nobody is told apart by them; they help whoever asks later.
  public var terminal: String?
  public var remoteAddress: String?

  /// The number from which on accounts are people's.
  static let firstPerson: UInt32 = 1000
  var isPerson: Bool { userID >= Self.firstPerson }

  /// - Throws: ``CouponFailure`` of kind `setting` when sudo and the kernel name different people.
  public static func current() throws(CouponFailure) -> AgentIdentity {
    let loginUserID = loginUserID()
    let userID = try person(
      realUserID: getuid(), sudoUserID: getenv("SUDO_UID").map { String(cString: $0) }, loginUserID: loginUserID)
    return AgentIdentity(
      userID: userID, name: SafeText(accountName(userID) ?? "uid \(userID)"), loginUserID: loginUserID,
      terminal: ttyname(STDIN_FILENO).map { SafeText(String(cString: $0)).text },
      remoteAddress: getenv("SSH_CONNECTION").flatMap { address(in: String(cString: $0)) })
  }

  /// The person behind the account that runs the program.
  ///
  /// A person's own account is the answer. Root and service accounts are not persons: behind them stands whoever logged
  /// in, or, where the kernel keeps no log-in, whoever sudo names. A person could write `SUDO_UID` into their own
  /// environment, which is why it counts for the others only.
  static func person(
    realUserID: UInt32, sudoUserID: String?, loginUserID: UInt32?
  ) throws(CouponFailure) -> UInt32 {
    if realUserID >= firstPerson { return realUserID }
    guard let sudoUserID else { return loginUserID ?? realUserID }
    guard let sudo = UInt32(sudoUserID), loginUserID == nil || loginUserID == sudo else {
      let allowed = loginUserID.map { String($0) } ?? "0-9"
      throw CouponFailure(.setting(file: "environment", keyPath: "SUDO_UID", .notAllowed(allowed: allowed)))
    }
    return sudo
  }

  /// The account that logged in, which sudo and su do not change; nil when the kernel holds none.
  private static func loginUserID() -> UInt32? {
    guard let file = fopen("/proc/self/loginuid", "re") else { return nil }
    defer { fclose(file) }
    var digits = [CChar](repeating: 0, count: 16)
    guard fgets(&digits, Int32(digits.count), file) != nil else { return nil }
    // 4294967295 is the kernel's word for "not set".
    let userID = strtoul(digits, nil, 10)
    return userID < UInt32.max ? UInt32(userID) : nil
  }

  /// The first word of SSH_CONNECTION, when it looks like an IP address.
  private static func address(in connection: String) -> String? {
    let word = connection.prefix { $0 != " " }
    let isAddress = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "."): true
      default: false
      }
    }
    return isAddress && (2...45).contains(word.utf8.count) ? String(word) : nil
  }

  private static func accountName(_ userID: UInt32) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16 * 1024) { buffer -> String? in
      var account = passwd()
      var found: UnsafeMutablePointer<passwd>?
      guard let base = buffer.baseAddress else { return nil }
      guard getpwuid_r(userID, &account, base, buffer.count, &found) == 0, let found else { return nil }
      return String(cString: found.pointee.pw_name)
    }
  }
}
