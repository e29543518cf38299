import Testing

@testable import CouponKit

@Suite struct `Signing a request` {
  private func signer() throws -> RequestSigner {
    let merchant = Vectors.all.merchant
    return RequestSigner(
      caller: .partner(merchantID: merchant.mchid), serial: merchant.serialNo,
      key: try KeyFile.privateKey(Vectors.bytes(merchant.privateKey)))
  }

  @Test(arguments: Vectors.all.requestSigning)
  func `signs the very bytes that are sent`(_ vector: Vectors.RequestSigning) throws {
    let body = Vectors.base64(vector.bodyBase64)
    let canonical = RequestSigner.canonical(
      vector.method, vector.url, timestamp: vector.timestamp, nonce: vector.nonce, body: body)
    #expect(canonical == Vectors.base64(vector.canonicalBase64))

    let header = try signer().authorization(
      vector.method, vector.url, timestamp: vector.timestamp, nonce: vector.nonce, body: body)
    #expect(header == vector.authorization)
  }

  @Test func `makes none of the common mistakes`() throws {
    let mistakes = Vectors.all.requestSigningMistakes
    let right = try #require(Vectors.all.requestSigning.first { $0.id == mistakes.rightId })
    let header = try signer().authorization(
      right.method, right.url, timestamp: right.timestamp, nonce: right.nonce, body: Vectors.base64(right.bodyBase64))
    #expect(!mistakes.cases.isEmpty)
    for mistake in mistakes.cases {
      #expect(header?.contains(mistake.signature) == false, "\(mistake.id)")
    }
  }

  @Test func `takes a fresh nonce of 32 letters and digits for every request`() throws {
    let nonces = try (0..<200).map { _ in try #require(RequestSigner.freshNonce()) }
    #expect(Set(nonces).count == 200)
    #expect(nonces.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } })
  }
}

@Suite struct `Spelling a path` {
  @Test(arguments: Vectors.all.pathTemplates)
  func `encodes a value exactly once, or refuses it`(_ vector: Vectors.PathCase) throws {
    let template = PathTemplate(text: vector.template)
    // The order of the values must not matter.
    let values = vector.values.sorted { $0.key < $1.key }
    let made = Result { try template.path(values.map { (name: $0.key, value: $0.value) }) }
    if vector.error == true {
      #expect(throws: PathTemplate.Problem.self) { try made.get() }
    } else {
      #expect(try made.get() == vector.path)
    }
  }

  @Test func `every spelling of the chain names the same template`() throws {
    #expect(!Vectors.all.chainForms.isEmpty)
    for form in Vectors.all.chainForms {
      let start = ChainCall(form.segments[0])
      let chain = form.segments.dropFirst().reduce(start) { chain, word in chain[dynamicMember: word] }
      #expect(chain.template.text == form.pathTemplate)
    }
  }
}
