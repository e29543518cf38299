/// An answer that is no success: HTTP status, `code`, message, `detail`, and the numeric sub-code at the end of `Request-ID`.
///
/// The pairing of status and code with a number is documented for some numbers only; for the others it is our reading.
struct Refusal: Error, Sendable, Equatable {
  let status: Int
  /// Nil for a refusal without a body, as 404 and 405 of an unknown path are.
  var code: String?
  var message = Message("", "")
  var detail: JSON?
  let subCode: Int
  /// The one method that a path takes, with 405.
  var allow: String?

  /// The body in `language`; empty when there is none.
  func body(in language: AnswerLanguage) -> [UInt8] {
    guard let code else { return [] }
    var envelope: JSON = ["code": JSON(code), "message": JSON(message.text(in: language))]
    envelope["detail"] = detail
    return envelope.bytes
  }
}

// MARK: The wrong call

extension Refusal {
  static let unknownPath = Refusal(status: 404, subCode: 268_435_461)

  static func wrongMethod(allowed: String) -> Refusal { Refusal(status: 405, subCode: 268_435_461, allow: allowed) }

  static let missingCommonHeaders = Refusal(
    status: 400, code: "INVALID_REQUEST",
    message: Message("Http头缺少Accept或User-Agent", "The Accept or User-Agent HTTP header is missing"),
    subCode: 268_435_461)

  static let wrongContentType = Refusal(
    status: 400, code: "INVALID_REQUEST",
    message: Message("Http头Content-Type须为application/json", "The Content-Type HTTP header must be application/json"),
    subCode: 268_435_461)
}

// MARK: The caller

extension Refusal {
  static let wrongAnswerKey = Refusal(
    status: 400, code: "INVALID_REQUEST",
    message: Message("Http头Wechatpay-Serial缺失或有误", "The Wechatpay-Serial HTTP header is missing or wrong"),
    subCode: 268_435_461)

  static let tooFrequent = Refusal(
    status: 429, code: "RATELIMIT_EXCEEDED",
    message: Message("请求过于频繁，请稍后再试", "Too many requests, please try again later"), subCode: 270_924_289)

  static func signature(_ message: Message, issue: String, field: String, information: JSON? = nil) -> Refusal {
    var detail: JSON = ["field": JSON(field), "location": "authorization", "detail": ["issue": JSON(issue)]]
    detail["sign_information"] = information
    return Refusal(status: 401, code: "SIGN_ERROR", message: message, detail: detail, subCode: 268_443_699)
  }

  static let usedNonce = Refusal.signature(
    Message("Http头Authorization中的nonce_str重复", "The nonce_str in the Authorization HTTP header was used before"),
    issue: "nonce_str used before", field: "nonce_str")

  static let noPermission = Refusal(
    status: 403, code: "NO_AUTH",
    message: Message("服务商没有此接口权限", "The service provider lacks the permission for this interface"),
    subCode: 268_579_803)
}

// MARK: What is asked for

extension Refusal {
  static func unknownOpenID(subCode: Int) -> Refusal {
    Refusal(
      status: 400, code: "PARAM_ERROR", message: Message("解析OpenID错误", "The OpenID cannot be resolved"),
      subCode: subCode)
  }

  static let unknownAppID = Refusal(
    status: 400, code: "INVALID_REQUEST", message: Message("传入的AppID非法", "The AppID is not valid for this brand"),
    subCode: 268_578_704)

  static let unknownObject = Refusal(
    status: 404, code: "RESOURCE_NOT_EXISTS",
    message: Message(
      "当前访问对象不存在，请确认ID是否合法、属于当前品牌且由当前服务商创建",
      "The object does not exist; check that the ID is valid, belongs to this brand and was created by this provider"),
    subCode: 268_578_608)

  static let noPlatformCertificate = Refusal(
    status: 404, code: "RESOURCE_NOT_EXISTS",
    message: Message("无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥", "There is no platform certificate; use the public key"),
    subCode: 268_578_608)

  static func unknownCoupon(subCode: Int) -> Refusal {
    Refusal(
      status: 404, code: "RESOURCE_NOT_EXISTS", message: Message("用户券不存在", "The user coupon does not exist"),
      subCode: subCode)
  }
}

// MARK: What is to be done

extension Refusal {
  static let wrongState = Refusal.wrongState(subCode: 268_578_367)

  static func wrongState(subCode: Int) -> Refusal {
    Refusal(
      status: 400, code: "INVALID_REQUEST",
      message: Message("用户券状态非法", "The state of the user coupon does not allow this"), subCode: subCode)
  }

  static func expired(subCode: Int) -> Refusal {
    Refusal(
      status: 400, code: "INVALID_REQUEST",
      message: Message("券已过期，不能再进行其他操作", "The coupon has expired, no further operation is possible"),
      subCode: subCode)
  }

  static let deleted = Refusal(
    status: 400, code: "INVALID_REQUEST", message: Message("券已被删除", "The user has deleted the coupon"),
    subCode: 272_756_769)

  static let outsideValidity = Refusal(
    status: 400, code: "INVALID_REQUEST",
    message: Message("不在券的有效期内", "The coupon is not valid at this time"), subCode: 272_755_715)

  static let outsideWindows = Refusal(
    status: 400, code: "INVALID_REQUEST",
    message: Message("不在券的可用时间段内", "The coupon cannot be used at this time"), subCode: 272_755_717)

  static let roundOfBundle = Refusal(
    status: 400, code: "INVALID_REQUEST",
    message: Message("多次优惠的用户商品券不能单独失效", "A coupon of a bundle cannot be deactivated alone"),
    subCode: 268_578_224)

  /// - Parameter code: the pages have this number under two codes.
  static func numberUsedOtherwise(code: String) -> Refusal {
    Refusal(
      status: 400, code: code,
      message: Message("使用了相同单号，但与上次请求的数据不一致", "The request number was used before with other data"),
      subCode: 268_578_927)
  }
}
