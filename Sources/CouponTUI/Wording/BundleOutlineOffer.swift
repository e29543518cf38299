import CouponKit

/// The stock from which the coupon was handed out, and the offer behind it.
extension BundleOutline {
  func writeStockRules(to writer: inout OutlineWriter) {
    guard let stock = coupon.stock?.value else { return }
    writer.add(Phrase("Stock state", "批次状态"), stock.state.map { formats.bothNames($0) })
    writeTrace(stock.deactivation, Phrase("The stock was deactivated", "批次已失效"), to: &writer)
    writeQuotas(stock, to: &writer)
    writer.add(Phrase("Coupon codes", "Code 分配"), stock.codeMode)
    if let codes = stock.codeCount {
      writer.add(Phrase("Codes left", "剩余 Code"), share(codes.available, of: codes.total))
    }
    writer.add(Phrase("Stores", "可用门店"), stock.storeScope)
    writer.addGroup(Phrase("What the user reads of the stores", "门店说明")) { writer in
      writer.add(Phrase("Text", "说明"), stock.usageDisplay?.stores?.description)
      writeMiniProgram(stock.usageDisplay?.stores?.miniProgram, to: &writer)
    }
    if let usage = stock.usageDisplay { write(usage, to: &writer) }
    if let display = stock.couponDisplay { write(display, to: &writer) }
    if let remark = stock.remark {
      // A heading has the whole width: the warning is never cut off.
      writer.addGroup(Phrase("Internal: do not read out", "内部信息，请勿告知用户")) { writer in
        writer.add(Phrase("Remark", "备注"), remark, .internalOnly)
      }
    }
  }

  private func writeQuotas(_ stock: Stock, to writer: inout OutlineWriter) {
    writer.add(Phrase("Handed out", "已发放"), share(stock.sentCount?.total, of: stock.sendRule?.maxCount))
    writer.add(Phrase("Today", "今日已发放"), share(stock.sentCount?.today, of: stock.sendRule?.maxCountPerDay))
    writer.add(Phrase("Limit per user", "每人限领"), stock.sendRule?.maxCountPerUser)
  }

  /// `■□□□□□□□□□ 18,342 of 200,000 (9 %)`; of two numbers one may be missing.
  private func share(_ part: Int?, of whole: Int?) -> String? {
    switch (part, whole) {
    case (let part?, let whole?):
      (formats.bar(part, of: whole).map { $0 + " " } ?? "") + formats.share(part, of: whole)
    case (let part?, nil): formats.count(part)
    case (nil, let whole?): formats.text("? of \(formats.count(whole))", "? / \(formats.count(whole))")
    case (nil, nil): nil
    }
  }

  private func write(_ usage: UsageDisplay, to writer: inout OutlineWriter) {
    writer.addGroup(Phrase("How it is used", "使用方式")) { writer in
      let methods = usage.methods.map { formats.name($0) }.joined(separator: formats.text(", ", "、"))
      writer.add(Phrase("Ways", "方式"), methods.isEmpty ? nil : methods)
      writer.add(Phrase("Text", "使用说明"), usage.description)
      writeMiniProgram(usage.miniProgram, to: &writer)
      writer.add(Phrase("App opens", "APP 跳转"), usage.appJumpType)
      writer.addLink(Phrase("App path", "APP 路径"), usage.appPath)
      writer.add(Phrase("Passcode link", "口令链接"), usage.passcodeLink)
    }
  }

  private func write(_ display: CouponDisplay, to writer: inout OutlineWriter) {
    writer.addGroup(Phrase("In the wallet", "卡包展示")) { writer in
      writer.add(Phrase("Code", "券码展示"), display.codeDisplayMode)
      writer.add(Phrase("Colour", "背景颜色"), display.backgroundColor?.wire)
      if let entrance = display.miniProgramEntrance {
        writer.add(Phrase("Button", "入口文案"), entrance.entranceWording)
        writer.add(Phrase("Hint", "引导文案"), entrance.guidanceWording)
        writeMiniProgram(entrance.page, to: &writer)
      }
      writer.add(Phrase("Official account", "公众号"), display.officialAccountAppID)
      writer.add(Phrase("Channel", "视频号"), display.finderEntrance?.id)
      writer.add(Phrase("Its video", "视频号视频"), display.finderEntrance?.videoID)
      writer.addLink(Phrase("Video cover", "视频封面"), display.finderEntrance?.coverImageURL)
    }
  }

  func writeProduct(to writer: inout OutlineWriter) {
    guard let product = coupon.productCoupon?.value else { return }
    writer.add(Phrase("Name", "名称"), product.display?.name)
    writer.add(Phrase("Product state", "商品券状态"), product.state.map { formats.bothNames($0) })
    writeTrace(product.deactivation, Phrase("The product coupon was deactivated", "商品券已失效"), to: &writer)
    writer.add(Phrase("Type", "类型"), product.type)
    writer.add(Phrase("Applies to", "优惠范围"), product.scope)
    writer.add(Phrase("Mode", "使用模式"), product.usageMode)
    writer.add(Phrase("Rounds", "可使用次数"), product.bundleUsage?.count)
    writer.addLink(Phrase("Picture", "图片"), product.display?.imageURL)
    writer.addLink(Phrase("Background", "背景图"), product.display?.backgroundURL)
    for address in product.display?.detailImageURLs ?? [] {
      writer.addLink(Phrase("Detail picture", "详情图"), address)
    }
  }
}
