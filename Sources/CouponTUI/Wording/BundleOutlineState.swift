import CouponKit

/// State and validity: what the customer has right now.
extension BundleOutline {
  func writeState(to writer: inout OutlineWriter) {
    writer.add(Phrase("State", "状态"), formats.bothNames(coupon.state), coupon.state.isListed ? .normal : .warning)
    let availability = coupon.availability(at: now, in: bundle)
    let isUsable = if case .usable = availability { true } else { false }
    let usable =
      isOutdated ? Phrase("not known until it has been read again", "待重新读取后方可确定") : sentence(availability)
    writer.add(Phrase("Right now", "当前"), usable, isUsable && !isOutdated ? .normal : .warning)
    if let position = coupon.position {
      writer.add(
        Phrase("Coupon", "券序"),
        position.totalCount.map { Phrase("\(position.index + 1) of \($0)", "第 \(position.index + 1) 张，共 \($0) 张") }
          ?? Phrase("\(position.index + 1)", "第 \(position.index + 1) 张"))
    }
    if coupon.state.isLive, coupon.stock?.state == .deactivated || coupon.productCoupon?.state == .deactivated {
      writer.add(
        Phrase("Note", "提示"),
        Phrase("The brand ended the offer; coupons already handed out stay valid.", "品牌已终止该商品券，已发放的券仍然有效。"))
    }
    let heading =
      coupon.state == .deactivated
      ? Phrase("This coupon was deactivated", "本券已失效") : Phrase("A deactivation of its bundle", "所属券组的失效信息")
    writeTrace(coupon.deactivation, heading, to: &writer)
  }

  private func sentence(_ availability: Availability) -> Phrase {
    switch availability {
    case .usable(let until):
      guard let end = until.map({ formats.time($0) }) else { return Phrase("usable now", "现在可用") }
      return Phrase("usable now, until \(end)", "现在可用，至 \(end)")
    case .forbidden(.pending, let opens?) where opens <= now:
      let begin = formats.time(opens)
      return Phrase(
        "not usable yet: still PENDING, though validity began \(begin)", "暂不可用：有效期自 \(begin) 起，但微信支付尚未显示已生效")
    case .forbidden(let state, let opens): return forbidden(by: state, opens: opens.map { formats.time($0) })
    case .notBegun(let begin):
      return Phrase("not usable yet; validity begins \(formats.time(begin))", "暂不可用，\(formats.time(begin)) 起有效")
    case .over(let end):
      return Phrase("not usable any more; validity ended \(formats.time(end))", "已不可用，有效期至 \(formats.time(end))")
    case .outsideWeeklyWindows(let opens):
      return closed(Phrase("outside the weekly windows", "不在每周可用时段"), opens: opens)
    case .outsideFixedWindows(let opens):
      return closed(Phrase("outside the fixed windows", "不在指定可用时段"), opens: opens)
    case .afterRound(let index):
      return Phrase("not usable yet: round \(index + 1) comes first", "暂不可用：须先使用第 \(index + 1) 轮")
    case .pausing(let days, let since):
      let (days, since) = (formats.days(days), formats.time(since))
      return Phrase(
        "may not be usable yet: the pause of \(days) since \(since) has not passed", "可能暂不可用：距上次核销（\(since)）须间隔 \(days)"
      )
    case .undetermined:
      return Phrase(
        "cannot be told: the answer leaves out what decides, or says it in a way this program does not know",
        "无法判断：应答缺少所需信息，或含有本程序未知的内容")
    }
  }

  private func closed(_ rule: Phrase, opens: Instant?) -> Phrase {
    guard let opens = opens.map({ formats.time($0) }) else {
      return Phrase("not usable now: \(rule.en), and none opens before it expires", "现在不可用：\(rule.zh)，到期前不再开放")
    }
    return Phrase("not usable now: \(rule.en); opens \(opens)", "现在不可用：\(rule.zh)，\(opens) 开放")
  }

  private func forbidden(by state: CouponState, opens: String?) -> Phrase {
    switch state {
    case .confirming: Phrase("not usable: the brand has not confirmed it yet", "不可用：品牌尚未确认发放")
    case .used: Phrase("not usable: it was redeemed", "不可用：已核销")
    case .expired: Phrase("not usable: it has expired", "不可用：已过期")
    case .deleted: Phrase("not usable: the user deleted it from the wallet", "不可用：用户已从卡包删除")
    case .deactivated: Phrase("not usable: it was deactivated", "不可用：已失效")
    case .pending, .effective, .unlisted:
      opens.map { Phrase("not usable yet; validity begins \($0)", "暂不可用，\($0) 起有效") }
        ?? Phrase("not usable yet", "暂不可用")
    }
  }

  func writeValidity(to writer: inout OutlineWriter) {
    writer.add(Phrase("From", "开始"), coupon.validity.begin)
    writer.add(Phrase("To", "结束"), coupon.validity.end)
    if coupon.state.isLive, let end = coupon.validity.end?.instant, end >= now {
      let left = formats.duration(seconds: end.seconds(since: now))
      writer.add(Phrase("Ends in", "距到期"), left)
    }
    writer.add(Phrase("Received", "领取时间"), coupon.receiveTime)
    let rules: [(Phrase, AvailablePeriod?)] = [
      (Phrase("Times of the bundle's stock", "多次优惠批次的可用时间"), coupon.stock?.bundleRule?.availablePeriod),
      (Phrase("Times of the stock", "单券批次的可用时间"), coupon.stock?.singleRule?.availablePeriod),
      (Phrase("Times of the older multi-use stock", "旧多次优惠批次的可用时间"), coupon.stock?.sequentialRule?.availablePeriod),
    ]
    for (heading, period) in rules {
      guard let period else { continue }
      writer.addGroup(heading) { write(period, to: &$0) }
    }
  }

  private func write(_ period: AvailablePeriod, to writer: inout OutlineWriter) {
    writer.add(Phrase("Period", "批次起止"), formats.window(period.frame))
    writer.add(
      Phrase("Begins", "何时生效"),
      period.waitDaysAfterReceive.map(formats.days).map { Phrase("\($0) after receipt", "领取 \($0)后") })
    writer.add(
      Phrase("Lasts", "有效天数"),
      period.availableDays.map(formats.days).map { Phrase("\($0) once it has begun", "生效后 \($0)") })
    writer.add(
      Phrase("Lasts from receipt", "领取后有效"), period.availableSeconds.map { formats.exactDuration(seconds: $0) })
    if let weekly = period.weekly { write(weekly, to: &writer) }
    for window in period.fixedWindows { write(window, to: &writer) }
  }

  private func write(_ weekly: WeeklyPeriod, to writer: inout OutlineWriter) {
    let days = weekly.days.isEmpty ? formats.text("every day", "每天") : formats.weekdays(weekly.days)
    let hours = weekly.dayPeriods.map(formats.dayPeriod).joined(separator: formats.text(", ", "、"))
    let sentence = hours.isEmpty ? formats.text("\(days), all day", "\(days) 全天") : "\(days) \(hours)"
    writer.add(Phrase("Every week", "每周"), sentence)
    guard let table = WeekTable(weekly, at: now, formats) else { return }
    for row in [table.header] + table.rows { writer.addTableRow(row, copying: sentence) }
  }

  private func write(_ window: TimeWindow, to writer: inout OutlineWriter) {
    guard let times = formats.window(window) else { return }
    writer.add(Phrase("Only", "仅限"), times + (standing(of: window).map { " · \($0)" } ?? ""))
  }

  /// Whether a window is over, open, or still to come.
  private func standing(of window: TimeWindow) -> String? {
    let (begin, end) = (window.begin?.instant, window.end?.instant)
    if let end, end < now { return formats.text("over", "已结束") }
    guard let begin else { return nil }
    if begin <= now { return end == nil ? nil : formats.text("open now", "正在开放") }
    let wait = formats.duration(seconds: begin.seconds(since: now))
    return formats.text("opens in \(wait)", "\(wait)后开放")
  }
}
