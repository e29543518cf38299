import Testing

@testable import CouponKit

@Suite("Usable this minute")
struct AvailabilityTests {
  private func instant(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text + "+08:00")) }

  /// An effective coupon, valid in March 2026, of a stock with these times.
  private func coupon(_ period: AvailablePeriod = AvailablePeriod(), state: CouponState = .effective) throws
    -> UserCoupon
  {
    var coupon = UserCoupon(code: try CouponCode("1316640275000000482101"), state: state)
    coupon.validity = TimeWindow(
      begin: Timestamp(wire: "2026-03-01T00:00:00+08:00"), end: Timestamp(wire: "2026-03-31T23:59:59+08:00"))
    coupon.stock = Shared(Stock(singleRule: UsageRule(availablePeriod: period)))
    return coupon
  }

  private let breakfast = AvailablePeriod(
    weekly: WeeklyPeriod(
      days: [.monday, .tuesday, .wednesday, .thursday, .friday],
      dayPeriods: [
        DayPeriod(beginSecond: 25_200, endSecond: 35_999), DayPeriod(beginSecond: 61_200, endSecond: 71_999),
      ]))

  @Test func `without windows the validity alone decides, both ends included`() throws {
    let coupon = try coupon()
    let end = try instant("2026-03-31T23:59:59")
    #expect(
      coupon.availability(at: try instant("2026-02-28T23:59:59"))
        == .notBegun(begin: try instant("2026-03-01T00:00:00")))
    #expect(coupon.availability(at: try instant("2026-03-01T00:00:00")) == .usable(until: end))
    #expect(coupon.availability(at: end) == .usable(until: end))
    #expect(coupon.availability(at: end.advanced(bySeconds: 1)) == .over(end: end))
  }

  @Test(arguments: [
    // 2026-03-13 is a Friday.
    ("2026-03-13T06:59:59", false, "2026-03-13T07:00:00"), ("2026-03-13T07:00:00", true, "2026-03-13T09:59:59"),
    ("2026-03-13T09:59:59", true, "2026-03-13T09:59:59"), ("2026-03-13T10:00:00", false, "2026-03-13T17:00:00"),
    ("2026-03-13T20:00:00", false, "2026-03-16T07:00:00"), ("2026-03-14T08:00:00", false, "2026-03-16T07:00:00"),
  ])
  func `weekly windows open and close to the second`(moment: String, isUsable: Bool, change: String) throws {
    let change = try instant(change)
    #expect(
      try coupon(breakfast).availability(at: instant(moment))
        == (isUsable ? .usable(until: change) : .outsideWeeklyWindows(opens: change)))
  }

  @Test func `a customer is not sent to a window that opens only after the coupon expired`() throws {
    // 2026-03-31 is a Tuesday.
    #expect(try coupon(breakfast).availability(at: instant("2026-03-31T20:30:00")) == .outsideWeeklyWindows(opens: nil))
  }

  @Test func `rounds come one after the other, with the pause between them`() throws {
    let moment = try instant("2026-03-11T12:00:00")
    var rounds = try (0..<3).map { index in
      var round = try coupon()
      round.position = BundlePosition(id: try UserCouponBundleID("7204418836021957730416"), index: index, totalCount: 3)
      round.productCoupon = Shared(ProductCoupon(bundleUsage: BundleUsageInfo(intervalDays: 2)))
      return round
    }
    let end = try instant("2026-03-31T23:59:59")
    #expect(rounds[0].availability(at: moment, in: rounds) == .usable(until: end))
    #expect(rounds[2].availability(at: moment, in: rounds) == .afterRound(0))
    let used = try instant("2026-03-09T12:00:01")
    rounds[0].state = .used
    rounds[0].bundleUsage = Shared(UsageDetail(useTime: Timestamp(wire: "2026-03-09T12:00:01+08:00")))
    #expect(rounds[1].availability(at: moment, in: rounds) == .pausing(days: 2, since: used))
    #expect(rounds[1].availability(at: moment.advanced(bySeconds: 1), in: rounds) == .usable(until: end))
    #expect(rounds[2].availability(at: moment, in: rounds) == .afterRound(1))
    // A round that is over keeps none back, nor does one of another bundle.
    rounds[1].state = .deleted
    #expect(rounds[2].availability(at: moment.advanced(bySeconds: 1), in: rounds) == .usable(until: end))
    var other = rounds[1]
    other.state = .effective
    other.position?.id = try UserCouponBundleID("1")
    #expect(rounds[2].availability(at: moment.advanced(bySeconds: 1), in: rounds + [other]) == .usable(until: end))
    // One that the answer leaves out may be live, or used an hour ago.
    #expect(rounds[2].availability(at: moment.advanced(bySeconds: 1), in: [rounds[0], rounds[2]]) == .undetermined)
  }

  @Test func `a legacy coupon is as its next round is`() throws {
    let moment = try instant("2026-03-11T12:00:00")
    func round(_ state: RoundState, _ begin: String, _ end: String) -> SequentialUsageDetail.Round {
      SequentialUsageDetail.Round(
        state: state,
        validity: TimeWindow(
          begin: Timestamp(wire: "\(begin)T00:00:00+08:00"), end: Timestamp(wire: "\(end)T23:59:59+08:00")))
    }
    func coupon(_ rounds: SequentialUsageDetail.Round...) throws -> UserCoupon {
      var coupon = try self.coupon()
      coupon.sequentialUsage = Shared(SequentialUsageDetail(totalCount: 2, usedCount: 1, rounds: rounds))
      return coupon
    }
    let used = round(.used, "2026-03-01", "2026-03-31")
    #expect(
      try coupon(used, round(.effective, "2026-03-10", "2026-03-20")).availability(at: moment)
        == .usable(until: instant("2026-03-20T23:59:59")))
    #expect(
      try coupon(used, round(.pending, "2026-03-12", "2026-03-20")).availability(at: moment)
        == .notBegun(begin: instant("2026-03-12T00:00:00")))
    #expect(try coupon(used, round(.pending, "2026-03-10", "2026-03-20")).availability(at: moment) == .undetermined)
    #expect(try coupon(used).availability(at: moment) == .undetermined)
  }

  @Test(arguments: [
    "/stock/progressive_bundle_usage_rule/coupon_available_period/weekly_available_period/day_list", "/valid_end_time",
  ])
  func `a limit that could not be read is not taken for none`(pointer: String) throws {
    var coupon = try coupon()
    coupon.unreadFields = [UnreadField(pointer: pointer, reason: .unexpectedValue)]
    #expect(coupon.availability(at: try instant("2026-03-11T12:00:00")) == .undetermined)
  }

  @Test func `a window that ends before it begins says nothing`() throws {
    let night = AvailablePeriod(
      weekly: WeeklyPeriod(days: [], dayPeriods: [DayPeriod(beginSecond: 79_200, endSecond: 7200)]))
    #expect(try coupon(night).availability(at: instant("2026-03-11T23:00:00")) == .undetermined)
  }

  @Test func `windows that follow without a break are one`() throws {
    let weekend = AvailablePeriod(weekly: WeeklyPeriod(days: [.saturday, .sunday]))
    #expect(
      try coupon(weekend).availability(at: instant("2026-03-14T12:00:00"))
        == .usable(until: instant("2026-03-15T23:59:59")))
    let always = AvailablePeriod(weekly: WeeklyPeriod(days: Weekday.listed))
    #expect(
      try coupon(always).availability(at: instant("2026-03-14T12:00:00"))
        == .usable(until: instant("2026-03-31T23:59:59")))
    let night = AvailablePeriod(
      weekly: WeeklyPeriod(
        days: Weekday.listed,
        dayPeriods: [DayPeriod(beginSecond: 0, endSecond: 7199), DayPeriod(beginSecond: 79_200, endSecond: 86_399)]))
    #expect(
      try coupon(night).availability(at: instant("2026-03-14T23:00:00"))
        == .usable(until: instant("2026-03-15T01:59:59")))
  }

  @Test func `fixed windows forbid what lies between them`() throws {
    let windows = ["07", "21"].map { day in
      TimeWindow(
        begin: Timestamp(wire: "2026-03-\(day)T00:00:00+08:00"), end: Timestamp(wire: "2026-03-\(day)T23:59:59+08:00"))
    }
    let coupon = try coupon(AvailablePeriod(fixedWindows: windows))
    #expect(
      coupon.availability(at: try instant("2026-03-07T10:00:00")) == .usable(until: try instant("2026-03-07T23:59:59")))
    #expect(
      coupon.availability(at: try instant("2026-03-08T00:00:00"))
        == .outsideFixedWindows(opens: try instant("2026-03-21T00:00:00")))
    #expect(coupon.availability(at: try instant("2026-03-22T00:00:00")) == .outsideFixedWindows(opens: nil))
  }

  @Test func `the stock's frame ends a validity that is longer`() throws {
    let frame = TimeWindow(end: Timestamp(wire: "2026-03-10T23:59:59+08:00"))
    #expect(
      try coupon(AvailablePeriod(frame: frame)).availability(at: instant("2026-03-11T00:00:00"))
        == .over(end: instant("2026-03-10T23:59:59")))
  }

  @Test func `only an effective coupon can be usable`() throws {
    let moment = try instant("2026-03-14T12:00:00")
    for state in CouponState.listed where state != .effective {
      let begin = state == .confirming || state == .pending ? try instant("2026-03-01T00:00:00") : nil
      #expect(try coupon(state: state).availability(at: moment) == .forbidden(by: state, opens: begin))
    }
  }

  @Test func `nothing is promised from values that cannot be read`() throws {
    let moment = try instant("2026-03-14T12:00:00")
    #expect(try coupon(state: .unlisted("FROZEN")).availability(at: moment) == .undetermined)
    let day = AvailablePeriod(weekly: WeeklyPeriod(days: [.saturday, .unlisted("HOLIDAY")]))
    #expect(try coupon(day).availability(at: moment) == .undetermined)
    var odd = try coupon()
    odd.validity.end = .unreadable("end of March")
    #expect(odd.availability(at: moment) == .undetermined)
  }
}
