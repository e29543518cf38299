import Foundation

/// The built gateway, with a world of its own. It ends with the last reference, since then its standard input closes.
final class Sandbox: Sendable {
  /// What it tells when it is ready.
  private struct Ready: Decodable {
    let configFile, openid, requestsLog, effectsLog: String
  }

  /// The bundle of three, of which nothing has been used.
  static let plainCustomer = "oCast5ZhouMing0ChenGuang1b9R"
  static let customerOf2000Coupons = "oCast5HeYun0ChenGuang20002kT"
  static let customerWithoutCoupons = "oCast5WuKong0ChenGuang30Zero"

  let configPath: String
  let openID: String
  private let ready: Ready
  private let program: PipedProgram
  private let folder: PrivateFolder

  private init(_ program: PipedProgram, _ ready: Ready, _ folder: PrivateFolder) {
    (self.program, self.ready, self.folder) = (program, ready, folder)
    (configPath, openID) = (ready.configFile, ready.openid)
  }

  /// Starts a gateway on a free port.
  ///
  /// - Parameters:
  ///   - world: `demo`, or a file of JSON Lines.
  ///   - faults: rules for what goes wrong, as `coupon-sandbox faults --help` has them.
  ///   - merchantKey: the merchant's private key, instead of one that the sandbox makes; PEM.
  static func start(
    world: String = "demo", faults: [String] = [], behave: [String] = [], merchantKey: String? = nil
  ) async throws -> Sandbox {
    let folder = try PrivateFolder(copyOf: await pathOfKeys.value)
    if let merchantKey { _ = try folder.write(merchantKey, as: "merchant.key.pem") }
    let program = try PipedProgram(
      [BuiltProgram.sandbox.path, "serve", "--world", world, "--state", folder.path]
        + faults.flatMap { ["--fault", $0] } + behave.flatMap { ["--behave", $0] })
    let ready: Ready = try fromJSON(try await program.waitForLine())
    return Sandbox(program, ready, folder)
  }

  /// The folder of a gateway that has been. Its keys are used again, since to make some takes longest; it stays with
  /// what was built.
  private static let pathOfKeys = Task {
    let path = BuiltProgram.folder + "/end-to-end-keys"
    let program = try PipedProgram([BuiltProgram.sandbox.path, "serve", "--state", path])
    _ = try await program.waitForLine()
    await program.closeInput()
    _ = try await program.waitForEnd()
    return path
  }

  /// Ends the gateway. Its files, and so a client's configuration, stay.
  func stop() async throws {
    await program.closeInput()
    _ = try await program.waitForEnd()
  }

  /// Has the customer or the shop do something, or moves the gateway's clock: `delete CODE`, `clock +15s`.
  func act(_ words: String...) async throws {
    let outcome = try await PipedProgram.run([BuiltProgram.sandbox.path, "act", "--state", folder.path] + words)
    guard outcome.end == .exited(0) else { throw TestProblem("act \(words): \(outcome.output)\(outcome.errors)") }
  }

  // MARK: The client's side

  /// A copy of the configuration with some settings replaced, as TOML has them; nil takes one out.
  ///
  /// - Returns: the path of the copy, which stands in the same folder.
  func configuration(changing changes: [String: String?]) throws -> String {
    let lines = try String(contentsOfFile: configPath, encoding: .utf8).split(separator: "\n")
    let changed = lines.compactMap { line -> String? in
      let key = String(line.prefix { $0 != " " })
      guard let value = changes[key] else { return String(line) }
      return value.map { "\(key) = \($0)" }
    }
    return try folder.write(changed.joined(separator: "\n"), as: "changed-\(UUID().uuidString).toml")
  }

  /// Writes a file into the folder of the configuration.
  func write(_ text: String, as name: String) throws { _ = try folder.write(text, as: name) }

  /// A file of the configuration's folder, by its name.
  func path(of name: String) -> String { folder.path + "/" + name }

  // MARK: The truth

  /// A request, as it arrived.
  struct Request: Decodable, Sendable {
    let method: String
    let body: String?
    /// Name and value, in their order.
    let headers: [[String]]
  }

  /// A deactivation that took effect.
  struct Effect: Decodable, Sendable {
    let outRequestNo: String
    let reason: String
    let couponCodes: [String]
  }

  func requests() throws -> [Request] { try lines(of: ready.requestsLog) }

  /// The requests that were to change something.
  func writes() throws -> [Request] { try requests().filter { $0.method == "POST" } }

  func effects() throws -> [Effect] { try lines(of: ready.effectsLog, holding: #""effect":"deactivate""#) }

  /// A line without its end is still being written.
  private func lines<Line: Decodable>(of path: String, holding words: String = "") throws -> [Line] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().filter { words.isEmpty || $0.contains(words) }.map { try fromJSON($0) }
  }
}

/// Decodes JSON whose keys are in snake_case.
func fromJSON<Value: Decodable>(_ text: some StringProtocol) throws -> Value {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(Value.self, from: Data(text.utf8))
}
