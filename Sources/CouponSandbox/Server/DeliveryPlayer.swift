import CEvent
import Glibc

/// Plays a ``Delivery`` on a connection that it takes over from libevent's HTTP. It keeps itself alive until the end.
final class DeliveryPlayer {
  private var steps: ArraySlice<Delivery.Step>
  private let ending: Delivery.Ending
  private let connection: OpaquePointer
  private let stream: OpaquePointer
  private let clock: VirtualClock
  private let answer: (NumberedRequest) throws -> Answer
  private var timer: OpaquePointer?
  /// What is left of the step that drips.
  private var dripping: ArraySlice<UInt8> = []
  private var millisecondsEach = 0
  private var isOver = false

  /// - Parameter answer: carries out a request that was held back.
  init?(
    _ delivery: Delivery, on connection: OpaquePointer, loop: OpaquePointer, clock: VirtualClock,
    answer: @escaping (NumberedRequest) throws -> Answer
  ) {
    guard let stream = evhttp_connection_get_bufferevent(connection) else { return nil }
    steps = delivery.steps[...]
    ending = delivery.ending
    self.connection = connection
    self.stream = stream
    self.clock = clock
    self.answer = answer
    timer = event_new(loop, -1, 0, playerTimerFired, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit { if let timer { event_free(timer) } }

  /// Begins once libevent has done with the request that is being handled.
  func start() {
    let player = Unmanaged.passRetained(self).toOpaque()
    bufferevent_set_timeouts(stream, nil, nil)
    bufferevent_setcb(stream, nil, playerDrained, playerConnectionEnded, player)
    // Reading tells when the client leaves.
    bufferevent_enable(stream, Int16(EV_READ | EV_WRITE))
    wait(milliseconds: 0)
  }

  fileprivate func goOn() {
    if let byte = dripping.popFirst() {
      write([byte])
      return
    }
    switch steps.popFirst() {
    case .write(let bytes): write(bytes)
    case .drip(let bytes, let each):
      dripping = bytes[...]
      millisecondsEach = each
      goOn()
    case .pause(let milliseconds): clock.after(milliseconds: milliseconds) { [self] in pauseEnded() }
    case .carryOut(let request):
      guard let answer = try? answer(request) else { return end() }
      write(answer.headBytes + answer.body)
    case .flood(let bytes):
      steps = [.flood(bytes)]
      write(bytes)
    case nil: finish()
    }
  }

  /// A client that left in the meantime has not called its request back: it is carried out all the same.
  private func pauseEnded() {
    guard isOver else { return goOn() }
    for case .carryOut(let request) in steps { _ = try? answer(request) }
  }

  fileprivate func drained() {
    if dripping.isEmpty { goOn() } else { wait(milliseconds: millisecondsEach) }
  }

  private func write(_ bytes: [UInt8]) {
    // Nothing to drain: nobody would call back.
    if bytes.isEmpty { return goOn() }
    bufferevent_write(stream, bytes, bytes.count)
  }

  private func wait(milliseconds: Int) {
    var delay = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    event_add(timer, &delay)
  }

  private func finish() {
    switch ending {
    case .close: end()
    case .reset:
      resetConnection(of: stream)
      end()
    case .silence: break
    }
  }

  /// Closes the connection and lets go of itself.
  fileprivate func end() {
    isOver = true
    event_del(timer)
    bufferevent_setcb(stream, nil, nil, nil, nil)
    evhttp_connection_free(connection)
    Unmanaged.passUnretained(self).release()
  }
}

/// Resets the TCP connection (RST) under `stream`, with what is still to be written.
func resetConnection(of stream: OpaquePointer) {
  // Linux: to connect to nowhere is to disconnect at once. SO_LINGER would not do, as libevent shuts down in order first.
  var nowhere = sockaddr(sa_family: sa_family_t(AF_UNSPEC), sa_data: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
  connect(bufferevent_getfd(stream), &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
}

private func player(_ pointer: UnsafeMutableRawPointer) -> DeliveryPlayer {
  Unmanaged<DeliveryPlayer>.fromOpaque(pointer).takeUnretainedValue()
}

private func playerTimerFired(_: Int32, _: Int16, _ pointer: UnsafeMutableRawPointer?) {
  if let pointer { player(pointer).goOn() }
}

private func playerDrained(_: OpaquePointer?, _ pointer: UnsafeMutableRawPointer?) {
  if let pointer { player(pointer).drained() }
}

private func playerConnectionEnded(_: OpaquePointer?, _: Int16, _ pointer: UnsafeMutableRawPointer?) {
  if let pointer { player(pointer).end() }
}
