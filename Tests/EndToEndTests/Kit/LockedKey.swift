import Foundation

/// The merchant's key of the unit tests, which exists with a passphrase and without.
enum LockedKey {
  static let passphrase = "couponkit-test"

  static func pem(_ name: String) throws -> String {
    let folder = BuiltProgram.repository + "Tests/CouponKitTests/Vectors/keys/"
    return try String(contentsOfFile: folder + name, encoding: .utf8)
  }
}

extension Sandbox {
  /// A gateway whose merchant keeps the key behind a passphrase, and the configuration that says so.
  static func startWithLockedKey(faults: [String] = []) async throws -> (Sandbox, configuration: String) {
    let sandbox = try await start(faults: faults, merchantKey: try LockedKey.pem("merchant.pkcs8.pem"))
    try sandbox.write(try LockedKey.pem("merchant.encrypted.pem"), as: "locked.pem")
    return (sandbox, try sandbox.configuration(changing: ["merchant_key": "\"locked.pem\""]))
  }
}
