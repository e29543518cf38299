import CEvent
import COpenSSL

/// The server's side of TLS, 1.2 or newer, owned: `SSL_CTX`.
final class TLSContext {
  let handle: OpaquePointer

  /// - Parameter fault: shows another certificate than the good one.
  init(_ identity: TLSIdentity, fault: FaultKind? = nil) throws {
    guard let handle = SSL_CTX_new(TLS_server_method()) else { throw KeyProblem("SSL_CTX_new") }
    self.handle = handle
    let certificate = withMemoryBIO(fault.flatMap { identity.faulty[$0] } ?? identity.certificate) {
      PEM_read_bio_X509($0, nil, nil, nil)
    }
    defer { X509_free(certificate) }
    let key = try PrivateKey(pem: identity.key)
    guard cevent_require_tls12(handle) == 1, SSL_CTX_use_certificate(handle, certificate) == 1,
      SSL_CTX_use_PrivateKey(handle, key.handle) == 1
    else { throw KeyProblem("SSL_CTX_use_certificate") }
  }
  deinit { SSL_CTX_free(handle) }
}
