import COpenSSL

/// A call into OpenSSL failed which only fails when memory is short or a file was tampered with.
struct KeyProblem: Error, CustomStringConvertible {
  let call: String
  var description: String { "OpenSSL refused \(call)." }

  init(_ call: String) {
    self.call = call
    ERR_clear_error()
  }
}

func sha256(_ bytes: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: 32)
  EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
  return digest
}

func withMemoryBIO<Result>(_ bytes: [UInt8], _ read: (OpaquePointer?) -> Result) -> Result {
  let bio = BIO_new_mem_buf(bytes, Int32(bytes.count))
  defer { BIO_free(bio) }
  return read(bio)
}

func writtenToBIO(_ call: String, _ write: (OpaquePointer) -> Int32) throws -> [UInt8] {
  guard let bio = BIO_new(BIO_s_mem()) else { throw KeyProblem("BIO_new") }
  defer { BIO_free(bio) }
  var start: UnsafeMutablePointer<CChar>?
  guard write(bio) == 1 else { throw KeyProblem(call) }
  let count = copenssl_bio_data(bio, &start)
  return UnsafeRawBufferPointer(start: start, count: count).map { $0 }
}
