import Glibc

/// A program that runs without a terminal.
actor PipedProgram {
  struct Outcome: Sendable {
    let end: ProcessEnd
    let output: String
    let errors: String
  }

  private let executor = BlockingExecutor()
  private let child: ChildProcess
  private var input: Descriptor?
  private let outputEnd: Descriptor
  private let errorsEnd: Descriptor
  private var output: [UInt8] = []
  private var errors: [UInt8] = []

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Starts a program; the first argument is its path. What it writes is kept, unless `outputPath` takes it.
  init(
    _ arguments: [String], language: String = "en_US.UTF-8", environment: [String: String] = [:],
    outputPath: String? = nil
  ) throws {
    let (inputEnd, input) = try Descriptor.pipe()
    let (outputEnd, output) = try Descriptor.pipe()
    let (errorsEnd, errors) = try Descriptor.pipe()
    (self.input, self.outputEnd, self.errorsEnd) = (input, outputEnd, errorsEnd)
    let surroundings = plainEnvironment.merging(["LANG": language]) { $1 }
    child = try ChildProcess(
      arguments, environment: surroundings.merging(environment) { $1 }, folder: "/",
      descriptors: [inputEnd, outputPath.map { Descriptor(open($0, O_WRONLY | O_CLOEXEC)) } ?? output, errors],
      ownsTerminal: false)
  }

  /// Runs a program with nothing to read, to its end.
  static func run(
    _ arguments: [String], language: String = "en_US.UTF-8", environment: [String: String] = [:],
    outputPath: String? = nil
  ) async throws -> Outcome {
    let program = try PipedProgram(
      arguments, language: language, environment: environment, outputPath: outputPath)
    await program.closeInput()
    // A customer of 2,000 coupons takes a busy machine a while.
    return try await program.waitForEnd(until: Deadline(after: .seconds(90)))
  }

  func closeInput() { input = nil }

  func send(signal: Int32) { child.send(signal) }

  /// Waits for the first line of its output.
  func waitForLine(until deadline: Deadline = .usual) throws -> String {
    while true {
      let hasEnded = child.poll() != nil
      takeOutput()
      if let end = output.firstIndex(of: UInt8(ascii: "\n")) { return String(decoding: output[..<end], as: UTF8.self) }
      guard !hasEnded else {
        throw TestProblem("it ended before its first line: \(String(decoding: errors, as: UTF8.self))")
      }
      try wait(for: "its first line", deadline)
    }
  }

  func waitForEnd(until deadline: Deadline = .usual) throws -> Outcome {
    while true {
      let end = child.poll()
      takeOutput()
      if let end {
        return Outcome(
          end: end, output: String(decoding: output, as: UTF8.self), errors: String(decoding: errors, as: UTF8.self))
      }
      try wait(for: "its end", deadline)
    }
  }

  private func wait(for what: String, _ deadline: Deadline) throws {
    let sources = [outputEnd.number, errorsEnd.number, child.endDescriptor.number]
    if deadline.wait(for: sources).isEmpty { throw TestProblem("waited in vain for \(what)") }
  }

  private func takeOutput() {
    while let bytes = outputEnd.readSome(), !bytes.isEmpty { output += bytes }
    while let bytes = errorsEnd.readSome(), !bytes.isEmpty { errors += bytes }
  }
}
