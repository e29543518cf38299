/// `single_usage_detail`, `progressive_bundle_usage_detail`: one redemption and its return. Empty when nothing happened.
public struct UsageDetail: Sendable, Equatable {
  /// `use_request_no`
  public var useRequestNumber: String?
  /// `use_time`
  public var useTime: Timestamp?
  /// `associated_order_info`
  public var order: PaymentOrder?
  /// `associated_pay_score_order_info`
  public var payScoreOrder: PayScoreOrder?
  /// `saved_amount`: what the user really saved, when the brand reported it.
  public var savedAmount: Cents?
  /// `return_request_no`
  public var returnRequestNumber: String?
  /// `return_time`; next to a use time it says that the redemption was taken back.
  public var returnTime: Timestamp?

  /// Whether nothing happened yet.
  public var isEmpty: Bool { self == UsageDetail() }
}

/// `associated_order_info`: the payment in which a coupon was redeemed.
public struct PaymentOrder: Sendable, Equatable {
  /// `transaction_id`: WeChat Pay's number.
  public var transactionID: String?
  /// `out_trade_no`: the merchant's number.
  public var outTradeNumber: String?
  /// `mchid`
  public var merchantID: String?
  /// `sub_mchid`
  public var subMerchantID: String?
}

/// `associated_pay_score_order_info`: the pay-score order in which a coupon was redeemed.
public struct PayScoreOrder: Sendable, Equatable {
  /// `order_id`: WeChat Pay's number.
  public var orderID: String?
  /// `out_order_no`, in one table `out_trade_no`: the merchant's number.
  public var outOrderNumber: String?
  /// `mchid`
  public var merchantID: String?
  /// `sub_mchid`
  public var subMerchantID: String?
}

/// `sequential_usage_detail`: the rounds inside a legacy sequential coupon.
public struct SequentialUsageDetail: Sendable, Equatable {
  /// `total_count`
  public var totalCount: Int?
  /// `used_count`
  public var usedCount: Int?
  /// `detail_item_list`, in order.
  public var rounds: [Round] = []

  public struct Round: Sendable, Equatable {
    /// `detail_state`
    public var state: RoundState?
    /// `valid_begin_time`, `valid_end_time`
    public var validity = TimeWindow()
    /// `use_request_no`, `use_time`, `associated_order_info`, `return_request_no`, `return_time`
    public var usage = UsageDetail()
    /// `delete_time`
    public var deleteTime: Timestamp?
  }
}
