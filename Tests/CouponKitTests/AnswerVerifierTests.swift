import Foundation
import Testing

@testable import CouponKit

@Suite struct `Verifying an answer` {
  private func keys(_ names: [String]) throws -> PlatformKeys {
    var keys: [String: PlatformKeys.Key] = [:]
    for name in names {
      let set = try #require(Vectors.all.trustedKeySets[name])
      if let file = set.certificate {
        keys[set.serial] = .certificate(try #require(KeyFile.certificates(Vectors.bytes(file)).first))
      } else {
        keys[set.serial] = .publicKey(try KeyFile.publicKey(Vectors.bytes(try #require(set.publicKey))))
      }
    }
    return PlatformKeys(keys)
  }

  private func word(_ authenticity: Authenticity, status: Int) -> String {
    switch authenticity {
    case .proved: return "valid"
    case .unsignedError: return "unsigned_error"
    case .unprovedError: return "unverified_error"
    case .unprovedSuccess(let problem):
      switch problem {
      case .missingHeader: return "missing_header"
      case .malformedHeader: return "malformed_header"
      case .unsupportedSignatureType: return "unsupported_signature_type"
      case .stale: return "stale_timestamp"
      case .unknownSerial: return "unknown_serial"
      case .expiredCertificate: return "expired_certificate"
      case .badSignature, .signatureProbe: return "bad_signature"
      case .replayed, .misbound: return "not a matter of the signature"
      }
    }
  }

  @Test(arguments: Vectors.all.responseVerification)
  func `believes only what WeChat Pay signed, within five minutes`(_ vector: Vectors.Response) throws {
    let verifier = AnswerVerifier(keys: try keys(vector.trustedKeys))
    let answer = RawAnswer(
      status: vector.status, headers: vector.headers.map { Header($0[0], $0[1]) },
      body: Vectors.base64(vector.bodyBase64))
    let result = verifier.authenticity(of: answer, now: Instant(secondsSince1970: vector.now))
    #expect(([vector.expect] + (vector.alsoAcceptable ?? [])).contains(word(result, status: vector.status)))
  }

  @Test func `names a signature probe as one`() throws {
    let vector = try #require(Vectors.all.responseVerification.first { $0.id == "signtest-probe" })
    let answer = RawAnswer(
      status: vector.status, headers: vector.headers.map { Header($0[0], $0[1]) },
      body: Vectors.base64(vector.bodyBase64))
    let verifier = AnswerVerifier(keys: try keys(vector.trustedKeys))
    #expect(
      verifier.authenticity(of: answer, now: Instant(secondsSince1970: vector.now))
        == .unprovedSuccess(.signatureProbe))
  }
}

@Suite struct `Loading a key` {
  @Test(arguments: Vectors.all.keyLoading)
  func `takes the shapes that merchants bring, and names the mistake otherwise`(_ vector: Vectors.KeyLoading) throws {
    let bytes = try Vectors.bytes(vector.file)
    let result: Result<Void, any Error> = Result {
      switch vector.role {
      case "merchant_private_key":
        let key = try KeyFile.privateKey(bytes, passphrase: vector.passphrase.map { Array($0.utf8) })
        #expect(key.sign([1, 2, 3])?.count == 256)
      case "wechatpay_public_key": _ = try KeyFile.publicKey(bytes)
      case "platform_certificate":
        let certificate = try #require(KeyFile.certificates(bytes).first)
        let merchantKey = try KeyFile.privateKey(Vectors.bytes(Vectors.all.merchant.privateKey))
        if merchantKey.matches(certificate.publicKey) { throw FileProblem.merchantCertificateInstead }
      default: Issue.record("a role this test does not know: \(vector.role)")
      }
    }
    switch (vector.expect, result) {
    case ("accept", .failure(let problem)): Issue.record("refused: \(problem)")
    case ("explain", .success): Issue.record("taken, although it is not what it should be")
    case (_, .failure(let problem)): #expect(problem is FileProblem)
    default: break
    }
  }

  @Test func `says what a wrong file holds`() throws {
    func problem(_ file: String) -> FileProblem? {
      do {
        _ = try KeyFile.privateKey(Vectors.bytes(file))
        return nil
      } catch { return error as? FileProblem }
    }
    #expect(problem("keys/shape-public-instead.pem") == .wrongKind(expected: .rsaPrivateKey, found: .rsaPublicKey))
    #expect(problem("keys/shape-certificate-instead.pem") == .wrongKind(expected: .rsaPrivateKey, found: .certificate))
    #expect(problem("keys/shape-ec-p256.pem") == .wrongKind(expected: .rsaPrivateKey, found: .ecPrivateKey))
    #expect(problem("keys/shape-rsa-1024.pem") == .rsaTooShort(bits: 1024))
    #expect(problem("keys/shape-empty.pem") == .empty)
    #expect(problem("keys/merchant.encrypted.pem") == .passphraseNeeded)
    #expect(problem("keys/shape-truncated.pem") == .damaged(.rsaPrivateKey))
    #expect(problem("keys/shape-bare-base64.txt") == .wrongKind(expected: .rsaPrivateKey, found: .bareBase64))
    #expect(problem("keys/merchant.p12") == .wrongKind(expected: .rsaPrivateKey, found: .pkcs12))
  }

  @Test func `says of a binary file that it is one, whatever is in it`() throws {
    let pem = String(decoding: try Vectors.bytes("keys/platform-1.cert.pem"), as: UTF8.self)
    let text = pem.split(separator: "\n").drop { !$0.hasPrefix("-----") }.filter { !$0.hasPrefix("-----") }.joined()
    let binary = try #require(Base64.decode(text))
    #expect(throws: FileProblem.wrongKind(expected: .certificate, found: .der)) {
      try KeyFile.certificates(binary)
    }
    #expect(throws: FileProblem.wrongKind(expected: .rsaPrivateKey, found: .der)) {
      try KeyFile.privateKey(binary)
    }
  }

  @Test func `takes every platform certificate of a file, so that a rotation does not end the service`() throws {
    let names = ["platform-old", "platform-1", "platform-2"]
    let files = try names.map { try Vectors.bytes("keys/\($0).cert.pem") }
    let scene = try DeactivationScene()
    try scene.folder.write(Data(files.joined()), as: "platform.pem")
    let file = try scene.folder.write(
      configuration(["ca_file": nil], adding: [#"platform_certificate = "platform.pem""#]))
    let account = try Account(Configuration.read(path: file, for: try? AgentIdentity.current()).profile())
    for file in files {
      let serial = try #require(KeyFile.certificates(file).first).serial
      guard case .certificate(let found)? = account.verifier.keys[serial] else {
        Issue.record("\(serial) is not known")
        continue
      }
      #expect(found.serial == serial)
    }
  }

  @Test func `of several does not take the first ones when a later one is damaged`() throws {
    let good = try Vectors.bytes("keys/platform-1.cert.pem")
    let torn = String(decoding: try Vectors.bytes("keys/platform-2.cert.pem"), as: UTF8.self)
      .replacing("MII", with: "AAA", maxReplacements: 1)
    #expect(throws: FileProblem.damaged(.certificate)) { try KeyFile.certificates(good + Array(torn.utf8)) }
    let merchant = try Vectors.bytes("keys/merchant.cert.pem")
    #expect(try KeyFile.certificates(good + merchant).count == 2)
  }
}
