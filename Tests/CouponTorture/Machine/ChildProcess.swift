import CouponKit
import Glibc

/// A program that was started with its standard streams on pipes, and what came of it.
struct ChildProcess: Sendable {
  enum Ending: Sendable, Equatable {
    case exited(Int32)
    case signalled(Int32)
  }

  let ending: Ending
  let output: [UInt8]
  let complaints: [UInt8]
  /// `/proc/PID/cmdline` and `environ`, as they were when the program first said something.
  let processList: [UInt8]

  var lines: [Substring] { String(decoding: output, as: UTF8.self).split(separator: "\n") }

  /// Runs a program to its end, on a thread of its own.
  static func run(_ arguments: [String], environment: [String: String] = [:], input: String = "") async -> ChildProcess
  {
    await withCheckedContinuation { continuation in
      onThread { continuation.resume(returning: runHere(arguments, environment, input)) }
    }
  }

  private static func runHere(_ arguments: [String], _ environment: [String: String], _ input: String) -> ChildProcess {
    let (process, pipes) = start(arguments, environment)
    var text = Array(input.utf8)
    _ = write(pipes.input, &text, text.count)
    close(pipes.input)

    var output: [UInt8] = []
    var complaints: [UInt8] = []
    var processList: [UInt8] = []
    var open = [
      pollfd(fd: pipes.output, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pipes.complaints, events: Int16(POLLIN), revents: 0),
    ]
    var block = [UInt8](repeating: 0, count: 16 * 1024)
    while open.contains(where: { $0.fd >= 0 }) {
      guard poll(&open, 2, -1) >= 0 else { continue }
      for place in open.indices where open[place].fd >= 0 && open[place].revents != 0 {
        let count = read(open[place].fd, &block, block.count)
        if count <= 0 {
          close(open[place].fd)
          open[place].fd = -1
        } else if place == 0 {
          output += block.prefix(count)
          if processList.isEmpty { processList = file("/proc/\(process)/cmdline") + file("/proc/\(process)/environ") }
        } else {
          complaints += block.prefix(count)
        }
      }
    }
    return ChildProcess(
      ending: ending(of: process), output: output, complaints: complaints, processList: processList)
  }

  /// Starts a program.
  static func start(_ arguments: [String], _ environment: [String: String] = [:]) -> (pid_t, Pipes) {
    oneAtATime.held {
      let pipes = Pipes()
      defer { pipes.closeChildEnds() }
      return (spawn(arguments, environment, pipes), pipes)
    }
  }

  /// Between the making of a pipe and its being closed on exec no other child may be started, which would inherit it.
  private static let oneAtATime = Lock()

  private static func spawn(_ arguments: [String], _ environment: [String: String], _ pipes: Pipes) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (standard, end) in [pipes.childInput, pipes.childOutput, pipes.childComplaints].enumerated() {
      posix_spawn_file_actions_adddup2(&actions, end, Int32(standard))
    }
    var words = arguments.map { strdup($0) } + [nil]
    var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in words + settings { free(word) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, arguments[0], &actions, nil, &words, &settings)
    guard code == 0 else { giveUp("\(arguments[0]): \(String(cString: strerror(code)))") }
    return process
  }

  static func ending(of process: pid_t) -> Ending {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
  }
}

/// Three pipes to a child; no other child inherits an end of them.
struct Pipes {
  let childInput, childOutput, childComplaints: Int32
  let input, output, complaints: Int32

  init() {
    func pair() -> (read: Int32, write: Int32) {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { giveUp("pipe: \(String(cString: strerror(errno)))") }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return (ends[0], ends[1])
    }
    (childInput, input) = pair()
    (output, childOutput) = pair()
    (complaints, childComplaints) = pair()
  }

  func closeChildEnds() { for end in [childInput, childOutput, childComplaints] { close(end) } }
}

/// Says why the harness itself cannot go on, and ends. This is never a finding about the product.
func giveUp(_ reason: String) -> Never {
  let line = Array("CouponTorture cannot go on: \(reason)\n".utf8)
  write(STDERR_FILENO, line, line.count)
  exit(70)
}
