import Foundation

@testable import CouponKit

/// A folder of its own for one test's configuration and keys; it goes when the test ends.
final class SettingsFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "coupon-settings-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ text: String, as name: String = "config.toml", mode: Int = 0o600) throws -> String {
    try write(Data(text.utf8), as: name, mode: mode)
  }

  @discardableResult
  func write(_ bytes: Data, as name: String, mode: Int = 0o600) throws -> String {
    let file = "\(path)/\(name)"
    try bytes.write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return file
  }

  /// Reads `text` as a configuration.
  func read(_ text: String) throws -> Configuration {
    try Configuration.read(path: write(text), for: try? AgentIdentity.current())
  }

  /// The kind of failure that reading `text` ends in, or nil when it is read.
  func failure(reading text: String) throws -> CouponFailure.Kind? {
    let file = try write(text)
    do throws(CouponFailure) {
      _ = try Configuration.read(path: file, for: try? AgentIdentity.current())
      return nil
    } catch {
      return error.kind
    }
  }
}

/// The configuration that the sandbox writes, with lines replaced or taken out by their key.
func configuration(_ changes: [String: String?] = [:], adding more: [String] = []) -> String {
  let lines = [
    ("environment", #""sandbox""#), ("mode", #""partner""#), ("gateway", #""https://127.0.0.1:18443""#),
    ("ca_file", #""ca.pem""#), ("brand_id", #""120344""#), ("brand_name", #""晨光咖啡""#),
    ("appid", #""wx233544546545989""#), ("merchant_id", #""1900000001""#), ("merchant_serial", #""0A1B2C3D""#),
    ("merchant_key", #""merchant.key.pem""#), ("wechatpay_key_id", #""PUB_KEY_ID_0119000000010026010100000000000001""#),
    ("wechatpay_key", #""wechatpay.pub.pem""#), ("role", #""deactivate""#),
    ("openid", #""oDemo-394z6CGkNoJrsDLTTUKiAn""#), ("state_dir", #""state""#),
    ("reason_templates", #"[ "顾客要求退款", "发放有误" ]"#),
  ]
  var text = ["default_profile = \"sandbox\"", "", "[profiles.sandbox]"]
  for (key, value) in lines {
    if let value = changes[key, default: value] { text.append("\(key) = \(value)") }
  }
  return (text + more).joined(separator: "\n")
}
