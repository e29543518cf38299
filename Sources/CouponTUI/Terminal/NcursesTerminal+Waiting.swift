import CSystem
import Glibc

extension NcursesTerminal {
  func wait(mailbox: Int32, milliseconds: Int?) -> [TerminalEvent] {
    while true {
      let patience = decoder.patience
      let limit = min(milliseconds ?? .max, patience ?? .max)
      var sources = [watched(STDIN_FILENO), watched(signals), watched(mailbox)]
      let ready = poll(&sources, nfds_t(sources.count), limit == .max ? -1 : Int32(clamping: limit))
      if ready < 0, errno != EINTR { return [.ended(.hungUp)] }
      var events = sources[1].revents != 0 ? takeSignals() : []
      if sources[0].revents != 0 {
        events += takeKeys()
      } else if ready == 0, limit == patience {
        events += decoder.giveUpWaiting()
      }
      let isMailWaiting = sources[2].revents != 0
      if ready == 0 || isMailWaiting || !events.isEmpty { return merged(events) }
    }
  }

  /// Everything that has been typed, as one read(2) brings it.
  private func takeKeys() -> [TerminalEvent] {
    let count = read(STDIN_FILENO, &keyBuffer, keyBuffer.count)
    if count > 0 { return decoder.decode(keyBuffer[..<count]) }
    // End of file, or EIO: the terminal is gone. Whoever goes on reading spins for ever.
    return count < 0 && (errno == EINTR || errno == EAGAIN) ? [] : [.ended(.hungUp)]
  }

  private func takeSignals() -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    while case let number = csystem_signalfd_next(signals), number != 0 {
      switch number {
      case SIGWINCH, SIGCONT: break
      case SIGTSTP: suspend()
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
  fileprivate var isResize: Bool { if case .resized = self { true } else { false } }
}
