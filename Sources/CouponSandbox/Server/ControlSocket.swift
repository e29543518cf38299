import CEvent
import Glibc

/// Where a running sandbox takes an operator's orders: a socket in its folder, a line in, a line out.
final class ControlSocket {
  private static let longestLine = 1024

  private let reply: (String) -> String
  private let loop: OpaquePointer
  private var listener: OpaquePointer?

  static func path(in folder: String) -> String { folder + "/control.sock" }

  /// - Parameter reply: answers one order.
  init(path: String, loop: OpaquePointer, reply: @escaping (String) -> String) throws {
    self.reply = reply
    self.loop = loop
    // One may be left over from a run that was killed.
    unlink(path)
    let flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC
    listener = withSocketAddress(path) { address, length in
      evconnlistener_new_bind(
        loop, controlAccepts, Unmanaged.passUnretained(self).toOpaque(), flags, -1, address, Int32(length))
    }
    if listener == nil { throw ServerProblem(description: "\(path) cannot be made; it may be too long for a socket.") }
  }

  deinit { if let listener { evconnlistener_free(listener) } }

  fileprivate func accept(_ socket: Int32) {
    let options = Int32(BEV_OPT_CLOSE_ON_FREE.rawValue)
    guard let stream = bufferevent_socket_new(loop, socket, options) else { return }
    bufferevent_setcb(stream, controlReads, nil, controlLeaves, Unmanaged.passUnretained(self).toOpaque())
    bufferevent_enable(stream, Int16(EV_READ | EV_WRITE))
  }

  fileprivate func answer(_ stream: OpaquePointer) {
    let input = bufferevent_get_input(stream)
    guard let line = evbuffer_readln(input, nil, EVBUFFER_EOL_LF) else {
      if evbuffer_get_length(input) > ControlSocket.longestLine { bufferevent_free(stream) }
      return
    }
    defer { free(line) }
    let bytes = Array((reply(String(cString: line)) + "\n").utf8)
    bufferevent_write(stream, bytes, bytes.count)
  }

  /// Asks the sandbox that listens at `path`; nil when none does.
  static func ask(_ line: String, at path: String) -> String? {
    let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard connection >= 0 else { return nil }
    defer { close(connection) }
    let isConnected = withSocketAddress(path) { connect(connection, $0, socklen_t($1)) == 0 }
    let order = Array((line + "\n").utf8)
    guard isConnected == true, write(connection, order, order.count) == order.count else { return nil }
    var answer = [UInt8](repeating: 0, count: longestLine)
    let count = read(connection, &answer, answer.count)
    return count > 0 ? String(decoding: answer.prefix(count).dropLast(), as: UTF8.self) : nil
  }
}

/// Calls `body` with the address of the socket at `path`; nil when the path is too long for one.
private func withSocketAddress<Result>(_ path: String, _ body: (UnsafeMutablePointer<sockaddr>, Int) -> Result?)
  -> Result?
{
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  let bytes = Array(path.utf8) + [0]
  guard bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else { return nil }
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
  let length = MemoryLayout<sockaddr_un>.size
  return withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
  }
}

private func control(_ pointer: UnsafeMutableRawPointer?) -> ControlSocket? {
  pointer.map { Unmanaged<ControlSocket>.fromOpaque($0).takeUnretainedValue() }
}

private func controlAccepts(
  _: OpaquePointer?, _ socket: Int32, _: UnsafeMutablePointer<sockaddr>?, _: Int32, _ pointer: UnsafeMutableRawPointer?
) {
  control(pointer)?.accept(socket)
}

private func controlReads(_ stream: OpaquePointer?, _ pointer: UnsafeMutableRawPointer?) {
  if let stream { control(pointer)?.answer(stream) }
}

private func controlLeaves(_ stream: OpaquePointer?, _: Int16, _: UnsafeMutableRawPointer?) {
  if let stream { bufferevent_free(stream) }
}
