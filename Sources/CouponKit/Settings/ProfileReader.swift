import Glibc

/// Makes a ``Profile`` of one `[profiles.…]` table.
struct ProfileReader {
  private let table: SettingsTable<Key>
  private let name: String
  /// Where the file lies.
  private let place: String

  private enum Key: String, CaseIterable {
    case environment, mode, gateway, appid, role, openid
    case caFile = "ca_file"
    case brandID = "brand_id"
    case brandName = "brand_name"
    case merchantID = "merchant_id"
    case merchantSerial = "merchant_serial"
    case merchantKey = "merchant_key"
    case wechatPayKeyID = "wechatpay_key_id"
    case wechatPayKey = "wechatpay_key"
    case platformCertificate = "platform_certificate"
    case stateDirectory = "state_dir"
    case reasonTemplates = "reason_templates"
    case deactivationsPerHour = "deactivations_per_hour"
    case reasonTag = "reason_tag"
    case retentionDays = "retention_days"
    case ticketDigits = "ticket_digits"
  }

  init(_ table: [String: TOMLValue], name: String, file: String, at place: String) throws(CouponFailure) {
    self.table = try SettingsTable(table, file: file, keyPath: "profiles.\(name)")
    self.name = name
    self.place = place
  }

  func profile() throws(CouponFailure) -> Profile {
    let environment = try choice(.environment, Profile.Environment.self)
    let mode = try mode()
    let wechatPayKey = try wechatPayKey()
    let platformCertificatePath = try path(.platformCertificate)
    if wechatPayKey == nil && (platformCertificatePath == nil || mode == .brand) {
      throw table.failure(.wechatPayKey, .missing)
    }
    return Profile(
      name: name,
      environment: environment,
      mode: mode,
      brandID: try table.required(.brandID, allowed: "0-9, 1–20") { try? BrandID($0) },
      brandName: try table.required(.brandName, allowed: "1–64 characters") {
        (1...64).contains($0.count) ? SafeText($0) : nil
      },
      appID: try table.required(.appid, allowed: "0-9 A-Z a-z _ -, 1–32") { try? AppID($0) },
      merchantSerial: try table.required(.merchantSerial, allowed: "0-9 A-F, 1–64", reading: Self.serial),
      merchantKeyPath: try requiredPath(.merchantKey),
      wechatPayKey: wechatPayKey,
      platformCertificatePath: platformCertificatePath,
      hosts: try hosts(environment),
      caFile: try path(.caFile),
      role: try choice(.role, Profile.Role.self),
      prefilledOpenID: try table.value(.openid, allowed: "0-9 A-Z a-z _ -, 1–128") { try? OpenID($0) },
      stateDirectory: try path(.stateDirectory) ?? pathFromFolder("state"),
      reasonTemplates: try reasonTemplates(),
      configurationFile: table.file,
      deactivationsPerHour: try table.number(.deactivationsPerHour, in: 1...1000) ?? 20,
      tagsReasons: try table.flag(.reasonTag) ?? false,
      retentionDays: try table.number(.retentionDays, in: 30...365) ?? 90,
      ticketDigits: try table.number(.ticketDigits, in: 1...20))
  }

  // MARK: - Settings that depend on one another

  private func mode() throws(CouponFailure) -> Profile.Mode {
    enum Word: String, CaseIterable { case partner, brand }
    switch try choice(.mode, Word.self) {
    case .partner:
      let merchantID = try table.required(.merchantID, allowed: "0-9, 1–32") { text in
        (1...32).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isDigit) ? text : nil
      }
      return .partner(merchantID: merchantID)
    case .brand:
      // A brand calls under its brand ID. A merchant ID would look used and be ignored.
      if try table.text(.merchantID) != nil {
        throw table.failure(.merchantID, .notAllowed(allowed: "mode = \"partner\""))
      }
      return .brand
    }
  }

  private func hosts(_ environment: Profile.Environment) throws(CouponFailure) -> [GatewayHost] {
    switch environment {
    case .sandbox:
      let loopback = "https://, 127.0.0.1 | [::1] | localhost, :1–65535"
      return [try table.required(.gateway, allowed: loopback) { GatewayHost(loopback: $0) }]
    case .production:
      if try table.text(.gateway) != nil {
        throw table.failure(.gateway, .notAllowed(allowed: "environment = \"sandbox\""))
      }
      return GatewayHost.production
    }
  }

  /// The key's file and its ID stand together or not at all.
  private func wechatPayKey() throws(CouponFailure) -> Profile.WeChatPayKeyFile? {
    let keyID = try table.value(.wechatPayKeyID, allowed: "PUB_KEY_ID_ 0-9, 12–64", reading: Self.publicKeyID)
    switch (keyID, try path(.wechatPayKey)) {
    case (let keyID?, let path?): return Profile.WeChatPayKeyFile(keyID: keyID, path: path)
    case (nil, nil): return nil
    case (nil, _): throw table.failure(.wechatPayKeyID, .missing)
    case (_, nil): throw table.failure(.wechatPayKey, .missing)
    }
  }

  private func reasonTemplates() throws(CouponFailure) -> [DeactivateReason] {
    let limit = DeactivateReason.limit - (try table.flag(.reasonTag) == true ? OperationTag.length : 0)
    let templates = try table.values(.reasonTemplates, allowed: "1–\(limit) characters, no emoji") {
      try? DeactivateReason($0, limit: limit)
    }
    guard templates.count <= 9 else { throw table.failure(.reasonTemplates, .notAllowed(allowed: "0–9 entries")) }
    return templates
  }

  // MARK: - Kinds of text

  private func choice<Choice: CaseIterable & RawRepresentable>(
    _ key: Key, _ type: Choice.Type
  ) throws(CouponFailure) -> Choice where Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue).joined(separator: " | ")
    return try table.required(key, allowed: words) { Choice(rawValue: $0) }
  }

  private func path(_ key: Key) throws(CouponFailure) -> String? {
    try table.value(key, allowed: "path") { $0.isEmpty ? nil : pathFromFolder($0) }
  }

  private func requiredPath(_ key: Key) throws(CouponFailure) -> String {
    guard let path = try path(key) else { throw table.failure(key, .missing) }
    return path
  }

  /// Paths count from the configuration file's folder, wherever the program was started.
  private func pathFromFolder(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    guard let slash = place.lastIndex(of: "/") else { return path }
    return String(place[...slash]) + path
  }

  private static func serial(_ text: String) -> String? {
    let isHexadecimal = text.utf8.allSatisfy { isDigit($0) || (0x41...0x46).contains($0) }
    return (1...64).contains(text.utf8.count) && isHexadecimal ? text : nil
  }

  private static func publicKeyID(_ text: String) -> String? {
    let prefix = "PUB_KEY_ID_"
    let digits = text.utf8.dropFirst(prefix.utf8.count)
    guard text.hasPrefix(prefix), (1...53).contains(digits.count) else { return nil }
    return digits.allSatisfy(isDigit) ? text : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
