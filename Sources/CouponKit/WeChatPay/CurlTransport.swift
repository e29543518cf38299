import CCurl
import Glibc

/// Sends requests through libcurl's multi interface, on one thread of its own that sleeps while nothing is under way.
///
/// libcurl is loaded beside what is done before the first request. Nothing of the environment steers it: no proxy, no
/// netrc, no redirect; TLS 1.2 or newer with host and certificate verified against ``Trust``.
public final class CurlTransport: Transport {
  /// The certificates that a server's own is verified against.
  public enum Trust: Sendable, Equatable {
    /// The system's, as `ca-certificates` installs them.
    case system
    /// A PEM file.
    case file(String)
  }

  private let trust: Trust
  private let mailbox = CurlMailbox()

  public init(trust: Trust) {
    self.trust = trust
    // Reading and opening the keys takes as long. Should it fail, the first request says why.
    _ = startThread { [mailbox] in _ = mailbox.startThreadOnce() }
  }

  deinit { mailbox.post(.stop) }

  public func send(_ request: SignedRequest, to host: GatewayHost) async throws(TransportFailure) -> RawAnswer {
    if Task.isCancelled { throw TransportFailure(.cancelled, mayHaveLeft: false, detail: "cancelled before sending") }
    if let problem = mailbox.startThreadOnce() {
      throw TransportFailure(.notStarted, mayHaveLeft: false, detail: problem)
    }
    let id = mailbox.freshID()
    let mailbox = mailbox
    let trust = trust
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<CurlResult, Never>) in
        mailbox.post(.start(CurlCall(id: id, request: request, host: host, trust: trust, continuation: continuation)))
        // Had the task been cancelled before the start was posted, the cancellation found nothing to cancel.
        if Task.isCancelled { mailbox.post(.cancel(id)) }
      }
    } onCancel: {
      mailbox.post(.cancel(id))
    }
    return try result.get()
  }
}

typealias CurlResult = Result<RawAnswer, TransportFailure>

/// One request on its way to the thread.
struct CurlCall: Sendable {
  let id: Int
  let request: SignedRequest
  let host: GatewayHost
  let trust: CurlTransport.Trust
  let continuation: CheckedContinuation<CurlResult, Never>
}

/// What other threads ask of the libcurl thread.
///
/// `@unchecked Sendable`: every variable is read and written under `lock`. The handle is the thread's; here it is only woken,
/// and forgotten under `lock` before the thread frees it.
final class CurlMailbox: @unchecked Sendable {
  enum Message: Sendable {
    case start(CurlCall)
    case cancel(Int)
    case stop

    fileprivate var isStop: Bool { if case .stop = self { true } else { false } }
  }

  private let lock = Lock()
  private var messages: [Message] = []
  private var multi: UnsafeMutableRawPointer?
  private var nextID = 0

  func freshID() -> Int {
    lock.held {
      nextID += 1
      return nextID
    }
  }

  func post(_ message: Message) {
    lock.held {
      messages.append(message)
      if let multi { _ = ccurl_multi_wakeup(multi) }
    }
  }

  /// For the thread, which ends with a stop and frees the handle then.
  func takeAll() -> [Message] {
    lock.held {
      defer { messages = [] }
      if messages.contains(where: \.isStop) { multi = nil }
      return messages
    }
  }

  /// Loads libcurl and starts the thread, unless that was done. Returns what is wrong, if anything.
  func startThreadOnce() -> String? {
    lock.held {
      if multi != nil { return nil }
      OpenSSL.load()
      if let problem = ccurl_load() { return String(cString: problem) }
      guard let multi = ccurl_multi_init() else { return "libcurl has no memory" }
      _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 8)
      if let problem = CurlThread.start(multi: multi, mailbox: self) {
        _ = ccurl_multi_cleanup(multi)
        return problem
      }
      self.multi = multi
      return nil
    }
  }
}
