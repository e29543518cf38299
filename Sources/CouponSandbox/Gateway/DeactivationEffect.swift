/// What a deactivation does to one coupon.
enum DeactivationChange { case deactivate, mark }

extension Gateway {
  /// What a deactivation does to the rounds of a bundle that holds live ones.
  func changes(
    of rounds: [Int], in wallet: Wallet, by identity: Identity
  ) throws(Refusal) -> [(position: Int, change: DeactivationChange)] {
    var changes: [(position: Int, change: DeactivationChange)] = []
    for position in rounds {
      let coupon = wallet.coupons[position]
      switch coupon.state {
      case _ where coupon.isLive:
        if behaviour.deactivatesFirstOnly, changes.contains(where: { wallet.coupons[$0.position].isLive }) { continue }
        changes.append((position, .deactivate))
      case "USED":
        switch behaviour.usedCoupons {
        case .kept, .leftOut: break
        case .deactivated: changes.append((position, .deactivate))
        case .withReason: changes.append((position, .mark))
        case .refused: throw identity.redeemed
        }
      case "EXPIRED", "DELETED":
        switch behaviour.endedCoupons {
        case .kept: break
        case .deactivated: changes.append((position, .deactivate))
        case .refused: throw identity.refusal(forStates: [coupon.state])
        }
      default: break
      }
    }
    return changes
  }

  /// Changes the coupons, and lets it be known; or only says so, where the behaviour is to pretend.
  ///
  /// - Returns: each coupon as it is afterwards, by its position.
  func carriedOut(
    _ changes: [(position: Int, change: DeactivationChange)], in wallet: Wallet, by order: DeactivationOrder,
    _ call: Call, at now: UnixSeconds
  ) -> (Int) -> UserCoupon {
    var marks = DeactivationMarks(requestNumber: order.requestNumber, reason: order.reason, time: chinaTimestamp(now))
    marks.hasOwnNumbers = behaviour.couponNumber == .own
    let applied = { (change: DeactivationChange, coupon: inout UserCoupon) in
      if change == .deactivate { coupon.deactivate(marks) } else { coupon.mark(marks) }
    }
    if behaviour.onlyPretends {
      var coupons: [Int: UserCoupon] = [:]
      for (position, change) in changes { applied(change, &coupons[position, default: wallet.coupons[position]]) }
      return { coupons[$0] ?? wallet.coupons[$0] }
    }
    for (position, change) in changes { wallet.change(position, at: now) { applied(change, &$0) } }
    let deactivated = changes.filter { $0.change == .deactivate }
    effectHappened(
      Effect(
        call: call, brandID: order.brandID, requestNumber: order.requestNumber, reason: order.reason,
        couponCodes: deactivated.map { wallet.coupons[$0.position].code }, at: now))
    return { wallet.coupons[$0] }
  }
}

extension Identity {
  /// Why coupons in final states cannot be deactivated.
  func refusal(forStates states: [String]) -> Refusal {
    switch Set(states) {
    case ["EXPIRED"]: expired
    case ["DELETED"]: .deleted
    case ["USED"]: redeemed
    default: .wrongState
    }
  }
}
