/// The gateway: a world, those who may call, and the keys that prove the answers.
///
/// It is a value behind no door: bytes of a request in, bytes of an answer out. It belongs to one thread.
final class Gateway {
  let world: World
  /// The successful writes, by brand and request number.
  var deactivations: [RequestNumber: Deactivation] = [:]
  let signer: AnswerSigner
  var behaviour = Behaviour()
  /// How far the world's clock, by which coupons live, is ahead of the one by which signatures are judged and made.
  var worldLead: UnixSeconds = 0
  var platformKeys: PlatformKeys
  var rateLimit = RateLimit()
  private var nonces = NonceMemory()
  /// Hears of each write at the moment at which it takes effect.
  var effectHappened: (Effect) -> Void = { _ in }
  /// The last answer that nothing was wrong with, and the request target it answered.
  var earlier: (target: String, answer: Answer)?
  private let caller: Caller
  /// A key that is nobody's.
  private var strangersKey: PrivateKey?

  init(world: World, caller: Caller, signer: AnswerSigner, platformKeys: PlatformKeys) {
    self.platformKeys = platformKeys
    self.world = world
    self.caller = caller
    self.signer = signer
  }

  /// Answers one request.
  func answer(to request: Request, at now: UnixSeconds) throws -> Answer {
    try proved(draft(for: request, at: now), to: request, at: now)
  }

  /// Every answer but a 401 is signed, unless the behaviour says otherwise.
  func proved(_ draft: Draft, to request: Request, at now: UnixSeconds) throws -> Answer {
    draft.status == 401 || (400..<500).contains(draft.status) && behaviour.signed4xx == .no
      ? signer.unsigned(draft, language: request.language, at: now)
      : try signer(for: request, at: now).signed(draft, language: request.language, at: now)
  }

  /// The same, signed in WeChat Pay's name with a key that is not WeChat Pay's.
  func forged(_ draft: Draft, to request: Request, at now: UnixSeconds) throws -> Answer {
    let key = try strangersKey ?? PrivateKey.generateRSA()
    strangersKey = key
    let keyID = signer(for: request, at: now).keyID
    return try AnswerSigner(keyID: keyID, key: key).signed(draft, language: request.language, at: now)
  }

  /// Certificates sign for those who do not name the public key, as long as there are any; or for everybody, where the
  /// merchant has not switched the public key on.
  func signer(for request: Request, at now: UnixSeconds) -> AnswerSigner {
    let isKeyNamed = request.header("Wechatpay-Serial") == signer.keyID && behaviour.answerKey == .named
    guard !isKeyNamed, let certificate = platformKeys.signing(at: now + worldLead) else { return signer }
    return AnswerSigner(keyID: certificate.serial, key: certificate.key)
  }

  /// What the answer is to say. A write has taken effect then.
  func draft(for request: Request, at now: UnixSeconds) -> Draft {
    do throws(Refusal) {
      return Draft(status: 200, body: try content(for: request, at: now).bytes, subCode: 0)
    } catch {
      var draft = Draft(status: error.status, body: error.body(in: request.language), subCode: error.subCode)
      draft.allow = error.allow
      if error.status == 429 && behaviour.retryAfter == .yes { draft.retryAfter = 1 }
      return draft
    }
  }

  private func content(for request: Request, at now: UnixSeconds) throws(Refusal) -> JSON {
    let target = try Target(request.target)
    let (call, variant) = try Call.asked(method: request.method, target: target)
    guard request.header("Accept") != nil, request.header("User-Agent") != nil else { throw .missingCommonHeaders }
    let (identity, nonce) = try caller.identity(of: request, variant, at: now, edge: behaviour.windowEdge)
    if behaviour.usedNonce == .refuse, !nonces.keep(nonce, at: now) { throw .usedNonce }
    try checkAnswerKey(request, call, identity)
    try rateLimit.count(call, by: identity, at: now)
    let content = try content(of: call, target.query, request, by: identity, at: now + worldLead)
    return identity.shown(content)
  }

  private func content(
    of call: Call, _ query: Members, _ request: Request, by identity: Identity, at now: UnixSeconds
  ) throws(Refusal) -> JSON {
    switch call {
    case .listUserCoupons(let openID): try listUserCoupons(openID: openID, query, by: identity, at: now)
    case .getUserCoupon(let openID, let code):
      try getUserCoupon(openID: openID, code: code, query, by: identity, at: now)
    case .getProductCoupon(let id): try getProductCoupon(id, query, by: identity)
    case .listStocks(let id): try listStocks(productCouponID: id, query, by: identity)
    case .getStock(let id, let stockID): try getStock(stockID, productCouponID: id, query, by: identity)
    case .deactivateUserCoupon(let openID, let code):
      try deactivateUserCoupon(openID: openID, code: code, request, by: identity, at: now)
    case .deactivateUserCouponBundle(let openID, let bundleID):
      try deactivateBundle(openID: openID, bundleID: bundleID, request, by: identity, at: now)
    case .listCertificates: try listCertificates(query)
    case .echo: try echo(request)
    }
  }

  /// Brands, and whoever tests the connection, have to name the key with which they will verify. A partner may name a
  /// platform certificate instead.
  private func checkAnswerKey(_ request: Request, _ call: Call, _ identity: Identity) throws(Refusal) {
    guard identity != .partner || call == .echo || behaviour.partnerSerial == .required else { return }
    let named = request.header("Wechatpay-Serial")
    let isCertificate = identity == .partner && platformKeys.certificates.contains { $0.serial == named }
    if named != signer.keyID && !isCertificate { throw .wrongAnswerKey }
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
  func checkCustomer(openID: String, appID: String, brandID: String, for identity: Identity) throws(Refusal) {
    guard try brand(brandID).appIDs.contains(appID) else { throw .unknownAppID }
    guard world.isKnown(openID: openID, appID: appID) else { throw identity.unknownOpenID }
  }
}
