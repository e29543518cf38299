import CouponKit

/// A platform value which has a name in every language, if this version knows it.
protocol Named: OpenEnumeration {
  /// `nil` for a value that is newer than this version.
  var name: Phrase? { get }
}

extension Formats {
  /// The value's name; a value without one stands as it came.
  func name(_ value: some Named) -> String { value.name.map(text) ?? value.wire }

  /// `EFFECTIVE 已生效`: what the platform's pages and the brand's console call it.
  func bothNames(_ state: some Named) -> String { state.name.map { "\(state.wire) \($0.zh)" } ?? state.wire }
}

extension CouponState: Named {
  var name: Phrase? {
    switch self {
    case .confirming: Phrase("waiting for the brand", "待确认")
    case .pending: Phrase("not yet effective", "已发放待生效")
    case .effective: Phrase("effective", "已生效")
    case .used: Phrase("redeemed", "已核销")
    case .expired: Phrase("expired", "已过期")
    case .deleted: Phrase("deleted by the customer", "已删除")
    case .deactivated: Phrase("deactivated", "已失效")
    case .unlisted: nil
    }
  }
}

extension RoundState: Named {
  /// The same words as for a coupon.
  var name: Phrase? { isListed ? CouponState(wire: wire).name : nil }
}

extension ProductCouponState: Named {
  var name: Phrase? {
    switch self {
    case .auditing: Phrase("under review", "审核中")
    case .effective: Phrase("in force", "生效中")
    case .deactivated: Phrase("ended by the brand", "已失效")
    case .unlisted: nil
    }
  }
}

extension StockState: Named {
  var name: Phrase? {
    switch self {
    case .auditing: Phrase("under review", "审核中")
    case .sending: Phrase("handing out", "发放中")
    case .paused: Phrase("paused", "已暂停")
    case .stopped: Phrase("stopped, its end time is reached", "已停止")
    case .deactivated: Phrase("ended by the brand", "已失效")
    case .unlisted: nil
    }
  }
}

extension SendChannel: Named {
  var name: Phrase? {
    switch self {
    case .api: Phrase("API", "接口发券")
    case .brandManage: Phrase("brand console", "品牌经营平台发券")
    case .receiveComponent: Phrase("receiving component", "领券组件发券")
    case .merchantCard: Phrase("merchant card", "商家名片")
    case .member: Phrase("membership", "会员")
    case .smallActivity: Phrase("small activity", "小活动")
    case .unlisted: nil
    }
  }
}

extension Scope: Named {
  var name: Phrase? {
    switch self {
    case .all: Phrase("whole shop", "全场券")
    case .single: Phrase("named items", "单品券")
    case .category: Phrase("category", "品类券")
    case .unlisted: nil
    }
  }
}

extension CouponType: Named {
  var name: Phrase? {
    switch self {
    case .moneyOff: Phrase("money off", "满减券")
    case .percentOff: Phrase("percent off", "折扣券")
    case .exchange: Phrase("exchange", "兑换券")
    case .unlisted: nil
    }
  }
}

extension UsageMode: Named {
  var name: Phrase? {
    switch self {
    case .single: Phrase("single use", "单券")
    case .progressiveBundle: Phrase("bundle, used round by round", "多次优惠")
    case .sequential: Phrase("several rounds in one coupon (older mode)", "多次优惠（旧模式）")
    case .unlisted: nil
    }
  }
}

extension SequentialKind: Named {
  var name: Phrase? {
    switch self {
    case .incremental: Phrase("rising", "递增")
    case .equal: Phrase("the same each round", "等额")
    case .unlisted: nil
    }
  }
}

extension CouponTag: Named {
  var name: Phrase? {
    switch self {
    case .member: Phrase("member", "会员")
    case .unlisted: nil
    }
  }
}
