import CEvent
import Glibc

/// The server cannot do its work; a sentence.
struct ServerProblem: Error, CustomStringConvertible {
  let description: String
}

/// HTTPS on loopback: carries bytes between the wire and the proving ground, and decides nothing.
///
/// libevent runs everything on the thread that calls ``run()``.
final class Server {
  /// Larger bodies are answered with 413 by libevent.
  private static let bodyLimit = 1 << 20
  private static let headersLimit = 64 << 10

  let port: UInt16
  private let ground: ProvingGround
  private let tls: TLSContext
  /// What else the server may show than its good certificate.
  private let faultyTLS: [FaultKind: TLSContext]
  private var relay: WireRelay?
  private let alarms: AlarmTimer
  private var control: ControlSocket?
  private let loop: OpaquePointer
  private let http: OpaquePointer
  private var endings: [OpaquePointer] = []

  /// Binds 127.0.0.1.
  ///
  /// - Parameter port: 0 means any that is free; the property then says which.
  init(ground: ProvingGround, tls: TLSContext, faultyTLS: [FaultKind: TLSContext], port: UInt16) throws {
    guard let loop = event_base_new(), let http = evhttp_new(loop) else {
      throw ServerProblem(description: "The event loop cannot be made.")
    }
    let isRelayed = ground.touchesHandshakes
    guard let socket = evhttp_bind_socket_with_handle(http, "127.0.0.1", isRelayed ? 0 : port) else {
      throw ServerProblem(description: "Port \(port) of 127.0.0.1 is taken or not allowed.")
    }
    let listener = evhttp_bound_socket_get_fd(socket)
    // Accepted connections inherit it; without it each answer waits for the client's delayed acknowledgement.
    var on: Int32 = 1
    setsockopt(listener, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    let ownPort = boundPort(of: listener)
    relay =
      isRelayed
      ? try WireRelay(
        loop: loop, clock: ground.clock, port: port, serverPort: ownPort, isCalm: { !ground.touchesHandshakes },
        drawFault: { ground.faultOfNextConnection() }, struck: { ground.handshakeStruck(by: $0) }) : nil
    self.port = relay?.port ?? ownPort
    alarms = AlarmTimer(ground.clock, loop: loop)
    self.ground = ground
    self.tls = tls
    self.faultyTLS = faultyTLS
    self.loop = loop
    self.http = http
    configure()
  }

  deinit {
    // They stand on the loop and go before it.
    ground.clock.forgetAlarms()
    relay = nil
    control = nil
    for ending in endings { event_free(ending) }
    evhttp_free(http)
    event_base_free(loop)
  }

  private func configure() {
    evhttp_set_max_body_size(http, Server.bodyLimit)
    // The rest of a body that is too large is read all the same: its sender would not see the 413 otherwise.
    evhttp_set_flags(http, EVHTTP_SERVER_LINGERING_CLOSE)
    evhttp_set_max_headers_size(http, Server.headersLimit)
    evhttp_set_timeout(http, Int32(AnswerSigner.keepAliveSeconds))
    // Every method reaches the gateway, which knows what to say to the wrong one.
    evhttp_set_allowed_methods(http, UInt16.max)
    evhttp_set_bevcb(http, acceptConnection, Unmanaged.passUnretained(self).toOpaque())
    evhttp_set_gencb(http, handleRequest, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Takes an operator's orders at a socket.
  func listenToOperator(at path: String) throws {
    control = try ControlSocket(path: path, loop: loop) { [ground] in ground.reply(to: $0) }
  }

  /// Serves until ``stop()``.
  func run() { event_base_dispatch(loop) }

  func stop() { event_base_loopexit(loop, nil) }

  /// Ends ``run()`` when the process is told to go, and when the other end of standard input closes.
  ///
  /// Only a pipe or a socket has another end; under `/dev/null`, a file or a terminal the signals remain.
  func stopOnSignalsAndEndOfInput() {
    signal(SIGPIPE, SIG_IGN)
    let server = Unmanaged.passUnretained(self).toOpaque()
    for number in [SIGTERM, SIGINT, SIGHUP] {
      addEnding(event_new(loop, number, Int16(EV_SIGNAL | EV_PERSIST), stopServer, server))
    }
    var status = stat()
    guard fstat(STDIN_FILENO, &status) == 0, [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT) else { return }
    addEnding(event_new(loop, STDIN_FILENO, Int16(EV_READ | EV_PERSIST), stopServerAtEndOfInput, server))
  }

  private func addEnding(_ ending: OpaquePointer?) {
    guard let ending else { return }
    event_add(ending, nil)
    endings.append(ending)
  }

  /// TLS for the connection that is being accepted.
  fileprivate func streamForNextConnection() -> OpaquePointer? {
    let context = relay?.certificateOfNextConnection().flatMap { faultyTLS[$0] } ?? tls
    guard let connection = SSL_new(context.handle) else { return nil }
    let stream = bufferevent_openssl_socket_new(
      loop, -1, connection, BUFFEREVENT_SSL_ACCEPTING, Int32(BEV_OPT_CLOSE_ON_FREE.rawValue))
    // Many clients close without TLS's goodbye; that is no error of theirs.
    if let stream { bufferevent_openssl_set_allow_dirty_shutdown(stream, 1) }
    return stream
  }

  /// Passes one request on and puts its answer on the wire.
  fileprivate func handle(_ pointer: UnsafeMutablePointer<evhttp_request>) {
    do {
      switch try ground.course(of: Request(pointer)) {
      case .answer(let answer): send(answer, to: pointer)
      case .delivery(let delivery): play(delivery, to: pointer)
      }
    } catch {
      // OpenSSL could not sign: an answer that proves nothing is worse than none.
      evhttp_send_error(pointer, 500, nil)
    }
  }

  private func play(_ delivery: Delivery, to pointer: UnsafeMutablePointer<evhttp_request>) {
    guard let connection = evhttp_request_get_connection(pointer) else { return }
    DeliveryPlayer(delivery, on: connection, loop: loop, clock: ground.clock) { [ground] in
      try ground.lateAnswer(to: $0)
    }?.start()
  }

  private func send(_ answer: Answer, to pointer: UnsafeMutablePointer<evhttp_request>) {
    let headers = evhttp_request_get_output_headers(pointer)
    for (name, value) in answer.headers { evhttp_add_header(headers, name, value) }
    let buffer = evbuffer_new()
    defer { evbuffer_free(buffer) }
    evbuffer_add(buffer, answer.body, answer.body.count)
    evhttp_send_reply(pointer, Int32(answer.status), nil, buffer)
  }
}

extension Request {
  /// Copies what libevent has read of a request.
  fileprivate init(_ pointer: UnsafeMutablePointer<evhttp_request>) {
    method = methodNames[evhttp_request_get_command(pointer).rawValue] ?? ""
    target = evhttp_request_get_uri(pointer).map { String(cString: $0) } ?? ""
    var headers: [(name: String, value: String)] = []
    var entry = evhttp_request_get_input_headers(pointer)?.pointee.tqh_first
    while let header = entry {
      headers.append((String(cString: header.pointee.key), String(cString: header.pointee.value)))
      entry = header.pointee.next.tqe_next
    }
    self.headers = headers
    let buffer = evhttp_request_get_input_buffer(pointer)
    let count = evbuffer_get_length(buffer)
    body = [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
      initialized = max(0, evbuffer_copyout(buffer, bytes.baseAddress, count))
    }
  }
}

private let methodNames: [UInt32: String] = [
  EVHTTP_REQ_GET.rawValue: "GET", EVHTTP_REQ_POST.rawValue: "POST", EVHTTP_REQ_HEAD.rawValue: "HEAD",
  EVHTTP_REQ_PUT.rawValue: "PUT", EVHTTP_REQ_DELETE.rawValue: "DELETE", EVHTTP_REQ_PATCH.rawValue: "PATCH",
  EVHTTP_REQ_OPTIONS.rawValue: "OPTIONS", EVHTTP_REQ_TRACE.rawValue: "TRACE", EVHTTP_REQ_CONNECT.rawValue: "CONNECT",
]

// Functions for libevent stand at file scope: a closure would inherit the isolation of the code around it.

private func acceptConnection(_: OpaquePointer?, _ server: UnsafeMutableRawPointer?) -> OpaquePointer? {
  server.flatMap { Unmanaged<Server>.fromOpaque($0).takeUnretainedValue().streamForNextConnection() }
}

private func handleRequest(_ request: UnsafeMutablePointer<evhttp_request>?, _ server: UnsafeMutableRawPointer?) {
  guard let request, let server else { return }
  Unmanaged<Server>.fromOpaque(server).takeUnretainedValue().handle(request)
}

private func stopServer(_: Int32, _: Int16, _ server: UnsafeMutableRawPointer?) {
  guard let server else { return }
  Unmanaged<Server>.fromOpaque(server).takeUnretainedValue().stop()
}

private func stopServerAtEndOfInput(_ input: Int32, _: Int16, _ server: UnsafeMutableRawPointer?) {
  var ignored = [UInt8](repeating: 0, count: 4096)
  if read(input, &ignored, ignored.count) <= 0 { stopServer(input, 0, server) }
}
