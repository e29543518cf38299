/// The gateway: a world, the one who may call, and the key that proves the answers.
///
/// It is a value behind no door: bytes of a request in, bytes of an answer out. It belongs to one thread.
final class Gateway {
  let world: World
  /// The successful writes, by brand and request number.
  var deactivations: [RequestNumber: Deactivation] = [:]
  let signer: AnswerSigner
  /// Hears of each write at the moment at which it takes effect.
  var effectHappened: (Effect) -> Void = { _ in }
  /// The last answer that nothing was wrong with, and the request target it answered.
  var earlier: (target: String, answer: Answer)?
  private let caller: Caller

  init(world: World, caller: Caller, signer: AnswerSigner) {
    self.world = world
    self.caller = caller
    self.signer = signer
  }

  /// Answers one request.
  func answer(to request: Request, at now: UnixSeconds) throws -> Answer {
    try proved(draft(for: request, in: request.language, at: now), in: request.language, at: now)
  }

  /// Every answer but a 401 is signed, as the real ones are.
  func proved(_ draft: Draft, in language: AnswerLanguage, at now: UnixSeconds) throws -> Answer {
    draft.status == 401
      ? signer.unsigned(draft, language: language, at: now) : try signer.signed(draft, language: language, at: now)
  }

  /// What the answer is to say. A write has taken effect then.
  func draft(for request: Request, in language: AnswerLanguage, at now: UnixSeconds) -> Draft {
    do throws(Refusal) {
      return Draft(status: 200, body: try content(for: request, at: now).bytes, subCode: 0)
    } catch {
      return Draft(status: error.status, body: error.body(in: language), subCode: error.subCode, allow: error.allow)
    }
  }

  private func content(for request: Request, at now: UnixSeconds) throws(Refusal) -> JSON {
    let target = try Target(request.target)
    let call = try Call(method: request.method, target: target)
    guard request.header("Accept") != nil, request.header("User-Agent") != nil else { throw .missingCommonHeaders }
    try caller.check(request, at: now)
    switch call {
    case .listUserCoupons(let openID): return try listUserCoupons(openID: openID, target.query)
    case .getUserCoupon(let openID, let code): return try getUserCoupon(openID: openID, code: code, target.query)
    case .getProductCoupon(let id): return try getProductCoupon(id, target.query)
    case .listStocks(let id): return try listStocks(productCouponID: id, target.query)
    case .getStock(let id, let stockID): return try getStock(stockID, productCouponID: id, target.query)
    case .deactivateUserCoupon(let openID, let code):
      return try deactivateUserCoupon(openID: openID, code: code, request, at: now)
    case .deactivateUserCouponBundle(let openID, let bundleID):
      return try deactivateBundle(openID: openID, bundleID: bundleID, request, at: now)
    }
  }
}

// MARK: Whom a call may concern

extension Gateway {
  /// The brand, if it has granted this provider the permission.
  func brand(_ brandID: String) throws(Refusal) -> Brand {
    guard let brand = world.brands[brandID] else { throw .noPermission }
    return brand
  }

  /// Makes sure that the app is linked to the brand and that the OpenID belongs to the app.
  func checkCustomer(openID: String, appID: String, brandID: String) throws(Refusal) {
    guard try brand(brandID).appIDs.contains(appID) else { throw .unknownAppID }
    guard world.isKnown(openID: openID, appID: appID) else { throw .unknownOpenID }
  }
}
