/// The configuration file that a client of this gateway needs, complete: TOML.
struct ClientConfiguration {
  let gatewayURL: String
  let brandID: String
  let brandName: String
  let appID: String
  let openID: String
  let merchantSerial: String
  let wechatPayKeyID: String

  var toml: String {
    """
    # Written by coupon-sandbox at each start. Paths are relative to this file's folder.
    default_profile = "sandbox"

    [profiles.sandbox]
    environment = "sandbox"
    mode = "partner"
    gateway = \(quoted(gatewayURL))
    ca_file = \(quoted(Credentials.authorityFile))
    brand_id = \(quoted(brandID))
    brand_name = \(quoted(brandName))
    appid = \(quoted(appID))
    merchant_id = \(quoted(Credentials.merchantID))
    merchant_serial = \(quoted(merchantSerial))
    merchant_key = "merchant.key.pem"
    wechatpay_key_id = \(quoted(wechatPayKeyID))
    wechatpay_key = "wechatpay.pub.pem"
    role = "deactivate"
    openid = \(quoted(openID))
    state_dir = "state"
    reason_templates = ["顾客要求退款", "发放有误", "账号被盗用"]

    [profiles.sandbox-brand]
    environment = "sandbox"
    mode = "brand"
    gateway = \(quoted(gatewayURL))
    ca_file = \(quoted(Credentials.authorityFile))
    brand_id = \(quoted(brandID))
    brand_name = \(quoted(brandName))
    appid = \(quoted(appID))
    merchant_serial = \(quoted(merchantSerial))
    merchant_key = "merchant.key.pem"
    wechatpay_key_id = \(quoted(wechatPayKeyID))
    wechatpay_key = "wechatpay.pub.pem"
    role = "deactivate"
    openid = \(quoted(openID))
    state_dir = "state"

    """
  }

  /// A TOML basic string: what comes from a world file may hold any character.
  private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\0"..."\u{1F}", "\u{7F}": quoted += "\\u" + padded(hexadecimal([UInt8(scalar.value)]), to: 4)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
