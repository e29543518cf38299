import CouponKit

/// What the coupon gives, and what can be had for it.
extension BundleOutline {
  func writeBenefit(to writer: inout OutlineWriter) {
    let chosen = coupon.benefit
    writer.add(
      Phrase("Benefit", "优惠"), chosen.map(sentence) ?? Phrase("the answer holds no rule", "返回内容未给出优惠规则"))
    let levels: [(Phrase, BenefitRules?)] = [
      (Phrase("Rules of the bundle's stock", "多次优惠批次规则"), coupon.stock?.bundleRule?.benefits),
      (Phrase("Rules of the stock", "单券批次规则"), coupon.stock?.singleRule?.benefits),
      (Phrase("Rules of the product coupon", "商品券规则"), coupon.productCoupon?.benefits),
      (Phrase("Rules of the older multi-use stock", "旧多次优惠批次规则"), coupon.stock?.sequentialRule?.benefits),
    ]
    let given = levels.compactMap { heading, rules in rules.map { (heading, $0.benefits) } }
    // The usual coupon has one rule, which the first line has said.
    if given.flatMap(\.1) != [chosen].compactMap({ $0 }) {
      for (heading, benefits) in given {
        writer.addGroup(heading) { writer in
          for benefit in benefits {
            writer.add(benefit.type.name ?? Phrase("Benefit", "优惠"), sentence(benefit))
          }
        }
      }
    }
    writeSequentialRules(to: &writer)
    writer.add(Phrase("Original price", "商品原价"), coupon.productCoupon?.display?.originalPrice)
    for package in coupon.productCoupon?.display?.packages ?? [] { write(package, to: &writer) }
  }

  private func sentence(_ benefit: Benefit) -> Phrase {
    switch benefit {
    case .moneyOff(let threshold, let amountOff):
      let amount = amountOff.map(formats.money) ?? "?"
      return above(threshold, Phrase("\(amount) off", "减 \(amount)"))
    case .percentOff(let threshold, let percent):
      let discount = percent.map { formats.discount(percentOff: $0) } ?? "?"
      return above(threshold, Phrase(discount, discount))
    case .exchange(let threshold, let price):
      let amount = price.map(formats.money) ?? "?"
      return above(threshold, Phrase("the item for \(amount)", "\(amount) 兑换"))
    }
  }

  /// A threshold of 0 is none.
  private func above(_ threshold: Cents?, _ gain: Phrase) -> Phrase {
    guard let threshold else { return Phrase("\(gain.en); the minimum is not told", "\(gain.zh)（门槛未告知）") }
    guard threshold.count != 0 else {
      return Phrase("no minimum, \(gain.en)", "无门槛，\(gain.zh)")
    }
    let amount = formats.money(threshold)
    return Phrase("\(gain.en) from \(amount) up", "满 \(amount)，\(gain.zh)")
  }

  private func writeSequentialRules(to writer: inout OutlineWriter) {
    let rules = coupon.productCoupon?.sequentialUsage
    let isFirstSpecial = coupon.stock?.sequentialRule?.isFirstSpecial
    writer.addGroup(Phrase("Rounds of the older mode", "旧多次优惠轮次")) { writer in
      writer.add(Phrase("Rule", "规则"), rules?.kind)
      writer.add(Phrase("Can be used", "可使用次数"), rules?.count)
      writer.add(Phrase("Lasts", "有效天数"), rules?.availableDays.map(formats.days))
      writer.add(Phrase("Interval", "使用间隔"), rules?.intervalDays.map(formats.days))
      writer.add(
        Phrase("First round gives more", "首笔特惠"),
        isFirstSpecial.map { formats.text($0 ? Phrase("yes", "是") : Phrase("no", "否")) })
    }
  }

  private func write(_ package: ComboPackage, to writer: inout OutlineWriter) {
    let name = package.name ?? formats.text("Package", "套餐")
    let pick = package.pickCount.map { formats.text(" · pick \($0)", " · 任选 \($0)") } ?? ""
    writer.addGroup(name + pick) { writer in
      for choice in package.choices {
        let count = choice.count.map { " ×\(formats.count($0))" } ?? ""
        let price = choice.price.map { " \(formats.money($0))" } ?? ""
        writer.add(Phrase("Choice", "单品"), (choice.name ?? "?") + count + price)
        writer.addLink(Phrase("Picture", "图片"), choice.imageURL)
        writeMiniProgram(choice.miniProgram, to: &writer)
      }
    }
  }
}
