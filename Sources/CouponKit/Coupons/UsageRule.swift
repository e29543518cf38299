/// `single_usage_rule`, `progressive_bundle_usage_rule`: when a stock's coupons can be used, and what for.
public struct UsageRule: Sendable, Equatable {
  /// `coupon_available_period`
  public var availablePeriod: AvailablePeriod?
  /// `normal_coupon`, `discount_coupon`, `exchange_coupon`
  public var benefits = BenefitRules()
}

/// `sequential_usage_rule` of a legacy sequential stock.
public struct SequentialUsageRule: Sendable, Equatable {
  /// `coupon_available_period`
  public var availablePeriod: AvailablePeriod?
  /// `normal_coupon_list`, `discount_coupon_list`, `exchange_coupon_list`, one after the other.
  public var benefits = BenefitRules()
  /// `special_first`: whether the first round gives more.
  public var isFirstSpecial: Bool?
}

/// `coupon_available_period`: a moment counts only if every part that is given allows it.
public struct AvailablePeriod: Sendable, Equatable {
  /// `available_begin_time`, `available_end_time`: the outer frame of the stock.
  public var frame = TimeWindow()
  /// `available_days`: days that a coupon lasts once it is effective.
  public var availableDays: Int?
  /// `wait_days_after_receive`: days from the receipt until a coupon is effective.
  public var waitDaysAfterReceive: Int?
  /// `weekly_available_period`
  public var weekly: WeeklyPeriod?
  /// `irregular_available_period_list`: fixed windows; excludes the days and the weekly windows.
  public var fixedWindows: [TimeWindow] = []
  /// `available_seconds`: seconds from the receipt; no page explains how they combine with the rest.
  public var availableSeconds: Int64?
}

/// `weekly_available_period`
public struct WeeklyPeriod: Sendable, Equatable {
  /// `day_list`
  public var days: [Weekday] = []
  /// `day_period_list`; none is the whole day. A window never crosses midnight.
  public var dayPeriods: [DayPeriod] = []
}

/// An element of `day_period_list`, in seconds after midnight, both included; 86,399 is 23:59:59.
public struct DayPeriod: Sendable, Equatable {
  /// `begin_time`
  public var beginSecond: Int64?
  /// `end_time`
  public var endSecond: Int64?
}
