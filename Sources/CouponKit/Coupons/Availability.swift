/// Whether a coupon can be used at one moment, and if not, which rule forbids it.
public enum Availability: Sendable, Equatable {
  /// Until the first moment at which some rule ends it; `nil` when no rule gives an end.
  case usable(until: Instant?)
  /// The state alone forbids it. `opens` is the begin of the validity, for a state that waits for it.
  case forbidden(by: CouponState, opens: Instant?)
  case notBegun(begin: Instant)
  case over(end: Instant)
  /// Outside the weekly windows; `opens` is `nil` when none comes before the validity ends.
  case outsideWeeklyWindows(opens: Instant?)
  /// Outside the fixed windows; `opens` is `nil` when none comes before the validity ends.
  case outsideFixedWindows(opens: Instant?)
  /// Rounds of a bundle are redeemed in their order, and this one, counted from 0, comes first.
  case afterRound(Int)
  /// Another round was redeemed less than so many days ago; no page says whether they are days of the calendar.
  case pausing(days: Int, since: Instant)
  /// The state, a time or a weekday that decides is one which this version cannot read.
  case undetermined
}

extension UserCoupon {
  /// Whether the coupon can be used at `moment`, as far as its state, its validity and its stock's windows tell.
  ///
  /// A redemption outside the windows is refused although the coupon is effective. Waiting days and days of validity are
  /// in the coupon's own validity already; no page says how `available_seconds` combines, so it does not count.
  ///
  /// - Parameter bundle: the coupons of the same bundle, this one among them or not.
  public func availability(at moment: Instant, in bundle: [UserCoupon] = []) -> Availability {
    switch state {
    case .unlisted: return .undetermined
    case .confirming, .pending: return .forbidden(by: state, opens: validity.begin?.instant)
    case .used, .expired, .deleted, .deactivated: return .forbidden(by: state, opens: nil)
    case .effective: break
    }
    let windows = UsableWindows(validity: validity, period: stock?.availablePeriod)
    guard windows.areReadable, !hasUnreadLimits else { return .undetermined }
    if let begin = windows.begin, moment < begin { return .notBegun(begin: begin) }
    if let end = windows.end, moment > end { return .over(end: end) }
    if !windows.weeklyAllows(moment) { return .outsideWeeklyWindows(opens: windows.opening(after: moment)) }
    if !windows.fixedAllow(moment) { return .outsideFixedWindows(opens: windows.opening(after: moment)) }
    return turn(at: moment, in: bundle) ?? .usable(until: roundEnd(windows.closing(after: moment)))
  }

  /// Whether a part of what bounds its use is one that this version does not know, or is not as it should be.
  private var hasUnreadLimits: Bool {
    let parts = [
      "/valid_begin_time", "/valid_end_time", "/stock", "/stock/single_usage_rule",
      "/stock/progressive_bundle_usage_rule",
      "/stock/sequential_usage_rule", "/product_coupon", "/product_coupon/progressive_bundle_usage_info",
      "/product_coupon/progressive_bundle_usage_info/interval_days",
    ]
    return unreadFields.contains { field in
      parts.contains(field.pointer) || field.pointer.contains("/coupon_available_period")
        || field.reason == .unexpectedValue && field.pointer.hasPrefix("/sequential_usage_detail")
    }
  }

  /// The round of a legacy coupon that comes next, the first that has not ended; nil when the answer does not tell.
  private var legacyRound: SequentialUsageDetail.Round? {
    sequentialUsage?.rounds.first { round in
      switch round.state {
      case .used?, .expired?, .deleted?, .deactivated?: false
      case .pending?, .effective?, .unlisted?, nil: true
      }
    }
  }

  private func roundEnd(_ end: Instant?) -> Instant? {
    [end, legacyRound?.validity.end?.instant].compactMap { $0 }.min()
  }

  /// Why it is not this round's turn yet; nil when it is.
  private func turn(at moment: Instant, in bundle: [UserCoupon]) -> Availability? {
    guard let position else {
      // One of a bundle that does not say which has a turn, and nobody knows when.
      return productCoupon?.usageMode == .progressiveBundle ? .undetermined : legacyTurn(at: moment)
    }
    let before = bundle.filter { ($0.position?.index ?? .max) < position.index && $0.position?.id == position.id }
    // A round that was left out may be live, or redeemed an hour ago.
    guard Set(before.compactMap(\.position?.index)).count == position.index else { return .undetermined }
    if let first = before.filter(\.state.isLive).compactMap(\.position?.index).min() { return .afterRound(first) }
    guard let days = productCoupon?.bundleUsage?.intervalDays, (1...366).contains(days) else { return nil }
    let redeemed = before.filter { $0.state == .used }.map { $0.usage?.useTime?.instant }
    if redeemed.contains(nil) { return .undetermined }
    guard let since = redeemed.compactMap({ $0 }).max(), moment < since.advanced(bySeconds: Int64(days) * 86_400) else {
      return nil
    }
    return .pausing(days: days, since: since)
  }

  /// The same for the rounds inside of a legacy coupon.
  private func legacyTurn(at moment: Instant) -> Availability? {
    guard sequentialUsage != nil else { return nil }
    guard let round = legacyRound, round.state == .pending || round.state == .effective else { return .undetermined }
    if let begin = round.validity.begin?.instant, moment < begin { return .notBegun(begin: begin) }
    if let end = round.validity.end?.instant, moment > end { return .over(end: end) }
    return round.state == .effective ? nil : .undetermined
  }
}

/// Everything that bounds the use of an effective coupon. A moment counts only if every part allows it.
private struct UsableWindows {
  let begin: Instant?
  let end: Instant?
  let areReadable: Bool
  private let weekly: WeeklyPeriod?
  private let fixed: [(begin: Instant, end: Instant)]

  init(validity: TimeWindow, period: AvailablePeriod?) {
    let frame = period?.frame ?? TimeWindow()
    let begins = [validity.begin, frame.begin].compactMap { $0 }
    let ends = [validity.end, frame.end].compactMap { $0 }
    let fixedTimes = (period?.fixedWindows ?? []).flatMap { [$0.begin, $0.end] }
    begin = begins.compactMap(\.instant).max()
    end = ends.compactMap(\.instant).min()
    weekly = period?.weekly
    fixed = (period?.fixedWindows ?? []).compactMap { window in
      guard let begin = window.begin?.instant, let end = window.end?.instant else { return nil }
      return (begin, end)
    }
    areReadable =
      (begins + ends).allSatisfy { $0.instant != nil } && fixedTimes.allSatisfy { $0?.instant != nil }
      && (period?.weekly?.days ?? []).allSatisfy(\.isListed)
      && (period?.weekly?.dayPeriods ?? []).allSatisfy { $0.beginSecond ?? 0 <= $0.endSecond ?? 86_399 }
  }

  func weeklyAllows(_ moment: Instant) -> Bool {
    guard let weekly else { return true }
    let time = ChinaTime(moment)
    guard weekly.days.isEmpty || weekly.days.contains(time.weekday) else { return false }
    return weekly.dayPeriods.isEmpty || weekly.dayPeriods.contains { $0.seconds.contains(time.secondsAfterMidnight) }
  }

  func fixedAllow(_ moment: Instant) -> Bool {
    fixed.isEmpty || fixed.contains { $0.begin <= moment && moment <= $0.end }
  }

  private func allow(_ moment: Instant) -> Bool {
    moment >= begin ?? moment && moment <= end ?? moment && weeklyAllows(moment) && fixedAllow(moment)
  }

  /// The first moment after `moment` which everything allows. Only where a window begins can that be.
  func opening(after moment: Instant) -> Instant? {
    let starts = [moment] + fixed.map(\.begin).filter { $0 > moment }
    return starts.flatMap { [$0] + weeklyBegins(after: $0) }.filter { $0 > moment && allow($0) }.min()
  }

  /// The last moment up to which use stays possible without a break.
  func closing(after moment: Instant) -> Instant? {
    let fixedEnd = fixed.filter { $0.begin <= moment && moment <= $0.end }.map(\.end).max()
    return [end, fixedEnd, weeklyEnd(after: moment)].compactMap { $0 }.min()
  }

  private func weeklyBegins(after moment: Instant) -> [Instant] {
    guard let weekly else { return [] }
    let today = ChinaTime(moment).date.daysSince1970
    let begins = weekly.dayPeriods.isEmpty ? [0] : weekly.dayPeriods.map(\.seconds.lowerBound)
    return (0...7).flatMap { day in
      begins.map { ChinaTime(date: CalendarDate(daysSince1970: today + day), secondsAfterMidnight: $0).instant }
    }
  }

  /// The end of the weekly window around `moment`, windows that follow without a break taken together; `nil` when
  /// there is no break in a week.
  private func weeklyEnd(after moment: Instant) -> Instant? {
    guard let weekly else { return nil }
    var last = moment
    for _ in 0...(7 * max(weekly.dayPeriods.count, 1)) {
      let time = ChinaTime(last)
      let ends = weekly.dayPeriods.filter { $0.seconds.contains(time.secondsAfterMidnight) }.map(\.seconds.upperBound)
      let end = ChinaTime(date: time.date, secondsAfterMidnight: weekly.dayPeriods.isEmpty ? 86_399 : ends.max() ?? 0)
      let next = end.instant.advanced(bySeconds: 1)
      if !weeklyAllows(next) { return end.instant }
      last = next
    }
    return nil
  }
}

extension DayPeriod {
  /// From the first second to the last; a bound that is not given is the day's.
  fileprivate var seconds: ClosedRange<Int64> {
    let begin = min(beginSecond ?? 0, 86_399)
    return begin...max(begin, min(endSecond ?? 86_399, 86_399))
  }
}
