import CouponKit

/// What is done with what is selected: deactivated, or copied.
extension BundlesScreen {
  func deactivate(_ desk: inout Desk) -> Step {
    guard desk.mayDeactivate else {
      return Step(notice: FailureSentences(CouponFailure(.readOnly), in: desk.language).text)
    }
    switch target {
    case .success(let target):
      let (screen, effect) = DeactivationScreen.opened(
        target, name: name(of: target, in: desk.language), seen: coupons(of: target), &desk)
      return Step(effects: [effect], turn: .open(.deactivation(screen)))
    case .failure(let reason): return Step(notice: desk.text(reason.phrase))
    }
  }

  /// What the dialog calls it: the product, which is what the record will say too.
  private func name(of target: DeactivationTarget, in language: Language) -> SafeText {
    switch target.subject {
    case .bundle: group?.name(in: language) ?? ""
    case .coupon: coupon?.productName ?? ""
    }
  }

  private func coupons(of target: DeactivationTarget) -> [UserCoupon] {
    switch target.subject {
    case .bundle: group.map { Array($0.coupons) } ?? []
    case .coupon: coupon.map { [$0] } ?? []
    }
  }

  /// Why there is no target under the cursor.
  private struct NoTarget: Error {
    let phrase: Phrase
    init(_ en: String, _ zh: String) { phrase = Phrase(en, zh) }
  }

  /// The identifiers of what is selected now.
  private var target: Result<DeactivationTarget, NoTarget> {
    guard let group, let coupon else { return .failure(NoTarget("There is nothing here.", "此处没有内容。")) }
    if group.id == .singles, focus == .bundles {
      return .failure(NoTarget("Open the group and choose one coupon first.", "请先打开该组并选定一张券。"))
    }
    // What a filter left out, or WeChat Pay did not list, may be live: the review reads it all.
    let isAllSeen = query.state == nil && unlistedCount == 0
    guard !isAllSeen || group.coupons.contains(where: \.state.isLive) else {
      return .failure(
        NoTarget("None of these coupons can still be deactivated. Nothing was changed.", "没有仍可失效的商品券，未作任何变更。"))
    }
    let unnamed = NoTarget(
      "WeChat Pay did not name the stock, which a deactivation needs. Read again (r).", "应答缺少失效所需的批次信息，请重读（r）。")
    guard let product = coupon.productCouponID else { return .failure(unnamed) }
    switch group.id {
    case .bundle(let bundleID):
      let stockBundleIDs = group.coupons.compactMap { $0.stock?.bundlePosition?.id }
      guard let stockBundleID = stockBundleIDs.first else { return .failure(unnamed) }
      return .success(
        DeactivationTarget(
          subject: .bundle(bundleID, stockBundleID), openID: query.openID, productCouponID: product))
    case .singles:
      guard coupon.state.isLive else {
        return .failure(NoTarget("This coupon can not be deactivated any more.", "该券已无法再失效。"))
      }
      // One of a bundle that does not say which is no single one.
      guard coupon.productCoupon?.usageMode != .progressiveBundle, coupon.bundleUsage == nil else {
        return .failure(
          NoTarget(
            "WeChat Pay did not say to which bundle this coupon belongs. Read again (r).", "应答未说明该券所属的券组，请重读（r）。"))
      }
      guard let stockID = coupon.stock?.id else { return .failure(unnamed) }
      return .success(
        DeactivationTarget(subject: .coupon(coupon.code, stockID), openID: query.openID, productCouponID: product))
    }
  }

  func field(_ desk: Desk) -> SafeText? {
    switch focus {
    case .bundles:
      guard case .bundle(let id)? = group?.id else { return group?.name(in: desk.language) }
      return SafeText(id.text)
    case .coupons:
      return coupon.map { SafeText(desk.isMasking ? $0.code.masked : $0.code.text) }
    case .detail: return detail.selectedLine(in: sections(desk))?.copyText
    }
  }

  func summary(_ desk: Desk) -> SafeText? {
    group == nil ? nil : SafeText(summaryLines(desk).joined(separator: "; "))
  }

  /// What belongs in a ticket; the customer and the codes stay masked.
  func summaryLines(_ desk: Desk) -> [String] {
    guard let group else { return [] }
    var lines = [group.name(in: desk.language).text]
    if case .bundle(let id) = group.id { lines.append("user_coupon_bundle_id \(id)") }
    lines.append("openid \(query.openID.masked)")
    lines += group.coupons.map { coupon in
      "\((coupon.position?.index ?? 0) + 1)  \(coupon.code.masked)  \(desk.formats.bothNames(coupon.state))"
    }
    return lines
  }

  func copy(_ text: SafeText?, _ desk: Desk) -> Step {
    guard let text else {
      let phrase = Phrase("There is nothing to copy here; m shows masked values.", "此处没有可复制的内容；按 m 显示完整内容。")
      return Step(notice: desk.text(phrase))
    }
    return Step(effects: [.copy(text)])
  }
}
