/// What a customer or a shop does while an agent looks.
enum Act: String, CaseIterable {
  case use, `return`, delete, confirm
}

/// An order to a running sandbox: `use CODE`, `return CODE`, `delete CODE`, `confirm CODE`, `clock +2h`, `rotate`, `calm`.
enum OperatorOrder: Equatable {
  case act(Act, code: String)
  /// Seconds.
  case clock(UnixSeconds)
  /// A new platform certificate.
  case rotate
  /// No more faults.
  case calm

  static let forms = "use, return, delete or confirm CODE; clock +2h; rotate; calm"

  init?(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    switch (words.first, words.count) {
    case ("rotate", 1): self = .rotate
    case ("calm", 1): self = .calm
    case ("clock", 2):
      guard let seconds = OperatorOrder.seconds(words[1]) else { return nil }
      self = .clock(seconds)
    case (let word?, 2):
      guard let act = Act(rawValue: word) else { return nil }
      self = .act(act, code: words[1])
    default: return nil
    }
  }

  /// `+2h`, `-90s`: a whole number and d, h, m or s.
  private static func seconds(_ text: String) -> UnixSeconds? {
    let units: [Character: UnixSeconds] = ["d": 86400, "h": 3600, "m": 60, "s": 1]
    guard let unit = text.last.flatMap({ units[$0] }), let count = UnixSeconds(text.dropLast()),
      count.magnitude < 1_000_000
    else { return nil }
    return count * unit
  }
}

extension Gateway {
  /// Lets the customer or the shop act on a coupon.
  ///
  /// - Throws: the refusal that the real call would get.
  func carryOut(_ act: Act, onCode code: String, at now: UnixSeconds) throws(Refusal) {
    guard let (wallet, position) = world.find(code: code, at: now) else {
      throw .unknownCoupon(subCode: 268_578_851)
    }
    let coupon = wallet.coupons[position]
    switch act {
    case .confirm:
      guard coupon.state == "CONFIRMING" else { throw .wrongState }
      wallet.change(position, at: now) { $0.confirm(at: now) }
    case .delete:
      guard coupon.isLive else { throw .wrongState }
      wallet.change(position, at: now) { $0["coupon_state"] = "DELETED" }
    // How such a one is written down once a round is used, no page shows.
    case .use where coupon.countsOwnRounds, .return where coupon.countsOwnRounds: throw .wrongState
    case .use:
      guard coupon.state == "EFFECTIVE", wallet.isNextRound(position) else { throw .wrongState }
      guard coupon.isInFrame(at: now) else { throw .outsideValidity }
      guard coupon.isWindowOpen(at: now), wallet.endOfPause(before: position) ?? now <= now else {
        throw .outsideWindows
      }
      wallet.change(position, at: now) { $0.use(at: now) }
      wallet.recountUses(ofBundleOf: position, at: now)
    case .return:
      guard coupon.state == "USED", wallet.isLastUsedRound(position) else { throw .wrongState }
      wallet.change(position, at: now) { $0.returnToCustomer(at: now) }
      wallet.recountUses(ofBundleOf: position, at: now)
    }
  }
}

extension Wallet {
  /// Every round of a bundle says how many have been used.
  fileprivate func recountUses(ofBundleOf position: Int, at now: UnixSeconds) {
    let rounds = rounds(with: position)
    let count = rounds.count { coupons[$0].state == "USED" }
    for round in rounds {
      var info = coupons[round]["user_product_coupon_bundle_info"]
      info?["used_count"] = JSON(count)
      change(round, at: now) { $0["user_product_coupon_bundle_info"] = info }
    }
  }
}

extension UserCoupon {
  /// A coupon that was confirmed waits for its time, or has come into it.
  fileprivate mutating func confirm(at now: UnixSeconds) {
    self["confirm_request_no"] = JSON("CONFIRM_\(now)")
    self["confirm_time"] = JSON(chinaTimestamp(now))
    self["coupon_state"] = "PENDING"
    age(to: now)
  }

  fileprivate mutating func use(at now: UnixSeconds) {
    self["coupon_state"] = "USED"
    self[usageKey] = [
      "use_request_no": JSON("USE_\(now)"), "use_time": JSON(chinaTimestamp(now)),
      "associated_order_info": [
        "transaction_id": JSON("42000028410000\(now)"), "out_trade_no": JSON("SHOP\(now)"),
        "mchid": JSON(Credentials.merchantID),
      ],
    ]
  }

  fileprivate mutating func returnToCustomer(at now: UnixSeconds) {
    self["coupon_state"] = "EFFECTIVE"
    self[usageKey] = (self[usageKey] ?? [:]).adding([
      "return_request_no": JSON("RETURN_\(now)"), "return_time": JSON(chinaTimestamp(now)),
    ])
    age(to: now)
  }

  private var usageKey: String { bundle == nil ? "single_usage_detail" : "progressive_bundle_usage_detail" }
}
