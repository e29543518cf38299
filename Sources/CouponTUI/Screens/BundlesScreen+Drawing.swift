import CouponKit

extension BundlesScreen {
  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    if let bareRow { return barePage(desk).drawBare(on: &canvas, in: rect, from: bareRow) }
    let panes = panes(in: rect)
    if panes.count == 1 {
      let style = reading.phase == .complete || focus == .bundles ? .dim : progressStyle
      canvas.putTruncated(breadcrumb(desk), in: rect.line(0), style: style)
    }
    for (focus, pane) in panes {
      switch focus {
      case .bundles: drawBundles(desk, on: &canvas, in: pane)
      case .coupons: drawCoupons(desk, on: &canvas, in: pane)
      case .detail: drawDetail(desk, on: &canvas, in: pane)
      }
    }
    picker?.draw(desk, on: &canvas, in: rect)
  }

  /// The panes that there is room for: three, or two of which the left one opens in place, or the one that has the keys.
  func panes(in rect: Rect) -> [(focus: Focus, rect: Rect)] {
    if rect.columns >= 110, rect.rows >= 18 {
      let (list, coupons) = (rect.columns * 28 / 100, rect.columns * 30 / 100)
      return [
        (.bundles, rect.keeping(columns: list)),
        (.coupons, rect.dropping(columns: list).keeping(columns: coupons)),
        (.detail, rect.dropping(columns: list + coupons)),
      ]
    }
    if rect.columns >= 70, rect.rows >= 18 {
      let list = rect.columns * 45 / 100
      return [
        (focus == .bundles ? .bundles : .coupons, rect.keeping(columns: list)),
        (.detail, rect.dropping(columns: list)),
      ]
    }
    return [(focus, rect.dropping(rows: 1))]
  }

  /// The row of a pane that is drawn at a place.
  func row(at point: Point, in pane: Focus, _ rect: Rect, _ desk: Desk) -> Int? {
    switch pane {
    case .bundles: bundleList.index(at: point, in: rect.keeping(rows: rect.rows - 1))
    case .coupons: couponList.index(at: point, in: rect.keeping(rows: rect.rows - couponNotes(desk).count))
    case .detail: outline(desk).flatMap { detail.row(at: point, of: $0, in: rect, isASCII: desk.isASCII) }
    }
  }

  /// With how old the coupons are, unless that goes without saying.
  private func breadcrumb(_ desk: Desk) -> SafeText {
    var parts = [SafeText(query.openID.masked)]
    if focus != .bundles, let group { parts.append(group.name(in: desk.language)) }
    if focus == .detail { parts.append(SafeText("\(couponIndex + 1)/\(listed.count)")) }
    let path = SafeText(" " + parts.map(\.text).joined(separator: " › "))
    return reading.phase == .complete || focus == .bundles ? path : SafeText("\(progress(desk)) ·\(path)")
  }

  // MARK: Bundles

  var bundleList: ListView {
    ListView(count: view.groupCount(shelf), selection: bundleIndex, isActive: focus == .bundles)
  }

  private func drawBundles(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let count = view.groupCount(shelf)
    var title = "\(desk.text("Bundles", "券组")) \(count == 0 ? 0 : bundleIndex + 1)/\(count)"
    if count < shelf.groups.count {
      title += desk.text(" of \(shelf.groups.count)", "，共 \(shelf.groups.count)").text
    }
    let marks = [view.state?.word(in: desk.language), view.order.word?(desk.language)].compactMap { $0 }
    // A narrow pane needs every column.
    if !marks.isEmpty {
      title += desk.text(" · ", "·").text + marks.joined(separator: desk.text(", ", "·").text)
    }
    let pane = Pane(title: SafeText(title), isActive: focus == .bundles).draw(on: &canvas, in: rect)
    canvas.putTruncated(progress(desk), in: pane.line(pane.rows - 1).dropping(columns: 1), style: progressStyle)
    bundleList.draw(on: &canvas, in: pane.keeping(rows: pane.rows - 1)) { canvas, index, line, style in
      guard let group = view.group(at: index, of: shelf) else { return }
      drawRow(group, desk, on: &canvas, in: line, style)
    }
  }

  private func drawRow(_ group: BundleGroup, _ desk: Desk, on canvas: inout Canvas, in line: Rect, _ style: Style?) {
    let standing = desk.text(group.standing.name)
    let count = SafeText(group.count)
    let columns = count.columns + 4 + max(standing.columns, desk.language == .en ? 7 : 6)
    let name = line.keeping(columns: line.columns - columns)
    canvas.putTruncated(group.name(in: desk.language), in: name, style: style ?? .normal)
    var tail = line.dropping(columns: name.columns)
    let tailStyle = style ?? group.standing.style
    canvas.fill(tail.line(0), style: tailStyle)
    tail = tail.dropping(columns: 1)
    tail = tail.dropping(columns: canvas.put(count, in: tail, style: tailStyle) + 1)
    canvas.put(group.standing.symbol, in: tail, style: tailStyle)
    canvas.put(standing, in: tail.dropping(columns: 2), style: tailStyle)
  }

  /// One line at the foot of the list on how far the reading has come.
  func progress(_ desk: Desk) -> SafeText {
    let of = reading.totalCount.map { Phrase(" of \($0)", "，共 \($0)") } ?? Phrase("", "")
    let total = reading.totalCount.map { "/\($0)" } ?? ""
    let count = shelf.couponCount
    let part = "\(count)\(total) 张"
    let since = reading.readAt.map(desk.formats.clock) ?? ""
    let isPart = reading.totalCount.map { count < $0 } ?? false
    switch reading.phase {
    case .loading: return desk.text("\(count)\(of.en) read… Esc stops", "已读 \(part)……Esc 停止")
    case .again(_, let fresh):
      return desk.text(
        "\(fresh.couponCount)\(of.en) read again… Esc stops", "重读 \(fresh.couponCount)\(total) 张……Esc 停止")
    case .complete:
      // What was asked for is said: it is not all that the customer holds.
      let state = query.state.map { Phrase("\($0.word(in: .en)) ", "\($0.word(in: .zh))") } ?? Phrase("", "")
      return desk.text(
        "\(count) \(state.en)coupon\(count == 1 ? "" : "s"), \(since)", "\(count) 张\(state.zh)券，\(since)")
    case .stoppedByAgent:
      return desk.text("\(count)\(of.en) read; r reads all", "已停止 \(part)，按 r 重读")
    case .stopped where desk.connection.state == .lost && !isPart:
      return desk.text("\(since), no contact; r retries", "无法连接，截至 \(since)；r 重读")
    case .stopped:
      let held = isPart ? Phrase("\(count)\(of.en), ", "\(count)\(of.zh)，") : Phrase("", "")
      return desk.text("\(held.en)as of \(since); r reads again", "\(held.zh)截至 \(since)；按 r 重读")
    }
  }

  private var progressStyle: Style {
    switch reading.phase {
    case .loading, .again: .waiting
    case .complete: query.state == nil ? .dim : .warning
    case .stoppedByAgent, .stopped: .warning
    }
  }

  // MARK: Coupons

  var couponList: ListView { ListView(count: listed.count, selection: couponIndex, isActive: focus == .coupons) }

  /// Rounds of the bundle that the answer left out.
  var unlistedCount: Int { max(0, (group?.totalCount ?? 0) - (group?.coupons.count ?? 0)) }

  private func drawCoupons(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    var title: SafeText
    switch group?.id {
    case .bundle(let id)?: title = desk.text("Coupons of …\(id.ending(4))", "券组 …\(id.ending(4)) 的券")
    case .singles?: title = desk.text("Singles", "单券")
    case nil: title = desk.text("Coupons", "商品券")
    }
    let listed = listed
    let (count, held) = (listed.count, group?.coupons.count ?? 0)
    if count > 0 { title = SafeText("\(title) \(couponIndex + 1)/\(count)") }
    if count < held { title = SafeText("\(title)\(desk.text(" of \(held)", "，共 \(held)"))") }
    if let state = view.state { title = SafeText("\(title) · \(state.word(in: desk.language))") }
    let pane = Pane(title: title, isActive: focus == .coupons).draw(on: &canvas, in: rect)
    let notes = couponNotes(desk)
    let list = pane.keeping(rows: pane.rows - notes.count)
    couponList.draw(on: &canvas, in: list) { canvas, index, line, style in
      drawRow(listed[index], desk, on: &canvas, in: line, style)
    }
    for (row, note) in notes.enumerated() {
      canvas.putTruncated(note.text, in: pane.line(list.rows + row).dropping(columns: 1), style: note.style)
    }
  }

  /// What stands below the coupons: rounds that are not among them, and how old they are where the bundles do not say it.
  private func couponNotes(_ desk: Desk) -> [(text: SafeText, style: Style)] {
    let unlisted = unlistedCount
    var notes: [(SafeText, Style)] = []
    if unlisted > 0 {
      notes.append((desk.text("\(unlisted) more rounds are not listed", "另有 \(unlisted) 轮未列出"), .dim))
    }
    if reading.phase != .complete, panes(in: desk.body).count == 2 { notes.append((progress(desk), progressStyle)) }
    return notes
  }

  private func drawRow(_ coupon: UserCoupon, _ desk: Desk, on canvas: inout Canvas, in line: Rect, _ style: Style?) {
    let number = coupon.position.map { "\($0.index + 1)" } ?? coupon.code.maskedEnding
    let head = canvas.put(SafeText(number + " "), in: line, style: style ?? .normal)
    let state = SafeText(coupon.state.word(in: desk.language))
    let width = 13
    let stateStyle = style ?? BundleGroup.Standing(coupon.state).style
    let room = line.dropping(columns: head)
    canvas.fill(room.keeping(columns: width).line(0), style: stateStyle)
    canvas.putTruncated(state, in: room.keeping(columns: width), style: stateStyle)
    let note = group?.id == .singles ? coupon.productName ?? "" : SafeText(coupon.note(at: desk.now, desk.formats))
    canvas.putTruncated(note, in: room.dropping(columns: width), style: style ?? .normal)
  }

  // MARK: Detail

  func outline(_ desk: Desk) -> BundleOutline.LazySections? {
    guard let coupon, let group else { return nil }
    return BundleOutline(
      coupon: coupon, bundle: group.siblings, now: desk.now, formats: desk.formats, isMasked: desk.isMasking,
      isOutdated: reading.isOutdated
    ).sections(folded: detail.folded)
  }

  func sections(_ desk: Desk) -> [OutlineSection] { outline(desk).map { Array($0) } ?? [] }

  /// Everything about the coupon with nothing folded, as it is searched.
  func allSections(_ desk: Desk) -> [OutlineSection] {
    guard let coupon, let group else { return [] }
    return BundleOutline.sections(
      of: coupon, in: group.siblings, at: desk.now, language: desk.language, isMasked: desk.isMasking)
  }

  private func drawDetail(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let count = listed.count
    var title = desk.text("Coupon \(couponIndex + 1) of \(count)", "第 \(couponIndex + 1) 张，共 \(count) 张")
    if let coupon, group?.id == .singles {
      let ending = SafeText(coupon.code.maskedEnding)
      title = desk.text("Single coupon \(ending)", "单券 \(ending)")
    }
    let pane = Pane(title: title, isActive: focus == .detail).draw(on: &canvas, in: rect)
    guard let outline = outline(desk) else { return }
    detail.draw(outline, on: &canvas, in: pane, isActive: focus == .detail)
  }
}

extension BundleGroup {
  /// `1/3`: how often it was used; of single coupons how many there are.
  fileprivate var count: String {
    var text = Digits()
    if id == .singles {
      text.add("(")
      text.add(coupons.count)
      text.add(")")
    } else {
      text.add(usedCount)
      text.add("/")
      text.add(totalCount)
    }
    return text.text
  }
}

extension BundleGroup.Standing {
  var name: Phrase {
    switch self {
    case .live: Phrase("live", "有效")
    case .waiting: Phrase("waiting", "待生效")
    case .done: Phrase("done", "已结束")
    }
  }

  fileprivate var symbol: SafeText {
    switch self {
    case .live: "●"
    case .waiting: "◌"
    case .done: "✓"
    }
  }

  var style: Style {
    switch self {
    case .live: .live
    case .waiting: .waiting
    case .done: .done
    }
  }
}

extension CouponState {
  /// As the platform spells it in English, as its pages call it in Chinese.
  func word(in language: Language) -> String { language == .zh ? name?.zh ?? wire : wire }
}

extension UserCoupon {
  /// The one thing to know beside the state.
  func note(at now: Instant, _ formats: Formats) -> String {
    switch state {
    case .used:
      guard let time = usage?.useTime?.instant else { return "" }
      return formats.text("used \(formats.dayAndClock(time))", "于 \(formats.dayAndClock(time))")
    case .effective:
      guard let end = validity.end?.instant else { return "" }
      let seconds = end.seconds(since: now)
      if end < now { return formats.text("over since \(formats.day(end))", "\(formats.day(end)) 已到期") }
      if seconds < 86_400 {
        return formats.text("until \(formats.dayAndClock(end))", "\(formats.dayAndClock(end)) 到期")
      }
      let left = formats.duration(seconds: seconds)
      return formats.text("\(left) left", "还剩 \(left)")
    case .confirming, .pending:
      guard let begin = validity.begin?.instant else { return "" }
      return formats.text("from \(formats.day(begin))", "\(formats.day(begin)) 起")
    case .deactivated:
      guard let time = deactivation?.time?.instant else { return "" }
      return formats.text("since \(formats.dayAndClock(time))", "\(formats.dayAndClock(time)) 起")
    case .expired:
      guard let end = validity.end?.instant else { return "" }
      return formats.text("since \(formats.day(end))", "\(formats.day(end)) 起")
    case .deleted, .unlisted: return ""
    }
  }
}
