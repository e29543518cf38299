import CouponKit

/// What support and the brand ask for, ready to be copied.
extension BundleOutline {
  func writeReferences(to writer: inout OutlineWriter) {
    writer.addPersonal(Phrase("Coupon code", "商品券 Code"), coupon.code.text)
    writer.add(Phrase("Bundle", "用户券组 ID"), coupon.position?.id.text)
    writer.add(Phrase("Product coupon", "商品券 ID"), coupon.productCoupon?.id?.text)
    writer.add(Phrase("Brand's product number", "外部商品 ID"), coupon.productCoupon?.outProductNumber)
    writer.add(Phrase("Stock", "批次 ID"), coupon.stock?.id?.text)
    writer.add(Phrase("Stock bundle", "批次组 ID"), coupon.stock?.bundlePosition?.id?.text)
    writer.add(Phrase("Place in the stock bundle", "批次组内次序"), coupon.stock?.bundlePosition?.index.map { $0 + 1 })
    writer.add(Phrase("Brand", "品牌 ID"), coupon.brandID)
    writeContradictions(to: &writer)
    writer.add(Phrase("Issued through", "发券渠道"), coupon.sendChannel)
    writer.add(Phrase("Send request number", "发券请求单号"), coupon.sendRequestNumber)
    writer.add(Phrase("Confirmed", "确认发放时间"), coupon.confirmTime)
    writer.add(Phrase("Confirm request number", "确认请求单号"), coupon.confirmRequestNumber)
    writer.add(Phrase("Notices go to", "事件通知 AppID"), coupon.stock?.notifyAppID)
    let tags = coupon.tags.map { formats.name($0) }.joined(separator: formats.text(", ", "、"))
    writer.add(Phrase("Tags", "标签"), tags.isEmpty ? nil : tags)
    writer.add(Phrase("Member card", "会员卡模板 ID"), coupon.memberCardID)
    writer.add(Phrase("Brand's note", "自定义附加信息"), coupon.attachment, .internalOnly)
    writer.add(Phrase("Channel's note", "渠道自定义信息"), coupon.channelNote, .internalOnly)
  }

  /// The answer repeats some identifiers. Only one that differs is worth a line, and then it is worth a warning.
  private func writeContradictions(to writer: inout OutlineWriter) {
    let repeats: [(Phrase, String?, String?)] = [
      (Phrase("Brand of the product coupon", "商品券的品牌 ID"), coupon.productCoupon?.brandID, coupon.brandID),
      (Phrase("Brand of the stock", "批次的品牌 ID"), coupon.stock?.brandID, coupon.brandID),
      (
        Phrase("Product coupon of the stock", "批次的商品券 ID"), coupon.stock?.productCouponID?.text,
        coupon.productCoupon?.id?.text
      ),
    ]
    for (label, repeated, first) in repeats where repeated != first { writer.add(label, repeated, .warning) }
  }
}
