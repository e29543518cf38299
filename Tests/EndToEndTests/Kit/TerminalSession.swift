import CPty
import Glibc

/// A program on a terminal of its own, and the person in front of it.
///
/// It reads what the program writes only while it waits for something, and never sleeps: poll(2) wakes it.
actor TerminalSession {
  private let executor = BlockingExecutor()
  private let child: ChildProcess
  /// Closing the master hangs up. The slave stays open here, so that its modes can be asked for when all is over.
  private var master: Descriptor?
  private let slave: Descriptor
  private let modesAtStart: TerminalModes

  /// What the person sees.
  private(set) var screen: TerminalScreen
  /// All that the program wrote.
  private(set) var output: [UInt8] = []

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Starts a program; the first argument is its path.
  ///
  /// - Parameters:
  ///   - language: of the person, as LANG has it.
  ///   - environment: what is added to TERM, LANG, PATH and HOME.
  init(
    _ arguments: [String], rows: Int = 24, columns: Int = 80, term: String = "xterm-256color",
    language: String = "en_US.UTF-8", environment: [String: String] = [:], folder: String = "/"
  ) throws {
    var (masterNumber, slaveNumber): (Int32, Int32) = (-1, -1)
    guard cpty_open(Int32(rows), Int32(columns), &masterNumber, &slaveNumber) == 0 else {
      throw TestProblem("no pseudo-terminal: \(errorText())")
    }
    let slave = Descriptor(slaveNumber)
    master = Descriptor(masterNumber)
    self.slave = slave
    modesAtStart = TerminalModes(of: slave)
    screen = TerminalScreen(rows: rows, columns: columns)
    let surroundings = plainEnvironment.merging(["TERM": term, "LANG": language]) { $1 }
    child = try ChildProcess(
      arguments, environment: surroundings.merging(environment) { $1 }, folder: folder,
      descriptors: [slave, slave, slave], ownsTerminal: true)
  }

  // MARK: What the person does

  /// Types a text as a hand does: a character is sent once the program has read the one before.
  func type(_ text: String) throws {
    for character in text {
      try write(Array(String(character).utf8))
      waitUntilRead()
    }
  }

  /// Sends a text at once, as a clipboard or a script does.
  func burst(_ text: String) throws { try write(Array(text.utf8)) }

  func press(_ keys: TerminalKey...) throws {
    for key in keys { try write(key.bytes) }
  }

  func resize(rows: Int, columns: Int) throws {
    // What was written for the old size is drawn at the old size.
    takeOutput()
    screen.resize(rows: rows, columns: columns)
    guard let master, cpty_resize(master.number, Int32(rows), Int32(columns)) == 0 else {
      throw TestProblem("cannot resize: \(errorText())")
    }
  }

  /// Closes the terminal, as a lost SSH session does.
  func hangUp() { master = nil }

  func send(signal: Int32) { child.send(signal) }

  // MARK: What the person waits for

  /// Waits until the screen shows some words.
  func waitFor(_ words: String, until deadline: Deadline = .usual) throws {
    try wait(for: "\"\(words)\" to be shown", until: deadline) { $0.shows(words) }
  }

  /// Waits until the screen does not show some words any more.
  func waitForNo(_ words: String, until deadline: Deadline = .usual) throws {
    try wait(for: "\"\(words)\" to be gone", until: deadline) { !$0.shows(words) }
  }

  /// Waits until the screen is as `condition` wants it; `what` completes "waited in vain for …".
  func wait(
    for what: String, until deadline: Deadline = .usual, _ condition: @Sendable (TerminalScreen) -> Bool
  ) throws {
    while true {
      // Asked first: what a program writes before it ends is there when it has ended.
      let hasEnded = child.poll() != nil
      takeOutput()
      if condition(screen) { return }
      guard let master, !hasEnded else {
        throw TestProblem("waited for \(what), but the program ended\(ending)\(picture)")
      }
      guard !deadline.wait(for: [master.number, child.endDescriptor.number]).isEmpty else {
        throw TestProblem("waited in vain for \(what)\(picture)")
      }
    }
  }

  /// Waits until the program has written nothing for a while.
  func waitForQuiet(of duration: Duration) {
    takeOutput()
    while let master, !Deadline(after: duration).wait(for: [master.number]).isEmpty, takeOutput() {}
  }

  /// Waits until the program has ended, and takes what it wrote last.
  func waitForEnd(until deadline: Deadline = .usual) throws -> ProcessEnd {
    while true {
      takeOutput()
      if let end = child.poll() {
        takeOutput()
        return end
      }
      let sources = [master?.number, child.endDescriptor.number].compactMap { $0 }
      guard !deadline.wait(for: sources).isEmpty else {
        throw TestProblem("waited in vain for the program to end\(picture)")
      }
    }
  }

  // MARK: What a test asks

  /// Whether the terminal has the modes that it had before the program started.
  var hasModesOfStart: Bool { modes == modesAtStart }

  var modes: TerminalModes { TerminalModes(of: slave) }

  var process: pid_t { child.process }

  // MARK: The wire

  private func write(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while let master, !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(master.number, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) }
      if count > 0 || errno == EINTR { continue }
      guard errno == EAGAIN else { throw TestProblem("the keys do not arrive: \(errorText())") }
      // The program has not read what was typed before, perhaps because nobody reads what it writes.
      takeOutput()
      var writable = pollfd(fd: master.number, events: Int16(POLLIN | POLLOUT), revents: 0)
      guard poll(&writable, 1, Deadline.usual.remaining) > 0 else { throw TestProblem("the keys do not arrive") }
    }
  }

  /// Waits until the program has read all keys; one that does not read is left alone.
  private func waitUntilRead() {
    let deadline = Deadline(after: .seconds(1))
    while let master, cpty_unread(slave.number) > 0, deadline.remaining > 0 {
      _ = Deadline(after: .milliseconds(1)).wait(for: [master.number])
      takeOutput()
    }
  }

  /// Draws all that has been written so far.
  ///
  /// - Returns: whether there was anything.
  @discardableResult
  private func takeOutput() -> Bool {
    let countBefore = output.count
    while let bytes = master?.readSome(), !bytes.isEmpty {
      output += bytes
      screen.feed(bytes)
    }
    return output.count > countBefore
  }

  private var ending: String {
    switch child.end {
    case .exited(let status): " with status \(status)"
    case .killed(let signal): " by signal \(signal)"
    case nil: ""
    }
  }

  private var picture: String { "; the screen:\n\(screen.text)" }
}

/// What a program finds in its environment, beside what a test gives it: nothing of the person who runs the tests.
let plainEnvironment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent"]

/// termios(3), compared as a whole.
struct TerminalModes: Equatable, Sendable {
  private let input, output, control, local: tcflag_t
  private let characters: [UInt8]

  init(of descriptor: Descriptor) {
    var modes = termios()
    tcgetattr(descriptor.number, &modes)
    (input, output, control, local) = (modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag)
    characters = withUnsafeBytes(of: modes.c_cc) { Array($0) }
  }

  var echoes: Bool { local & tcflag_t(ECHO) != 0 }
  /// Keys arrive a line at a time, as for a program that does not care.
  var isByLine: Bool { local & tcflag_t(ICANON) != 0 }
}
