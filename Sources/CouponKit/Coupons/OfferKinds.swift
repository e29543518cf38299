/// The kind of benefit, `type` of the product coupon.
public enum CouponType: OpenEnumeration {
  case moneyOff, percentOff, exchange
  case unlisted(String)

  public static let listed: [CouponType] = [.moneyOff, .percentOff, .exchange]

  public var wire: String {
    switch self {
    case .moneyOff: "NORMAL"
    case .percentOff: "DISCOUNT"
    case .exchange: "EXCHANGE"
    case .unlisted(let text): text
    }
  }
}

/// What the benefit applies to, `scope`. No page explains `CATEGORY`.
public enum Scope: OpenEnumeration {
  case all, single, category
  case unlisted(String)

  public static let listed: [Scope] = [.all, .single, .category]

  public var wire: String {
    switch self {
    case .all: "ALL"
    case .single: "SINGLE"
    case .category: "CATEGORY"
    case .unlisted(let text): text
    }
  }
}

/// How often the offer can be used, `usage_mode`. `SEQUENTIAL` is the older mode: one coupon with several rounds inside.
public enum UsageMode: OpenEnumeration {
  case single, progressiveBundle, sequential
  case unlisted(String)

  public static let listed: [UsageMode] = [.single, .progressiveBundle, .sequential]

  public var wire: String {
    switch self {
    case .single: "SINGLE"
    case .progressiveBundle: "PROGRESSIVE_BUNDLE"
    case .sequential: "SEQUENTIAL"
    case .unlisted(let text): text
    }
  }
}

/// The rule of a legacy sequential coupon, `sequential_usage_info.type`.
public enum SequentialKind: OpenEnumeration {
  case incremental, equal
  case unlisted(String)

  public static let listed: [SequentialKind] = [.incremental, .equal]

  public var wire: String {
    switch self {
    case .incremental: "INCREMENTAL"
    case .equal: "EQUAL"
    case .unlisted(let text): text
    }
  }
}

/// By which way the coupon came to the user, `send_channel`.
public enum SendChannel: OpenEnumeration {
  case api, brandManage, receiveComponent, merchantCard, member, smallActivity
  case unlisted(String)

  public static let listed: [SendChannel] = [
    .api, .brandManage, .receiveComponent, .merchantCard, .member, .smallActivity,
  ]

  public var wire: String {
    switch self {
    case .api: "API"
    case .brandManage: "BRAND_MANAGE"
    case .receiveComponent: "RECEIVE_COMPONENT"
    case .merchantCard: "MERCHANT_CARD"
    case .member: "MEMBER"
    case .smallActivity: "SMALL_ACTIVITY"
    case .unlisted(let text): text
    }
  }
}

/// An element of `coupon_tag_list`.
public enum CouponTag: OpenEnumeration {
  case member
  case unlisted(String)

  public static let listed: [CouponTag] = [.member]

  public var wire: String {
    switch self {
    case .member: "MEMBER"
    case .unlisted(let text): text
    }
  }
}
