/// The parts of a coupon that are not shared with others.
extension WireCoupon {
  static func window(_ object: WireObject, _ begin: StaticString, _ end: StaticString) -> TimeWindow {
    TimeWindow(begin: object.time(begin), end: object.time(end))
  }

  static func deactivationTrace(_ object: WireObject) -> DeactivationTrace? {
    let trace = DeactivationTrace(
      requestNumber: object.text("deactivate_request_no"), time: object.time("deactivate_time"),
      reason: object.text("deactivate_reason"))
    return trace == DeactivationTrace() ? nil : trace
  }

  /// `nil` for an empty object. One that says something must say which bundle and where in it: a coupon of a bundle
  /// must not look like a single one.
  static func bundlePosition(_ object: WireObject) throws(WireProblem) -> BundlePosition? {
    if object.isEmpty { return nil }
    return BundlePosition(
      id: try object.requiredIdentifier("user_coupon_bundle_id", UserCouponBundleID.init),
      index: try object.requiredCount("user_coupon_bundle_index"), totalCount: object.count("total_count"),
      usedCount: object.count("used_count"))
  }

  static func usageDetail(_ object: WireObject) throws(WireProblem) -> UsageDetail {
    UsageDetail(
      useRequestNumber: object.text("use_request_no"), useTime: object.time("use_time"),
      order: try object.object("associated_order_info", paymentOrder),
      payScoreOrder: try object.object("associated_pay_score_order_info", payScoreOrder),
      savedAmount: object.cents("saved_amount"), returnRequestNumber: object.text("return_request_no"),
      returnTime: object.time("return_time"))
  }

  private static func paymentOrder(_ object: WireObject) -> PaymentOrder {
    PaymentOrder(
      transactionID: object.text("transaction_id"), outTradeNumber: object.text("out_trade_no"),
      merchantID: object.text("mchid"), subMerchantID: object.text("sub_mchid"))
  }

  private static func payScoreOrder(_ object: WireObject) -> PayScoreOrder {
    PayScoreOrder(
      orderID: object.text("order_id"), outOrderNumber: object.text("out_order_no") ?? object.text("out_trade_no"),
      merchantID: object.text("mchid"), subMerchantID: object.text("sub_mchid"))
  }

  static func sequentialUsageDetail(_ object: WireObject) throws(WireProblem) -> SequentialUsageDetail {
    SequentialUsageDetail(
      totalCount: object.count("total_count"), usedCount: object.count("used_count"),
      rounds: try object.objects("detail_item_list") { item throws(WireProblem) in
        SequentialUsageDetail.Round(
          state: item.listed("detail_state"), validity: window(item, "valid_begin_time", "valid_end_time"),
          usage: try usageDetail(item), deleteTime: item.time("delete_time"))
      })
  }
}
