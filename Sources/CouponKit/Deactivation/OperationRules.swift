/// Who may send again, to which host, and who has to be called.
extension Operation {
  /// Sending again is for the agent who confirmed, while the customer is on the phone; later it is for a supervisor.
  func mayRepeat(_ person: Person, at now: Moment) -> Bool {
    person.isSupervisor || (person.agentID == wish.agentID && now.isWithin(limits.agentRepeats, of: wish.createdAt))
  }

  /// Which of the profile's hosts the newest attempt goes to, counted from 0. As long as nothing left, the next one may
  /// try the next host; once a byte may have arrived at one, every further request goes there too.
  var hostTurn: Int {
    let earlier = attempts.dropLast()
    return earlier.firstIndex { $0.outcome != .neverLeft } ?? earlier.count
  }

  /// When none of the requests that may have left can take effect any more, for people to read; `nil` when none may.
  ///
  /// What left before a restart of the machine is measured on the wall clock, with its margin, so it is certain later.
  ///
  /// - Parameter bootID: the boot that is running.
  func certainty(in bootID: String) -> Instant? {
    let ends = attempts.filter { $0.outcome != .neverLeft }.map { attempt in
      let margin = attempt.startedAt.bootID == bootID ? 0 : Moment.wallClockMargin
      return attempt.startedAt.wall.millisecondsSince1970 + limits.quarantine + margin
    }
    return ends.max().map(Instant.init(millisecondsSince1970:))
  }

  /// What somebody has to be called for.
  public enum Alarm: String, Sendable {
    /// It is settled, and some coupons are live all the same.
    case liveCouponsLeft = "live_coupons_left"
    /// A coupon is in a state that this version does not know.
    case unknownState = "unknown_state"
    /// It was told as not done, and WeChat Pay's record carries it.
    case contradiction
  }

  func alarm(as state: DeactivationReport.State) -> Alarm? {
    guard state.isClosed || state == .unknown else { return nil }
    if after.contains(where: { !$0.state.isListed }) { return .unknownState }
    let isDone = state == .confirmed || state == .already
    return isDone && after.contains(where: \.state.isLive) ? .liveCouponsLeft : nil
  }
}

extension Operation.Attempt {
  /// A verified answer said no.
  var isRefused: Bool { outcome == .settled && answer?.failure != nil }

  /// How long it has taken on the boot clock; `nil` when the machine was started anew meanwhile.
  func milliseconds(until now: Moment) -> Int64? {
    now.bootID == startedAt.bootID ? now.bootMilliseconds - startedAt.bootMilliseconds : nil
  }
}

extension Operation.CouponSnapshot {
  /// What differs between two looks at the coupons of one operation, by position.
  static func differences(_ before: [Self], _ after: [Self]) -> [CouponDifference] {
    let codes = before.map(\.code) + after.map(\.code).filter { code in !before.contains { $0.code == code } }
    return codes.compactMap { code in
      let (old, new) = (before.first { $0.code == code }, after.first { $0.code == code })
      guard old?.state != new?.state else { return nil }
      return CouponDifference(position: (new ?? old)?.position ?? 0, before: old?.state, after: new?.state)
    }
  }
}
