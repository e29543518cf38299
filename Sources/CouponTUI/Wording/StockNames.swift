import CouponKit

extension CouponCodeMode: Named {
  var name: Phrase? {
    switch self {
    case .weChatPay: Phrase("made by WeChat Pay", "微信支付分配")
    case .upload: Phrase("uploaded by the brand", "品牌方预上传")
    case .apiAssign: Phrase("given by the brand when issuing", "发券时由品牌方指定")
    case .unlisted: nil
    }
  }
}

extension StoreScope: Named {
  var name: Phrase? {
    switch self {
    case .none: Phrase("no store limit", "不限门店")
    case .all: Phrase("all stores of the brand", "品牌全部门店")
    case .specific: Phrase("linked stores only", "指定门店")
    case .unlisted: nil
    }
  }
}

extension UsageMethod: Named {
  var name: Phrase? {
    switch self {
    case .offline: Phrase("in the shop", "线下到店")
    case .miniProgram: Phrase("mini program", "小程序")
    case .app: Phrase("app", "APP")
    case .paymentCode: Phrase("payment code", "付款码")
    case .unlisted: nil
    }
  }
}

extension AppJumpType: Named {
  var name: Phrase? {
    switch self {
    case .h5: Phrase("web page", "H5 页面")
    case .passcodeLink: Phrase("passcode link", "口令链接")
    case .usageGuide: Phrase("usage guide", "使用指引")
    case .unlisted: nil
    }
  }
}

extension CodeDisplayMode: Named {
  var name: Phrase? {
    switch self {
    case .invisible: Phrase("not shown to the user", "不展示")
    case .barcode: Phrase("bar code", "条形码")
    case .qrCode: Phrase("QR code", "二维码")
    case .unlisted: nil
    }
  }
}

extension Weekday: Named {
  var name: Phrase? {
    switch self {
    case .monday: Phrase("Mon", "周一")
    case .tuesday: Phrase("Tue", "周二")
    case .wednesday: Phrase("Wed", "周三")
    case .thursday: Phrase("Thu", "周四")
    case .friday: Phrase("Fri", "周五")
    case .saturday: Phrase("Sat", "周六")
    case .sunday: Phrase("Sun", "周日")
    case .unlisted: nil
    }
  }
}
