/// WeChat Pay's product coupon calls, one method each: a request is signed, sent, its answer proved and then decoded.
///
/// Source: pages partner/4015781590, 4015781582, 4016434641 and 4016280658 with their brand twins, read 2026-11-23.
struct CouponGateway: Sendable {
  static let pageSize = 50

  let account: Account
  let transport: any Transport
  let clock: Clock
  /// `zh-CN` or `en`: the language of WeChat Pay's error messages.
  let language: String
  /// Proved answers whose timestamp is further from this machine's clock are refused: before a deactivation is confirmed,
  /// since its timestamp is what ends its life. In milliseconds; `nil` leaves it at the window of every answer.
  var clockDifference: Int64?
  /// The operation that is worked on, for the record of answers that are not proved.
  var operationID: String?
  /// Records an answer that could not be authenticated, and returns the number of its event, if it has one.
  var onUnproved: (@Sendable (UnprovedAnswer) async -> Int64?)?

  // MARK: Calls

  /// One page of a user's coupons. 500 a second.
  ///
  /// - Parameter parts: what the pages of one look-up share.
  func coupons(
    _ query: CouponQuery, pageToken: String?, sharing parts: inout WireCoupon.SharedParts
  ) async throws(CouponFailure) -> UserCouponPage {
    var items = [("appid", account.appID.text)] + brandItem
    if let state = query.state { items.append(("coupon_state", state.wire)) }
    if let bundleID = query.bundleID { items.append(("user_coupon_bundle_id", bundleID.text)) }
    items.append(("page_size", String(Self.pageSize)))
    if let pageToken { items.append(("page_token", pageToken)) }
    let target = try target(chain.users._openid_.coupons, [("openid", query.openID.text)], query: items)
    let body = try await read(target)
    do { return try WireCoupon.page(body, sharing: &parts) } catch { throw Self.notUnderstood(error) }
  }

  /// One coupon. 500 a second.
  func coupon(
    _ code: CouponCode, of openID: OpenID, productCouponID: ProductCouponID, stockID: StockID
  ) async throws(CouponFailure) -> UserCoupon {
    let items =
      [("product_coupon_id", productCouponID.text), ("stock_id", stockID.text), ("appid", account.appID.text)]
      + brandItem
    let target = try target(
      chain.users._openid_.coupons._coupon_code_, [("openid", openID.text), ("coupon_code", code.text)], query: items)
    let body = try await read(target)
    do { return try WireCoupon.coupon(body) } catch { throw Self.notUnderstood(error) }
  }

  /// Asks one host, once, for a product coupon that nobody has. When this returns, its proved answer has come: the way
  /// there, the keys of both sides and the permission are as they should be, and no customer was looked up.
  func probe(_ host: GatewayHost) async throws(CouponFailure) {
    let target = try target(chain.productCoupons._product_coupon_id_, [("product_coupon_id", "0")], query: brandItem)
    let request = try signed(.get, target, body: [], at: clock.now())
    do throws(CouponFailure) { _ = try await exchange(request, at: host) } catch {
      switch error.kind {
      case .notFound, .requestRefused, .stateRefused:
        // Without a signature it is the word of whoever stands in between.
        guard error.references.isProved else {
          throw CouponFailure(.answerNotProved(.missingHeader("Wechatpay-Signature")), references: error.references)
        }
      default: throw error
      }
    }
  }

  /// The body of a deactivation, in a fixed order of keys; the very bytes that are recorded, signed and sent.
  func deactivationBody(
    _ target: DeactivationTarget, requestNumber: RequestNumber, reason: DeactivateReason
  ) -> [UInt8] {
    let stock: JSONValue.Member =
      switch target.subject {
      case .bundle(_, let stockBundleID): .init("stock_bundle_id", .string(stockBundleID.text))
      case .coupon(_, let stockID): .init("stock_id", .string(stockID.text))
      }
    var members: [JSONValue.Member] = [
      .init("product_coupon_id", .string(target.productCouponID.text)), stock,
      .init("appid", .string(account.appID.text)), .init("out_request_no", .string(requestNumber.text)),
      .init("deactivate_reason", .string(reason.text)),
    ]
    if case .partner = account.mode { members.append(.init("brand_id", .string(account.brandID.text))) }
    return JSONValue.object(members).serialised
  }

  /// Signs a deactivation, so that its nonce and timestamp can be recorded before it leaves. Without a grant there is none.
  func signedDeactivation(
    _ target: DeactivationTarget, body: [UInt8], at moment: Instant, by _: WriteGrant
  ) throws(CouponFailure) -> SignedRequest {
    let openID = ("openid", target.openID.text)
    let path =
      switch target.subject {
      case .bundle(let bundleID, _):
        try self.target(
          chain.users._openid_.couponBundles._user_coupon_bundle_id_.deactivate,
          [openID, ("user_coupon_bundle_id", bundleID.text)], query: [])
      case .coupon(let code, _):
        try self.target(
          chain.users._openid_.coupons._coupon_code_.deactivate, [openID, ("coupon_code", code.text)], query: [])
      }
    return try signed(.post, path, body: body, at: moment)
  }

  /// Sends a signed deactivation once, to one host.
  ///
  /// - Throws: ``CouponFailure`` with the change that it may have made: `unknown` unless nothing left or a proved refusal came.
  func deactivate(
    _ target: DeactivationTarget, _ request: SignedRequest, at host: GatewayHost
  ) async throws(CouponFailure) -> DeactivationAnswer {
    let answer = try await exchange(request, at: host)
    let coupons: [UserCoupon]
    let isBound: Bool
    do throws(WireProblem) {
      switch target.subject {
      case .bundle(let bundleID, _):
        let bundle = try WireCoupon.bundle(answer.body)
        (coupons, isBound) = (bundle.coupons, bundle.id == bundleID)
      case .coupon(let code, _):
        let coupon = try WireCoupon.coupon(answer.body)
        (coupons, isBound) = ([coupon], coupon.code == code)
      }
    } catch {
      throw CouponFailure(
        .answerNotUnderstood(detail: error.description), change: .unknown, references: answer.references)
    }
    // The signature covers neither the request nor the status: a genuine answer to another request is told by its content.
    guard isBound, coupons.allSatisfy(isOfThisBrand) else {
      var references = answer.references
      await note(.misbound, of: request, host, &references)
      throw CouponFailure(.answerNotProved(.misbound), change: .unknown, references: references)
    }
    return DeactivationAnswer(coupons: coupons, requestID: answer.references.requestID)
  }

  /// Whether a coupon belongs to this profile's brand, as far as it says.
  func isOfThisBrand(_ coupon: UserCoupon) -> Bool { coupon.brandID.map { $0 == account.brandID.text } ?? true }

  // MARK: Paths

  private var chain: ChainCall {
    switch account.mode {
    case .partner: ChainCall("v3/marketing/partner").productCoupon
    case .brand: ChainCall("brand/marketing").productCoupon
    }
  }

  /// In partner mode the brand stands in every query; a brand itself is known from the signature.
  private var brandItem: [(String, String)] {
    switch account.mode {
    case .partner: [("brand_id", account.brandID.text)]
    case .brand: []
    }
  }

  private func target(
    _ chain: ChainCall, _ values: [(String, String)], query: [(String, String)]
  ) throws(CouponFailure) -> String {
    do throws(PathTemplate.Problem) {
      return try chain.template.path(values.map { (name: $0.0, value: $0.1) })
        + PathTemplate.query(query.map { (name: $0.0, value: $0.1) })
    } catch { throw CouponFailure(.requestRefused(message: "\(error)")) }
  }
}

/// What a proved and bound answer to a deactivation holds.
struct DeactivationAnswer: Sendable, Equatable {
  let coupons: [UserCoupon]
  let requestID: String?
}
