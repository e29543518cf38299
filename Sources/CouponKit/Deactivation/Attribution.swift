/// Whose deactivation it was that an operation found done.
public struct Attribution: Sendable, Equatable {
  public enum Hand: Sendable, Equatable {
    /// An operation that this machine's journal holds.
    case agent(name: String, host: String)
    /// This program, by the form of the number; another machine's journal knows more.
    case thisProgram
    /// Some other system of the brand, or the merchant platform.
    case outside
  }

  public var hand: Hand
  /// `deactivate_time`
  public var time: Instant?
  /// The other operation's tag, where its reason carries one.
  public let tag: OperationTag?
  /// `deactivate_request_no`, as it came.
  public let requestNumber: String?
  /// `deactivate_reason`, as it came.
  public let reason: String?

  init(hand: Hand, time: Instant?, tag: OperationTag?, requestNumber: String?, reason: String?) {
    self.hand = hand
    self.time = time
    self.tag = tag
    self.requestNumber = requestNumber
    self.reason = reason
  }

  /// - Returns: `nil` unless the operation was settled as already done, and a coupon says by whom.
  init?(_ operation: Operation) {
    guard operation.state == .already else { return nil }
    let before = operation.wish.before.filter { $0.state == .deactivated }.map(\.code)
    let others = operation.after.filter { $0.state == .deactivated && !before.contains($0.code) }
    guard !others.isEmpty else { return nil }
    let trace = others.compactMap(\.trace).first
    hand = trace?.requestNumber.map(RequestNumber.isOurs) == true ? .thisProgram : .outside
    time = trace?.time
    tag = trace?.reason.flatMap(OperationTag.init(endOf:))
    requestNumber = trace?.requestNumber
    reason = trace?.reason
  }
}

extension OperationTag {
  /// 30 bits of a digest of the operation's identifier.
  init(operationID: String) {
    let letters = Base32.lower(Digest.sha256(Array(operationID.utf8))).uppercased().prefix(6)
    self.init(made: "CK-" + letters)
  }
}
