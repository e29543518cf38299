import Foundation
import Testing

@testable import CouponSandbox

@Suite struct `A sandbox keeps to a folder of its own` {
  private let parent = NSTemporaryDirectory() + "sandbox-folder-" + UUID().uuidString

  init() throws { try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true) }

  private func withParentRemoved(_ body: () throws -> Void) rethrows {
    defer { try? FileManager.default.removeItem(atPath: parent) }
    try body()
  }

  @Test func `keys are the same at the next start`() throws {
    try withParentRemoved {
      func identities() throws -> [String] {
        let credentials = try Credentials(in: try StateFolder(path: parent + "/state"))
        return [credentials.merchantSerial, credentials.wechatPayKeyID, credentials.apiV3Key]
      }
      let first = try identities()
      #expect(try identities() == first)
    }
  }

  @Test func `a second sandbox is turned away while the first one runs`() throws {
    try withParentRemoved {
      let first = try StateFolder(path: parent + "/state")
      let problem = #expect(throws: FolderProblem.self) { try StateFolder(path: parent + "/state") }
      #expect(problem?.exitCode == EX_TEMPFAIL)
      #expect(first.path.hasSuffix("/state"))
    }
  }

  @Test func `a folder with somebody else's files is left as it is`() throws {
    try withParentRemoved {
      try Data("mine".utf8).write(to: URL(filePath: parent + "/letter"))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: parent)
      let problem = #expect(throws: FolderProblem.self) { try StateFolder(path: parent) }
      #expect(problem?.exitCode == EX_CANTCREAT)
      #expect(try FileManager.default.attributesOfItem(atPath: parent)[.posixPermissions] as? Int == 0o755)
      #expect(throws: FileProblem.self) { try StateFolder(path: parent + "/letter") }
      #expect(throws: FileProblem.self) { try StateFolder(path: parent + "/not/there") }
    }
  }

  @Test(arguments: ["merchant.key.pem", "gateway/wechatpay.key.pem", "apiv3.key"])
  func `a damaged key is named, and no other one takes its place`(name: String) throws {
    try withParentRemoved {
      let path = parent + "/state"
      _ = try Credentials(in: try StateFolder(path: path))
      try Data("-----BEGIN PRIVATE KEY-----\nAAAA\n".utf8).write(to: URL(filePath: path + "/" + name))
      let folder = try StateFolder(path: path)
      let problem = #expect(throws: FolderProblem.self) { try Credentials(in: folder) }
      #expect(problem?.exitCode == EX_DATAERR)
      #expect(problem?.description.contains(name) == true)
    }
  }

  @Test(arguments: ["ca.pem", "gateway/server.cert.pem", "gateway/server.key.pem", "gateway/cert-expired.pem"])
  func `a damaged certificate is made anew`(name: String) throws {
    try withParentRemoved {
      let path = parent + "/state"
      _ = try Credentials(in: try StateFolder(path: path))
      try Data("nonsense".utf8).write(to: URL(filePath: path + "/" + name))
      let credentials = try Credentials(in: try StateFolder(path: path))
      #expect(credentials.tls.isUsable)
      _ = try TLSContext(credentials.tls)
    }
  }
}
