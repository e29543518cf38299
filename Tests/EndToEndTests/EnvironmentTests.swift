import Foundation
import Testing

@Suite("What the environment and the machine could do to it", .serialized)
struct EnvironmentTests {
  @Test func `no variable sends a look-up elsewhere, or writes down what the line is encrypted with`() async throws {
    let sandbox = try await Sandbox.start()
    let folder = try PrivateFolder()
    let configuration = try folder.write("no = such = thing", as: "openssl.cnf")
    let nobody = "http://127.0.0.1:1"
    let outcome = try await PipedProgram.run(
      [BuiltProgram.screen.path, "--config", sandbox.configPath, "show", "--openid", Sandbox.plainCustomer],
      environment: [
        "SSLKEYLOGFILE": folder.path + "/keys.log", "OPENSSL_CONF": configuration, "OPENSSL_MODULES": folder.path,
        "CURL_HOME": folder.path,
        "SSL_CERT_FILE": "/dev/null", "CURL_CA_BUNDLE": "/dev/null", "http_proxy": nobody, "https_proxy": nobody,
        "HTTPS_PROXY": nobody, "ALL_PROXY": nobody, "all_proxy": nobody,
      ])
    #expect(outcome.end == .exited(0), "\(outcome.errors)")
    #expect(outcome.output.contains("新客三杯礼"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["openssl.cnf"])
    #expect(try sandbox.requests().count == 1)
  }

  @Test func `"show", which holds the key as the screen does, leaves no core file either`() async throws {
    let sandbox = try await Sandbox.start(faults: ["1 GET * stall@request"])
    let session = try TerminalSession(
      [BuiltProgram.screen.path, "--config", sandbox.configPath, "show", "--openid", Sandbox.plainCustomer])
    for _ in 0..<300 where try sandbox.requests().isEmpty { await session.waitForQuiet(of: .milliseconds(20)) }
    let worker = try #require(try child(of: await session.process))
    let limits = try String(contentsOfFile: "/proc/\(worker)/limits", encoding: .utf8)
    #expect(limits.contains("Max core file size        0  "))
    await session.send(signal: SIGTERM)
    try await expectTerminalRestored(session, .killed(signal: SIGTERM))
  }

  @Test(arguments: ["", "root", "12 ", "-1", "4294967296"])
  func `a name of the agent that somebody wrote into the environment is not believed`(sudoUserID: String) async throws {
    let sandbox = try await Sandbox.start()
    let outcome = try await PipedProgram.run(
      [BuiltProgram.screen.path, "--config", sandbox.configPath, "journal", "list"],
      environment: ["SUDO_UID": sudoUserID, "USER": "somebody", "LOGNAME": "somebody", "SUDO_USER": "somebody"])
    // An account of a person's own needs no sudo, and does not look at what it says.
    let isOwn = getuid() >= 1000
    #expect(outcome.end == .exited(isOwn ? 0 : 78), "\(outcome.output)\(outcome.errors)")
    #expect(!outcome.output.contains("somebody"))
  }
}
