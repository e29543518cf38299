/// Where a stock's coupon codes come from, `coupon_code_mode`.
public enum CouponCodeMode: OpenEnumeration {
  case weChatPay, upload, apiAssign
  case unlisted(String)

  public static let listed: [CouponCodeMode] = [.weChatPay, .upload, .apiAssign]

  public var wire: String {
    switch self {
    case .weChatPay: "WECHATPAY"
    case .upload: "UPLOAD"
    case .apiAssign: "API_ASSIGN"
    case .unlisted(let text): text
    }
  }
}

/// In which stores the coupon can be used, `store_scope`.
public enum StoreScope: OpenEnumeration {
  case none, all, specific
  case unlisted(String)

  public static let listed: [StoreScope] = [.none, .all, .specific]

  public var wire: String {
    switch self {
    case .none: "NONE"
    case .all: "ALL"
    case .specific: "SPECIFIC"
    case .unlisted(let text): text
    }
  }
}

/// How the customer can use the coupon, an element of `coupon_usage_method_list`.
public enum UsageMethod: OpenEnumeration {
  case offline, miniProgram, app, paymentCode
  case unlisted(String)

  public static let listed: [UsageMethod] = [.offline, .miniProgram, .app, .paymentCode]

  public var wire: String {
    switch self {
    case .offline: "OFFLINE"
    case .miniProgram: "MINI_PROGRAM"
    case .app: "APP"
    case .paymentCode: "PAYMENT_CODE"
    case .unlisted(let text): text
    }
  }
}

/// How the card opens the brand's app, `app_jump_type`.
public enum AppJumpType: OpenEnumeration {
  case h5, passcodeLink, usageGuide
  case unlisted(String)

  public static let listed: [AppJumpType] = [.h5, .passcodeLink, .usageGuide]

  public var wire: String {
    switch self {
    case .h5: "H5"
    case .passcodeLink: "PASSCODE_LINK"
    case .usageGuide: "USAGE_GUIDE"
    case .unlisted(let text): text
    }
  }
}

/// How the user sees the coupon code, `code_display_mode`. Invisible: the customer cannot read it out.
public enum CodeDisplayMode: OpenEnumeration {
  case invisible, barcode, qrCode
  case unlisted(String)

  public static let listed: [CodeDisplayMode] = [.invisible, .barcode, .qrCode]

  public var wire: String {
    switch self {
    case .invisible: "INVISIBLE"
    case .barcode: "BARCODE"
    case .qrCode: "QRCODE"
    case .unlisted(let text): text
    }
  }
}

/// A day of `day_list`.
public enum Weekday: OpenEnumeration {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday
  case unlisted(String)

  public static let listed: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday, .saturday, .sunday]

  public var wire: String {
    switch self {
    case .monday: "MONDAY"
    case .tuesday: "TUESDAY"
    case .wednesday: "WEDNESDAY"
    case .thursday: "THURSDAY"
    case .friday: "FRIDAY"
    case .saturday: "SATURDAY"
    case .sunday: "SUNDAY"
    case .unlisted(let text): text
    }
  }
}
