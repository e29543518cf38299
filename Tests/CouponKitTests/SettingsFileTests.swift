import Foundation
import Testing

@testable import CouponKit

@Suite("Key files")
struct SettingsFileTests {
  let folder: SettingsFolder
  init() throws { folder = try SettingsFolder() }

  private func problem(_ path: String, _ read: (String) throws(CouponFailure) -> [UInt8]) -> FileProblem? {
    do throws(CouponFailure) {
      _ = try read(path)
      return nil
    } catch {
      guard case .file(path, let problem) = error.kind, error.change == .none else { return nil }
      return problem
    }
  }

  @Test func `a private key is read whole when only its owner may read it`() throws {
    let bytes = Data((0..<60_000).map { UInt8(truncatingIfNeeded: $0) })
    for mode in [0o600, 0o400] {
      let path = try folder.write(bytes, as: "key-\(mode).pem", mode: mode)
      #expect(try SecretFile.read(path) == [UInt8](bytes))
    }
  }

  @Test(
    "a private key that others may read, write or run is refused with its mode",
    arguments: [0o640, 0o604, 0o660, 0o620, 0o601, 0o644, 0o777])
  func openToOthers(mode: Int) throws {
    let path = try folder.write("key", as: "key.pem", mode: mode)
    #expect(problem(path, SecretFile.read) == .openToOthers(mode: UInt32(mode)))
  }

  @Test func `a public key may be read by all, but not written by all`() throws {
    let readable = try folder.write("key", as: "a.pem", mode: 0o644)
    #expect(try PublicFile.read(readable) == Array("key".utf8))
    let writable = try folder.write("key", as: "b.pem", mode: 0o646)
    #expect(problem(writable, PublicFile.read) == .openToOthers(mode: 0o646))
  }

  @Test func `a link is followed to a public key, and never to a private one`() throws {
    let key = try folder.write("key", as: "key.pem")
    let link = folder.path + "/link.pem"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: key)
    #expect(problem(link, SecretFile.read) == .notARegularFile)
    #expect(try PublicFile.read(link) == Array("key".utf8))
  }

  @Test func `a FIFO, a folder and a device are refused without waiting`() throws {
    let fifo = folder.path + "/fifo"
    try #require(mkfifo(fifo, 0o600) == 0)
    for path in [fifo, folder.path, "/dev/null"] {
      #expect(problem(path, SecretFile.read) == .notARegularFile)
      #expect(problem(path, PublicFile.read) == .notARegularFile)
    }
  }

  @Test func `a file that is not there, empty or too large is named so`() throws {
    #expect(problem(folder.path + "/none", SecretFile.read) == .missing)
    let key = try folder.write("key", as: "key.pem")
    #expect(problem(key + "/none", SecretFile.read) == .missing)
    #expect(problem(try folder.write("", as: "empty"), SecretFile.read) == .empty)
    let fits = try folder.write(Data(count: 65_536), as: "fits")
    #expect(try SecretFile.read(fits).count == 65_536)
    let large = try folder.write(Data(count: 65_537), as: "large")
    #expect(problem(large, SecretFile.read) == .tooLarge(limit: 65_536))
  }

  @Test("a private key of another account is refused", .enabled(if: geteuid() == 0, "only root can give a file away"))
  func ownedByAnother() throws {
    let path = try folder.write("key", as: "key.pem")
    try #require(chown(path, 12_345, 12_345) == 0)
    #expect(problem(path, SecretFile.read) == .ownedByAnother(userID: 12_345))
  }

  @Test("a file without permission is unreadable, not missing", .enabled(if: geteuid() != 0, "root reads everything"))
  func unreadable() throws {
    let path = try folder.write("key", as: "key.pem", mode: 0o000)
    #expect(problem(path, SecretFile.read) == .unreadable)
  }
}

@Suite("Who is at the keyboard")
struct SettingsAgentIdentityTests {
  @Test(
    "the person is a kernel fact",
    arguments: [
      // A person's own account, whatever they wrote into their environment.
      (1001, nil, nil, 1001), (1001, "1002", nil, 1001), (1001, "0", 1001, 1001), (1001, nil, 1002, 1001),
      // Root or a service account, through sudo.
      (0, "1001", nil, 1001), (0, "1001", 1001, 1001), (998, "1001", 1001, 1001),
      // Root or a service account, without it.
      (0, nil, nil, 0), (0, nil, 1001, 1001), (998, nil, nil, 998),
    ] as [(UInt32, String?, UInt32?, UInt32)])
  func person(real: UInt32, sudo: String?, login: UInt32?, expected: UInt32) throws {
    let person = try AgentIdentity.person(realUserID: real, sudoUserID: sudo, loginUserID: login)
    #expect(person == expected)
  }

  @Test(
    "nobody acts in another's name",
    arguments: [
      (0, "1002", 1001, "1001"), (998, "li.na", nil, "0-9"), (0, "", nil, "0-9"), (0, "-1", 1001, "1001"),
    ] as [(UInt32, String, UInt32?, String)])
  func conflict(real: UInt32, sudo: String, login: UInt32?, allowed: String) throws {
    let failure = #expect(throws: CouponFailure.self) {
      try AgentIdentity.person(realUserID: real, sudoUserID: sudo, loginUserID: login)
    }
    let refused = SettingProblem.notAllowed(allowed: allowed)
    #expect(failure?.kind == .setting(file: "environment", keyPath: "SUDO_UID", refused))
  }

  @Test func `the account's name is looked up, not believed`() throws {
    let identity = try AgentIdentity.current()
    if identity.userID == getuid() { #expect(identity.name.text == NSUserName()) }
    #expect(!identity.name.text.isEmpty)
  }
}
