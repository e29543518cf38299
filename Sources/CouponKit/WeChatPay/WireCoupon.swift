/// Turns the bodies of proved answers into values. These `WireCoupon…` files are the only ones that know JSON keys.
///
/// Whatever can be missing may be missing; what is newer than this version, or of another kind than the contract says,
/// is listed in `unreadFields` and stays in the coupon's raw JSON.
public enum WireCoupon {
  /// Keys whose values identify a person or are worth money, in these answers and in the platform's events.
  public static let personalKeys: Set = [
    "coupon_code", "transaction_id", "out_trade_no", "order_id", "out_order_no", "openid", "unionid", "phone_number",
  ]

  /// Stocks and product coupons that one look-up has read already. The same ones come again with every coupon.
  public struct SharedParts: Sendable {
    fileprivate var stocks: [RawJSON: Shared<Stock>] = [:]
    fileprivate var productCoupons: [RawJSON: Shared<ProductCoupon>] = [:]

    public init() {}
  }

  /// One page of `listUserCoupons`.
  public static func page(_ body: [UInt8]) throws(WireProblem) -> UserCouponPage {
    var parts = SharedParts()
    return try page(body, sharing: &parts)
  }

  /// One page of a look-up of several pages, whose coupons share what they have in common.
  public static func page(_ body: [UInt8], sharing parts: inout SharedParts) throws(WireProblem) -> UserCouponPage {
    let notes = WireNotes()
    var page = try rootObject(body, notes: notes).whole { object throws(WireProblem) in
      UserCouponPage(
        coupons: try coupons(object, "user_coupon_list", sharing: &parts), totalCount: object.count("total_count"),
        nextPageToken: object.text("next_page_token").flatMap { $0.isEmpty ? nil : $0 })
    }
    page.unreadFields = notes.fields
    return page
  }

  /// The answer of `getUserCoupon` and of the single coupon's deactivation.
  public static func coupon(_ body: [UInt8]) throws(WireProblem) -> UserCoupon {
    var parts = SharedParts()
    return try coupon(rootObject(body, notes: WireNotes()).view, path: .root, sharing: &parts)
  }

  /// The answer of `deactivateUserCouponBundle`.
  public static func bundle(_ body: [UInt8]) throws(WireProblem) -> UserCouponBundle {
    var parts = SharedParts()
    let notes = WireNotes()
    var bundle = try rootObject(body, notes: notes).whole { object throws(WireProblem) in
      UserCouponBundle(
        id: try object.requiredIdentifier("user_coupon_bundle_id", UserCouponBundleID.init),
        coupons: try coupons(object, "user_product_coupon_list", sharing: &parts))
    }
    bundle.coupons.sort { ($0.position?.index ?? .max) < ($1.position?.index ?? .max) }
    bundle.unreadFields = notes.fields
    return bundle
  }

  // MARK: Objects that keep notes of their own

  private static func rootObject(_ body: [UInt8], notes: WireNotes) throws(WireProblem) -> WireObject {
    let document: JSONDocument
    do { document = try JSONReader.read(body) } catch { throw WireProblem(pointer: "", kind: .notJSON(error)) }
    guard document.root.isObject else { throw WireProblem(pointer: "", kind: .missing(expected: "object")) }
    return WireObject(document.root, path: .root, notes: notes)
  }

  private static func coupons(
    _ object: WireObject, _ key: StaticString, sharing parts: inout SharedParts
  ) throws(WireProblem) -> [UserCoupon] {
    guard let list = object.value(key) else { return [] }
    guard list.isArray else {
      throw WireProblem(pointer: "/\(key)", kind: .missing(expected: "array"))
    }
    var coupons: [UserCoupon] = []
    for (position, element) in list.elements.enumerated() {
      let path = WirePath.root.appending("\(key)").appending(String(position))
      coupons.append(try coupon(element, path: path, sharing: &parts))
    }
    return coupons
  }

  private static func coupon(
    _ view: JSONView, path: WirePath, sharing parts: inout SharedParts
  ) throws(WireProblem) -> UserCoupon {
    guard view.isObject else { throw WireProblem(pointer: path.pointer, kind: .missing(expected: "object")) }
    let notes = WireNotes()
    do {
      var coupon = try WireObject(view, path: .root, notes: notes).whole { object throws(WireProblem) in
        try read(object, sharing: &parts)
      }
      coupon.unreadFields = notes.fields
      coupon.raw = RawJSON(view.bytes)
      return coupon
    } catch {
      // Inside a coupon pointers start at the coupon; a problem is told from the root of the answer.
      throw WireProblem(pointer: path.pointer + error.pointer, kind: error.kind)
    }
  }

  private static func read(
    _ object: WireObject, sharing parts: inout SharedParts
  ) throws(WireProblem) -> UserCoupon {
    var coupon = UserCoupon(
      code: try object.requiredIdentifier("coupon_code", CouponCode.init),
      state: CouponState(wire: try object.requiredText("coupon_state")))
    if !coupon.state.isListed { object.note(.unlistedValue, at: "coupon_state") }
    coupon.validity = window(object, "valid_begin_time", "valid_end_time")
    coupon.receiveTime = object.time("receive_time")
    coupon.sendRequestNumber = object.text("send_request_no")
    coupon.sendChannel = object.listed("send_channel")
    coupon.confirmRequestNumber = object.text("confirm_request_no")
    coupon.confirmTime = object.time("confirm_time")
    coupon.deactivation = deactivationTrace(object)
    coupon.position = try object.object("user_product_coupon_bundle_info", bundlePosition) ?? nil
    coupon.singleUsage = try object.object("single_usage_detail", usageDetail).map { Shared($0) }
    coupon.bundleUsage = try object.object("progressive_bundle_usage_detail", usageDetail).map { Shared($0) }
    coupon.sequentialUsage = try object.object("sequential_usage_detail", sequentialUsageDetail).map { Shared($0) }
    coupon.productCoupon = try shared(object, "product_coupon", in: &parts.productCoupons, productCoupon)
    coupon.stock = try shared(object, "stock", in: &parts.stocks, stock)
    if let part = coupon.productCoupon { object.note(part.unreadFields, below: "product_coupon") }
    if let part = coupon.stock { object.note(part.unreadFields, below: "stock") }
    coupon.attachment = object.text("attach")
    coupon.channelNote = object.text("channel_custom_info")
    _ = try object.object("coupon_tag_info") { tagInfo throws(WireProblem) in
      coupon.tags = tagInfo.listedElements("coupon_tag_list")
      coupon.memberCardID = try tagInfo.object("member_tag_info") { $0.text("member_card_id") } ?? nil
    }
    coupon.brandID = object.text("brand_id")
    return coupon
  }

  /// The part at `key`, read only if the same bytes were not read before.
  private static func shared<Part>(
    _ object: WireObject, _ key: StaticString, in known: inout [RawJSON: Shared<Part>],
    _ read: (JSONView) throws(WireProblem) -> Part
  ) throws(WireProblem) -> Shared<Part>? {
    guard let view = object.value(key) else { return nil }
    guard view.isObject else {
      object.note(.unexpectedValue, at: key)
      return nil
    }
    let raw = RawJSON(view.bytes)
    if let part = known[raw] { return part }
    let part = Shared(try read(view))
    known[raw] = part
    return part
  }

  private static func stock(_ view: JSONView) throws(WireProblem) -> Stock {
    let notes = WireNotes()
    var stock = try WireObject(view, path: .root, notes: notes).whole(WireCouponStock.stock)
    stock.unreadFields = notes.fields
    return stock
  }

  private static func productCoupon(_ view: JSONView) throws(WireProblem) -> ProductCoupon {
    let notes = WireNotes()
    var productCoupon = try WireObject(view, path: .root, notes: notes).whole(WireCouponOffer.productCoupon)
    productCoupon.unreadFields = notes.fields
    return productCoupon
  }
}
