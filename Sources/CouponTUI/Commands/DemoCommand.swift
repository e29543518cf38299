import ArgumentParser
import CouponKit
import Glibc

/// `coupon-tui demo`: the screen on a sandbox gateway of its own, with customers made up for the purpose.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Try the program against a sandbox gateway on this machine; nothing real is touched.")

  @ParentCommand var program: CouponTUICommand

  @Flag(help: "Walks a trainee through one look-up and one deactivation.")
  var tour = false

  @Option(help: "What the sandbox holds: demo, or training with the exercises that `coupon-sandbox training` lists.")
  var world = World.demo

  enum World: String, ExpressibleByArgument, CaseIterable { case demo, training }

  func run() throws {
    let language = program.settings.chosenLanguage
    try reporting(in: language) { () throws(CouponFailure) in
      let sandbox = try SandboxProcess(world)
      defer { sandbox.end() }
      var settings = program.settings
      settings.configurationPath = sandbox.configurationPath
      return try openScreen(settings, query: nil, isTouring: tour)
    }
  }
}

/// A `coupon-sandbox` beside this program's own file. It ends when this process does, however that ends, since then its
/// standard input closes.
private final class SandboxProcess {
  let configurationPath: String
  private let processID: pid_t
  private let lifeline: Int32

  init(_ world: DemoCommand.World) throws(CouponFailure) {
    let path = try Self.path()
    var input: [Int32] = [0, 0]
    var output: [Int32] = [0, 0]
    guard pipe(&input) == 0, pipe(&output) == 0 else { throw Self.problem(path, .unreadable) }
    for end in input + output { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO)
    let words = [path, "serve", "--world", world.rawValue]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var processID: pid_t = 0
    let code = posix_spawn(&processID, path, &actions, nil, &arguments, environ)
    close(input[0])
    close(output[1])
    defer { close(output[0]) }
    guard code == 0 else {
      close(input[1])
      throw Self.problem(path, code == ENOENT ? .missing : .unreadable)
    }
    self.processID = processID
    lifeline = input[1]
    let line = Self.readLine(output[0])
    guard let file = (try? JSONReader.read(line))?.root["config_file"]?.string else {
      close(lifeline)
      waitpid(processID, nil, 0)
      throw Self.problem(path, .damaged(.unknown))
    }
    configurationPath = file
  }

  /// Closes its standard input, and waits until it has put away its files.
  func end() {
    close(lifeline)
    waitpid(processID, nil, 0)
  }

  private static func path() throws(CouponFailure) -> String {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { readlink("/proc/self/exe", $0.baseAddress!, $0.count) }
    }
    guard count > 0, let slash = buffer[..<count].lastIndex(of: UInt8(ascii: "/")) else {
      throw problem("/proc/self/exe", .unreadable)
    }
    return String(decoding: buffer[...slash], as: UTF8.self) + "coupon-sandbox"
  }

  private static func readLine(_ descriptor: Int32) -> [UInt8] {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while line.count < 65_536, read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
    return line
  }

  private static func problem(_ path: String, _ problem: FileProblem) -> CouponFailure {
    CouponFailure(.file(path: path, problem))
  }
}
