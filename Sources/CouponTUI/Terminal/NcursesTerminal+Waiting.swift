import CNcurses
import CSystem
import Glibc

extension NcursesTerminal {
  /// As much as is read in one go: whoever sends without end must not keep the screen from being drawn.
  private static let bytesAtOnce = 65_536

  func wait(mailbox: Int32, milliseconds: Int?) -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    var bytesLeft = Self.bytesAtOnce
    while true {
      let bytesBefore = bytesLeft
      // Once there is something to tell, only look what else is there already.
      let limit = [events.isEmpty ? milliseconds : 0, patienceLeft].compactMap { $0 }.min()
      var sources = [watched(STDIN_FILENO), watched(signals), watched(mailbox)]
      let ready = poll(&sources, nfds_t(sources.count), Int32(limit ?? -1))
      if ready < 0, errno != EINTR { return events + [.ended(.hungUp)] }
      if sources[1].revents != 0 { events += takeSignals() }
      if sources[0].revents != 0 {
        events += takeKeys(&bytesLeft)
      } else if patienceLeft == 0 {
        events += decoder.giveUpWaiting()
      }
      let isMailWaiting = sources[2].revents != 0
      // A read that did not fill the buffer has taken all there was.
      if !events.isEmpty, bytesLeft > bytesBefore - keyBuffer.count { return merged(events) }
      if ready == 0 || isMailWaiting || bytesLeft <= 0 || events.contains(where: \.isEnd) { return merged(events) }
    }
  }

  func discardTyped() {
    var bytesLeft = Self.bytesAtOnce
    var source = watched(STDIN_FILENO)
    // Decoded like any other, so that the rest of a sequence or of a paste is not taken for keys. A terminal that is gone
    // is gone at the next wait too.
    while bytesLeft > 0, poll(&source, 1, 0) > 0, !takeKeys(&bytesLeft).contains(where: \.isEnd) {}
    decoder.forgetKeys()
  }

  /// What is left of the decoder's patience, in milliseconds; nil when it waits for nothing.
  private var patienceLeft: Int? { decoder.patience.map { max(0, $0 - Int(csystem_boot_time_ms() - lastReadAt)) } }

  private func takeKeys(_ bytesLeft: inout Int) -> [TerminalEvent] {
    let count = read(STDIN_FILENO, &keyBuffer, keyBuffer.count)
    if count > 0 {
      lastReadAt = csystem_boot_time_ms()
      bytesLeft -= count
      return decoder.decode(keyBuffer[..<count])
    }
    // End of file, or EIO: the terminal is gone. Whoever goes on reading spins for ever.
    return count < 0 && (errno == EINTR || errno == EAGAIN) ? [] : [.ended(.hungUp)]
  }

  private func takeSignals() -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    while case let number = csystem_signalfd_next(signals), number != 0 {
      switch number {
      case SIGWINCH: break
      // Nobody presses a key for it, so the event is what has the screen drawn again.
      case SIGTSTP:
        suspend()
        events.append(.resized(size))
      case SIGCONT where isBack: isBack = false
      case SIGCONT:
        // Stopped from outside, unasked: the guardian has given the terminal back.
        endwin()
        takeBack()
        events.append(.resized(size))
      case SIGHUP: events.append(.ended(.hungUp))
      default: events.append(.ended(.signal(number)))
      }
      if let size = followWindow() { events.append(.resized(size)) }
    }
    return events
  }

  /// Of a storm of new sizes only the last one counts.
  private func merged(_ events: [TerminalEvent]) -> [TerminalEvent] {
    guard let last = events.lastIndex(where: \.isResize) else { return events }
    return events.enumerated().filter { !$1.isResize || $0 == last }.map(\.element)
  }
}

private func watched(_ descriptor: Int32) -> pollfd { pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0) }

extension TerminalEvent {
  fileprivate var isEnd: Bool { if case .ended = self { true } else { false } }
  fileprivate var isResize: Bool { if case .resized = self { true } else { false } }
}
