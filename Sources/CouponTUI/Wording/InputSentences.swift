import CouponKit

/// Why a text that was typed cannot be what its field asks for.
func sentence(_ problem: InputProblem) -> Phrase {
  let field = name(of: problem.field)
  switch problem.rule {
  case .empty: return Phrase("\(field.en) is empty.", "\(field.zh)为空。")
  case .tooLong(let count, let limit):
    return Phrase(
      "\(field.en) has \(count) characters, \(limit) are allowed.", "\(field.zh)有 \(count) 个字符，最多 \(limit) 个。")
  case .character(let character, let position):
    let shown = character == " " ? "␠" : SafeText(character).text
    return Phrase(
      "\(field.en) can not hold “\(shown)” (character \(position)).", "\(field.zh)不能含“\(shown)”（第 \(position) 个字符）。")
  case .ticketMissing(let digits):
    return Phrase(
      "\(field.en) has to name the ticket: \(digits) or more digits in a row.", "\(field.zh)须写明工单号，即至少连续 \(digits) 位数字。"
    )
  }
}

private func name(of field: InputProblem.Field) -> Phrase {
  switch field {
  case .openID: Phrase("The OpenID", "OpenID ")
  case .appID: Phrase("The AppID", "AppID ")
  case .brandID: Phrase("The brand ID", "品牌 ID ")
  case .couponCode: Phrase("The coupon code", "商品券 Code ")
  case .bundleID: Phrase("The bundle ID", "用户券组 ID ")
  case .reason: Phrase("The reason", "失效原因")
  }
}

/// What is wrong with one setting.
func sentence(_ problem: SettingProblem, file: String, keyPath: String) -> Phrase {
  switch problem {
  case .missing: Phrase("\(file) lacks the setting \(keyPath).", "\(file) 缺少设置 \(keyPath)。")
  case .unknownKey: Phrase("\(file) has a setting that nobody knows: \(keyPath).", "\(file) 含有未知设置 \(keyPath)。")
  case .wrongType(let expected):
    Phrase("\(keyPath) in \(file) has to be of type \(expected).", "\(file) 中的 \(keyPath) 应为 \(expected) 类型。")
  case .notAllowed(let allowed):
    Phrase("\(keyPath) in \(file) has to be \(allowed).", "\(file) 中的 \(keyPath) 应为 \(allowed)。")
  }
}

/// What is wrong with a key, certificate or configuration file.
func sentence(_ problem: FileProblem, path: String) -> Phrase {
  switch problem {
  case .missing: return Phrase("There is no file \(path).", "文件 \(path) 不存在。")
  case .unreadable: return Phrase("The file \(path) cannot be read.", "文件 \(path) 无法读取。")
  case .empty: return Phrase("The file \(path) is empty.", "文件 \(path) 是空的。")
  case .notARegularFile: return Phrase("\(path) is not a regular file.", "\(path) 不是普通文件。")
  case .openToOthers(let mode):
    let octal = String(mode & 0o7777, radix: 8)
    return Phrase("The file \(path) is open to others (mode \(octal)).", "文件 \(path) 对他人开放（权限 \(octal)）。")
  case .folderOpenToOthers(let mode):
    let octal = String(mode & 0o7777, radix: 8)
    return Phrase("Others may write into the folder \(path) (mode \(octal)).", "他人可写入目录 \(path)（权限 \(octal)）。")
  case .ownedByAnother(let userID):
    return Phrase("The file \(path) belongs to another account (uid \(userID)).", "文件 \(path) 属于其他账号（uid \(userID)）。")
  case .changedSinceStart:
    return Phrase("\(path) was changed since this program started.", "\(path) 在本程序启动后已被更改。")
  case .severalNames:
    return Phrase("The file \(path) has a second name (a hard link).", "文件 \(path) 另有硬链接。")
  case .heldByAgent:
    return Phrase("The key \(path) belongs to your own account.", "密钥 \(path) 属于您本人的账号。")
  case .tooLarge(let limit):
    return Phrase("The file \(path) is larger than \(limit) bytes.", "文件 \(path) 超过 \(limit) 字节。")
  case .unwritable: return Phrase("\(path) cannot be written.", "\(path) 无法写入。")
  case .alreadyThere:
    return Phrase("\(path) is there already and was left as it is.", "\(path) 已存在，未作改动。")
  case .wrongKind(let expected, let found):
    let (expected, found) = (name(of: expected), name(of: found))
    return Phrase(
      "\(path) holds \(found.en) where \(expected.en) belongs.", "\(path) 应为\(expected.zh)，实为\(found.zh)。")
  case .rsaTooShort(let bits):
    return Phrase("The RSA key in \(path) has \(bits) bits; it needs 2048.", "\(path) 的 RSA 密钥只有 \(bits) 位，至少需 2048 位。")
  case .passphraseNeeded:
    return Phrase("The key in \(path) is locked with a passphrase.", "\(path) 的密钥设有口令。")
  case .passphraseWrong:
    return Phrase("The passphrase does not open \(path).", "口令无法打开 \(path)。")
  case .damaged(let content):
    let content = name(of: content)
    return Phrase("\(path) begins like \(content.en) but is damaged.", "\(path) 形似\(content.zh)，但已损坏。")
  case .merchantCertificateInstead:
    return Phrase(
      "\(path) holds the merchant's own certificate where WeChat Pay's belongs.", "\(path) 应为微信支付的证书，实为商户自己的证书。")
  case .expired(let instant):
    let date = ChinaTime(instant).date
    return Phrase(
      "The certificate in \(path) ended on \(date.year)-\(date.month)-\(date.day).",
      "\(path) 的证书已于 \(date.year)-\(date.month)-\(date.day) 到期。")
  case .notTOML(let line, let detail):
    let place =
      line.map { Phrase(" (line \($0): \(detail))", "（第 \($0) 行：\(detail)）") } ?? Phrase(" (\(detail))", "（\(detail)）")
    return Phrase("\(path) is not written as TOML\(place.en).", "\(path) 不符合 TOML 写法\(place.zh)。")
  }
}

private func name(of content: FileContent) -> Phrase {
  switch content {
  case .rsaPrivateKey: Phrase("an RSA private key", " RSA 私钥")
  case .encryptedPrivateKey: Phrase("a private key with a passphrase", "带口令的私钥")
  case .otherPrivateKey: Phrase("a private key that is not RSA", "非 RSA 私钥")
  case .ecPrivateKey: Phrase("an EC private key", " EC 私钥")
  case .rsaPublicKey: Phrase("an RSA public key", " RSA 公钥")
  case .ecPublicKey: Phrase("an EC public key", " EC 公钥")
  case .certificate: Phrase("a certificate", "证书")
  case .pkcs12: Phrase("a PKCS#12 archive", " PKCS#12 文件")
  case .der: Phrase("a key or certificate in binary (DER)", "二进制（DER）格式的密钥或证书")
  case .bareBase64: Phrase("Base64 without its BEGIN and END lines", "缺少 BEGIN、END 行的 Base64")
  case .unknown: Phrase("something else", "其他内容")
  }
}
