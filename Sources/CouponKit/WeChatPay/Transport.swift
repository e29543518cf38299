/// One end of the line: the base URL that a request is sent to.
public struct GatewayHost: Sendable, Hashable {
  /// Scheme, host and port, as in `https://api.mch.weixin.qq.com`; no path.
  public let url: String

  public init(url: String) { self.url = url }
}

/// The door to the network: signed bytes out, bytes in.
public protocol Transport: Sendable {
  /// Sends one request once. Cancelling the task abandons it; the request may have left all the same.
  func send(_ request: SignedRequest, to host: GatewayHost) async throws(TransportFailure) -> RawAnswer
}

/// Why no complete answer came back.
public struct TransportFailure: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case cannotConnect
    /// This machine has no libcurl, no memory or no thread for it.
    case notStarted
    /// TLS certificate or host name not verified: an attack or a broken trust store, never an outage.
    case serverNotTrusted
    case noAnswer
    /// More than the limits allow for headers or body.
    case tooLarge
    case cancelled
  }
  public let kind: Kind
  /// Whether any byte of the request may have left. Only `false` proves that nothing did.
  public let mayHaveLeft: Bool
  /// What libcurl says, for the reference line.
  public let detail: String
  /// libcurl's number for it.
  public var code: Int?

  public init(_ kind: Kind, mayHaveLeft: Bool, detail: String) {
    self.kind = kind
    self.mayHaveLeft = mayHaveLeft
    self.detail = detail
  }
}
