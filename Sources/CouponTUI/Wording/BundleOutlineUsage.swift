import CouponKit

/// What was redeemed and returned, and what comes next.
extension BundleOutline {
  func writeUsage(to writer: inout OutlineWriter) {
    writeBundleProgress(to: &writer)
    writeDetail(coupon.bundleUsage?.value, Phrase("This round", "本轮"), to: &writer)
    writeDetail(coupon.singleUsage?.value, Phrase("Single coupon", "单券"), to: &writer)
    writeRounds(to: &writer)
    let isTold = [coupon.bundleUsage, coupon.singleUsage].contains { $0?.isEmpty == false }
    if !isTold, coupon.sequentialUsage == nil {
      writer.add(
        Phrase("Redeemed", "核销"),
        coupon.state == .used
          ? Phrase("yes; the answer gives no details", "已核销，应答未含明细") : Phrase("not redeemed", "未核销"))
    }
  }

  private func writeBundleProgress(to writer: inout OutlineWriter) {
    guard let own = coupon.position else { return }
    let positions = [own] + bundle.compactMap(\.position).filter { $0.id == own.id }
    // Coupons of one answer may have been read at different moments; the largest number is the newest.
    if let used = positions.compactMap(\.usedCount).max() {
      let total = positions.compactMap(\.totalCount).max()
      writer.add(
        Phrase("Bundle used", "券组进度"), total.map { formats.progress(used: used, total: $0) } ?? formats.count(used))
    }
    let waiting = bundle.filter { $0.position?.id == own.id && [.pending, .confirming].contains($0.state) }
    if let next = waiting.min(by: { ($0.position?.index ?? .max) < ($1.position?.index ?? .max) }),
      let index = next.position?.index, let begin = next.validity.begin
    {
      let (time, wait) = (formats.time(begin), wait(for: begin.instant))
      writer.add(
        Phrase("Next round", "下一轮"),
        Phrase("\(index + 1), from \(time)\(wait.en)", "第 \(index + 1) 轮，\(time) 起\(wait.zh)"))
    }
    if let pause = coupon.productCoupon?.bundleUsage?.intervalDays {
      let days = formats.days(pause)
      writer.add(
        Phrase("Interval", "使用间隔"), pause == 0 ? Phrase("none", "无") : Phrase("\(days) between rounds", days))
    }
  }

  /// How long it is until then, behind the time itself; empty once it has come.
  private func wait(for begin: Instant?) -> Phrase {
    guard let begin, begin > now else { return Phrase("", "") }
    // People count days by the calendar.
    let days = ChinaTime(begin).date.daysSince1970 - ChinaTime(now).date.daysSince1970
    let duration = days > 0 ? formats.days(Int(days)) : formats.duration(seconds: begin.seconds(since: now))
    return Phrase(" (in \(duration))", "（\(duration)后）")
  }

  private func writeDetail(_ detail: UsageDetail?, _ heading: Phrase, to writer: inout OutlineWriter) {
    guard let detail else { return }
    writer.addGroup(heading) { write(detail, to: &$0) }
  }

  private func write(_ detail: UsageDetail, to writer: inout OutlineWriter) {
    writer.add(Phrase("Redeemed", "核销时间"), detail.useTime)
    writer.add(Phrase("Saved", "优惠金额"), detail.savedAmount)
    writer.add(Phrase("Redeem request number", "核销请求单号"), detail.useRequestNumber)
    if let order = detail.order {
      writer.addGroup(Phrase("Payment", "支付订单")) { writer in
        writer.addPersonal(Phrase("WeChat Pay number", "微信支付单号"), order.transactionID)
        writer.addPersonal(Phrase("Merchant's number", "商户订单号"), order.outTradeNumber)
        writer.add(Phrase("Merchant", "商户号"), order.merchantID)
        writer.add(Phrase("Sub-merchant", "子商户号"), order.subMerchantID)
      }
    }
    if let order = detail.payScoreOrder {
      writer.addGroup(Phrase("Pay-score order", "支付分订单")) { writer in
        writer.addPersonal(Phrase("WeChat Pay number", "微信支付服务订单号"), order.orderID)
        writer.addPersonal(Phrase("Merchant's number", "商户服务订单号"), order.outOrderNumber)
        writer.add(Phrase("Merchant", "商户号"), order.merchantID)
        writer.add(Phrase("Sub-merchant", "子商户号"), order.subMerchantID)
      }
    }
    writer.add(Phrase("Returned", "退券时间"), detail.returnTime)
    writer.add(Phrase("Return request number", "退券请求单号"), detail.returnRequestNumber)
  }

  private func writeRounds(to writer: inout OutlineWriter) {
    guard let usage = coupon.sequentialUsage?.value else { return }
    writer.addGroup(Phrase("Older multi-use coupon", "旧多次优惠")) { writer in
      if let used = usage.usedCount, let total = usage.totalCount {
        writer.add(Phrase("Used", "进度"), formats.progress(used: used, total: total))
      } else {
        writer.add(Phrase("Used", "已用次数"), usage.usedCount)
        writer.add(Phrase("Of", "总次数"), usage.totalCount)
      }
      for (position, round) in usage.rounds.enumerated() {
        writer.addGroup(Phrase("Round \(position + 1)", "第 \(position + 1) 轮")) { writer in
          writer.add(Phrase("State", "状态"), round.state.map { formats.bothNames($0) })
          writer.add(Phrase("Valid", "有效期"), formats.window(round.validity))
          write(round.usage, to: &writer)
          writer.add(Phrase("Deleted", "删除时间"), round.deleteTime)
        }
      }
    }
  }
}
