/// A coupon in a customer's wallet: its JSON as it is served, and what the gateway itself has to know of it.
struct UserCoupon: Sendable {
  let code: String
  let productCouponID: String
  let stockID: String
  /// Nil for a single coupon.
  let bundle: Place?
  private(set) var state: String
  private(set) var content: JSON
  /// When the validity begins, and when it has ended; nil when the coupon does not say.
  private let begin: UnixSeconds?
  private let end: UnixSeconds?
  /// Since when the state is as the world gives it.
  private var given = UnixSeconds.min
  /// What was true until the last change.
  private var before: (state: String, content: JSON, until: UnixSeconds)?

  /// Where a coupon stands in its bundle.
  struct Place: Sendable, Equatable {
    let bundleID: String
    /// Nil when the coupon's stock does not say; any stock bundle is right then.
    let stockBundleID: String?
  }

  /// - Throws: a sentence that names the key which is missing or of the wrong type.
  init(_ content: JSON) throws(WorldProblem) {
    guard case .object = content else { throw WorldProblem("\"coupon\" is not an object.") }
    self.content = content
    begin = content["valid_begin_time"]?.text.flatMap(unixSeconds)
    end = content["valid_end_time"]?.text.flatMap(unixSeconds)
    code = try content.requiredText("coupon_code")
    state = try content.requiredText("coupon_state")
    productCouponID = try content.requiredText("product_coupon", "product_coupon_id")
    stockID = try content.requiredText("stock", "stock_id")
    if content["user_product_coupon_bundle_info"] != nil {
      bundle = Place(
        bundleID: try content.requiredText("user_product_coupon_bundle_info", "user_coupon_bundle_id"),
        stockBundleID: content["stock"]?["stock_bundle_info"]?["stock_bundle_id"]?.text)
    } else {
      bundle = nil
    }
  }

  /// Whether the coupon can still be used, now or later; only such a coupon can be deactivated.
  var isLive: Bool { ["CONFIRMING", "PENDING", "EFFECTIVE"].contains(state) }

  /// Whether it counts its rounds itself, as one of the older mode does.
  var countsOwnRounds: Bool { content["product_coupon"]?["usage_mode"]?.text == "SEQUENTIAL" }

  func state(asOf moment: UnixSeconds) -> String {
    if let before, moment < before.until { before.state } else { state }
  }

  func content(asOf moment: UnixSeconds) -> JSON {
    if let before, moment < before.until { before.content } else { content }
  }

  /// - Parameter keepsPast: whether somebody may ask later what was true before.
  mutating func change(at now: UnixSeconds, keepsPast: Bool, _ change: (inout UserCoupon) -> Void) {
    // Of several changes in one second the first is the one before which all was as it had been.
    if keepsPast, before?.until != now { before = (state, content, now) }
    change(&self)
  }

  subscript(key: String) -> JSON? {
    get { content[key] }
    set {
      content[key] = newValue
      if key == "coupon_state", let text = newValue?.text { state = text }
    }
  }
}

// MARK: Time

extension UserCoupon {
  /// Takes the state as the world gives it: what lies in the past changes it no more.
  mutating func begin(at now: UnixSeconds) { given = now }

  /// When the state next changes by itself; nil for never.
  var nextTurn: UnixSeconds? {
    switch state {
    case "PENDING": [begin, end.map { $0 + 1 }].compactMap(\.self).filter { $0 > given }.min()
    case "CONFIRMING", "EFFECTIVE": end.map { $0 + 1 }.flatMap { $0 > given ? $0 : nil }
    default: nil
    }
  }

  /// Lets the validity begin or end.
  mutating func age(to now: UnixSeconds) {
    if isLive, let end, now > end, end >= given {
      self["coupon_state"] = "EXPIRED"
    } else if state == "PENDING", let begin, now >= begin {
      self["coupon_state"] = "EFFECTIVE"
    }
  }
}

// MARK: Deactivation

/// What a deactivation leaves on a coupon.
struct DeactivationMarks {
  let requestNumber: String
  let reason: String
  let time: String
  /// Whether each coupon gets a request number of its own instead.
  var hasOwnNumbers = false
}

extension UserCoupon {
  /// As a forged look-up shows it.
  func deactivatedInPretence(at now: UnixSeconds) -> UserCoupon {
    var coupon = self
    if isLive {
      let time = chinaTimestamp(now)
      coupon.deactivate(DeactivationMarks(requestNumber: "FORGED_0001", reason: "顾客要求退款", time: time))
    }
    return coupon
  }

  mutating func deactivate(_ marks: DeactivationMarks) {
    self["coupon_state"] = "DEACTIVATED"
    mark(marks)
  }

  mutating func mark(_ marks: DeactivationMarks) {
    guard case .object(var members) = content else { return }
    members.reserve(3)
    members["deactivate_request_no"] = JSON(marks.hasOwnNumbers ? "SYS_\(code.suffix(24))" : marks.requestNumber)
    members["deactivate_time"] = JSON(marks.time)
    members["deactivate_reason"] = JSON(marks.reason)
    content = .object(members)
  }
}

extension JSON {
  /// The text under a path of keys, which must be there and not empty.
  func requiredText(_ path: String...) throws(WorldProblem) -> String {
    var value = self
    for key in path { value = value[key] ?? .null }
    guard let text = value.text, !text.isEmpty else {
      throw WorldProblem("\"\(path.joined(separator: "."))\" is missing, empty or not a string.")
    }
    return text
  }
}
