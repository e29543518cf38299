import CouponKit
import Glibc

/// The built gateway with one customer who holds many bundles of five coupons. It ends with the last reference.
final class SandboxProcess: Sendable {
  let folder = Folder()
  let profile: Profile
  let openID: OpenID
  let truth: Truth
  private let process: pid_t
  private let input: Int32

  /// - Parameters:
  ///   - bundles: how many the customer holds.
  ///   - rules: what goes wrong, as `coupon-sandbox faults --help` has it.
  init(bundles: Int, rules: [String] = []) {
    let rulesFile = folder.path + "/rules"
    writeFile(rules.joined(separator: "\n").utf8, to: rulesFile)
    let state = folder.path + "/gateway"
    mkdir(state, 0o700)
    let pipes: Pipes
    (process, pipes) = ChildProcess.start(
      [
        Program.sandbox, "serve", "--world", "load", "--coupons", String(bundles * 5), "--faults", rulesFile, "--state",
        state,
      ])
    input = pipes.input
    close(pipes.complaints)
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(pipes.output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
    close(pipes.output)
    guard let configuration = line.between("\"config_file\":\"", "\""),
      let customer = line.between("\"openid\":\"", "\""), let openID = try? OpenID(customer)
    else { giveUp("the sandbox does not start: \(String(decoding: line, as: UTF8.self))") }
    // A journal of many operations is made in minutes here.
    let text = String(decoding: file(configuration), as: UTF8.self)
    let role = "role = \"deactivate\"\n"
    writeFile(text.replacing(role, with: role + "deactivations_per_hour = 1000\n").utf8, to: configuration)
    guard
      let profile = try? Configuration.read(path: configuration, for: try? AgentIdentity.current()).profile()
    else { giveUp("the sandbox's configuration cannot be read") }
    self.profile = profile
    self.openID = openID
    truth = Truth(folder: state)
  }

  deinit {
    close(input)
    _ = ChildProcess.ending(of: process)
  }

  var configurationPath: String { folder.path + "/gateway/config.toml" }
  var requestsLog: String { folder.path + "/gateway/requests.log" }

  /// Moves the gateway's clock, so that what is on its way arrives.
  func moveClock(_ seconds: Int) async {
    let ended = await ChildProcess.run([
      Program.sandbox, "act", "--state", folder.path + "/gateway", "clock", "+\(seconds)s",
    ])
    guard ended.ending == .exited(0) else { giveUp("the sandbox's clock does not move") }
  }
}

/// The programs that were built together with this one.
enum Program {
  static let torture = folder + "/CouponTorture"
  static let sandbox = folder + "/coupon-sandbox"
  static let interposer = folder + "/libCouponInterposer.so"

  static let folder: String = {
    var path = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = path.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { readlink("/proc/self/exe", $0, bytes.count) } ?? 0
    }
    let own = String(decoding: path.prefix(max(0, count)), as: UTF8.self)
    return own.split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 }
  }()
}
