extension Gateway {
  /// The platform certificates, encrypted for whoever holds the APIv3 key; several of them during a change.
  func listCertificates(_ query: Members) throws(Refusal) -> JSON {
    let fields = try Fields(query, in: .query, known: ["algorithm_type"])
    let algorithm = try fields.optional("algorithm_type", oneOf: ["RSA", "SM2", "ALL"])
    guard algorithm != "SM2", !platformKeys.certificates.isEmpty else { throw .noPlatformCertificate }
    return ["data": .array(platformKeys.certificates.map { platformKeys.envelope($0) })]
  }

  /// Says what it was told: a client proves its settings with it and changes nothing.
  ///
  /// What is encrypted has to be so for the key that the request names. No notification is sent to `notify_url`.
  func echo(_ request: Request) throws(Refusal) -> JSON {
    let fields = try Fields(
      try request.jsonObject(), in: .body, known: ["echo_message", "encrypted_echo_message", "notify_url"])
    if let sealed = try fields.optional("encrypted_echo_message", lengths: 1...1024) {
      let named = platformKeys.certificates.first { $0.serial == request.header("Wechatpay-Serial") }
      guard let bytes = base64Decoded(sealed), (named?.key ?? signer.key).decrypted(bytes) != nil else {
        throw Fields.wrong("encrypted_echo_message", nil, "解密失败", in: .body, subCode: .malformed)
      }
    }
    return ["echo_message": JSON(try fields.required("echo_message", lengths: 1...1024))]
  }
}
