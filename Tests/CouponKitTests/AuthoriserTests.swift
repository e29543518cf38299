import Foundation
import Testing

@testable import CouponKit

@Suite struct `Who may deactivate` {
  private let folder: SettingsFolder

  init() throws { folder = try SettingsFolder() }

  private func authoriser(_ role: String = "deactivate", mode: Int = 0o600) throws -> Authoriser {
    let file = try folder.write(configuration(["role": "\"\(role)\""]))
    let profile = try Configuration.read(path: file, for: try? AgentIdentity.current()).profile()
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return Authoriser(profile: profile)
  }

  private func failure(_ body: () throws -> WriteGrant) -> CouponFailure.Kind? {
    do {
      _ = try body()
      return nil
    } catch { return (error as? CouponFailure)?.kind }
  }

  @Test(arguments: [
    ("read-only", Profile.Role.deactivate, CouponFailure.Kind.readOnly),
    ("read-only", .supervisor, .readOnly), ("deactivate", .supervisor, .supervisorNeeded),
  ])
  func `is nobody else`(_ role: String, _ needed: Profile.Role, _ refusal: CouponFailure.Kind) throws {
    let authoriser = try authoriser(role)
    #expect(failure { try authoriser.grant(for: needed) } == refusal)
  }

  @Test func `is asked of the file each time: a role that was taken away counts at once`() throws {
    let authoriser = try authoriser("supervisor")
    #expect(try authoriser.grant(for: .supervisor).role == .supervisor)
    try folder.write(configuration(["role": "\"deactivate\""]))
    #expect(failure { try authoriser.grant(for: .supervisor) } == .supervisorNeeded)
    try folder.write(configuration(["role": "\"read-only\""]))
    #expect(failure { try authoriser.grant() } == .readOnly)
  }

  @Test(arguments: ["gateway": "\"https://127.0.0.1:9\"", "brand_id": "\"999999\"", "merchant_serial": "\"5F\""])
  func `is told for the profile that is in use, and for no other of its name`(_ key: String, _ value: String) throws {
    let authoriser = try authoriser()
    let file = try folder.write(configuration([key: value, "role": "\"supervisor\""]))
    #expect(failure { try authoriser.grant() } == .file(path: file, .changedSinceStart))
    // As it was, though a link may lead there now.
    try folder.write(configuration(["role": "\"supervisor\""]))
    #expect(try authoriser.grant().role == .supervisor)
  }

  @Test func `is not told by a configuration of an agent who runs the program as another account`() throws {
    let stranger = AgentIdentity(userID: geteuid() + 1001, name: "wang.li")
    let file = try folder.write(configuration([:]))
    #expect(try Configuration.read(path: file, for: stranger).profile().name == "sandbox")
    try FileManager.default.setAttributes([.posixPermissions: 0o664], ofItemAtPath: file)
    _ = try Configuration.read(path: file, for: AgentIdentity(userID: geteuid(), name: "wang.li"))
    for agent in [stranger, nil] {
      #expect(throws: CouponFailure(.file(path: file, .openToOthers(mode: 0o664)))) {
        try Configuration.read(path: file, for: agent)
      }
    }
    // A link of the agent's leads to what is judged.
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    // Paths in the file count from where it lies, and not from where the link does.
    let elsewhere = try SettingsFolder()
    let way = elsewhere.path + "/config.toml"
    try FileManager.default.createSymbolicLink(atPath: way, withDestinationPath: file)
    let resolved = try #require(realpath(folder.path, nil).map { String(cString: $0) })
    #expect(try Configuration.read(path: way, for: stranger).profile().stateDirectory == resolved + "/state")
    guard getuid() == 0 else { return }
    let own = try folder.write(configuration([:]), as: "own.toml")
    #expect(chown(own, 1001, 1001) == 0)
    let link = folder.path + "/link.toml"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: own)
    #expect(throws: CouponFailure(.file(path: own, .ownedByAnother(userID: 1001)))) {
      try Configuration.read(path: link, for: stranger)
    }
  }

  @Test(arguments: [0o660, 0o606, 0o622])
  func `is not told by a file that others can write`(_ mode: Int) throws {
    let authoriser = try authoriser(mode: mode)
    #expect(
      failure { try authoriser.grant() }
        == .file(path: folder.path + "/config.toml", .openToOthers(mode: UInt32(mode))))
  }

  @Test func `is not told by a file in a folder that others can write`() throws {
    let authoriser = try authoriser()
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.path)
    #expect(failure { try authoriser.grant() } == .file(path: folder.path, .folderOpenToOthers(mode: 0o777)))
    // As in /tmp, nobody can put another's file aside there.
    try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: folder.path)
    #expect(failure { try authoriser.grant() } == nil)
  }

  @Test func `a role that was taken away while the program is open stops the confirmation, and nothing is recorded`()
    async throws
  {
    let scene = try DeactivationScene()
    let wish = try await scene.confirmed()
    try scene.folder.write(
      configuration(["ca_file": nil, "role": "\"read-only\""]), as: "config-deactivate.toml")
    await #expect(throws: CouponFailure(.readOnly)) { try await scene.service.deactivate(wish) { _ in } }
    #expect(scene.recorded().isEmpty)
    await scene.transport.requireEnd()
  }

  @Test func `the digest of the file that gave the role is in the journal`() async throws {
    let scene = try DeactivationScene()
    _ = try await scene.deactivate(scene.post(.proved(200, scene.bundle("DEACTIVATED"))))
    let text = try Data(contentsOf: URL(fileURLWithPath: scene.folder.path + "/config-deactivate.toml"))
    let database = try Database(path: scene.profile.stateDirectory + "/journal.sqlite", .existing)
    #expect(
      try database.run("SELECT role, role_hash, agent_uid FROM op")
        == [[.text("deactivate"), .blob(Digest.sha256([UInt8](text))), .integer(1001)]])
  }
}

@Suite struct `Whose answers are believed` {
  @Test func `is said in production by files that nobody else can write`() throws {
    let folder = try SettingsFolder()
    let key = try folder.write("key", as: "wechatpay.pub.pem", mode: 0o664)
    let sandbox = try folder.read(configuration()).profile()
    let production = try folder.read(
      configuration(["environment": "\"production\"", "gateway": nil, "ca_file": nil])
    ).profile()
    #expect(try sandbox.trustedFile(key) == Array("key".utf8))
    #expect(throws: CouponFailure(.file(path: key, .openToOthers(mode: 0o664)))) {
      try Account.publicKey(in: key, of: production)
    }
  }
}

@Suite struct `The key` {
  @Test func `has one name, under which nobody else can hold it`() throws {
    let folder = try SettingsFolder()
    let key = try folder.write("secret", as: "key.pem")
    try FileManager.default.linkItem(atPath: key, toPath: folder.path + "/second.pem")
    #expect(throws: CouponFailure(.file(path: key, .severalNames))) { try SecretFile.read(key) }
  }

  @Test func `lies in no folder in which others can put another in its place`() throws {
    let folder = try SettingsFolder()
    let key = try folder.write("secret", as: "key.pem")
    try FileManager.default.setAttributes([.posixPermissions: 0o770], ofItemAtPath: folder.path)
    #expect(throws: CouponFailure(.file(path: folder.path, .folderOpenToOthers(mode: 0o770)))) {
      try SecretFile.read(key)
    }
  }

  @Test func `of a production profile is not the agent's own`() async throws {
    let folder = try SettingsFolder()
    let key = try folder.write(Data(Vectors.bytes("keys/merchant.pkcs8.pem")), as: "merchant.key.pem")
    try folder.write(Data(Vectors.bytes("keys/wechatpay-public.pub.pem")), as: "wechatpay.pub.pem")
    let file = try folder.write(
      configuration(["environment": "\"production\"", "gateway": nil, "ca_file": nil]))
    let profile = try Configuration.read(path: file, for: try? AgentIdentity.current()).profile()
    // Whoever runs the tests owns what they write; root has to give it away first.
    let userID = max(getuid(), AgentIdentity.firstPerson)
    if getuid() == 0 { #expect(chown(key, userID, userID) == 0) }
    let service = CouponService(
      profile: profile, agent: AgentIdentity(userID: userID, name: "wang.li"), language: "en")
    #expect(throws: CouponFailure(.file(path: key, .heldByAgent))) { try service.gatewayWithoutJournal() }
  }
}
