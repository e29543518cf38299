import CEvent
import Glibc

/// Stands between clients and the server when handshakes are to go wrong: carries the bytes of each connection both
/// ways, unless the connection's fault says otherwise.
final class WireRelay {
  private(set) var port: UInt16 = 0
  private let loop: OpaquePointer
  private let clock: VirtualClock
  /// Where the server listens.
  private let serverPort: UInt16
  private let drawFault: () -> Fault?
  private let isCalm: () -> Bool
  private let struck: (Fault) -> Void
  /// The certificates of the connections that are about to reach the server, in their order; nil is the good one.
  private var certificates: [FaultKind?] = []
  private var faultOfNext: Fault?
  private var listener: OpaquePointer?

  /// - Parameters:
  ///   - isCalm: whether what was drawn does not strike any more.
  ///   - drawFault: is asked once for each connection, before it comes.
  ///   - struck: is told when a fault strikes.
  init(
    loop: OpaquePointer, clock: VirtualClock, port: UInt16, serverPort: UInt16, isCalm: @escaping () -> Bool,
    drawFault: @escaping () -> Fault?, struck: @escaping (Fault) -> Void
  ) throws {
    self.loop = loop
    self.clock = clock
    self.serverPort = serverPort
    self.drawFault = drawFault
    self.isCalm = isCalm
    self.struck = struck
    self.port = port
    listen()
    guard let listener else { throw ServerProblem(description: "Port \(port) of 127.0.0.1 is taken or not allowed.") }
    self.port = boundPort(of: evconnlistener_get_fd(listener))
    expectNext()
  }

  deinit { if let listener { evconnlistener_free(listener) } }

  /// The certificate for the connection that the server is accepting.
  func certificateOfNextConnection() -> FaultKind? { certificates.isEmpty ? nil : certificates.removeFirst() }

  private func listen() {
    let flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE
    listener = withLoopback(port: port) { address, length in
      evconnlistener_new_bind(
        loop, relayAccepts, Unmanaged.passUnretained(self).toOpaque(), flags, -1, address, Int32(length))
    }
  }

  /// Draws the next connection's fault. Refusing it means not to listen when it comes.
  private func expectNext() {
    faultOfNext = drawFault()
    guard let fault = faultOfNext, fault.kind == .refuse, let listener else { return }
    struck(fault)
    evconnlistener_free(listener)
    self.listener = nil
    clock.after(milliseconds: fault.amount) { [weak self] in self?.reopen() }
  }

  private func reopen() {
    listen()
    expectNext()
  }

  fileprivate func accept(_ socket: Int32) {
    var on: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    let fault = isCalm() ? nil : faultOfNext
    if let fault { struck(fault) }
    if let connection = RelayedConnection(socket, fault, loop: loop, clock: clock, serverPort: serverPort) {
      connection.reachesServer = { [unowned self] in certificates.append(fault?.kind) }
      connection.start()
    }
    expectNext()
  }
}

/// Calls `body` with the address of a port on 127.0.0.1.
func withLoopback<Result>(port: UInt16, _ body: (UnsafeMutablePointer<sockaddr>, Int) -> Result) -> Result {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  let length = MemoryLayout<sockaddr_in>.size
  return withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
  }
}

func boundPort(of listener: Int32) -> UInt16 {
  var address = sockaddr_in()
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(listener, $0, &length) }
  }
  return UInt16(bigEndian: address.sin_port)
}

private func relayAccepts(
  _: OpaquePointer?, _ socket: Int32, _: UnsafeMutablePointer<sockaddr>?, _: Int32, _ relay: UnsafeMutableRawPointer?
) {
  guard let relay else { return }
  Unmanaged<WireRelay>.fromOpaque(relay).takeUnretainedValue().accept(socket)
}
