import Foundation
import Testing

/// `coupon-tui doctor` against a sandbox, with one thing wrong at a time.
@Suite("An administrator asks the doctor")
struct DoctorTests {
  private struct Report: Decodable {
    struct Check: Decodable {
      let subject, finding, message: String
      let next: String?
    }
    let sound: Bool
    let exit: Int32
    let checks: [Check]

    func finding(_ subject: String) -> String? { checks.first { $0.subject == subject }?.finding }
  }

  private func ask(_ sandbox: Sandbox, _ configuration: String? = nil, status: Int32 = 0) async throws -> Report {
    let outcome = try await sandbox.run(["doctor", "--json"], configuration: configuration)
    #expect(outcome.end == .exited(status), "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors == "")
    let report: Report = try fromJSON(outcome.output)
    #expect(report.exit == status)
    #expect(report.sound == (status == 0))
    return report
  }

  private func names(in folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).sorted()
  }

  @Test func `finds nothing wrong, writes nothing, looks no customer up and sends one read`() async throws {
    let sandbox = try await Sandbox.start()
    let before = names(in: sandbox.path(of: ""))
    let report = try await ask(sandbox)
    for subject in ["configuration", "agent", "role", "merchant_key", "wechatpay_key", "ca_file", "gateway", "clock"] {
      #expect(report.finding(subject) == "sound", "\(subject)")
    }
    // Whether a system log listens is the machine's affair.
    #expect(["sound", "note"].contains(report.finding("journal")))
    #expect(try sandbox.requests().map(\.method) == ["GET"])
    #expect(names(in: sandbox.path(of: "")) == before)
    #expect(try await sandbox.journal().isEmpty)
  }

  @Test func `a line each, in the person's language, with what to do`() async throws {
    let sandbox = try await Sandbox.start()
    let key = sandbox.path(of: "merchant.key.pem")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
    let english = try await sandbox.run(["doctor"])
    #expect(english.end == .exited(78))
    let lines = english.output.split(separator: "\n")
    #expect(
      lines.contains { $0.hasPrefix("WRONG") && $0.contains("merchant key") && $0.hasSuffix("chmod go-rwx \(key)") })
    #expect(lines.contains { $0.hasPrefix("ok") && $0.contains("configuration") })
    #expect(lines.contains { $0.hasPrefix("-") && $0.contains("not looked at") })
    let chinese = try await sandbox.run(["doctor"], language: "zh_CN.UTF-8")
    #expect(chinese.output.split(separator: "\n").contains { $0.hasPrefix("有误") && $0.contains("商户私钥") })
  }

  @Test func `a gateway that is gone, one that is not trusted, and one that does not know the caller`() async throws {
    let sandbox = try await Sandbox.start()
    let stranger = try sandbox.configuration(changing: ["merchant_serial": #""0A1B2C3D""#])
    #expect(try await ask(sandbox, stranger, status: 77).finding("gateway") == "wrong")
    let untrusted = try sandbox.configuration(changing: ["ca_file": nil])
    let report = try await ask(sandbox, untrusted, status: 76)
    #expect(report.finding("gateway") == "wrong")
    #expect(report.finding("clock") == "not_seen")
    #expect(report.finding("merchant_key") == "sound")
    try await sandbox.stop()
    #expect(try await ask(sandbox, status: 69).finding("gateway") == "wrong")
  }

  @Test func `a wrong key of WeChat Pay, a certificate in its place, and a missing file`() async throws {
    let sandbox = try await Sandbox.start()
    let other = try sandbox.configuration(changing: [
      "wechatpay_key_id": #""PUB_KEY_ID_0000000000000000000000000000001""#
    ])
    #expect(try await ask(sandbox, other, status: 76).finding("gateway") == "wrong")
    let missing = try sandbox.configuration(changing: ["wechatpay_key": #""not-there.pem""#])
    let report = try await ask(sandbox, missing, status: 78)
    #expect(report.finding("wechatpay_key") == "wrong")
    #expect(report.finding("merchant_key") == "sound")
    #expect(report.finding("gateway") == "not_seen")
  }

  @Test func `a journal in a folder that others may enter, and a configuration that does not read`() async throws {
    let sandbox = try await Sandbox.start()
    let folder = sandbox.path(of: "open")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    let open = try sandbox.configuration(changing: ["state_dir": "\"\(folder)\""])
    #expect(try await ask(sandbox, open, status: 74).finding("journal") == "wrong")
    let broken = try sandbox.configuration(changing: ["brand_id": #""twelve""#])
    let report = try await ask(sandbox, broken, status: 78)
    #expect(report.finding("configuration") == "wrong")
    #expect(report.finding("merchant_key") == "not_seen")
    #expect(report.finding("terminal") == "note")
  }

  @Test func `the journal of an agent at work is counted, and what the doctor did is not in it`() async throws {
    let sandbox = try await Sandbox.start()
    _ = try await sandbox.shownCoupons(of: Sandbox.plainCustomer)
    let first = try await ask(sandbox)
    let second = try await ask(sandbox)
    let told = first.checks.first { $0.subject == "journal" }?.message
    #expect(told?.contains("event") == true)
    #expect(second.checks.first { $0.subject == "journal" }?.message == told)
  }

  @Test(.enabled(if: getuid() < 1000))
  func `an agent who cannot be told is no reason to leave the rest out`() async throws {
    let sandbox = try await Sandbox.start()
    let outcome = try await PipedProgram.run(
      [BuiltProgram.screen.path, "--config", sandbox.configPath, "doctor", "--json"], environment: ["SUDO_UID": "root"])
    #expect(outcome.end == .exited(78))
    let report: Report = try fromJSON(outcome.output)
    #expect(report.finding("agent") == "wrong")
    for subject in ["role", "merchant_key", "gateway", "clock", "journal"] {
      #expect(report.finding(subject) == "not_seen", "\(subject)")
    }
    #expect(report.finding("terminal") == "note")
    #expect(try sandbox.requests().isEmpty)
  }
}
