import CouponKit

/// What an agent wants, in a form that goes through a pipe: no argument and no environment tells of it.
struct Wish: Sendable {
  enum Action: String { case deactivate, recover }

  var action = Action.deactivate
  let configuration: String
  let stateDirectory: String
  let target: DeactivationTarget
  /// See ``QuickClock``.
  var slept: Int64 = 0

  /// A reason that stands nowhere else, to be looked for where it must not be.
  static let reason = "顾客要求退款 canary-of-the-reason"

  var text: String {
    guard case .bundle(let bundleID, let stockBundleID) = target.subject else { return "" }
    return [
      action.rawValue, configuration, stateDirectory, target.openID.text, target.productCouponID.text, bundleID.text,
      stockBundleID.text, String(slept),
    ].joined(separator: "\n")
  }

  init(_ configuration: String, _ stateDirectory: String, _ target: DeactivationTarget) {
    (self.configuration, self.stateDirectory, self.target) = (configuration, stateDirectory, target)
  }

  init?(_ text: String) {
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.count == 8, let action = Action(rawValue: lines[0]), let openID = try? OpenID(lines[3]),
      let bundleID = try? UserCouponBundleID(lines[5]), let slept = Int64(lines[7])
    else { return nil }
    self.action = action
    (configuration, stateDirectory, self.slept) = (lines[1], lines[2], slept)
    target = DeactivationTarget(
      subject: .bundle(bundleID, StockBundleID(lines[6])), openID: openID, productCouponID: ProductCouponID(lines[4]))
  }
}
