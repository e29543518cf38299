import CCurl
import Glibc

/// The thread that owns libcurl's multi handle; nothing else touches it but `curl_multi_wakeup`.
enum CurlThread {
  /// - Returns: what is wrong, if the machine has no thread to give.
  static func start(multi: UnsafeMutableRawPointer, mailbox: CurlMailbox) -> String? {
    let address = Int(bitPattern: multi)
    return startThread { [weak mailbox] in
      guard let multi = UnsafeMutableRawPointer(bitPattern: address) else { return }
      run(multi) { mailbox?.takeAll() ?? [.stop] }
    }
  }

  private static func run(_ multi: UnsafeMutableRawPointer, takeAll: () -> [CurlMailbox.Message]) {
    var transfers: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    while true {
      for message in takeAll() {
        switch message {
        case .start(let call):
          guard let transfer = CurlTransfer(call) else {
            let failure = TransportFailure(.notStarted, mayHaveLeft: false, detail: "libcurl has no memory")
            call.continuation.resume(returning: .failure(failure))
            continue
          }
          transfers[transfer.easy] = transfer
          _ = ccurl_multi_add(multi, transfer.easy)
        case .cancel(let id):
          guard let transfer = transfers.values.first(where: { $0.call.id == id }) else { continue }
          transfer.finish(nil)
          _ = ccurl_multi_remove(multi, transfer.easy)
          transfers[transfer.easy] = nil
        case .stop:
          for transfer in transfers.values {
            transfer.finish(nil)
            _ = ccurl_multi_remove(multi, transfer.easy)
          }
          transfers = [:]
          _ = ccurl_multi_cleanup(multi)
          return
        }
      }
      var running: Int32 = 0
      _ = ccurl_multi_perform(multi, &running)
      var easy: UnsafeMutableRawPointer?
      var code = CURLE_OK
      while ccurl_multi_next_done(multi, &easy, &code), let done = easy {
        _ = ccurl_multi_remove(multi, done)
        transfers[done]?.finish(code)
        transfers[done] = nil
      }
      _ = ccurl_multi_poll(multi, Int32.max)
    }
  }
}

/// One request under way: its easy handle, and the answer as it comes in. Lives on the libcurl thread only.
final class CurlTransfer {
  private static let bodyLimit = 1 << 20
  private static let errorBodyLimit = 64 << 10
  private static let headerLimit = 64 << 10

  let call: CurlCall
  let easy: UnsafeMutableRawPointer
  private let headerLines: UnsafeMutablePointer<curl_slist>?
  private var status = 0
  private var headers: [Header] = []
  private var headerBytes = 0
  private var body: [UInt8] = []
  private var bodyBytes = 0
  private var isTooLarge = false

  init?(_ call: CurlCall) {
    guard let easy = ccurl_easy_init() else { return nil }
    self.call = call
    self.easy = easy
    var lines: UnsafeMutablePointer<curl_slist>?
    for header in call.request.headers { lines = ccurl_slist_append(lines, "\(header.name): \(header.value)") }
    // An empty value takes away what libcurl would add by itself.
    lines = ccurl_slist_append(lines, "Expect:")
    headerLines = lines
    configure()
  }

  deinit {
    ccurl_easy_cleanup(easy)
    ccurl_slist_free_all(headerLines)
  }

  private func configure() {
    let request = call.request
    let isPost = request.method == .post
    _ = ccurl_set_text(easy, CURLOPT_URL, call.host.url + request.target)
    _ = ccurl_set_list(easy, CURLOPT_HTTPHEADER, headerLines)
    if isPost {
      _ = ccurl_set_long(easy, CURLOPT_POST, 1)
      _ = ccurl_set_body(easy, request.body, request.body.count)
      // A pooled connection that died would make libcurl send the request a second time by itself.
      _ = ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, 1)
      _ = ccurl_set_long(easy, CURLOPT_FORBID_REUSE, 1)
    }
    let switches: [(CURLoption, Int)] = [
      // A name server that is silent must not hold the one thread of libcurl when a transfer ends.
      (CURLOPT_QUICK_EXIT, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_PATH_AS_IS, 1), (CURLOPT_FOLLOWLOCATION, 0),
      (CURLOPT_HTTP09_ALLOWED, 0),
      (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2), (CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
      // No limit of speed beside these two: it would count the silence before the first byte, in which the write is done.
      (CURLOPT_CONNECTTIMEOUT_MS, 5_000), (CURLOPT_TIMEOUT_MS, isPost ? 20_000 : 10_000), (CURLOPT_MAXAGE_CONN, 7),
      (CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue)), (CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
    ]
    for (option, value) in switches { _ = ccurl_set_long(easy, option, value) }
    _ = ccurl_set_text(easy, CURLOPT_PROTOCOLS_STR, "https")
    _ = ccurl_set_text(easy, CURLOPT_PROXY, "")
    if case .file(let path) = call.trust {
      _ = ccurl_set_text(easy, CURLOPT_CAINFO, path)
      _ = ccurl_set_text(easy, CURLOPT_CAPATH, nil)
    }
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context)
    _ = ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context)
    _ = ccurl_set_sink(easy, CURLOPT_HEADERFUNCTION, takeHeaderLine)
    _ = ccurl_set_sink(easy, CURLOPT_WRITEFUNCTION, takeBodyBytes)
  }

  /// Resumes whoever waits; `nil` stands for a cancellation.
  func finish(_ code: CURLcode?) {
    call.continuation.resume(returning: result(code))
  }

  /// Whether any byte of the request may have left. libcurl counts them only where the first write took some at once, so
  /// everything that goes wrong behind the TLS handshake counts as sent.
  private var mayHaveLeft: Bool {
    ccurl_get_long(easy, CURLINFO_REQUEST_SIZE) > 0 || ccurl_get_offset(easy, CURLINFO_APPCONNECT_TIME_T) > 0
  }

  private func result(_ code: CURLcode?) -> CurlResult {
    let mayHaveLeft = mayHaveLeft
    guard let code else { return .failure(.init(.cancelled, mayHaveLeft: mayHaveLeft, detail: "cancelled")) }
    if code == CURLE_OK { return .success(RawAnswer(status: status, headers: headers, body: body)) }
    let detail = "curl \(code.rawValue): \(String(cString: ccurl_easy_strerror(code)))"
    let kind: TransportFailure.Kind =
      if isTooLarge {
        .tooLarge
      } else if code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE {
        .serverNotTrusted
      } else {
        mayHaveLeft ? .noAnswer : .cannotConnect
      }
    var failure = TransportFailure(kind, mayHaveLeft: mayHaveLeft, detail: detail)
    failure.code = Int(code.rawValue)
    return .failure(failure)
  }

  fileprivate func take(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
    headerBytes += bytes.count
    if headerBytes > Self.headerLimit {
      isTooLarge = true
      return false
    }
    var line = String(decoding: bytes, as: UTF8.self)[...]
    // "\r\n" is one Character.
    while let last = line.last, last.isNewline { line.removeLast() }
    if line.hasPrefix("HTTP/") {
      // A new head (after "100 Continue") replaces the one before.
      headers = []
      status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    } else if let colon = line.firstIndex(of: ":") {
      var value = line[line.index(after: colon)...]
      while let first = value.first, first == " " || first == "\t" { value.removeFirst() }
      while let last = value.last, last == " " || last == "\t" { value.removeLast() }
      headers.append(Header(String(line[..<colon]), String(value)))
    }
    return true
  }

  fileprivate func take(body bytes: UnsafeRawBufferPointer) -> Bool {
    bodyBytes += bytes.count
    if bodyBytes > Self.bodyLimit {
      isTooLarge = true
      return false
    }
    let limit = status >= 400 ? Self.errorBodyLimit : Self.bodyLimit
    body += bytes.prefix(max(0, limit - body.count))
    return true
  }
}

private func takeHeaderLine(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return 0 }
  let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  return transfer.take(headerLine: UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private func takeBodyBytes(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return 0 }
  let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  return transfer.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}
