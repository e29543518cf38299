extension Gateway {
  /// The platform certificates, encrypted for whoever holds the APIv3 key; several of them during a change.
  func listCertificates(_ query: Members) throws(Refusal) -> JSON {
    let fields = try Fields(query, in: .query, known: ["algorithm_type"])
    let algorithm = try fields.optional("algorithm_type", oneOf: ["RSA", "SM2", "ALL"])
    guard algorithm != "SM2", !platformKeys.certificates.isEmpty else { throw .noPlatformCertificate }
    return ["data": .array(platformKeys.certificates.map { platformKeys.envelope($0) })]
  }

  /// Says what it was told: a client proves its settings with it and changes nothing.
  func echo(_ request: Request) throws(Refusal) -> JSON {
    let fields = try Fields(
      try request.jsonObject(), in: .body, known: ["echo_message", "encrypted_echo_message", "notify_url"])
    return ["echo_message": JSON(try fields.required("echo_message"))]
  }
}
