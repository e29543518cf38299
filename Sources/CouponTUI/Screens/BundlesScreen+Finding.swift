import CouponKit

/// What is searched in the panes.
extension BundlesScreen {
  /// What the pane that has the keys holds, as it is searched: codes in full, since the customer may read one out.
  func findable(_ desk: Desk) -> Finding.Rows {
    switch focus {
    case .bundles:
      return Finding.Rows(count: view.groupCount(shelf)) { index in
        guard let group = view.group(at: index, of: shelf) else { return "" }
        let name = group.name(in: desk.language).text
        if case .bundle(let id) = group.id { return "\(name) \(id)" } else { return name }
      }
    case .coupons:
      let listed = listed
      return Finding.Rows(count: listed.count) { index in
        let coupon = listed[index]
        let name = coupon.productName?.text ?? ""
        return "\(coupon.code) \(coupon.state.wire) \(coupon.state.word(in: desk.language)) \(name)"
      }
    case .detail: return detail.findable(allSections(desk))
    }
  }

  /// Where the selected row stands among those that are searched.
  func findPlace(_ desk: Desk) -> Int {
    focus == .detail ? detail.findPlace(in: allSections(desk)) : selection(in: focus)
  }

  /// What is said when the coupon that was asked for did not come.
  var wantedNotFound: Phrase {
    query.state == nil && query.bundleID == nil
      ? Phrase("No coupon of this customer has the code that you typed.", "该用户没有您所输入 Code 的商品券。")
      : Phrase(
        "No coupon listed here has the code that you typed; others of this customer were left out.",
        "此处列出的商品券没有您所输入的 Code；该用户的其他券未在查询范围内。")
  }

  var prompt: Prompt? { finding.isTyping ? Prompt(label: "/", field: finding.field) : nil }
}
