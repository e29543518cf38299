import CouponKit

/// What really happened at the gateway, from its truth files.
///
/// `@unchecked Sendable`: `effects`, `posts`, `effectsRead` and `requestsRead` are read and written under `lock`; the folder's
/// path is constant.
final class Truth: @unchecked Sendable {
  /// A request to deactivate that arrived.
  struct Post: Hashable {
    let requestNumber: String
    let body: String
  }

  private let folder: String
  private let lock = Lock()
  private var effects: [String: [String]] = [:]
  /// By bundle and then by the gateway's count: a request that is held back is noted twice.
  private var posts: [String: [String: Post]] = [:]
  private var effectsRead = 0
  private var requestsRead = 0

  init(folder: String) { self.folder = folder }

  /// The request numbers under which a bundle was deactivated.
  func effects(on bundleID: String) -> [String] {
    lock.held {
      for line in newLines(of: "effects.log", &effectsRead) {
        guard let bundle = line.between("\"user_coupon_bundle_id\":\"", "\""),
          let number = line.between("\"out_request_no\":\"", "\"")
        else { continue }
        effects[bundle, default: []].append(number)
      }
      return effects[bundleID] ?? []
    }
  }

  /// The requests that arrived to deactivate a bundle.
  func posts(on bundleID: String) -> [Post] {
    lock.held {
      for line in newLines(of: "requests.log", &requestsRead) {
        guard let bundle = line.between("/coupon-bundles/", "/deactivate"),
          let count = line.between("\"request\":", ","), let body = line.between("\"body\":\"", "}\""),
          let number = Array(body.utf8).between("\\\"out_request_no\\\":\\\"", "\\\"")
        else { continue }
        posts[bundle, default: [:]][count] = Post(requestNumber: number, body: body)
      }
      return posts[bundleID].map { Array($0.values) } ?? []
    }
  }

  /// Whole lines that came since the last time.
  private func newLines(of name: String, _ read: inout Int) -> [ArraySlice<UInt8>] {
    let bytes = file("\(folder)/\(name)", from: read)
    guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    read += end + 1
    return bytes[...end].split(separator: UInt8(ascii: "\n"))
  }
}
