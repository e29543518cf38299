import CouponKit

/// The values that every history plays with, made once.
enum Props {
  static let codes = ["coupon-1", "coupon-2", "coupon-3"].compactMap { try? CouponCode($0) }
  static let ends: [CouponState] = [.used, .expired, .deleted]
  static let reasons = ["商家误发", "customer asked"].compactMap { try? DeactivateReason($0) }
  static let tags = "0123456789ABCDEF".compactMap { OperationTag("CK-00000\($0)") }
  /// By generation. A longer run of them than a history can need.
  static let numbers = (0..<40).compactMap { RequestNumber("CK1_simulated_\($0)") }
  /// Left by an operation of long ago, which had the very number and reason of the first one of a history.
  static let olderTrace = Operation.CouponSnapshot.Trace(
    requestNumber: numbers[0].text, reason: reasons[0].text,
    time: Instant(millisecondsSince1970: GatewayModel.epoch - 30_000))
  static let target: DeactivationTarget? = {
    guard let openID = try? OpenID("simulated"), let bundleID = try? UserCouponBundleID("1") else { return nil }
    return DeactivationTarget(
      subject: .bundle(bundleID, StockBundleID("1")), openID: openID, productCouponID: ProductCouponID("1"))
  }()

  /// What a request can end with, as the gateway of the product says it.
  enum Failure {
    static let neverLeft = CouponFailure(.cannotConnect(host: "", detail: ""))
    static let noAnswer = CouponFailure(.noAnswer(detail: ""), change: .unknown)
    static let trouble = CouponFailure(.serverTrouble(message: ""), change: .unknown)
    static let forged = CouponFailure(.answerNotProved(.badSignature), change: .unknown)
    static let misbound = CouponFailure(.answerNotProved(.misbound), change: .unknown)
    static let callerRefused = CouponFailure(.callerRefused(message: ""), change: .unknown)
    static let hearsay = CouponFailure(.requestRefused(message: ""), change: .unknown)
    static let refused = proved(.requestRefused(message: ""))
    static let stateRefused = proved(.stateRefused(message: ""))
    static let numberUsed = proved(.requestNumberUsed(message: ""))
    static let disk = CouponFailure(.journalUnusable(detail: ""))

    private static func proved(_ kind: CouponFailure.Kind) -> CouponFailure {
      CouponFailure(kind, references: .init(isProved: true))
    }
  }
}
