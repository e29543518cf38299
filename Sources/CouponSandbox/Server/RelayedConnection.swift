import CEvent
import Glibc

/// One connection through the ``WireRelay``, and the fault in its handshake. It keeps itself alive until it is over.
final class RelayedConnection {
  /// So many bytes of the server are slow, which is about a handshake; then the connection is as fast as any.
  private static let slowBytes = 1000

  /// Called before the server sees the connection.
  var reachesServer: () -> Void = {}
  private let fault: Fault?
  private let clock: VirtualClock
  private let serverPort: UInt16
  private let client: OpaquePointer
  private let server: OpaquePointer
  private var timer: OpaquePointer?
  private var bytesFromServer = 0
  private var isOver = false

  /// - Parameter socket: is closed when the connection is over, also when nil is returned.
  init?(_ socket: Int32, _ fault: Fault?, loop: OpaquePointer, clock: VirtualClock, serverPort: UInt16) {
    let options = Int32(BEV_OPT_CLOSE_ON_FREE.rawValue | BEV_OPT_DEFER_CALLBACKS.rawValue)
    guard let client = bufferevent_socket_new(loop, socket, options),
      let server = bufferevent_socket_new(loop, -1, options)
    else {
      close(socket)
      return nil
    }
    self.fault = fault
    self.clock = clock
    self.serverPort = serverPort
    self.client = client
    self.server = server
    timer = event_new(loop, -1, 0, relayTimerFired, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit { if let timer { event_free(timer) } }

  func start() {
    let connection = Unmanaged.passRetained(self).toOpaque()
    bufferevent_setcb(client, relayClientSent, nil, relayClientLeft, connection)
    bufferevent_setcb(server, relayServerSent, nil, relayServerLeft, connection)
    switch fault?.kind {
    case .close: end()
    case .reset: reset()
    // Reading without passing on tells when the client leaves.
    case .stall where fault?.amount == 0: bufferevent_enable(client, Int16(EV_READ))
    case .late:
      clock.after(milliseconds: fault?.amount ?? 0) { [self] in if !isOver { reachServer() } }
    case .plaintext: say(Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8))
    // A record of type alert: fatal, handshake failure.
    case .tlsAlert: say([0x15, 3, 3, 0, 2, 2, 40])
    default: reachServer()
    }
  }

  private func reachServer() {
    reachesServer()
    withLoopback(port: serverPort) { _ = bufferevent_socket_connect(server, $0, Int32($1)) }
    var on: Int32 = 1
    setsockopt(
      bufferevent_getfd(server), Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    bufferevent_enable(client, Int16(EV_READ | EV_WRITE))
    bufferevent_enable(server, Int16(EV_READ | EV_WRITE))
  }

  /// Bytes of the client are passed on at once.
  fileprivate func clientSent() {
    let input = bufferevent_get_input(client)
    if fault?.kind == .stall && fault?.amount == 0 {
      evbuffer_drain(input, evbuffer_get_length(input))
    } else {
      bufferevent_write_buffer(server, input)
    }
  }

  /// Bytes of the server are passed on as the fault allows.
  fileprivate func serverSent() {
    let input = bufferevent_get_input(server)
    switch fault?.kind {
    case .cut:
      let rest = (fault?.amount ?? 0) - bytesFromServer
      pass(min(rest, evbuffer_get_length(input)))
      if bytesFromServer == fault?.amount { endWhenWritten() }
    case .stall:
      let rest = (fault?.amount ?? 0) - bytesFromServer
      pass(min(rest, evbuffer_get_length(input)))
      evbuffer_drain(input, evbuffer_get_length(input))
    case .slow where bytesFromServer < RelayedConnection.slowBytes:
      // The rest waits in the input until the timer comes back for it.
      if event_pending(timer, Int16(EV_TIMEOUT), nil) != 0 || evbuffer_get_length(input) == 0 { return }
      pass(1)
      wait(milliseconds: fault?.amount ?? 0)
    default: pass(evbuffer_get_length(input))
    }
  }

  private func pass(_ count: Int) {
    evbuffer_remove_buffer(bufferevent_get_input(server), bufferevent_get_output(client), count)
    bytesFromServer += count
  }

  private func wait(milliseconds: Int) {
    var delay = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    event_add(timer, &delay)
  }

  /// - Parameter isReset: whether the server has reset its connection; the client is not to see less.
  fileprivate func serverLeft(isReset: Bool) {
    if isReset { return reset() }
    pass(evbuffer_get_length(bufferevent_get_input(server)))
    endWhenWritten()
  }

  private func say(_ bytes: [UInt8]) {
    bufferevent_write(client, bytes, bytes.count)
    bufferevent_enable(client, Int16(EV_WRITE))
    endWhenWritten()
  }

  private func endWhenWritten() {
    if evbuffer_get_length(bufferevent_get_output(client)) == 0 { return end() }
    bufferevent_setcb(client, nil, relayAllWritten, relayClientLeft, Unmanaged.passUnretained(self).toOpaque())
  }

  private func reset() {
    resetConnection(of: client)
    end()
  }

  /// Closes both sides and lets go of itself.
  fileprivate func end() {
    if isOver { return }
    isOver = true
    event_del(timer)
    bufferevent_free(client)
    bufferevent_free(server)
    Unmanaged.passUnretained(self).release()
  }
}

private func relayed(_ pointer: UnsafeMutableRawPointer?, _ act: (RelayedConnection) -> Void) {
  guard let pointer else { return }
  act(Unmanaged<RelayedConnection>.fromOpaque(pointer).takeUnretainedValue())
}

private func relayClientSent(_: OpaquePointer?, _ pointer: UnsafeMutableRawPointer?) {
  relayed(pointer) { $0.clientSent() }
}

private func relayServerSent(_: OpaquePointer?, _ pointer: UnsafeMutableRawPointer?) {
  relayed(pointer) { $0.serverSent() }
}

private func relayAllWritten(_: OpaquePointer?, _ pointer: UnsafeMutableRawPointer?) { relayed(pointer) { $0.end() } }

private func relayTimerFired(_: Int32, _: Int16, _ pointer: UnsafeMutableRawPointer?) {
  relayed(pointer) { $0.serverSent() }
}

private func relayClientLeft(_: OpaquePointer?, _: Int16, _ pointer: UnsafeMutableRawPointer?) {
  relayed(pointer) { $0.end() }
}

private func relayServerLeft(_: OpaquePointer?, _ what: Int16, _ pointer: UnsafeMutableRawPointer?) {
  if Int32(what) & Int32(BEV_EVENT_CONNECTED) != 0 { return }
  relayed(pointer) { $0.serverLeft(isReset: Int32(what) & Int32(BEV_EVENT_ERROR) != 0) }
}
