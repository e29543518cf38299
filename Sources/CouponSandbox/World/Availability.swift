extension UserCoupon {
  /// Whether the stock's outer frame has begun and not ended. A coupon's own validity may say less, never more.
  func isInFrame(at now: UnixSeconds) -> Bool {
    let begin = period?["available_begin_time"]?.text.flatMap(unixSeconds) ?? now
    let end = period?["available_end_time"]?.text.flatMap(unixSeconds) ?? now
    return begin <= now && now <= end
  }

  /// Whether a weekly or fixed window is open. A coupon without windows is open all the time.
  func isWindowOpen(at now: UnixSeconds) -> Bool {
    guard let period else { return true }
    return isInFixedWindow(period["irregular_available_period_list"]?.elements, at: now)
      && isInWeeklyWindow(period["weekly_available_period"], at: now)
  }

  private var period: JSON? {
    ["progressive_bundle_usage_rule", "single_usage_rule", "sequential_usage_rule"]
      .compactMap { content["stock"]?[$0]?["coupon_available_period"] }.first
  }

  private func isInFixedWindow(_ windows: [JSON]?, at now: UnixSeconds) -> Bool {
    guard let windows else { return true }
    return windows.contains { window in
      guard let begin = window["begin_time"]?.text.flatMap(unixSeconds),
        let end = window["end_time"]?.text.flatMap(unixSeconds)
      else { return false }
      return begin <= now && now <= end
    }
  }

  private func isInWeeklyWindow(_ week: JSON?, at now: UnixSeconds) -> Bool {
    guard let week else { return true }
    // Days begin at midnight in China; 1970-01-01 was a Thursday, and a clock may stand before it.
    let moment = now + 8 * 3600
    let second = (moment % 86400 + 86400) % 86400
    let day = (moment - second) / 86400
    let names = ["THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY"]
    let days = week["day_list"]?.elements?.compactMap(\.text) ?? names
    let hours = week["day_period_list"]?.elements ?? [["begin_time": 0, "end_time": 86399]]
    return days.contains(names[Int((day % 7 + 7) % 7)])
      && hours.contains { ($0["begin_time"]?.integer ?? 0) <= second && second <= ($0["end_time"]?.integer ?? 86399) }
  }
}
