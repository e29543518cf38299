import CPty
import Foundation

/// How a process ended.
enum ProcessEnd: Equatable, Sendable {
  case exited(Int32)
  case killed(signal: Int32)

  fileprivate init(waitStatus: Int32) {
    let signal = waitStatus & 0x7F
    self = signal == 0 ? .exited(waitStatus >> 8 & 0xFF) : .killed(signal: signal)
  }
}

/// Why a test could not go on.
struct TestProblem: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// A program that a test has started. It does not outlive this value.
final class ChildProcess {
  let process: pid_t
  /// Readable once the process has ended.
  let endDescriptor: Descriptor
  private(set) var end: ProcessEnd?

  /// - Parameters:
  ///   - arguments: the first one is the path of the program.
  ///   - descriptors: what becomes its standard input, output and error.
  ///   - ownsTerminal: whether standard input is to be the terminal of a session of its own.
  init(
    _ arguments: [String], environment: [String: String], folder: String, descriptors: [Descriptor], ownsTerminal: Bool
  ) throws {
    guard let program = arguments.first, access(program, X_OK) == 0 else {
      throw TestProblem("\(arguments.first ?? "") is not a program; has it been built?")
    }
    let started = withCStrings(arguments) { argumentPointers in
      withCStrings(environment.map { "\($0)=\($1)" }) { environmentPointers in
        cpty_start(
          program, argumentPointers, environmentPointers, folder, descriptors.map(\.number), ownsTerminal ? 1 : 0)
      }
    }
    guard started > 0 else { throw TestProblem("cannot start \(program): \(errorText())") }
    process = started
    endDescriptor = Descriptor(cpty_watch(started))
  }

  deinit {
    guard end == nil else { return }
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }

  /// How it ended; nil while it runs.
  func poll() -> ProcessEnd? {
    var status: Int32 = 0
    if end == nil, waitpid(process, &status, WNOHANG) == process { end = ProcessEnd(waitStatus: status) }
    return end
  }

  /// Sends a signal, unless it has ended.
  func send(_ signal: Int32) {
    if poll() == nil { kill(process, signal) }
  }
}

/// The first process that another one has started.
func child(of process: pid_t) throws -> pid_t? {
  let path = "/proc/\(process)/task/\(process)/children"
  return try String(contentsOfFile: path, encoding: .utf8).split(separator: " ").first.flatMap { pid_t($0) }
}

/// Waits until a process that is no child of ours has ended; false when it goes on.
func hasEnded(_ process: pid_t, until deadline: Deadline = .usual) async -> Bool {
  let watch = Descriptor(cpty_watch(process))
  guard watch.number >= 0 else { return true }
  return await withCheckedContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(returning: !deadline.wait(for: [watch.number]).isEmpty) }
  }
}

/// A file descriptor which is closed with the last reference.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  static func pipe() throws -> (read: Descriptor, write: Descriptor) {
    var ends: [Int32] = [-1, -1]
    guard cpty_pipe(&ends) == 0 else { throw TestProblem("no pipe: \(errorText())") }
    return (Descriptor(ends[0]), Descriptor(ends[1]))
  }

  /// What can be read now, at most 64 KiB; nil at the end of the file, or when the terminal is gone.
  func readSome() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = read(number, &bytes, bytes.count)
    if count > 0 { return Array(bytes[..<count]) }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil
  }
}

func errorText() -> String { String(cString: strerror(errno)) }

/// Calls `body` with the strings as a C array that ends in NULL.
private func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  let copies = strings.map { strdup($0) } + [nil]
  defer { for copy in copies { free(copy) } }
  return copies.withUnsafeBufferPointer { body($0.baseAddress!) }
}
