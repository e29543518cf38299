import CSystem
import CouponKit
import Glibc

/// A terminal as lines: what is told is written once and never changed, an answer is read when Enter has ended it. It
/// needs no cursor that can be placed, and a screen reader reads it in order.
final class LineTerminal {
  enum Input: Equatable {
    case line(String)
    /// Nothing comes any more; nil at the end of the input, Ctrl-D at the keyboard.
    case ended(Ending?)
  }

  private let isASCII: Bool
  private let signals: Int32
  /// Read, and not yet taken as a line.
  private var pending: [UInt8] = []
  private var isEnded = false

  private static let handledSignals = [SIGHUP, SIGTERM, SIGINT, SIGQUIT]
  /// No answer is longer; what has no line end by then is dropped.
  private static let limit = 16_384

  /// To be made before the first other thread starts, which inherits the signal mask.
  init(isASCII: Bool) {
    self.isASCII = isASCII
    signal(SIGPIPE, SIG_IGN)
    signals = csystem_signalfd(Self.handledSignals, Self.handledSignals.count)
  }

  deinit { close(signals) }

  func tell(_ lines: [SafeText]) {
    write(lines.map { shown($0) + "\n" }.joined())
  }

  /// Writes a question, behind which the answer is typed.
  func ask(_ question: SafeText) { write(shown(question)) }

  private func shown(_ text: SafeText) -> String { isASCII ? text.ascii.text : text.text }

  private func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Sleeps until a line, a signal or mail arrives. Of several lines that are there only the first one is taken.
  ///
  /// - Returns: nil when the mailbox or the time ended the sleep.
  func wait(mailbox: Int32, milliseconds: Int) -> Input? {
    if let line = takeLine() { return .line(line) }
    var sources = [isEnded ? -1 : STDIN_FILENO, signals, mailbox].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&sources, nfds_t(sources.count), Int32(clamping: milliseconds)) > 0 else { return nil }
    if sources[1].revents != 0, case let number = csystem_signalfd_next(signals), number != 0 {
      return .ended(number == SIGHUP ? .hungUp : .signal(number))
    }
    return sources[0].revents == 0 ? nil : read(isHungUp: sources[0].revents & Int16(POLLHUP) != 0)
  }

  private func read(isHungUp: Bool) -> Input? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
    if count > 0 {
      pending += bytes[..<count]
      if pending.count > Self.limit { pending = [] }
      return takeLine().map { .line($0) }
    }
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return nil }
    isEnded = true
    return .ended(count < 0 || isHungUp ? .hungUp : nil)
  }

  private func takeLine() -> String? {
    guard let end = pending.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { pending.removeSubrange(...end) }
    return String(decoding: pending[..<end], as: UTF8.self)
  }

  /// Drops what has been typed and not been taken.
  ///
  /// - Returns: whether there was anything.
  func discardTyped() -> Bool {
    var source = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    let isWaiting = !pending.isEmpty || poll(&source, 1, 0) > 0
    pending = []
    tcflush(STDIN_FILENO, TCIFLUSH)
    return isWaiting
  }
}
